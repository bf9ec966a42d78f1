import { checkBaseUrl } from "./base-url.ts";
import { ConfigurationError, OriginError, restack } from "./errors.ts";
import { notify } from "./hooks.ts";
import { fingerprint } from "./key.ts";
import { checkOptionNames, checkOptionsObject, type NamesOf } from "./option-checks.ts";
import { checkHeader, type Limits, limitsOf, type SendOptions, sendOptionNames } from "./options.ts";
import { decode, toResponse } from "./response.ts";
import { createSend, type Outgoing } from "./send.ts";
import { readJson } from "./success.ts";
import { systemClock } from "./time.ts";

/** A function that is called as `fetch` is; its init also takes the limits of the call. */
export type Transport = (input: string | URL | Request, init?: RequestInit & Limits) => Promise<Response>;

/** The options of `createTransport`. */
export interface TransportOptions extends SendOptions {
  /** The API's base URL: https, or http for loopback hosts. Requests go to its origin and nowhere else. */
  baseUrl: string | URL;
  /** Headers that carry keys, by name. They are added to every request, and no request can replace them. Default: none. */
  keys?: Readonly<Record<string, string>> | undefined;
  /** POSTs that change nothing and are safe to retry, by method and path: `"POST /availability/matchingslots"`. Default: none. */
  safeRequests?: readonly string[] | undefined;
  /** Accepts plain http for hosts that are not loopback hosts. Default: false. */
  allowInsecureHttp?: boolean | undefined;
}

const optionNames: NamesOf<TransportOptions> = {
  ...sendOptionNames,
  baseUrl: true,
  keys: true,
  safeRequests: true,
  allowInsecureHttp: true,
};

/**
 * Makes a `fetch` for any client: it sends to one API only, follows no redirect, retries what is safe to retry, keeps its time limits, and
 * shows no key in an error.
 *
 * It reads the whole body before it resolves, so that the time limits hold for the body too; the response is a `Response` of any status.
 * Errors and events show the path of the request, so give it only requests whose paths may be logged.
 *
 * It rejects with
 * - `OriginError` for a request to another origin than that of `baseUrl`: nothing was sent;
 * - `RedirectError` for a redirect, which was not followed;
 * - `TimeoutError` and `ConnectionError` where no complete response came;
 * - `FetchError` if the `fetch` option threw an error of its own;
 * - `MalformedResponseError` for a body that is too large;
 * - the signal's own reason, as it is, if the caller's signal was aborted.
 *
 * @throws {ConfigurationError} for an option that cannot work.
 */
export function createTransport(options: TransportOptions): Transport {
  checkOptionsObject(options, optionNames);
  checkOptionNames(options, optionNames, "A transport");
  const { hooks, account, clock = systemClock, keys = {} } = options;
  const baseUrl = checkBaseUrl(options.baseUrl, { allowInsecureHttp: options.allowInsecureHttp });
  const { origin } = new URL(baseUrl);
  for (const [name, value] of Object.entries(keys)) checkHeader(name, value, []);
  const send = createSend(origin, options);
  const safeRequests = new Set(options.safeRequests);
  let lane: Promise<string> | undefined;

  return async (input, init) => {
    const call = { startedAt: clock.now(), attempts: 0 };
    let request: Outgoing | undefined;
    try {
      request = await toOutgoing(input, init, call);
      const { url, method } = request;
      request.path = `${request.path}/`.startsWith(`${baseUrl}/`)
        ? request.path.slice(baseUrl.length) || "/"
        : "(elsewhere)";
      if (!url.startsWith(`${origin}/`))
        throw new OriginError(
          `Expected a request to ${origin}. Nothing was sent: the keys would travel along. If the API has moved there, change baseUrl.`,
        );
      request.safe = safeRequests.has(`${method} ${request.path}`);
      for (const [name, value] of Object.entries(keys)) (request.headers as Headers).set(name, value);
      request.lane = () => (lane ??= fingerprint(Object.values(keys).join(" ")));
      const { response, bytes, call: sent } = await send(request);
      return Object.defineProperty(toResponse(response, bytes), "json", {
        value: async () => (bytes.byteLength === 0 ? undefined : readJson(optional, decode(bytes), {}, sent)),
      });
    } catch (error) {
      const { method = "", path = "" } = request ?? {};
      const durationMs = clock.now() - call.startedAt;
      const event = {
        method,
        path,
        origin,
        ...(account !== undefined && { account }),
        attempt: call.attempts,
      };
      notify(hooks?.onError, { ...event, error, durationMs });
      throw restack(error);
    }
  };
}

/** What a body is of which nothing is documented. */
const optional = { mediaType: "application/json", isOptional: true, isNullable: true };

async function toOutgoing(
  input: string | URL | Request,
  init: (RequestInit & Limits) | undefined,
  call: Outgoing["call"],
): Promise<Outgoing> {
  const given = typeof input === "object" && "url" in input ? input : undefined;
  const limits = limitsOf(init ?? {});
  try {
    // The runtime's `Request` would listen to the signal until it is collected.
    const request = given && !init ? given : new Request(input, withoutSignal(init));
    const { method, url, headers } = request;
    const body = /^(GET|HEAD)$/.test(method) ? undefined : await request.arrayBuffer();
    return {
      method,
      url,
      headers: new Headers(headers),
      body: body?.byteLength ? body : undefined,
      path: url.replace(/[?#].*$/s, ""),
      signals: [init?.signal === undefined ? given?.signal : init.signal],
      limits,
      call,
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

/** The runtime's `Request` would listen to the signal until it is collected. A `Request` as init cannot be copied. */
function withoutSignal(init: RequestInit | undefined): RequestInit | undefined {
  return !init || "url" in init ? init : { ...init, signal: null };
}
