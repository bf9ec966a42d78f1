import { stringify } from "yaml";
import { isObject } from "./json.ts";
import { httpMethods, type OpenApiDocument } from "./openapi.ts";

const rootKeys = [
  "openapi",
  "info",
  "externalDocs",
  "servers",
  "security",
  "tags",
  "paths",
  "webhooks",
  "components",
];
const operationKeys = [
  "operationId",
  "summary",
  "description",
  "tags",
  "deprecated",
  "security",
  "parameters",
  "requestBody",
  "responses",
];
const parameterKeys = ["$ref", "name", "in", "description", "required", "deprecated", "schema"];
const schemaKeys = ["$ref", "type", "format", "title", "description", "readOnly", "deprecated"];
const componentKeys = ["securitySchemes", "parameters", "headers", "requestBodies", "responses", "schemas"];

/** Writes the document as YAML. */
export function serialize(document: OpenApiDocument, banner: string): string {
  const text = stringify(document, { lineWidth: 110, aliasDuplicateObjects: false });
  return `${banner.replaceAll(/^/gm, "# ")}\n${text}`;
}

/** A copy of a document with its keys in the order in which a person reads them, whatever order the steps before gave them. */
export function inOrder(document: OpenApiDocument): OpenApiDocument {
  const ordered = { ...sortKeys(document, rootKeys) } as OpenApiDocument;
  ordered.paths = mapValues(document.paths, (item) =>
    mapValues(sortKeys(item, ["summary", "description", "parameters", ...httpMethods]), (value, key) =>
      (httpMethods as readonly string[]).includes(key)
        ? orderDeep(sortKeys(value, operationKeys))
        : orderDeep(value),
    ),
  ) as OpenApiDocument["paths"];
  if (document.components)
    ordered.components = orderDeep(sortKeys(document.components, componentKeys)) as NonNullable<
      OpenApiDocument["components"]
    >;
  return ordered;
}

function orderDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(orderDeep);
  if (!isObject(value)) return value;
  const known =
    typeof value.in === "string" && typeof value.name === "string"
      ? parameterKeys
      : isSchemaLike(value)
        ? schemaKeys
        : [];
  return mapValues(sortKeys(value, known), orderDeep);
}

function isSchemaLike(value: Record<string, unknown>): boolean {
  return typeof value.$ref === "string" || typeof value.type === "string" || Array.isArray(value.type);
}

/** The known keys first, in their order; then the others as they came; extensions last. */
function sortKeys(value: unknown, known: string[]): Record<string, unknown> {
  const entries = Object.entries(value as Record<string, unknown>);
  const rank = (key: string): number => {
    const index = known.indexOf(key);
    if (index >= 0) return index;
    return key.startsWith("x-") ? known.length + 1 : known.length;
  };
  const ranks = entries.map(([key]) => rank(key));
  const isSorted = ranks.every((place, index) => index === 0 || (ranks[index - 1] as number) <= place);
  if (isSorted) return value as Record<string, unknown>;
  return Object.fromEntries(entries.sort(([a], [b]) => rank(a) - rank(b)));
}

function mapValues(
  value: Record<string, unknown>,
  map: (value: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, map(child, key)]));
}
