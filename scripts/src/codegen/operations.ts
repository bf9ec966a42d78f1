import { follow } from "../json.ts";
import {
  isOpenSchema,
  type OpenApiDocument,
  type OperationEntry,
  operationsOf,
  type Parameter,
  parametersOf,
  type Reference,
  type RequestBody,
  type Response,
  type Schema,
} from "../openapi.ts";
import { errorFields } from "./error-fields.ts";
import { isJson } from "./media-types.ts";
import { styleOf } from "./parameter-style.ts";

/** Options of a call: a parameter of the same name is listed, so that a call knows it for a parameter. */
const callOptions = ["timeoutMs", "deadlineMs", "maxRetries", "maxResponseBytes", "signal", "headers"];

/**
 * The operation table: what a program must know of each operation at run time, from the document and nowhere else. What is the default
 * is left out. `satisfies` at its end checks the table against schema.ts, so that the two cannot drift apart.
 */
export function generateOperations(document: OpenApiDocument, banner: string): string {
  const shared = sharedConstants("pagination");
  const needed = new Set<string>();
  const rows = [...operationsOf(document)].map((entry) => {
    const { pagination, ...rest } = describe(document, entry);
    for (const styles of [rest.path, rest.query, rest.headerStyles])
      if (Object.values(Object(styles)).some((style) => style !== "form*")) needed.add("parameterStyles");
    if (typeof rest.requestBody === "object") needed.add("bodyFormats");
    const fields = Object.entries({ ...rest }).map(([name, value]) => `${name}: ${print(value)}`);
    if (pagination) {
      const name = shared.nameOf(print(pagination));
      fields.push(name === "pagination" ? name : `pagination: ${name}`);
    }
    return `  ${JSON.stringify(keyOf(entry))}: {${fields.length > 0 ? ` ${fields.join(", ")} ` : ""}},`;
  });
  const constants = shared
    .all()
    .map(([text, name]) => `const ${name}: Pagination = ${text};\n\n`)
    .join("");
  return `${banner}

import type { ErrorFieldNames, OperationKey, OperationTable, Pagination } from "@booking-apis/transport/internal";
import type { paths } from "./schema.ts";

${needed.size > 0 ? `export { ${[...needed].sort().join(", ")} } from "@booking-apis/transport/internal";\n\n` : ""}${constants}/**
 * Every operation of the API by its method and path: what a program must know of it at run time. One that schema.ts does not have, or one
 * that is missing, is a compile error here.
 */
export const operations: OperationTable = {
${rows.join("\n")}
} satisfies Record<OperationKey<paths>, OperationTable[string]>;

/** How the API's listings are paged; most of them, if not all are paged in one way. */
export const sharedPagination: Pagination | undefined = ${shared.mostUsed() ?? "undefined"};

/** Where the API is served. A name in braces must be filled in. */
export const servers: readonly string[] = ${print((document.servers ?? []).map(({ url }) => url))};

/** The headers in which the keys travel, by the security scheme. */
export const keyHeaders: Readonly<Record<${
    Object.keys(keyHeaders(document))
      .map((id) => JSON.stringify(id))
      .join(" | ") || "never"
  }, string>> = ${print(keyHeaders(document))};

/** Which fields of an error's body hold its message, its code and what to quote to the vendor's support. */
export const errorFields: ErrorFieldNames = ${print(errorFields(document))};

/** What the vendor counts calls by. */
export const rateLimitScope: "account" | "operation" = ${print(rateLimitScope(document))};

/** Parameters of every operation that a client can set for all of its calls. */
export const clientParameters: readonly string[] = ${print(clientParameters(document))};
`;
}

/** Constants for values that several rows have in common. */
function sharedConstants(base: string) {
  const names = new Map<string, { name: string; uses: number }>();
  return {
    nameOf(text: string): string {
      const entry = names.get(text) ?? { name: `${base}${names.size === 0 ? "" : names.size + 1}`, uses: 0 };
      names.set(text, { ...entry, uses: entry.uses + 1 });
      return entry.name;
    },
    all: (): [text: string, name: string][] => [...names].map(([text, { name }]) => [text, name]),
    mostUsed: (): string | undefined => [...names.values()].sort((a, b) => b.uses - a.uses)[0]?.name,
  };
}

