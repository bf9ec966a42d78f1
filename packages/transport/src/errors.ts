import { isFinal } from "./faults.ts";

/**
 * Whether a failed call has changed something on the server: `"rejected"` if it certainly has not, `"unknown"` if it may have, so
 * that the caller must look before calling again.
 */
export type Outcome = "rejected" | "unknown";

/** Every kind of error that these packages make: a closed set, to `switch` over. */
export type ErrorKind =
  | "configuration"
  | "path-parameter"
  | "origin"
  | "redirect"
  | "connection"
  | "timeout"
  | "fetch"
  | "malformed-response"
  | "incomplete-read"
  | "booking-outcome"
  | "http"
  | "authentication"
  | "permission"
  | "not-found"
  | "conflict"
  | "validation"
  | "rate-limit"
  | "server"
  | "webhook"
  | "limiter";

/** What an error knows about the call that failed. Every field may be logged. */
export interface ErrorFields {
  /** The HTTP method. */
  method?: string | undefined;
  /** The path template, such as `/bookings/{bookingNumber}`; for a bare `createTransport`, the path as it was sent. Never with a query. */
  path?: string | undefined;
  /** Where the call went: host and port, such as `api.bookeo.com:443`. */
  host?: string | undefined;
  /** The label that the caller gave the account: the `account` option. */
  account?: string | undefined;
  /** How many attempts were made. */
  attempts?: number | undefined;
  /** Whether the call may have changed something on the server: see `Outcome`. */
  outcome?: Outcome | undefined;
  /** The HTTP status of the response, if one came. */
  status?: number | undefined;
  /** The vendor's code for what went wrong, or the runtime's: `ECONNREFUSED`. */
  code?: string | undefined;
  /** What to quote to the vendor's support. */
  traceId?: string | undefined;
  /** How long the server asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The option or parameter that is wrong. */
  option?: string | undefined;
  /** Where a redirect points: origin and path. */
  location?: string | undefined;
  /** The limit that ended the call. */
  limit?: "timeoutMs" | "deadlineMs" | undefined;
  /** Where in the response the fault is: a JSON Pointer (RFC 6901), with `*` for a key that may be data. */
  pointer?: string | undefined;
}

/** What to do about an error, by its kind. None of it comes from a vendor. */
const hints = {
  unknown: "The server may have acted on it. Check whether it did before calling again.",
  configuration: "Correct the option or argument that the message names.",
  "path-parameter": "Pass an identifier that is one segment of a path.",
  origin: "Correct the URL of the request, or baseUrl.",
  redirect: "Correct baseUrl, if the API has moved.",
  connection:
    "Check that the server runs at this address, the network and the certificate. Call again later.",
  timeout: "Call again later, or with a longer limit.",
  fetch: "Correct the fetch option.",
  "malformed-response": "Check that baseUrl leads to the API; if so, report it to the vendor.",
  "incomplete-read":
    "Give the application permission to read what is missing, or replace the whole object knowingly.",
  "booking-outcome": "Call createBookingOnce again with startedAt.",
  http: "Read the message and the body of the response.",
  authentication: "Check the API keys.",
  permission: "Check the API keys, and what their account may do.",
  "not-found": "Check the identifier, that it belongs to this account, and baseUrl.",
  conflict: "Read the current state and decide again.",
  validation: "Correct what the message names.",
  "rate-limit": "Call less often: set a limiter.",
  server: "Call again later.",
  webhook: "Respond with status 400 and do nothing else.",
  limiter: "Check the store of the limiter, then call again.",
} as const;

/** What to do about an error: one of a closed set of sentences, none of which holds text of a vendor. */
export type ErrorHint = (typeof hints)[keyof typeof hints];

const passing: readonly ErrorKind[] = ["connection", "timeout", "rate-limit", "server"];
const brand = Symbol.for("@booking-apis/error");
const hidden = new WeakMap<object, unknown>();

/**
 * The base of every error that these packages make. No field holds a key, a request, a query or a body, so the whole error can be logged.
 * The message may quote the API's own error message.
 */
export abstract class BookingApiError extends Error implements ErrorFields {
  declare readonly method?: string;
  declare readonly path?: string;
  declare readonly host?: string;
  declare readonly account?: string;
  declare readonly attempts?: number;
  declare readonly outcome?: Outcome;
  declare readonly status?: number;
  declare readonly code?: string;
  declare readonly traceId?: string;
  declare readonly retryAfterMs?: number;
  declare readonly option?: string;
  declare readonly location?: string;
  declare readonly limit?: "timeoutMs" | "deadlineMs";
  declare readonly pointer?: string;

  /** Which kind of error this is, the same in every realm and copy of the package: `"not-found"` for a `NotFoundError`. */
  abstract get kind(): ErrorKind;

