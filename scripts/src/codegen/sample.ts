import { follow } from "../json.ts";
import type { OpenApiDocument, Schema } from "../openapi.ts";
import { printKey } from "./print.ts";

/** A value that a schema allows, as an expression: what is required, with the document's own examples where it has some. */
export function sampleOf(
  document: OpenApiDocument,
  schema: Schema | undefined,
  name: string,
  depth = 0,
): string {
  const resolved = follow<Schema | undefined>(document, schema) ?? {};
  const { type, example, examples = [], enum: values, const: only, format, items, properties } = resolved;
  const { allOf, oneOf, anyOf, minItems = 0 } = resolved as Schema & { minItems?: number };
  const [alternative] = oneOf ?? anyOf ?? [];
  const known = only ?? values?.find((value) => value !== null) ?? example ?? examples[0];
  const types = [type ?? []].flat();
  if (known !== undefined && typeof known !== "object") return JSON.stringify(known);
  if (alternative) return sampleOf(document, alternative, name, depth + 1);
  if (types.includes("integer") || types.includes("number")) return String(resolved.minimum ?? 1);
  if (types.includes("boolean")) return "true";
  if (types.includes("array"))
    return minItems > 0 && depth < 5 ? `[${sampleOf(document, items, name, depth + 1)}]` : "[]";
  if (allOf || properties || types.includes("object")) {
    const fields = fieldsOf(document, resolved).filter(([field]) =>
      requiredOf(document, resolved).includes(field),
    );
    if (depth > 5 || fields.length === 0) return "{}";
    return `{ ${fields.map(([field, child]) => `${printKey(field)}: ${sampleOf(document, child, field, depth + 1)}`).join(", ")} }`;
  }
  if (format === "date-time") return `"2026-07-0${/end|until|to$/i.test(name) ? 8 : 1}T10:00:00-04:00"`;
  if (format === "date") return '"2026-07-01"';
  return JSON.stringify(`my-${name}`);
}

function fieldsOf(document: OpenApiDocument, schema: Schema): [string, Schema][] {
  const parts = (schema.allOf ?? []).map((part) => follow<Schema>(document, part) ?? {});
  return [...parts, schema].flatMap(({ properties }) => Object.entries(properties ?? {}));
}

function requiredOf(document: OpenApiDocument, schema: Schema): string[] {
  const parts = (schema.allOf ?? []).map((part) => follow<Schema>(document, part) ?? {});
  return [...parts, schema].flatMap(({ required }) => required ?? []);
}
