import { follow } from "../json.ts";
import {
  type MediaType,
  type OpenApiDocument,
  type OperationEntry,
  operationsOf,
  parametersOf,
  type Reference,
  type RequestBody,
  safetyOf,
  templateNames,
} from "../openapi.ts";

/**
 * The operation table: what a program must know of each operation at run time, from the document and nowhere else.
 * `OperationTable` at its end holds the table against schema.ts, so that the two cannot drift apart.
 */
export function generateOperations(document: OpenApiDocument, banner: string): string {
  const rows = [...operationsOf(document)].map(
    (entry) => `  ${entry.operation.operationId}: ${print(describe(document, entry), 1)},`,
  );
  return `${banner}

import type { CheckedOperations } from "@booking-apis/transport";
import type { operations as schema } from "./schema.ts";

/** Every operation of the API by its id: how it is called, what it may answer, and whether it may be repeated. */
export const operations = {
${rows.join("\n")}
} as const;

/** A name or a status that schema.ts does not have is a compile error here. */
export type OperationTable = CheckedOperations<schema, typeof operations>;

/** Where the API is served. A name in braces must be filled in. */
export const servers = ${print(
    (document.servers ?? []).map(({ url }) => url),
    0,
  )} as const;

/** How each key travels. */
export const securitySchemes = ${print(securitySchemes(document), 0)} as const;

/** Requests that change nothing, though their method says otherwise. They may be repeated. */
export const safeRequests = ${print(safeRequests(document), 0)} as const;
`;
}

function describe(
  document: OpenApiDocument,
  { method, path, operation, pathItem }: OperationEntry,
): Record<string, unknown> {
  const parameters = parametersOf(document, operation.parameters, pathItem.parameters);
  const statuses = Object.keys(operation.responses ?? {});
  const names = (location: string) =>
    parameters.filter((parameter) => parameter.in === location).map(({ name }) => name);
  const { safe, idempotent } = safetyOf(method, operation);
  return withoutEmpty({
    method: method.toUpperCase(),
    path,
    pathParameters: [...new Set(templateNames(path))],
    queryParameters: names("query"),
    headerParameters: names("header"),
    requestBody: requestBodyOf(document, operation.requestBody),
    success: statuses.filter(isSuccess).map(toStatus),
    errors: statuses.filter((status) => !isSuccess(status)).map(toStatus),
    safe: safe || undefined,
    idempotent: idempotent || undefined,
    deprecated: operation.deprecated || undefined,
    pagination: operation["x-pagination"],
    dateWindows: operation["x-date-windows"],
  });
}

function requestBodyOf(
  document: OpenApiDocument,
  body: RequestBody | Reference | undefined,
): Record<string, unknown> | undefined {
  if (!body) return undefined;
  const resolved = follow<RequestBody>(document, body);
  const mediaTypes: Record<string, MediaType> = resolved.content;
  return { mediaType: Object.keys(mediaTypes)[0], required: resolved.required === true };
}

function securitySchemes(document: OpenApiDocument): Record<string, unknown> {
  const schemes = Object.entries(document.components?.securitySchemes ?? {});
  return Object.fromEntries(
    schemes.map(([id, { type, in: location, name, scheme }]) => [
      id,
      withoutEmpty({ type, in: location, name, scheme }),
    ]),
  );
}

function safeRequests(document: OpenApiDocument): string[] {
  const safe = [...operationsOf(document)].filter(({ operation }) => operation["x-safe"] === true);
  return safe.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
}

const isSuccess = (status: string): boolean => status.startsWith("2");
const toStatus = (status: string): string | number => (/^\d+$/.test(status) ? Number(status) : status);

function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0),
    ),
  );
}

/** Prints a value as TypeScript, keys without quotes where they need none. */
export function print(value: unknown, depth: number): string {
  if (Array.isArray(value)) return `[${value.map((item) => print(item, depth + 1)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const indent = "  ".repeat(depth + 1);
  const lines = Object.entries(value).map(
    ([key, item]) =>
      `${indent}${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${print(item, depth + 1)},`,
  );
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}
