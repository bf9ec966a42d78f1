import { follow } from "../json.ts";
import {
  type OpenApiDocument,
  type OperationEntry,
  operationsOf,
  type Parameter,
  parametersOf,
  type RequestBody,
} from "../openapi.ts";
import { isItemsOptional, requestBodyOf, successOf } from "./bodies.ts";
import { splitDirections } from "./directions.ts";
import { datesIn, integerStringsIn } from "./fields.ts";
import { styleOf } from "./parameter-style.ts";

/** Options of a call: a parameter of the same name is listed, so that a call knows it for a parameter. */
const callOptions = ["timeoutMs", "deadlineMs", "maxRetries", "maxResponseBytes", "signal", "headers"];

/**
 * The operation table: what a program must know of each operation at run time, from the document and nowhere else. What is the default
 * is left out. `satisfies` at its end checks the table against schema.ts, so that the two cannot drift apart.
 */
export function generateOperations(document: OpenApiDocument, banner: string): string {
  const split = splitDirections(document);
  const rows = [...operationsOf(document)].map((entry) => describe(document, split, entry));
  const pagings = rows.flatMap(({ pagination }) => (pagination ? [print(pagination)] : []));
  const kinds = [...new Set(pagings)];
  const constant = (kind: string) => `pagination${kinds.indexOf(kind) > 0 ? kinds.indexOf(kind) + 1 : ""}`;
  const uses = (kind: string) => pagings.filter((other) => other === kind).length;
  const [mostUsed] = kinds.toSorted((a, b) => uses(b) - uses(a));
  const needed = [
    ...(rows.some(({ requestBody }) => typeof requestBody === "object") ? ["bodyFormats"] : []),
    ...(rows.some(needsWriter) ? ["parameterStyles"] : []),
  ];
  const lines = [...operationsOf(document)].map((entry, index) => {
    const fields = Object.entries(rows[index] ?? {}).map(([name, value]) => {
      const text = name === "pagination" ? constant(print(value)) : print(value);
      return name === text ? name : `${name}: ${text}`;
    });
    return `  ${JSON.stringify(keyOf(entry))}: {${fields.length > 0 ? ` ${fields.join(", ")} ` : ""}},`;
  });
  const headers = keyHeaders(document);
  const schemes = Object.keys(headers).map((id) => JSON.stringify(id));
  return `${banner}

import type { ErrorFieldNames, OperationKey, OperationTable, Pagination } from "@booking-apis/transport/internal";
import type { paths } from "./schema.ts";

${needed.length > 0 ? `export { ${needed.join(", ")} } from "@booking-apis/transport/internal";\n\n` : ""}${kinds
  .map((kind) => `const ${constant(kind)}: Pagination = ${kind};\n\n`)
  .join("")}/**
 * Every operation of the API by its method and path: what a program must know of it at run time. One that schema.ts does not have, or one
 * that is missing, is a compile error here.
 */
export const operations: OperationTable = {
${lines.join("\n")}
} satisfies Record<OperationKey<paths>, OperationTable[string]>;

/** How the API's listings are paged: most of them, if not all are paged in one way. */
export const sharedPagination: Pagination | undefined = ${mostUsed && constant(mostUsed)};

/** Where the API is served. A name in braces must be filled in. */
export const servers: readonly string[] = ${print((document.servers ?? []).map(({ url }) => url))};

/** The headers in which the keys travel, by the security scheme. */
export const keyHeaders: Readonly<Record<${schemes.join(" | ") || "never"}, string>> = ${print(headers)};

/** Which fields of an error's body hold its message, its code and what to quote to the vendor's support. */
export const errorFields: ErrorFieldNames = ${print(errorFields(document))};

/** What the vendor counts calls by. */
export const rateLimitScope: "account" | "operation" = ${print(rateLimitScope(document))};

/** Parameters of every operation that a client can set for all of its calls. */
export const clientParameters: readonly string[] = ${print(clientParameters(document))};
`;
}

type Row = Record<string, unknown>;

