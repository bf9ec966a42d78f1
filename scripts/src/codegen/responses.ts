import { forEachReference, isObject, resolveReference, stepsOf } from "../json.ts";
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

/**
 * The part of the corrected document that says what responses are, for a program that compares them with it at run time. Everything is
 * where it is in openapi.yaml, so that a JSON Pointer leads to the same place in both.
 */
export function generateResponses(document: OpenApiDocument, banner: string): string {
  const paths: Record<string, Record<string, unknown>> = {};
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
  const components: Record<string, Record<string, unknown>> = {};
  const add = (value: unknown): void =>
    forEachReference(value, ({ $ref }) => {
      const [, kind = "", name = ""] = stepsOf($ref);
      const target = resolveReference(document, $ref);
      if (components[kind]?.[name] !== undefined || target === undefined) return;
      components[kind] ??= {};
      components[kind][name] = kind === "responses" ? responseOf(target) : schemaOf(target);
      add(components[kind][name]);
    });
  add(paths);
  return `${banner}

import type { ResponseDocument } from "../../validation/document.ts";

/** What the corrected document says of responses. Everything is where it is in openapi.yaml. */
export const document: ResponseDocument = ${print({ paths, components })};
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

function schemaOf(schema: unknown): unknown {
  if (!isObject(schema)) return schema ?? {};
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (!keywords.has(keyword)) return [];
    if (keyword === "properties" && isObject(value))
      return [
        [keyword, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, schemaOf(one)]))],
      ];
    if (/Of$/.test(keyword) && Array.isArray(value)) return [[keyword, value.map(schemaOf)]];
    return [[keyword, keyword === "items" || keyword === "additionalProperties" ? schemaOf(value) : value]];
  });
  return Object.fromEntries(entries);
}
