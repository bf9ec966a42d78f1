import { forEachSchema, type OpenApiDocument, type Schema } from "../openapi.ts";
import type { Places } from "../places.ts";
import type { Finding } from "../problem.ts";
import { count } from "../words.ts";

/** What OpenAPI 3.0 says of schemas in another way than 3.1, left over in a document of 3.1: `nullable`, and limits that are booleans. */
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
  const told = (keyword: string, number: number, message: string): Finding[] =>
    number === 0
      ? []
      : [
          {
            kind: "repair",
            rule: "old-keyword",
            message: `${keyword} is of OpenAPI 3.0 (${count(number, "schema")}): ${message}`,
            location,
          },
        ];
  return [
    ...told("nullable", found.nullable, 'the type "null" says it in 3.1.'),
    ...told(
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
