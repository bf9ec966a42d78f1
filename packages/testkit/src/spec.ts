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
  requestBody: (SpecContent & { required: boolean }) | undefined;
  /** By documented status: "200", "4XX", "default". Undefined where no body is documented. */
  responses: Map<string, SpecContent | undefined>;
  /** Headers that carry its keys: a list for each way to call it, and none for an operation that is public. */
  keyHeaders: string[][];
}

export interface SpecContent {
  mediaType: string;
  schema: Record<string, unknown>;
  validate: Validate;
}

// biome-ignore lint/suspicious/noExplicitAny: a parsed document has any shape until it is checked
export type OpenApi = any;

/** A normalised OpenAPI document, ready to check requests and responses against. */
export interface Spec {
  document: OpenApi;
  operations: Map<string, SpecOperation>;
  /** Headers that carry the keys that most operations ask for: a client has those. Others are the caller's to send. */
  keyHeaders: string[];
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
        keyHeaders: readSecurity(document, operation.security ?? document.security ?? []),
      });
    }
  }
  return { document, operations, keyHeaders: mostAskedFor([...operations.values()]) };
}

function readSecurity(document: OpenApi, security: Record<string, unknown>[]): string[][] {
  return security.map((requirement) =>
    Object.keys(requirement).flatMap((id) => {
      const scheme = document.components?.securitySchemes?.[id];
      if (scheme?.type !== "apiKey") return ["Authorization"];
      return scheme.in === "header" ? [scheme.name] : [];
    }),
  );
}

function mostAskedFor(operations: SpecOperation[]): string[] {
  const headers = new Set(operations.flatMap(({ keyHeaders }) => keyHeaders.flat()));
  const askFor = (header: string) =>
    operations.filter(({ keyHeaders }) => keyHeaders.some((needed) => needed.includes(header)));
  return [...headers].filter((header) => askFor(header).length * 2 > operations.length);
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

function readContent(response: OpenApi, validator: (schema: OpenApi) => Validate): SpecContent | undefined {
  const [mediaType, media] = Object.entries<OpenApi>(response.content ?? {})[0] ?? [];
  if (mediaType === undefined) return undefined;
  const schema = media.schema ?? {};
  return { mediaType, schema, validate: validator(schema) };
}

export function resolve(document: OpenApi, value: OpenApi): OpenApi {
  if (typeof value?.$ref !== "string") return value;
  const steps: string[] = value.$ref.slice(2).split("/");
  return resolve(
    document,
    steps.reduce((node, step) => node?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], document),
  );
}

export function isJson(mediaType: string | undefined): boolean {
  return /\bjson\b|\/\*$/i.test(mediaType ?? "");
}

/** The names in the braces of a path template, in order. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string);
}
