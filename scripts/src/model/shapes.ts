import { follow } from "../json.ts";
import { isOpenSchema, type OpenApiDocument, type Schema } from "../openapi.ts";

/** A schema with its references followed, and those that it is combined of, at any depth. */
export function partsOf(
  document: OpenApiDocument,
  schema: Schema | undefined,
  visited = new Set<unknown>(),
): Schema[] {
  const resolved = follow<Schema | undefined>(document, schema);
  // A schema may be a boolean, too.
  if (typeof resolved !== "object" || resolved === null || visited.has(resolved)) return [];
  visited.add(resolved);
  const { allOf = [], anyOf = [], oneOf = [] } = resolved;
  return [resolved, ...[...allOf, ...anyOf, ...oneOf].flatMap((part) => partsOf(document, part, visited))];
}

export type Shape = "value" | "array" | "object";

/** What a value may be, as far as its form on the wire depends on it; nothing where the document does not say. */
export function shapesOf(document: OpenApiDocument, schema: Schema | undefined): Set<Shape> {
  return new Set(
    partsOf(document, schema).flatMap(({ type, items, prefixItems, properties, additionalProperties }) => {
      const types = [type ?? []].flat().filter((name) => name !== "null");
      if (types.length > 0)
        return types.map((name) => (name === "array" || name === "object" ? name : "value"));
      if (items ?? prefixItems) return ["array"];
      return (properties ?? additionalProperties) ? ["object"] : [];
    }),
  );
}

/** Whether a value may be `null`. */
export function isNullable(document: OpenApiDocument, schema: Schema | undefined, depth = 0): boolean {
  const resolved = follow<Schema | undefined>(document, schema);
  if (isOpenSchema(resolved)) return true;
  const { type, const: only, enum: values = only === undefined ? undefined : [only] } = resolved as Schema;
  const { allOf, anyOf, oneOf } = resolved as Schema;
  const alternatives = anyOf ?? oneOf;
  const allows = (part: Schema) => depth < 10 && isNullable(document, part, depth + 1);
  if (type !== undefined ? ![type].flat().includes("null") : !(values ?? allOf ?? alternatives)) return false;
  return (
    (values?.includes(null) ?? true) && (allOf?.every(allows) ?? true) && (alternatives?.some(allows) ?? true)
  );
}
