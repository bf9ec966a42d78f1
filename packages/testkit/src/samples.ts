import { type sample as Sample, sample } from "openapi-sampler";
import { fieldsOf, isJson, type OpenApi, resolve, shapeOf } from "./document.ts";
import type { Spec, SpecContent, SpecField, SpecOperation } from "./spec.ts";

/** The arguments of one call, in the form that the typed clients take them. */
export interface CallArguments {
  params: { path: Record<string, unknown>; query: Record<string, unknown>; header: Record<string, unknown> };
  body?: unknown;
}

/** How much a call sends: only what is required, or everything that is documented. */
export type Extent = "required" | "everything";

/** @param content The body to send, where several are documented. Default: the first. */
export function sampleArguments(
  { document }: Spec,
  operation: SpecOperation,
  extent: Extent,
  content: SpecContent | undefined = operation.requestBody?.contents[0],
): CallArguments {
  const params: CallArguments["params"] = { path: {}, query: {}, header: {} };
  for (const { in: location, name, required, form, schema } of operation.parameters) {
    if (location === "cookie" || form.unsendable || (extent === "required" && !required)) continue;
    params[location][name] = sampleValue(document, schema, name);
  }
  if (!content || (extent === "required" && !operation.requestBody?.required)) return { params };
  return { params, body: sampleBody(document, content, extent) };
}

function sampleBody(document: OpenApi, content: SpecContent, extent: Extent): unknown {
  const { mediaType, fields } = content;
  if (isJson(mediaType)) {
    const options = { skipReadOnly: true, skipNonRequired: extent === "required", quiet: true };
    return sampleContent(document, content, options);
  }
  if (!/form/.test(mediaType)) return "some bytes";
  const isSent = ({ required, form, isReadOnly }: SpecField) =>
    !form.unsendable && !isReadOnly && (required || extent === "everything");
  return Object.fromEntries(fields.filter(isSent).map((field) => [field.name, sampleField(document, field)]));
}

function sampleField(document: OpenApi, { name, schema, isFile, contentTypes }: SpecField): unknown {
  if (!isFile) return sampleValue(document, schema, name);
  const type = contentTypes.find((each) => !each.includes("*")) ?? "application/octet-stream";
  const file = (text: string) => new Blob([text], { type });
  return shapeOf(document, schema) === "array"
    ? [file("some bytes"), file("more bytes")]
    : file("some bytes");
}

/** A value that the schema allows. Where a schema contains itself the sampler breaks off, and what it left unfinished is left out. */
export function sampleContent(
  document: OpenApi,
  { schema, validate }: Pick<SpecContent, "schema" | "validate">,
  options: Parameters<typeof Sample>[1] = { quiet: true },
): unknown {
  const value = sample(schema, options, document);
  for (
    let incomplete = validate.incomplete(value);
    incomplete.length > 0;
    incomplete = validate.incomplete(value)
  ) {
    const deepest = incomplete.reduce((a, b) => (b.length > a.length ? b : a));
    if (deepest.length === 0) return value;
    removeAt(value, deepest);
  }
  return value;
}

function removeAt(root: unknown, path: string[]): void {
  const holder = path.slice(0, -1).reduce((node, step) => (node as Record<string, unknown>)[step], root);
  const key = path.at(-1) as string;
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete (holder as Record<string, unknown>)[key];
}

/** A value of a parameter or of a field: of an array two items, so that what is between them shows. */
export function sampleValue(document: OpenApi, schema: OpenApi, name: string): unknown {
  const own = resolve(document, schema) ?? {};
  const shape = shapeOf(document, own);
  if (shape === "array") {
    const example = sample(own, { quiet: true }, document);
    if (Array.isArray(example) && example.length > 1) return example;
    const [first, second] = twoOf(document, own.items ?? {}, name);
    return own.maxItems === 1 || (own.uniqueItems && first === second) ? [first] : [first, second];
  }
  if (shape === "object") {
    const { properties } = fieldsOf(document, own);
    const entries = Object.entries(properties).map(([key, property]) => [
      key,
      sampleValue(document, property, key),
    ]);
    if (entries.length > 0) return Object.fromEntries(entries);
    const { additionalProperties } = own;
    const value = typeof additionalProperties === "object" ? additionalProperties : {};
    return { [wordOf(`${name}Key`)]: sampleValue(document, value, name) };
  }
  const value = sample(own, { quiet: true }, document);
  // A bare string is sampled as the word "string"; the parameter's own name says more when a test fails.
  return value === null || value === undefined || value === "string" ? wordOf(name) : value;
}

/** Two values of one schema, different ones where that is possible. */
function twoOf(document: OpenApi, schema: OpenApi, name: string): [unknown, unknown] {
  const own = resolve(document, schema) ?? {};
  const first = sampleValue(document, own, name);
  const other = own.enum?.find((value: unknown) => value !== first);
  if (own.enum) return [first, other ?? first];
  if (typeof first === "boolean") return [first, !first];
  if (typeof first === "number")
    return [first, own.maximum === undefined || own.maximum > first ? first + 1 : first];
  return [first, first === wordOf(name) ? `${first}2` : first];
}

/** Letters and digits only, so that no delimiter is in it. */
function wordOf(name: string): string {
  return `some${name.replace(/[^A-Za-z\d]/g, "")}`;
}
