import { follow } from "../json.ts";
import {
  isJson,
  isOpenSchema,
  type OpenApiDocument,
  type Operation,
  preferredMedia,
  type RequestBody,
  type Response,
  type Schema,
} from "../openapi.ts";
import { isNullable } from "./fields.ts";
import { type Encoding, encodingOf, styledFields, styleOf } from "./parameter-style.ts";

/** What the body of a request is: `true` for one that is JSON alone. */
export function requestBodyOf(
  document: OpenApiDocument,
  { content }: RequestBody,
): true | Record<string, unknown> {
  const mediaTypes = Object.keys(content).sort((a, b) => Number(isJson(b)) - Number(isJson(a)));
  if (
    mediaTypes.length <= 1 &&
    /^application\/(?:json|\*)$|^\*\/\*$/.test(mediaTypes[0] ?? "application/json")
  )
    return true;
  const encoding: Record<string, Encoding> = {};
  for (const media of Object.values(content))
    for (const [name, { contentType }] of Object.entries(encodingOf(media)))
      if (contentType && !/[,*]/.test(contentType)) encoding[name] = { contentType };
  // By the standard a style is in place of the media type.
  for (const field of styledFields(document, content)) {
    const style = styleOf(document, field);
    delete encoding[field.name];
    if (style !== "form*") encoding[field.name] = { style };
  }
  return { mediaTypes, ...(Object.keys(encoding).length > 0 && { encoding }) };
}

/** What the body of each success is, by its status; undefined where there is only JSON with status 200. */
export function successOf(
  document: OpenApiDocument,
  { responses = {} }: Operation,
): Record<string, string> | undefined {
  const entries = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([status, response]): [string, string] => {
      const { content, "x-optional-body": isOptional } = follow<Response>(document, response);
      const [mediaType, media] = preferredMedia(content) ?? [];
      if (mediaType === undefined) return [status, ""];
      const schema = follow<Schema | undefined>(document, media?.schema);
      // Nothing is promised of a body of which nothing is known.
      const optional = isOptional === true || isOpenSchema(schema) ? "?" : "";
      return [status, mediaType + optional + (isNullable(document, schema) ? "|null" : "")];
    });
  return entries.join() === "200,application/json" ? undefined : Object.fromEntries(entries);
}

/** Whether a page may leave out the field of its items. */
export function isItemsOptional(
  document: OpenApiDocument,
  { responses = {} }: Operation,
  pointer: string,
): boolean {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith("2")) ?? [];
  let schema = preferredMedia(follow<Response | undefined>(document, success)?.content)?.[1].schema;
  return pointer
    .split("/")
    .slice(1)
    .some((key) => {
      const { required, properties } = follow<Schema | undefined>(document, schema) ?? {};
      schema = properties?.[key];
      return required?.includes(key) !== true;
    });
}