/** Whether a call needs more than the forms that are the default, and that can be sent. */
function needsWriter({ path, query, headerStyles }: Row): boolean {
  return [path, query, headerStyles].some((styles) =>
    Object.values(Object(styles)).some((style) => style !== "form*" && style !== "unsupported"),
  );
}

/** An operation's key in the table: `GET /bookings/{bookingNumber}`. */
export function keyOf({ method, path }: Pick<OperationEntry, "method" | "path">): string {
  return `${method.toUpperCase()} ${path}`;
}

/** What the table says of an operation. In `split`, what is sent has no read-only fields, and what is received no write-only ones. */
function describe(document: OpenApiDocument, split: OpenApiDocument, entry: OperationEntry): Row {
  const { method, path, operation, pathItem } = entry;
  const parameters = parametersOf(document, operation.parameters, pathItem.parameters);
  const located = (location: string) => parameters.filter((parameter) => parameter.in === location);
  const { requestBody, responses = {} } = split.paths[path]?.[method] ?? {};
  const body = follow<RequestBody | undefined>(document, operation.requestBody);
  const { nextOperation, ...pagination } = (operation["x-pagination"] ?? {}) as Record<string, string>;
  const next = [...operationsOf(document)].find(
    (other) => nextOperation !== undefined && other.operation.operationId === nextOperation,
  );
  const isPaged = pagination.items !== undefined;
  const query = located("query");
  return withoutEmpty({
    path: stylesOf(document, located("path"), "simple"),
    query: query.length > 0 ? (stylesOf(document, query, "form*", callOptions) ?? true) : undefined,
    headers: located("header")
      .filter(({ required }) => required)
      .map(({ name }) => name),
    headerStyles: stylesOf(document, located("header"), "simple"),
    dates: datesIn(split, parameters, requestBody),
    requestBody: body && requestBodyOf(document, body),
    success: successOf(document, operation),
    integerStrings: integerStringsIn(split, responses),
    safe: operation["x-safe"] === true || undefined,
    windows: operation["x-date-windows"],
    next: next && keyOf(next),
    itemsOptional: (isPaged && isItemsOptional(document, operation, pagination.items as string)) || undefined,
    pagination: isPaged ? pagination : undefined,
  });
}

function stylesOf(
  document: OpenApiDocument,
  parameters: Parameter[],
  standard: string,
  listed: string[] = [],
): Record<string, string> | undefined {
  const styles = parameters
    .map((parameter): [string, string] => [parameter.name, styleOf(document, parameter)])
    .filter(([name, style]) => style !== standard || listed.includes(name));
  return styles.length > 0 ? Object.fromEntries(styles) : undefined;
}

function keyHeaders(document: OpenApiDocument): Record<string, string> {
  const schemes = Object.entries(document.components?.securitySchemes ?? {});
  return Object.fromEntries(
    schemes.flatMap(([id, { in: location, name }]) =>
      location === "header" && name !== undefined ? [[id, name]] : [],
    ),
  );
}

/** Which fields of the error body hold what a person and a program want of it. */
function errorFields(document: OpenApiDocument): Row {
  const schemas = Object.values(document.components?.schemas ?? {});
  return (schemas.find((schema) => schema["x-error"] !== undefined)?.["x-error"] ?? {}) as Row;
}

function rateLimitScope(document: OpenApiDocument): string {
  return (document["x-rate-limit"] as { scope?: string } | undefined)?.scope ?? "account";
}

/** Names of the parameters that every operation has and that a client can set. */
export function clientParameters(document: OpenApiDocument): string[] {
  const names = [...operationsOf(document)].flatMap(({ operation, pathItem }) =>
    parametersOf(document, operation.parameters, pathItem.parameters)
      .filter((parameter) => parameter["x-client-option"] === true)
      .map(({ name }) => name),
  );
  return [...new Set(names)];
}

function withoutEmpty(value: Row): Row {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0),
    ),
  );
}

/** Prints a value as TypeScript, keys without quotes where they need none. */
export function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([key, item]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${print(item)}`,
  );
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
