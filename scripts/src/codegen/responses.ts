import { forEachReference, isObject, resolveReference } from "../json.ts";
import { type OpenApiDocument, operationsOf, parametersOf } from "../openapi.ts";
import { print } from "./comments.ts";

/** What says which values fit a schema. Everything else is prose, or says what a request may hold. */
const keywords = new Set([
  "$ref",
  "additionalProperties",
  "allOf",
  "anyOf",
  "const",
  "enum",
  "format",
  "items",
  "oneOf",
  "properties",
  "required",
  "type",
  "writeOnly",
]);

/** The part of the corrected document that says what responses are, for a program that compares them with it at run time. */
export function generateResponses(document: OpenApiDocument, banner: string): string {
  const paths: Record<string, Record<string, { responses: Record<string, object> }>> = {};
  for (const { path, method, operation, pathItem } of operationsOf(document)) {
    const parameters = parametersOf(document, operation.parameters, pathItem.parameters).map((parameter) => ({
      name: parameter.name,
      in: parameter.in,
      ...(parameter.required && { required: true }),
    }));
    paths[path] ??= {};
    paths[path][method] = {
      ...(method === "get" && parameters.length > 0 && { parameters }),
      responses: Object.fromEntries(
        Object.entries(operation.responses ?? {}).map(([status, response]) => [status, responseOf(response)]),
      ),
    };
  }
  const references: Record<string, unknown> = {};
  const add = (value: unknown, isResponse: boolean): void =>
    forEachReference(value, ({ $ref }, keys) => {
      if ($ref in references) return;
      const isNext = isResponse && keys.length === 0;
      const target = resolveReference(document, $ref);
      references[$ref] = isNext ? responseOf(target) : schemaOf(target);
      add(references[$ref], isNext);
    });
  for (const methods of Object.values(paths))
    for (const { responses } of Object.values(methods))
      for (const response of Object.values(responses)) add(response, true);
  return `${banner}

import type { ResponseDocument } from "../../validation/document.ts";

/** What the corrected document says of responses. */
export const document: ResponseDocument = ${print({ paths, references })};
`;
}

function responseOf(response: unknown): object {
  const { $ref, content, "x-optional-body": isOptional } = Object(response) as Record<string, unknown>;
  if (typeof $ref === "string") return { $ref };
  const media = Object.entries(Object(content) as Record<string, { schema?: unknown }>);
  return {
    ...(media.length > 0 && {
      content: Object.fromEntries(media.map(([type, { schema }]) => [type, { schema: schemaOf(schema) }])),
    }),
    ...(isOptional === true && { "x-optional-body": true }),
  };
}

/** A schema may be `true`, which everything fits, or `false`, which is never met in a document that can be right. */
function schemaOf(schema: unknown): unknown {
  if (!isObject(schema)) return {};
  // Names that fit a pattern are not compared: the object counts as open.
  if (schema.patternProperties !== undefined)
    return schemaOf({ ...schema, patternProperties: undefined, additionalProperties: true });
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (!keywords.has(keyword)) return [];
    if (keyword === "properties" && isObject(value))
      return [
        [keyword, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, schemaOf(one)]))],
      ];
    if (/Of$/.test(keyword) && Array.isArray(value)) return [[keyword, value.map(schemaOf)]];
    const isSchema =
      keyword === "items" || (keyword === "additionalProperties" && typeof value !== "boolean");
    return [[keyword, isSchema ? schemaOf(value) : value]];
  });
  return Object.fromEntries(entries);
}
