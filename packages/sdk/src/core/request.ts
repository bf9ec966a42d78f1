import {
  checkHeaders,
  type Incoming,
  parseJson,
  type Send,
  serializePath,
  type TimeOptions,
} from "@booking-apis/transport";
import { Call, type Settled } from "./call.ts";
import { httpError } from "./errors.ts";

/** The options of one call. */
export interface CallOptions extends TimeOptions {
  /** Aborts the call, its waits and its iteration at once; it then rejects with the signal's reason. */
  signal?: AbortSignal | null | undefined;
  /** Headers to send with this call, in place of the client's of the same names. They cannot replace those of the keys. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** What the generated methods know of an operation. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly safe?: true;
  readonly idempotent?: true;
  /** The media type of a body that is not JSON, and is sent as it is given. */
  readonly mediaType?: string;
}

/** What a call sends besides its path. */
export interface Arguments {
  path?: Readonly<Record<string, unknown>> | undefined;
  query?: object | undefined;
  header?: object | undefined;
  body?: unknown;
}

/** Which fields of an API's error body hold what a person wants to know. */
export interface ErrorBodyFields {
  readonly message?: string;
  readonly code?: string;
  readonly traceId?: string;
}

/** What all calls of an API object share. */
export interface Connection {
  baseUrl: string;
  send: Send;
  /** By lower-case names, the keys among them. */
  headers: Record<string, string>;
  /** Lower-case names of the headers that no call may set. */
  reserved: readonly string[];
  errorFields: ErrorBodyFields;
  /** Tells accounts apart for a limiter. */
  limiterKey: string;
}

/** Sends a call and reads its answer; resolves for every status. */
export async function settle<Data>(
  connection: Connection,
  operation: Operation,
  { path = {}, query, header, body }: Arguments,
  options: CallOptions = {},
): Promise<Settled<Data>> {
  const { method, id } = operation;
  const isJson = body !== undefined && operation.mediaType === undefined;
  const incoming = await connection.send({
    method,
    url: connection.baseUrl + serializePath(operation.path, path) + serializeQuery(query),
    headers: headersOf(
      connection,
      operation.mediaType ?? (isJson ? "application/json" : undefined),
      header,
      options.headers,
    ),
    body: isJson ? JSON.stringify(body) : (body as string | undefined),
    path: operation.path,
    operation: id,
    safe: operation.safe === true,
    idempotent: operation.idempotent === true,
    signal: options.signal,
    time: options,
    key: connection.limiterKey,
  });
  return toSettled(connection, operation, incoming);
}

function toSettled<Data>(
  connection: Connection,
  operation: Operation,
  { response, body, attempts, outcome, retryAfterMs }: Incoming,
): Settled<Data> {
  const { status, ok } = response;
  const { id, method, path } = operation;
  const call = { method, path, operation: id, attempts, status };
  const safe = operation.safe === true;
  if (ok) {
    const data = parseJson(body as string, { ...call, safe }) as Data;
    return { result: { ok, status, data, response } };
  }
  const error = readErrorBody(body as string);
  return {
    result: { ok: false, status, error, response },
    toError() {
      const field = (name: string | undefined): string | undefined => {
        const value = name === undefined ? undefined : error[name];
        if (typeof value !== "string" && typeof value !== "number") return undefined;
        // A vendor may quote what it was sent.
        return connection.reserved.reduce(
          (text, header) => text.replaceAll(connection.headers[header] as string, "[redacted]"),
          String(value),
        );
      };
      const { message, code, traceId } = connection.errorFields;
      const said = field(message);
      return httpError(
        `${method} ${path} was answered with ${status}${said === undefined ? "." : `: ${said}`}${attempts > 1 ? ` (${attempts} attempts)` : ""}${outcome === "unknown" ? " The server may have acted on it: look before doing it again." : ""}`,
        { ...call, outcome, code: field(code), traceId: field(traceId), retryAfterMs },
        error,
      );
    },
  };
}

function readErrorBody(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Writes parameters as `form` does: an array repeats its name; undefined and null are left out. */
export function serializeQuery(query: object | undefined): string {
  let text = "";
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null)
        text += `${text ? "&" : "?"}${encodeURIComponent(name)}=${encodeURIComponent(item)}`;
    }
  }
  return text;
}

/** Headers by their names in lower case, so that of two that differ only in case the later one counts. */
export function lowerCase(headers: object = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function headersOf(
  { headers, reserved }: Connection,
  contentType: string | undefined,
  header: object | undefined,
  own: CallOptions["headers"],
): Record<string, string> {
  if (!contentType && !header && !own) return headers;
  return {
    ...headers,
    // The runtime names the boundary of a multipart body itself.
    ...(contentType && !contentType.startsWith("multipart/") && { "content-type": contentType }),
    ...lowerCase(header),
    ...lowerCase(checkHeaders(own, reserved)),
  };
}

/** Makes a call that is sent when it is awaited. */
export function call<Data, Result>(
  connection: Connection,
  operation: Operation,
  args: Arguments,
  options?: CallOptions,
): Call<Data, Result> {
  return new Call(() => settle(connection, operation, args, options));
}
