import { toText } from "./answer.ts";
import { checkBaseUrl } from "./base-url.ts";
import { ConfigurationError, MalformedAnswerError, withUnderlying } from "./errors.ts";
import { checkTimeOptions, type SendOptions, type TimeOptions, timeOf } from "./options.ts";
import { createSend, type Incoming, type Outgoing } from "./send.ts";

/** A function that is called as `fetch` is, with the options of time among the others. */
export type Transport = (
  input: string | URL | Request,
  init?: RequestInit & TimeOptions,
) => Promise<Response>;

/** The options of `createTransport`. */
export interface TransportOptions extends SendOptions {
  /** The API's base URL: https, or http for loopback hosts. Requests go to its origin and nowhere else. */
  baseUrl: string | URL;
  /** POSTs that change nothing and may be repeated, by method and path: `"POST /availability/matchingslots"`. Default: none. */
  safeRequests?: readonly string[] | undefined;
  /** Tells accounts apart for the limiter; it must not reveal a key. Default: `""`. */
  account?: string | undefined;
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
const idempotentMethods = new Set(["PUT", "DELETE"]);

/**
 * Makes a `fetch` to hand to any client: it sends to one API only, follows no redirect, repeats what may be repeated, keeps to its time
 * limits, and shows no key in an error.
 *
 * It reads the whole body before it resolves, so that the time limits hold for the body too; an answer is a `Response` of any status.
 *
 * It rejects with
 * - `OriginError` for a request to another origin than that of `baseUrl`: nothing was sent;
 * - `RedirectError` for a redirect, which was not followed;
 * - `TimeoutError` and `ConnectionError` where no whole answer came;
 * - the signal's own reason, as it is, if the caller's signal was aborted.
 *
 * @throws {ConfigurationError} for an option that cannot work.
 */
export function createTransport(options: TransportOptions): Transport {
  const baseUrl = checkBaseUrl(options.baseUrl);
  const { origin } = new URL(baseUrl);
  checkSendOptions(options);
  const send = createSend(origin, options);
  const safeRequests = new Set(options.safeRequests);

  return async (input, init) => {
    const request = await toOutgoing(input, init);
    request.path = `${request.path}/`.startsWith(`${baseUrl}/`)
      ? request.path.slice(baseUrl.length) || "/"
      : "(elsewhere)";
    request.key = options.account;
    if (safeRequests.has(`${request.method} ${request.path}`)) request.safe = request.idempotent = true;
    return toResponse(await send(request), request);
  };
}

/** Refuses options of sending that cannot work. */
export function checkSendOptions(options: SendOptions): void {
  if (options.fetch !== undefined && typeof options.fetch !== "function") {
    throw new ConfigurationError("fetch must be a function.", { option: "fetch" });
  }
  checkTimeOptions(options);
}

async function toOutgoing(
  input: string | URL | Request,
  init: (RequestInit & TimeOptions) | undefined,
): Promise<Outgoing> {
  const given = typeof input === "object" && "url" in input ? input : undefined;
  // openapi-fetch puts a call's own options into the request.
  const time = timeOf(given, init);
  try {
    const request = given && !init ? given : new Request(input, withoutSignal(init));
    const { method, url, headers } = request;
    const isSafe = safeMethods.has(method);
    const body = /^(GET|HEAD)$/.test(method) ? undefined : await request.arrayBuffer();
    return {
      method,
      url,
      headers: Object.fromEntries(headers),
      body: body?.byteLength ? body : undefined,
      read: (response) => response.arrayBuffer(),
      path: url.replace(/[?#].*$/s, ""),
      safe: isSafe,
      idempotent: isSafe || idempotentMethods.has(method),
      signal: init?.signal === undefined ? given?.signal : init.signal,
      time,
    };
  } catch (thrown) {
    // The runtime's own error prints the URL, or the value of a header.
    throw withUnderlying(
      new ConfigurationError(
        "The request cannot be made: its URL, method, headers or body are not valid. Nothing was sent.",
      ),
      thrown,
    );
  }
}

/** The runtime's `Request` would listen to the signal until it is collected. */
function withoutSignal(init: RequestInit | undefined): RequestInit | undefined {
  return !init || "url" in init ? init : { ...init, signal: null };
}

function toResponse({ response, body, attempts }: Incoming, { method, path, safe }: Outgoing): Response {
  const { status, statusText, url } = response;
  const bytes = body as ArrayBuffer;
  const headers = new Headers(response.headers);
  if (method !== "HEAD") {
    // What was compressed or sent in chunks is neither any more. openapi-fetch calls `json` only if it knows the length.
    headers.delete("transfer-encoding");
    headers.delete("content-encoding");
    headers.set("content-length", `${bytes.byteLength}`);
  }
  const isEmpty = bytes.byteLength === 0 || status === 204 || status === 205 || status === 304;
  // The constructor refuses other statuses, and characters in statusText that a server may send.
  const copy = new Response(isEmpty ? null : bytes, { status: Math.min(599, status), headers });
  const json = async () => parseJson(toText(bytes), { method, path, status, attempts, safe });
  for (const [name, value] of Object.entries({ status, statusText, url, json }))
    Object.defineProperty(copy, name, { value });
  return copy;
}

/** The value of a JSON body, undefined for an empty one. */
export function parseJson(
  text: string,
  call: {
    method: string;
    path: string;
    operation?: string | undefined;
    status: number;
    attempts: number;
    safe: boolean;
  },
): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.trim() === "") return undefined;
    const { method, path, operation, status, attempts, safe } = call;
    throw new MalformedAnswerError(
      `${method} ${path} was answered with ${status}, and a body that is not JSON or was cut off.${safe ? "" : " The server has acted on it."}`,
      { method, path, operation, status, attempts, outcome: safe ? "rejected" : "unknown" },
    );
  }
}
