import { follow, isObject } from "./json.ts";

/** The parts of OpenAPI 3.1 that the pipeline reads and writes. Everything else passes through untouched. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Reference {
  $ref: string;
  [key: `x-${string}`]: unknown;
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: Json[];
  const?: Json;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  description?: string;
  deprecated?: boolean;
  readOnly?: boolean;
  default?: Json;
  example?: Json;
  examples?: Json[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  [keyword: string]: unknown;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  description?: string;
  required?: boolean;
  deprecated?: boolean;
  schema?: Schema;
  content?: Record<string, MediaType>;
  [key: string]: unknown;
}

export interface MediaType {
  schema?: Schema;
  [key: string]: unknown;
}

export interface RequestBody {
  description?: string;
  required?: boolean;
  content: Record<string, MediaType>;
  [key: string]: unknown;
}

export interface Response {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, MediaType>;
  [key: string]: unknown;
}

export type SecurityRequirement = Record<string, string[]>;

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  deprecated?: boolean;
  security?: SecurityRequirement[];
  parameters?: (Parameter | Reference)[];
  requestBody?: RequestBody | Reference;
  responses?: Record<string, Response | Reference>;
  [key: string]: unknown;
}

export const httpMethods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
export type HttpMethod = (typeof httpMethods)[number];

export type PathItem = { [method in HttpMethod]?: Operation } & {
  parameters?: (Parameter | Reference)[];
  [key: string]: unknown;
};

export interface SecurityScheme {
  type: string;
  in?: string;
  name?: string;
  description?: string;
  [key: string]: unknown;
}

export interface Components {
  schemas?: Record<string, Schema>;
  parameters?: Record<string, Parameter | Reference>;
  responses?: Record<string, Response | Reference>;
  requestBodies?: Record<string, RequestBody | Reference>;
  headers?: Record<string, unknown>;
  securitySchemes?: Record<string, SecurityScheme>;
  [key: string]: unknown;
}

export interface Server {
  url: string;
  description?: string;
  variables?: Record<string, { default: string; enum?: string[]; description?: string }>;
  [key: string]: unknown;
}

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string; [key: string]: unknown };
  servers?: Server[];
  paths: Record<string, PathItem>;
  components?: Components;
  security?: SecurityRequirement[];
  tags?: { name: string; description?: string }[];
  [key: string]: unknown;
}

export interface OperationEntry {
  method: HttpMethod;
  path: string;
  operation: Operation;
  pathItem: PathItem;
}

/** Every operation of the document, in document order. */
export function* operationsOf(document: OpenApiDocument): Generator<OperationEntry> {
  for (const [path, pathItem] of Object.entries(document.paths)) {
    for (const method of httpMethods) {
      const operation = pathItem[method];
      if (operation) yield { method, path, operation, pathItem };
    }
  }
}

/** The operation's own parameters and those of its path that it does not override, references followed, each with its schema. */
export function parametersOf(
  document: OpenApiDocument,
  own: (Parameter | Reference)[] = [],
  inherited: (Parameter | Reference)[] = [],
): Parameter[] {
  const resolved = [...own, ...inherited].map((parameter) =>
    withSchema(follow<Parameter>(document, parameter)),
  );
  return resolved.filter(
    (parameter, index) =>
      resolved.findIndex((other) => other.in === parameter.in && other.name === parameter.name) === index,
  );
}

/** A parameter that has a media type has its schema there. */
export function withSchema(parameter: Parameter): Parameter {
  const [media] = Object.values(parameter.content ?? {});
  return media ? { ...parameter, schema: media.schema ?? {} } : parameter;
}

/** Whether an operation changes nothing, and whether doing it twice is doing it once (RFC 9110, 9.2). */
export function safetyOf(method: HttpMethod, operation: Operation): { safe: boolean; idempotent: boolean } {
  const safe = ["get", "head", "options", "trace"].includes(method) || operation["x-safe"] === true;
  return { safe, idempotent: safe || method === "put" || method === "delete" };
}

/** The names in the braces of a path template, in order. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string);
}

/**
 * A schema that says nothing about its value: what a document leaves out, as opposed to what it describes.
 * Annotations do not count.
 */
export function isOpenSchema(schema: Schema | undefined): boolean {
  if (!schema) return true;
  const annotations = new Set([
    "description",
    "title",
    "deprecated",
    "readOnly",
    "writeOnly",
    "example",
    "examples",
    "default",
    "$comment",
  ]);
  return Object.keys(schema).every((key) => annotations.has(key) || key.startsWith("x-"));
}

/** Whether a schema has fields and does not say whether they are those of an object or of an array's items. */
export function isObjectOrArray(schema: Schema | undefined): boolean {
  return schema?.properties !== undefined && schema.type === undefined;
}

/** Whether the type of a value is not known: nothing is said of it, or only that it is some object or some array. */
export function isUnknown(schema: Schema | undefined): boolean {
  if (!schema || isOpenSchema(schema)) return true;
  if (schema.$ref || schema.enum || schema.allOf || schema.oneOf || schema.anyOf || "const" in schema)
    return false;
  if (schema.type === "object")
    return (
      !schema.properties &&
      (schema.additionalProperties === undefined || typeof schema.additionalProperties === "boolean")
    );
  if (schema.type === "array") return schema.items === undefined || isOpenSchema(schema.items);
  return schema.type === undefined && !schema.properties && !schema.items;
}

export function requestSchema(document: OpenApiDocument, body: unknown): Schema | undefined {
  const resolved = follow<RequestBody>(document, body);
  return Object.values(resolved.content ?? {})[0]?.schema;
}

/** The schema of a response's body; "none" where the document says that there is no body. */
export function responseSchema(document: OpenApiDocument, response: unknown): Schema | "none" | undefined {
  const { content } = follow<Response | undefined>(document, response) ?? {};
  if (!content || Object.keys(content).length === 0) return "none";
  return Object.values(content)[0]?.schema;
}

/** Calls back for everything in a document that may be a schema, which an example and a map of schemas are not. */
export function forEachSchema(value: unknown, visit: (schema: Schema) => void, isMap = false): void {
  if (Array.isArray(value)) for (const item of value) forEachSchema(item, visit);
  if (!isObject(value)) return;
  if (!isMap) visit(value as Schema);
  for (const [key, child] of Object.entries(value))
    if (isMap || !/^(?:examples?|default|enum|const)$/.test(key))
      forEachSchema(child, visit, !isMap && /^(?:properties|patternProperties|schemas|\$defs)$/.test(key));
}

/** Whether a media type is JSON. A wildcard stands for JSON too, which is what each of these APIs sends. */
export function isJson(mediaType: string): boolean {
  return /\bjson\b|\/\*$/i.test(mediaType);
}

/** The form of a body that a client takes, where it has several: JSON, or else the first. */
export function preferredMedia(
  content: Record<string, MediaType> | undefined,
): [mediaType: string, media: MediaType] | undefined {
  const entries = Object.entries(content ?? {});
  return entries.find(([mediaType]) => isJson(mediaType)) ?? entries[0];
}