  /** @param underlying A value that must not be shown by anything that prints the error. */
  constructor(message: string, fields: ErrorFields = {}, underlying?: unknown) {
    super(message);
    hidden.set(this, underlying);
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) (this as Record<string, unknown>)[name] = value;
    }
  }

  /** The name of the class, even in a bundle that renames classes: `"TimeoutError"`. */
  override get name(): string {
    return `${this.kind.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Error`;
  }
  override set name(value: string) {
    Object.defineProperty(this, "name", { value, configurable: true, writable: true });
  }

  /** Whether the same call may succeed later and cannot take effect twice. */
  get retryable(): boolean {
    const isPassing = passing.includes(this.kind) || this.status === 408;
    return isPassing && this.outcome !== "unknown" && !(this.kind === "connection" && isFinal(this.code));
  }

  /** What to do about it, in a sentence of a closed set. */
  get hint(): ErrorHint {
    return hints[this.outcome === "unknown" && this.kind !== "booking-outcome" ? "unknown" : this.kind];
  }

  /** The error's name, message and fields, as plain data. */
  toJSON(): Record<string, unknown> {
    return Object.assign({ name: this.name, message: this.message } as Record<string, unknown>, this);
  }
}
Object.defineProperty(BookingApiError.prototype, brand, { value: true });

/** Whether a value is an error of these packages, of a given kind or of any, whichever realm or copy of them made it. */
export function isBookingApiError(value: unknown, kind?: ErrorKind): value is BookingApiError {
  if (typeof value !== "object" || value === null || (value as Record<symbol, unknown>)[brand] !== true)
    return false;
  return kind === undefined || (value as BookingApiError).kind === kind;
}

/** An option or an argument cannot work. Nothing was sent. */
export class ConfigurationError extends BookingApiError {
  override get kind(): "configuration" | "path-parameter" {
    return "configuration";
  }
}

/** Makes the error of an option, from what is wrong with it. */
export function optionError(option: string, problem: string): ConfigurationError {
  return new ConfigurationError(`${option} ${problem}`, { option });
}

/** A path parameter is missing or would leave its segment of the path. Nothing was sent. */
export class PathParameterError extends ConfigurationError {
  override get kind(): "path-parameter" {
    return "path-parameter";
  }
}

/** A request was not addressed to the API's own origin. Nothing was sent. */
export class OriginError extends BookingApiError {
  override get kind(): "origin" {
    return "origin";
  }
}

/** The response is a redirect, which was not followed: the keys would have been sent with it. */
export class RedirectError extends BookingApiError {
  override get kind(): "redirect" {
    return "redirect";
  }
}

/** No response came: the server could not be reached, or the connection broke. `code` says why, if the runtime does. */
export class ConnectionError extends BookingApiError {
  override get kind(): "connection" {
    return "connection";
  }
}

/** No complete response came in time, within one attempt or all of them. `limit` names the option that ended the call. */
export class TimeoutError extends BookingApiError {
  override get kind(): "timeout" {
    return "timeout";
  }
}

/** The `fetch` that sends threw an error of its own, or there is none. It is not retried: the network is not to blame. */
export class FetchError extends BookingApiError {
  override get kind(): "fetch" {
    return "fetch";
  }
}

/** The response is not what the document promises: cut off, not JSON, without a body, too large, or a page that does not fit the listing. */
export class MalformedResponseError extends BookingApiError {
  override get kind(): "malformed-response" {
    return "malformed-response";
  }
}

/** Makes the error of a call, from what is known of the call, what happened, and what must not be printed. */
export function callError<E extends BookingApiError, Fields extends ErrorFields>(
  ErrorClass: new (message: string, fields: Fields, underlying?: unknown) => E,
  fields: Fields,
  happened: string,
  underlying?: unknown,
): E {
  const { method, path, host, outcome } = fields;
  const advice = outcome === "unknown" ? ` ${hints.unknown}` : "";
  return new ErrorClass(
    `${method} ${path}${host ? ` at ${host}` : ""} ${happened}${advice}`,
    fields,
    underlying,
  );
}

/**
 * What is kept out of everything that prints an error, because it may hold keys and bodies: what `fetch` threw, or the response of the
 * API. For a debugger; do not log it.
 */
export function underlyingError(error: object): unknown {
  return hidden.get(error);
}

/**
 * Gives an error of ours that was made deep inside a call the stack of the place that awaits it.
 *
 * @param isLate The call began after the caller had returned, so that an error made at its start has lost the caller's frame too.
 */
export function restack(error: unknown, isLate = false): unknown {
  if (isBookingApiError(error) && (isLate || error.attempts !== undefined)) restackBelow(error, restack);
  return error;
}

/**
 * Gives an error the stack that ends above a function: engines keep ten frames, and the caller's would not be among them. An engine
 * without `captureStackTrace` keeps the stack as it is.
 */
export function restackBelow(error: unknown, below: (...args: never) => unknown): void {
  if (isBookingApiError(error))
    (Error as { captureStackTrace?: (target: object, below: unknown) => void }).captureStackTrace?.(
      error,
      below,
    );
}
