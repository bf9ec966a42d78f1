import { checkBaseUrl } from "./base-url.ts";
import { ConfigurationError } from "./errors.ts";
import { connectionError, isRedirect, redirectError } from "./failures.ts";
import { requireOrigin } from "./origin.ts";
import { createRedactor, type Redactor } from "./redact.ts";
import { secretsOfRequest } from "./secrets.ts";

/** A function that is called as `fetch` is. */
export type Transport = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The options of `createTransport`. */
export interface TransportOptions {
  /**
   * The API's base URL. Requests go to its origin and nowhere else. `https:`, or `http:` for loopback hosts;
   * see `checkBaseUrl`.
   */
  baseUrl: string | URL;
  /**
   * The `fetch` that sends. It must honour `redirect: "manual"`. Default: the `fetch` that is global when a
   * request is made.
   */
  fetch?: Transport | undefined;
  /**
   * What errors must not show, for example the API's keys. It is read anew for each error, so a `Set` may grow
   * while the transport is in use. Header values of the request at hand are hidden anyway. Default: none.
   */
  secrets?: Iterable<string> | undefined;
  /** Names of query parameters whose values errors must not show, for example `["password"]`. Default: none. */
  secretQueryParameters?: readonly string[] | undefined;
}

const MANUAL: RequestInit = { redirect: "manual" };

/**
 * Makes a `fetch` that sends requests to one API only, follows no redirect and keeps secrets out of errors.
 *
 * Answers come back as they are, whatever their status, except for redirects: a 3xx with a `Location` is an
 * error. A 304, and a 3xx without `Location`, is an answer like others.
 *
 * The function it returns rejects with
 * - `OriginError` for a request to another origin than that of `baseUrl`: nothing was sent;
 * - `RedirectError` for a redirect, which was not followed;
 * - `ConnectionError` for anything that the underlying `fetch` throws;
 * - the signal's own reason, as it is, if the caller's signal was aborted.
 *
 * @throws {ConfigurationError} for an option that cannot work.
 */
export function createTransport(options: TransportOptions): Transport {
  const origin = new URL(checkBaseUrl(options.baseUrl)).origin;
  const { fetch, secrets = [], secretQueryParameters = [] } = options;
  checkOptions(fetch, secrets, secretQueryParameters);

  const redactorFor = (url: string, request?: Request, init?: RequestInit): Redactor => {
    const ofRequest = secretsOfRequest(url, request, init, secretQueryParameters);
    return createRedactor([...secrets, ...ofRequest], secretQueryParameters);
  };

  return async function transport(input, init) {
    const request = isRequest(input) ? input : undefined;
    const given = request ? request.url : String(input);
    const url = requireOrigin(given, origin, () => redactorFor(given, request, init));

    let response: Response;
    try {
      const send = fetch ?? globalThis.fetch;
      if (init === undefined || init === null) response = await send(request ?? url, MANUAL);
      else if (isPlain(init)) response = await send(request ?? url, { ...init, redirect: "manual" });
      // A spread would lose what a class, such as Request, keeps in getters.
      else response = await send(new Request(request ?? url, init), MANUAL);
    } catch (error) {
      const signal = init?.signal === undefined ? request?.signal : init.signal;
      if (signal?.aborted) throw signal.reason;
      throw connectionError(error, methodOf(request, init), url, redactorFor(url, request, init));
    }
    if (!isRedirect(response)) return response;
    discard(response);
    throw redirectError(response, methodOf(request, init), url, redactorFor(url, request, init));
  };
}

function checkOptions(fetch: unknown, secrets: unknown, secretQueryParameters: unknown): void {
  if (fetch !== undefined && typeof fetch !== "function") {
    throw new ConfigurationError("fetch", `fetch: expected a function, got a value of type ${typeof fetch}.`);
  }
  for (const [option, list] of Object.entries({ secrets, secretQueryParameters })) {
    // A string is iterable, too: by its characters, none of which would be hidden.
    if (typeof list !== "object" || list === null || !(Symbol.iterator in list)) {
      throw new ConfigurationError(
        option,
        `${option}: expected a list of strings, got ${list === null ? "null" : `a ${typeof list}`}.`,
      );
    }
  }
}

function isRequest(input: string | URL | Request): input is Request {
  return typeof input === "object" && input !== null && typeof (input as Request).url === "string";
}

function isPlain(init: RequestInit): boolean {
  const prototype = Object.getPrototypeOf(init);
  return prototype === null || Object.getPrototypeOf(prototype) === null; // a plain object of any realm
}

function methodOf(request: Request | undefined, init: RequestInit | undefined): string {
  return String(init?.method ?? request?.method ?? "GET").toUpperCase();
}

/** Gives the connection back without reading the body. */
function discard(response: Response): void {
  response.body?.cancel().catch(() => {});
}
