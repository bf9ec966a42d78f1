import {
  callError,
  checkHeaders,
  fillPath,
  parseJson,
  type Send,
  type TimeOptions,
  toText,
} from "@booking-apis/transport";
import type { Settled } from "./call.ts";
import { errorOfStatus } from "./errors.ts";

/** The options of one call. */
export interface CallOptions extends TimeOptions {
  /** Aborts the call, its waits and its iteration at once; it then rejects with the signal's reason. */
  signal?: AbortSignal | null | undefined;
  /** Headers to send with this call, in place of the client's of the same names. They cannot replace those of the keys. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** What is known of an operation. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  /** The path, split: every second part is the name of a parameter. */
  readonly pathParts: readonly string[];
  /** It changes nothing, though its method says otherwise. */
  readonly safe?: true | undefined;
  /** The media type of a body that is not JSON, and is sent as it is given. */
  readonly mediaType?: string | undefined;
  /** The media type of a body that is JSON under another name. */
  readonly jsonType?: string | undefined;
  /** The media type of a success that is not JSON: its data is a text, or an `ArrayBuffer`. */
  readonly answerType?: string | undefined;
}

/** What a call sends. */
export interface Arguments {
  path: Readonly<Record<string, unknown>>;
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
  { baseUrl, send, headers, reserved, errorFields, limiterKey }: Connection,
  { method, path, pathParts, safe, mediaType, jsonType, answerType }: Operation,
  args: Arguments,
  options: CallOptions | undefined,
): Promise<Settled<Data>> {
  const { body } = args;
  const contentType = body === undefined ? undefined : (mediaType ?? jsonType ?? "application/json");
  const own = options?.headers;
  const {
    response,
    body: answer,
    call,
  } = await send({
    method,
    path,
    url: baseUrl + fillPath(pathParts, args.path) + serializeQuery(args.query),
    headers:
      contentType || answerType || args.header || own
        ? {
            ...headers,
            ...(answerType && { accept: `${answerType}, application/json` }),
            // The runtime names the boundary of a multipart body itself.
            ...(!contentType?.startsWith("multipart/") && lowerCase({ "content-type": contentType })),
            ...lowerCase(args.header),
            ...lowerCase(checkHeaders(own, reserved)),
          }
        : headers,
    body: mediaType || body === undefined ? (body as string | undefined) : JSON.stringify(body),
    safe,
    read: answerType && !answerType.startsWith("text/") ? (answered) => answered.arrayBuffer() : undefined,
    signal: options?.signal,
    time: options,
    key: limiterKey,
  });

  const { ok, status } = response;
  let data: unknown;
  try {
    data = ok && answerType ? answer : parseJson(toText(answer), call);
  } catch (malformed) {
    if (ok) throw malformed;
  }
  if (ok) return { result: { ok, status, data: data as Data, response } };
  const error = (typeof data === "object" && data !== null ? data : {}) as Record<string, unknown>;
  const field = (name = ""): string | undefined => {
    const value = error[name];
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    // A vendor may quote what it was sent.
    return reserved.reduce(
      (said, header) => said.replaceAll(headers[header] as string, "[redacted]"),
      String(value),
    );
  };
  return {
    result: { ok: false, status, error, response },
    toError() {
      const said = field(errorFields.message);
      return callError(
        errorOfStatus(status),
        { ...call, code: field(errorFields.code), traceId: field(errorFields.traceId) },
        `was answered with ${status}${said === undefined ? "." : `: ${said}`}${call.attempts > 1 ? ` (${call.attempts} attempts)` : ""}`,
        error,
      );
    },
  };
}

/** Writes parameters as `form` does: an array repeats its name; undefined and null are left out. */
export function serializeQuery(query: object | undefined): string {
  let text = "";
  if (!query) return text;
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null)
        text += `${text ? "&" : "?"}${encodeURIComponent(name)}=${encodeURIComponent(item)}`;
    }
  }
  return text;
}

/** Headers by their names in lower case, so that of two that differ only in case the later one counts. */
export function lowerCase(headers: object = {}): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) lower[name.toLowerCase()] = String(value);
  return lower;
}
