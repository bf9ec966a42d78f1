import { type ConfigurationError, optionError } from "./errors.ts";
import type { Hooks } from "./hooks.ts";
import type { Limiter } from "./limiter.ts";
import { checkFunction, checkOptionNames, type NamesOf } from "./option-checks.ts";
import type { Clock } from "./time.ts";

/** A function that is called as `fetch` is. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** Limits that can be set for all calls of a client, and for each single call. */
export interface Limits {
  /**
   * The longest time for one attempt, in milliseconds, up to the end of the response's body; `Infinity` for none.
   * @default 30000
   * @example timeoutMs: 5_000
   */
  timeoutMs?: number | undefined;
  /**
   * The longest time for a call with all its attempts and waits, including waits for the limiter, in milliseconds; `Infinity` for none.
   * Nothing is sent after it has passed.
   * @default 60000
   * @example deadlineMs: 120_000
   */
  deadlineMs?: number | undefined;
  /**
   * How often a call that is safe to retry is sent again: a whole number, 0 for never. A call that may have changed something is sent
   * again only if the server certainly did not act on it.
   * @default 2
   * @example maxRetries: 0
   */
  maxRetries?: number | undefined;
  /**
   * The largest body of a response, in bytes after decompression; `Infinity` for none. A larger one is a `MalformedResponseError` and is
   * not asked for again.
   * @default 33554432 (32 MiB)
   * @example maxResponseBytes: 1_000_000
   */
  maxResponseBytes?: number | undefined;
}

/** The options of one call. */
export interface CallOptions extends Limits {
  /** Aborts the call, its waits and its iteration at once; it then rejects with the signal's reason. Default: none. */
  signal?: AbortSignal | null | undefined;
  /** Headers to send with this call; they replace the client's headers of the same names, but not those that carry keys. Default: none. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** How requests are sent, for all calls of a client. */
export interface SendOptions extends Limits {
  /**
   * The `fetch` that sends, called with a URL and an init. It must honor `redirect: "manual"` and `signal`. The init says
   * `cache: "no-store"`, where the runtime knows it, because frameworks such as Next.js would cache GETs; a `fetch` of your own may
   * change that. Default: the global one at the time of the call.
   */
  fetch?: Fetch | undefined;
  /** Functions that are called for every attempt, for logs and metrics. Default: none. */
  hooks?: Hooks | undefined;
  /** Keeps calls within what the API allows. Default: none. */
  limiter?: Limiter | undefined;
  /** A label for the account, which events and errors show: something that may be logged, not a key. Default: none. */
  account?: string | undefined;
  /** A source of time, for tests. Default: the system's. */
  clock?: Clock | undefined;
  /** A source of random numbers from 0 up to 1, for tests. Default: `Math.random`. */
  random?: (() => number) | undefined;
}

/** A response whose body was read, as a validator sees it. Unlike the event of a hook it holds the body. */
export interface ReceivedResponse {
  /** The HTTP method. */
  readonly method: string;
  /** The path template, such as `/bookings/{bookingNumber}`. */
  readonly path: string;
  /** The HTTP status. */
  readonly status: number;
  /** The body, parsed where it is JSON; undefined where there is none. It must not be changed. */
  readonly body: unknown;
}

/** Looks at every response whose body was read as JSON. What it throws is dropped: it cannot change a call. */
export type ResponseValidator = (response: ReceivedResponse) => void;

/** The options that the client of every API has, besides its keys. */
export interface ConnectionOptions extends SendOptions {
  /**
   * Compares the body of every response with the corrected document, and reports what does not fit: `reportMismatches`, from
   * `@booking-apis/sdk/bookeo/validation` or `/classes/validation`. It changes no call. Default: none.
   */
  validate?: ResponseValidator | undefined;
  /** Headers to send with every request. They cannot replace those of the keys. Default: none. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Accepts a `baseUrl` with plain http whose host is not a loopback host, such as `http://mock:4010` within a container network. The
   * keys travel unencrypted.
   * @default false
   */
  allowInsecureHttp?: boolean | undefined;
  /**
   * Accepts keys in a browser, where everyone who opens the page can read them. A page does not need it with a relative `baseUrl` and a
   * proxy of its own that adds the keys. Chromium may by itself send a POST a second time over a connection that the server closed
   * (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch), which no option prevents: create nothing from a page.
   * @default false
   */
  dangerouslyAllowBrowser?: boolean | undefined;
}

const limitNames: NamesOf<Limits> = {
  timeoutMs: true,
  deadlineMs: true,
  maxRetries: true,
  maxResponseBytes: true,
};

/** The names of the options of a call. */
export const callOptionNames: NamesOf<CallOptions> = { ...limitNames, signal: true, headers: true };

export const sendOptionNames: NamesOf<SendOptions> = {
  ...limitNames,
  fetch: true,
  hooks: true,
  limiter: true,
  account: true,
  clock: true,
  random: true,
};

/** The names of the options that the client of every API has. */
export const connectionOptionNames: NamesOf<ConnectionOptions> = {
  ...sendOptionNames,
  validate: true,
  headers: true,
  allowInsecureHttp: true,
  dangerouslyAllowBrowser: true,
};

/** Every limit of a call. */
export type AllLimits = Record<keyof Limits, number>;

/** The limits of a call where no option sets others. */
export const defaultLimits: Readonly<AllLimits> = {
  timeoutMs: 30_000,
  deadlineMs: 60_000,
  maxRetries: 2,
  maxResponseBytes: 33_554_432,
};

/**
 * The limits that options set.
 *
 * @throws {ConfigurationError} for one that is not a number, or too small.
 */
export function limitsOf(options: Limits): Partial<AllLimits> {
  const limits: Partial<AllLimits> = {};
  for (const name in limitNames) {
    const option = name as keyof Limits;
    const value = options[option];
    if (value === undefined) continue;
    const isCount = option === "maxRetries";
    const isAllowed = isCount
      ? value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && value >= 0)
      : value > 0;
    if (typeof value !== "number" || !isAllowed)
      throw optionError(option, isCount ? "must be a whole number, 0 or more." : "must be a number above 0.");
    limits[option] = value;
  }
  return limits;
}

