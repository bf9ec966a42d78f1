import { parseJson, toText } from "./answer.ts";
import { checkBaseUrl } from "./base-url.ts";
import { ConfigurationError } from "./errors.ts";
import { type SendOptions, type TimeOptions, timeOf } from "./options.ts";
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
  const send = createSend(new URL(baseUrl).origin, options);
  const safeRequests = new Set(options.safeRequests);

  return async (input, init) => {
    const request = await toOutgoing(input, init);
    request.path = `${request.path}/`.startsWith(`${baseUrl}/`)
      ? request.path.slice(baseUrl.length) || "/"
      : "(elsewhere)";
    request.key = options.account;
    request.safe = safeRequests.has(`${request.method} ${request.path}`);
    return toResponse(await send(request));
  };
}

async function toOutgoing(
  input: string | URL | Request,
  init: (RequestInit & TimeOptions) | undefined,
): Promise<Outgoing> {
  const given = typeof input === "object" && "url" in input ? input : undefined;
  // openapi-fetch puts a call's own options into the request.
  const time = timeOf(init ?? {}, timeOf((given ?? {}) as TimeOptions, {}));
  try {
    const request = given && !init ? given : new Request(input, withoutSignal(init));
    const { method, url, headers } = request;
    const body = /^(GET|HEAD)$/.test(method) ? undefined : await request.arrayBuffer();
    return {
      method,
      url,
      headers: Object.fromEntries(headers),
      body: body?.byteLength ? body : undefined,
      read: (response) => response.arrayBuffer(),
      path: url.replace(/[?#].*$/s, ""),
      signal: init?.signal === undefined ? given?.signal : init.signal,
      time,
    };
  } catch (thrown) {
    // The runtime's own error prints the URL, or the value of a header.
    throw new ConfigurationError(
      "The request cannot be made: its URL, method, headers or body are not valid. Nothing was sent.",
      {},
      thrown,
    );
  }
}

/** The runtime's `Request` would listen to the signal until it is collected. */
function withoutSignal(init: RequestInit | undefined): RequestInit | undefined {
  return !init || "url" in init ? init : { ...init, signal: null };
}

function toResponse({ response, body, call }: Incoming): Response {
  const { status, statusText, url } = response;
  const bytes = body as ArrayBuffer;
  const headers = new Headers(response.headers);
  if (call.method !== "HEAD") {
    // What was compressed or sent in chunks is neither any more. openapi-fetch calls `json` only if it knows the length.
    headers.delete("transfer-encoding");
    headers.delete("content-encoding");
    headers.set("content-length", `${bytes.byteLength}`);
  }
  const isEmpty = bytes.byteLength === 0 || status === 204 || status === 205 || status === 304;
  // The constructor refuses other statuses, and characters in statusText that a server may send.
  const copy = new Response(isEmpty ? null : bytes, { status: Math.min(599, status), headers });
  const json = async () => parseJson(toText(bytes), call);
  for (const [name, value] of Object.entries({ status, statusText, url, json }))
    Object.defineProperty(copy, name, { value });
  return copy;
}