/** An operation's key in the table: `GET /bookings/{bookingNumber}`. */
export function keyOf({ method, path }: Pick<OperationEntry, "method" | "path">): string {
  return `${method.toUpperCase()} ${path}`;
}

function describe(document: OpenApiDocument, entry: OperationEntry): Record<string, unknown> {
  const { operation, pathItem } = entry;
  const parameters = parametersOf(document, operation.parameters, pathItem.parameters);
  const located = (location: string) => parameters.filter((parameter) => parameter.in === location);
  const body = follow<RequestBody | undefined>(document, operation.requestBody);
  const pagination = operation["x-pagination"] as Record<string, string> | undefined;
  const { nextOperation, ...paging } = pagination ?? {};
  const next = [...operationsOf(document)].find(
    (other) => nextOperation !== undefined && other.operation.operationId === nextOperation,
  );
  const query = located("query");
  return withoutEmpty({
    path: stylesOf(document, located("path"), "simple"),
    query: query.length > 0 ? (stylesOf(document, query, "form*", callOptions) ?? true) : undefined,
    headers: located("header")
      .filter(({ required }) => required)
      .map(({ name }) => name),
    headerStyles: stylesOf(document, located("header"), "simple"),
    dates: [...datesIn(document, parameters, body)],
    requestBody: body && requestBodyOf(document, body),
    success: successOf(document, operation.responses ?? {}),
    integerStrings: [...integerStringsIn(document, operation.responses ?? {})],
    safe: operation["x-safe"] === true || undefined,
    windows: operation["x-date-windows"],
    next: next && keyOf(next),
    itemsOptional: (pagination && isItemsOptional(document, entry, paging.items ?? "")) || undefined,
    pagination: pagination && paging,
  });
}

function stylesOf(
  document: OpenApiDocument,
  parameters: Parameter[],
  standard: string,
  listed: string[] = [],
): Record<string, string> | undefined {
  const styles = parameters
    .map((parameter): [string, string] => [parameter.name, styleOf(document, parameter)])
    .filter(([name, style]) => style !== standard || listed.includes(name));
  return styles.length > 0 ? Object.fromEntries(styles) : undefined;
}

function requestBodyOf(document: OpenApiDocument, { content }: RequestBody): true | Record<string, unknown> {
  const mediaTypes = Object.keys(content);
  const preferred = [...mediaTypes.filter(isJson), ...mediaTypes.filter((mediaType) => !isJson(mediaType))];
  if (preferred.length <= 1 && /^application\/(?:json|\*)$|^\*\/\*$/.test(preferred[0] ?? "application/json"))
    return true;
  const encoding: Record<string, unknown> = {};
  for (const media of Object.values(content)) {
    const described = (media.encoding ?? {}) as Record<
      string,
      { contentType?: string; style?: string; explode?: boolean }
    >;
    for (const [name, { contentType, style, explode }] of Object.entries(described)) {
      const written =
        style === undefined && explode === undefined
          ? undefined
          : styleOf(document, { name, in: "query", style, explode });
      const entry = withoutEmpty({ contentType, style: written === "form*" ? undefined : written });
      if (Object.keys(entry).length > 0) encoding[name] = entry;
    }
    const properties = follow<Schema | undefined>(document, media.schema)?.properties ?? {};
    for (const [name, property] of Object.entries(properties))
      if (property["x-collection-format"] === "tsv") encoding[name] = { style: "tabDelimited" };
  }
  return withoutEmpty({
    mediaTypes: preferred,
    encoding: Object.keys(encoding).length > 0 ? encoding : undefined,
  });
}

function successOf(
  document: OpenApiDocument,
  responses: Record<string, Response | Reference>,
): Record<string, string> | undefined {
  const entries = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([status, response]): [string, string] => {
      const { content = {}, "x-optional-body": isOptional } = follow<Response>(document, response);
      const mediaTypes = Object.keys(content);
      const mediaType = mediaTypes.find(isJson) ?? mediaTypes[0] ?? "";
      const schema = follow<Schema | undefined>(document, content[mediaType]?.schema);
      // Nothing is promised of a body of which nothing is known.
      const isUnknown = mediaType !== "" && isOpenSchema(schema);
      const type = [schema?.type].flat();
      return [
        status,
        `${mediaType}${isOptional === true || isUnknown ? "?" : ""}${isUnknown || type.includes("null") ? "|null" : ""}`,
      ];
    });
  const isDefault = entries.length === 1 && entries[0]?.join() === "200,application/json";
  return isDefault ? undefined : Object.fromEntries(entries);
}