const hookNames: NamesOf<Hooks> = {
  onRequest: true,
  onResponse: true,
  onAttemptError: true,
  onRetry: true,
  onError: true,
};

/** @throws {ConfigurationError} for hooks that would never be called. */
export function checkHooks(hooks: unknown): void {
  if (typeof hooks !== "object" || hooks === null || Array.isArray(hooks))
    throw optionError("hooks", "must be one object of functions.");
  checkOptionNames(hooks, hookNames, "hooks");
  for (const name in hookNames) checkFunction(`hooks.${name}`, (hooks as Record<string, unknown>)[name]);
}

/** Rejects headers that carry a key or that cannot be sent: the runtime's own error would print their values. */
export function checkHeaders(
  headers: unknown,
  keyHeaders: readonly string[],
): Readonly<Record<string, string>> {
  if (headers === undefined) return {};
  if (typeof headers !== "object" || headers === null || Symbol.iterator in headers)
    throw headersError('expected an object such as { "User-Agent": "my-app" }.');
  for (const name in headers) checkHeader(name, (headers as Record<string, unknown>)[name], keyHeaders);
  return headers as Record<string, string>;
}

/** @throws {ConfigurationError} for a header that carries a key or cannot be sent, without its value. */
export function checkHeader(name: string, value: unknown, keyHeaders: readonly string[]): void {
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) throw headersError("a name has a character that no header has.");
  if (keyHeaders.includes(name.toLowerCase()))
    throw headersError(`${name} carries a key and has an option of its own.`);
  if (typeof value !== "string" || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw headersError(
      `the value of ${name} must be a string of characters up to U+00FF, without line breaks.`,
    );
}

function headersError(problem: string): ConfigurationError {
  return optionError("headers", `cannot be sent: ${problem}`);
}
