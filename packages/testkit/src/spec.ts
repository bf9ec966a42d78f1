import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { createValidator, type Validate } from "./validate.ts";

export interface SpecParameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  schema?: Record<string, unknown>;
}

export interface SpecOperation {
  id: string;
  method: string;
  path: string;
  parameters: SpecParameter[];
  requestBody:
    | { required: boolean; mediaType: string; schema: Record<string, unknown>; validate: Validate }
    | undefined;
  /** By documented status: "200", "4XX", "default". Undefined where no body is documented. */
  responses: Map<string, { mediaType: string; validate: Validate } | undefined>;
}

// biome-ignore lint/suspicious/noExplicitAny: a parsed document has any shape until it is checked
export type OpenApi = any;

/** A normalised OpenAPI document, ready to check requests and responses against. */
export interface Spec {
  document: OpenApi;
  operations: Map<string, SpecOperation>;
  /** Headers that carry the keys, by the id of their security scheme. */
  keyHeaders: Map<string, string>;
}

export function loadSpec(file: string | URL): Spec {
  return createSpec(parse(readFileSync(file, "utf8")));
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

export function createSpec(document: OpenApi): Spec {
  const validator = createValidator(document);
  const operations = new Map<string, SpecOperation>();
  for (const [path, item] of Object.entries<OpenApi>(document.paths)) {
    for (const method of methods.filter((name) => item[name])) {
      const operation = item[method];
      operations.set(operation.operationId, {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        parameters: mergeParameters(document, operation.parameters, item.parameters),
        requestBody: readBody(document, operation.requestBody, validator),
        responses: new Map(
          Object.entries<OpenApi>(operation.responses).map(([status, response]) => [
            status,
            readContent(resolve(document, response), validator),
          ]),
        ),
      });
    }
  }
  const schemes = Object.entries<OpenApi>(document.components?.securitySchemes ?? {});
  const keyHeaders = new Map(
    schemes.filter(([, scheme]) => scheme.in === "header").map(([id, scheme]) => [id, scheme.name]),
  );
  return { document, operations, keyHeaders };
}

function mergeParameters(document: OpenApi, own: OpenApi[] = [], inherited: OpenApi[] = []): SpecParameter[] {
  const all: SpecParameter[] = [...own, ...inherited].map((parameter) => resolve(document, parameter));
  return all.filter(
    (parameter, index) =>
      all.findIndex((other) => other.in === parameter.in && other.name === parameter.name) === index,
  );
}

function readBody(
  document: OpenApi,
  body: OpenApi,
  validator: (schema: OpenApi) => Validate,
): SpecOperation["requestBody"] {
  if (!body) return undefined;
  const { content, required = false } = resolve(document, body);
  const [mediaType, media] = Object.entries<OpenApi>(content)[0] ?? [];
  if (mediaType === undefined) return undefined;
  return { required, mediaType, schema: media.schema ?? {}, validate: validator(media.schema ?? {}) };
}

function readContent(
  response: OpenApi,
  validator: (schema: OpenApi) => Validate,
): { mediaType: string; validate: Validate } | undefined {
  const [mediaType, media] = Object.entries<OpenApi>(response.content ?? {})[0] ?? [];
  return mediaType === undefined ? undefined : { mediaType, validate: validator(media.schema ?? {}) };
}

function resolve(document: OpenApi, value: OpenApi): OpenApi {
  if (typeof value?.$ref !== "string") return value;
  const steps: string[] = value.$ref.slice(2).split("/");
  return resolve(
    document,
    steps.reduce((node, step) => node?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], document),
  );
}