/** Names of parameters, and of fields of the body at any depth, that are a date without a time. */
function datesIn(
  document: OpenApiDocument,
  parameters: Parameter[],
  body: RequestBody | undefined,
): Set<string> {
  const names = new Set<string>();
  const add = (name: string, schema: Schema) => {
    if (schema.format === "date") names.add(name);
  };
  for (const { name, schema } of parameters) forEachField(document, schema, name, add);
  for (const { schema } of Object.values(body?.content ?? {})) forEachField(document, schema, "", add);
  return names;
}

/** Names of fields of a success that are strings and hold an integer of any size. */
function integerStringsIn(
  document: OpenApiDocument,
  responses: Record<string, Response | Reference>,
): Set<string> {
  const names = new Set<string>();
  for (const [status, response] of Object.entries(responses)) {
    if (!status.startsWith("2")) continue;
    for (const { schema } of Object.values(follow<Response>(document, response).content ?? {}))
      forEachField(document, schema, "", (name, { type, format }) => {
        if ([type].flat().includes("string") && (format === "int64" || format === "integer")) names.add(name);
      });
  }
  return names;
}

/** Every schema below one, with the name of the field that holds it. */
function forEachField(
  document: OpenApiDocument,
  schema: Schema | undefined,
  name: string,
  callback: (name: string, schema: Schema) => void,
  visited = new Set<string>(),
): void {
  if (schema?.$ref !== undefined) {
    const key = `${name} ${schema.$ref}`;
    if (visited.has(key)) return;
    visited.add(key);
  }
  const resolved = follow<Schema | undefined>(document, schema);
  if (typeof resolved !== "object" || resolved === null) return;
  callback(name, resolved);
  const visit = (child: Schema | undefined, childName: string) =>
    forEachField(document, child, childName, callback, visited);
  for (const [property, child] of Object.entries(resolved.properties ?? {})) visit(child, property);
  visit(resolved.items, name);
  if (typeof resolved.additionalProperties === "object") visit(resolved.additionalProperties, name);
  for (const part of [...(resolved.allOf ?? []), ...(resolved.anyOf ?? []), ...(resolved.oneOf ?? [])])
    visit(part, name);
}

/** Whether a page may leave out the field of its items. */
function isItemsOptional(document: OpenApiDocument, { operation }: OperationEntry, pointer: string): boolean {
  const [, success] =
    Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith("2")) ?? [];
  let schema = Object.values(follow<Response | undefined>(document, success)?.content ?? {})[0]?.schema;
  let isOptional = false;
  for (const key of pointer.split("/").slice(1)) {
    const resolved = follow<Schema | undefined>(document, schema);
    isOptional ||= !(resolved?.required ?? []).includes(key);
    schema = resolved?.properties?.[key];
  }
  return isOptional;
}

function keyHeaders(document: OpenApiDocument): Record<string, string> {
  const schemes = Object.entries(document.components?.securitySchemes ?? {});
  return Object.fromEntries(
    schemes.flatMap(([id, { in: location, name }]) =>
      location === "header" && name !== undefined ? [[id, name]] : [],
    ),
  );
}

function rateLimitScope(document: OpenApiDocument): string {
  return (document["x-rate-limit"] as { scope?: string } | undefined)?.scope ?? "account";
}

function clientParameters(document: OpenApiDocument): string[] {
  const names = [...operationsOf(document)].flatMap(({ operation, pathItem }) =>
    parametersOf(document, operation.parameters, pathItem.parameters)
      .filter((parameter) => parameter["x-client-option"] === true)
      .map(({ name }) => name),
  );
  return [...new Set(names)];
}

function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0),
    ),
  );
}

/** Prints a value as TypeScript, keys without quotes where they need none. */
export function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([key, item]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${print(item)}`,
  );
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
