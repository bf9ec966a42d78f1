import { isObject, resolveReference } from "../json.ts";
import { forEachSchema, type OpenApiDocument, type Schema } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { count } from "../words.ts";

/** What OpenAPI 3.0 writes differently from 3.1 in schemas, left over in a document of 3.1: `nullable`, and limits that are booleans. */
export function repairOldKeywords(document: OpenApiDocument, places: Places): Finding[] {
  const found = { nullable: 0, exclusive: 0 };
  forEachSchema(document, (schema) => {
    if (typeof schema.nullable === "boolean") {
      if (schema.nullable) makeNullable(schema);
      delete schema.nullable;
      found.nullable++;
    }
    for (const [flag, limit] of [
      ["exclusiveMinimum", "minimum"],
      ["exclusiveMaximum", "maximum"],
    ] as const) {
      if (typeof schema[flag] !== "boolean") continue;
      const isExclusive = schema[flag];
      delete schema[flag];
      if (isExclusive && schema[limit] !== undefined) {
        schema[flag] = schema[limit];
        delete schema[limit];
      }
      found.exclusive++;
    }
  });
  const location = places.start;
  const finding = (keyword: string, number: number, message: string): Finding[] =>
    number === 0
      ? []
      : [
          {
            kind: "repair",
            rule: "old-keyword",
            message: `${keyword} belongs to OpenAPI 3.0 (${count(number, "schema")}): ${message}`,
            location,
          },
        ];
  return [
    ...finding("nullable", found.nullable, 'the type "null" says it in 3.1.'),
    ...finding(
      "A boolean exclusiveMinimum or exclusiveMaximum",
      found.exclusive,
      "the limit itself says it in 3.1.",
    ),
  ];
}

function makeNullable(schema: Schema): void {
  const { type } = schema;
  if (schema.enum && !schema.enum.includes(null)) schema.enum = [...schema.enum, null];
  if (type !== undefined) schema.type = [...new Set([type, "null"].flat())];
  else if (schema.$ref !== undefined) {
    const { $ref } = schema;
    delete schema.$ref;
    schema.anyOf = [{ $ref }, { type: "null" }];
  } else for (const key of ["oneOf", "anyOf"] as const) if (schema[key]) schema[key].push({ type: "null" });
}

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
