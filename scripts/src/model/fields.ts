import { follow } from "../json.ts";
import type { MediaType, OpenApiDocument, Parameter, RequestBody, Response, Schema } from "../openapi.ts";
import { partsOf } from "./shapes.ts";

/** Names of parameters, and of fields of the body at any depth, that are a date without a time. */
export function datesIn(document: OpenApiDocument, parameters: Parameter[], body: unknown): string[] {
  const names = new Set<string>();
  const add = (name: string, { format }: Schema) => void (format === "date" && names.add(name));
  for (const { name, schema } of parameters) forEachField(document, schema, name, add);
  for (const { schema } of mediaTypesOf(document, body)) forEachField(document, schema, "", add);
  return [...names];
}

/** Names of fields of a success that are strings and hold an integer of any size, and that are nowhere a number. */
export function integerStringsIn(document: OpenApiDocument, responses: Record<string, unknown>): string[] {
  const strings = new Set<string>();
  const numbers = new Set<string>();
  const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  for (const { schema } of successes.flatMap(([, response]) => mediaTypesOf(document, response)))
    forEachField(document, schema, "", (name, { type, format }) => {
      const types = [type].flat();
      if (types.includes("string") && /^int(?:64|eger)$/.test(format ?? "")) strings.add(name);
      else if (types.includes("integer") || types.includes("number")) numbers.add(name);
    });
  return [...strings].filter((name) => !numbers.has(name));
}

function mediaTypesOf(document: OpenApiDocument, body: unknown): MediaType[] {
  return Object.values(follow<RequestBody | Response | undefined>(document, body)?.content ?? {});
}

/** Every schema below one, with the name of the field that holds it: that of an array or a map for what is in it. */
function forEachField(
  document: OpenApiDocument,
  schema: Schema | undefined,
  name: string,
  callback: (name: string, schema: Schema) => void,
  visited = new Map<Schema, Set<string>>(),
): void {
  for (const part of partsOf(document, schema)) {
    const names = visited.get(part) ?? new Set();
    if (names.has(name)) continue;
    visited.set(part, names.add(name));
    callback(name, part);
    const { properties, items, prefixItems, additionalProperties, patternProperties } = part;
    const held = [
      items,
      additionalProperties,
      ...((prefixItems as Schema[]) ?? []),
      ...Object.values(patternProperties ?? {}),
    ];
    for (const child of held) forEachField(document, child as Schema, name, callback, visited);
    for (const [property, child] of Object.entries(properties ?? {}))
      forEachField(document, child, property, callback, visited);
  }
}
