import { isObject, resolveReference } from "../json.ts";
import type { OpenApiDocument, Schema } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

/** A property that a schema requires and describes nowhere is there, of unknown type. */
export function repairRequiredProperties(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    for (const property of undescribed(schema, document)) {
      schema.properties = { ...schema.properties, [property]: {} };
      findings.push({
        kind: "unknown",
        rule: "required-property",
        message: `The schema "${name}" requires the property "${property}" and does not describe it; it was added, of unknown type.`,
        location: places.find(place.schema(name)),
      });
    }
  }
  return findings;
}

function undescribed(schema: Schema, document: OpenApiDocument): string[] {
  if (!Array.isArray(schema.required)) return [];
  const described = describedBy(schema, document);
  return schema.required.filter((name) => !described.has(name));
}

function describedBy(
  schema: Schema | undefined,
  document: OpenApiDocument,
  seen = new Set<unknown>(),
): Set<string> {
  if (!isObject(schema) || seen.has(schema)) return new Set();
  seen.add(schema);
  const target = schema.$ref ? (resolveReference(document, schema.$ref) as Schema | undefined) : undefined;
  const parts = [target, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return new Set([
    ...Object.keys(schema.properties ?? {}),
    ...parts.flatMap((part) => [...describedBy(part, document, seen)]),
  ]);
}
