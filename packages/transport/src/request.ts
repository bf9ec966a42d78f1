import { encodeBody } from "./body.ts";
import type { Connection } from "./connection.ts";
import { ConfigurationError, optionError } from "./errors.ts";
import { isJson, type Operation, type ParameterStyles, successBody } from "./operation.ts";
import { checkOptionNames, checkOptionsObject } from "./option-checks.ts";
import {
  type AllLimits,
  type CallOptions,
  callOptionNames,
  checkHeader,
  checkHeaders,
  limitsOf,
} from "./options.ts";
import { fillPath, serializeHeaders, serializeQuery, splitPath } from "./parameters.ts";
import type { ParseAs } from "./success.ts";

/** What a call sends. */
export interface CallArguments {
  /** Parameters in the path, by name. */
  path?: Readonly<Record<string, unknown>> | undefined;
  /** Parameters in the query, by name. */
  query?: object | undefined;
  /** Parameters in headers, by name. */
  header?: object | undefined;
  /** The body, before it is encoded. */
  body?: unknown;
  /** How the body of a success is read. */
  parseAs?: ParseAs | undefined;
}

/** A call, as it goes to openapi-fetch. */
export interface PreparedCall {
  url: string;
  /** The query, without the question mark. */
  search: string;
  query: object | undefined;
  header: Record<string, string> | undefined;
  headers: Record<string, string>;
  body: RequestInit["body"] | undefined;
  /** The body can be read only once. */
  isStream: boolean;
  limits: Partial<AllLimits>;
}

/**
 * Checks and writes everything that a call sends.
 *
 * @throws {ConfigurationError} for what cannot be sent. Nothing was sent.
 */
export function prepareCall(
  { baseUrl, keys, parameters, api }: Connection,
  { operation, parts, queryStyles, accept }: PreparedOperation,
  args: CallArguments,
  options: CallOptions,
): PreparedCall {
  const query = queryOf(operation, args.query, parameters);
  checkOptionsObject(options, callOptionNames);
  checkOptionNames(options, callOptionNames, "A call");
  checkSignal(options.signal);
  const { dates } = operation;
  const format = { dates, writer: api.parameterStyles };
  for (const name of keys.queryNames)
    if (query && Object.hasOwn(query, name))
      throw optionError("query", `cannot be sent: ${name} carries a key and has an option of its own.`);
  const given = options.headers && checkHeaders(options.headers, keys.headerNames);
  const header = args.header && serializeHeaders(args.header, { ...format, styles: operation.headerStyles });
  for (const name in header) checkHeader(name, header[name], keys.headerNames);
  const headers: Record<string, string> = accept ? { accept } : {};
  const encoded =
    args.body === undefined
      ? undefined
      : encodeBody(operation, args.body, contentTypeOf(given, header), api.bodyFormats);
  // The runtime names the boundary of a multipart body by itself.
  for (const name in given)
    if (!encoded || encoded.contentType !== undefined || name.toLowerCase() !== "content-type")
      headers[name.toLowerCase()] = given[name] as string;
  if (encoded?.contentType) headers["content-type"] = encoded.contentType;
  return {
    url: baseUrl + fillPath(parts, args.path, { ...format, styles: operation.path }),
    search: query ? serializeQuery(query, { ...format, styles: queryStyles }) : "",
    query,
    header,
    headers,
    body: encoded?.body,
    isStream: encoded?.isStream === true,
    limits: limitsOf(options),
  };
}

/** What is the same for every call of an operation. */
export interface PreparedOperation {
  operation: Operation;
  parts: readonly string[];
  queryStyles: ParameterStyles | undefined;
  /** What to accept, where that is not JSON alone. */
  accept: string | undefined;
  readAs: "text" | "arrayBuffer";
}

/** An operation that the document lacks: nothing is promised of it. */
const undocumented: Operation = { success: { "2XX": "application/json?|null" } };

export function prepareOperation(path: string, described: Operation | undefined): PreparedOperation {
  const operation = described ?? undocumented;
  if (!described || described.success?.["2XX"] === undocumented.success?.["2XX"]) checkTemplate(path);
  const mediaTypes = Object.keys(operation.success ?? {})
    .map((status) => successBody(operation, Number.parseInt(status, 10) || 200).mediaType)
    .filter((mediaType) => mediaType && !/^(?:application\/json|.*\/\*)$/.test(mediaType));
  return {
    operation,
    parts: splitPath(path),
    queryStyles: typeof operation.query === "object" ? operation.query : undefined,
    accept:
      operation.accept ??
      (mediaTypes.length > 0 ? [...new Set([...mediaTypes, "application/json"])].join(", ") : undefined),
    readAs: mediaTypes.every((mediaType) => isJson(mediaType) || mediaType.startsWith("text/"))
      ? "text"
      : "arrayBuffer",
  };
}

/** A path that is written by hand is a template of the API's own paths, and nothing else. */
function checkTemplate(path: string): void {
  const isTemplate =
    typeof path === "string" &&
    /^(?:\/(?:[\w~!$&'()*+,;=:@.-]|%(?!2e|2f|5c|25|00)[\da-f]{2}|\{[^{}/]+\})*)+$/i.test(path);
  if (!isTemplate || /\/\.{1,2}(?:[/;]|$)|^\/\//.test(path))
    throw optionError(
      "path",
      'must be a template that begins with a slash, such as "/settings/products/{id}": parameters in braces, their values in the option path, a query in the option query, no ".." and no host.',
    );
}

function queryOf(
  operation: Operation,
  query: object | undefined | null,
  clientParameters: Record<string, unknown> | undefined,
): object | undefined {
  if (query == null) return clientParameters;
  if (typeof query !== "object" || Array.isArray(query))
    throw optionError("query", "must be an object with the parameters of the query.");
  for (const name in query)
    if (Object.hasOwn(callOptionNames, name) && !Object.hasOwn(Object(operation.query), name))
      throw new ConfigurationError(
        `"${name}" is an option of the call and not a parameter of the query: pass it in the last argument, after the query, which may be undefined. Nothing was sent.`,
        { option: name },
      );
  if (!clientParameters) return query;
  const merged: Record<string, unknown> = { ...clientParameters };
  for (const [name, value] of Object.entries(query)) if (value !== undefined) merged[name] = value;
  return merged;
}

function contentTypeOf(...headers: (Readonly<Record<string, string>> | undefined)[]): string | undefined {
  for (const given of headers)
    for (const name in given) if (name.toLowerCase() === "content-type") return given[name];
  return undefined;
}

function checkSignal(signal: unknown): void {
  if (signal != null && typeof (signal as AbortSignal).addEventListener !== "function")
    throw optionError("signal", "must be an AbortSignal.");
}
