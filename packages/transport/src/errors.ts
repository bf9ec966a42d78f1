/**
 * Whether a failed call has changed something on the server: `"rejected"` if it certainly has not, `"unknown"` if it may have, so
 * that the caller must look before doing it again.
 */
export type Outcome = "rejected" | "unknown";

/** What an error knows about the call that failed. Every field may be logged. */
export interface ErrorFields {
  /** The HTTP method. */
  method?: string | undefined;
  /** The path template where it is known, such as `/bookings/{bookingNumber}`, else the path. Never with a query. */
  path?: string | undefined;
  /** How often the call was sent, or tried to be. */
  attempts?: number | undefined;
  /** Whether the call may have changed something on the server: see `Outcome`. */
  outcome?: Outcome | undefined;
  /** The HTTP status of the answer, if one came. */
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
}

const brand = Symbol.for("@booking-apis/error");
const hidden = new WeakMap<object, unknown>();

/**
 * The base of every error that these packages make. No field holds a key, a request, a query or a body, so an error can be logged
 * whole; the message is for the person who reads it.
 */
export class BookingApiError extends Error implements ErrorFields {
  declare readonly method?: string;
  declare readonly path?: string;
  declare readonly attempts?: number;
  declare readonly outcome?: Outcome;
  declare readonly status?: number;
  declare readonly code?: string;
  declare readonly traceId?: string;
  declare readonly retryAfterMs?: number;
  declare readonly option?: string;
  declare readonly location?: string;

  /** @param underlying What nothing that prints the error may show. */
  constructor(message: string, fields: ErrorFields = {}, underlying?: unknown) {
    super(message);
    hidden.set(this, underlying);
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) (this as Record<string, unknown>)[name] = value;
    }
  }

  /** The name of the class, whatever a bundler makes of it: `"TimeoutError"`. */
  override get name(): string {
    return "BookingApiError";
  }

  /** Which kind of error this is, the same in every realm and copy of the package: `not-found` for a `NotFoundError`. */
  get kind(): string {
    return this.name
      .slice(0, -"Error".length)
      .replace(/\B[A-Z]/g, "-$&")
      .toLowerCase();
  }

  /** What is in it as plain data. */
  toJSON(): Record<string, unknown> {
    return Object.assign({ name: this.name, message: this.message } as Record<string, unknown>, this);
  }
}
Object.defineProperty(BookingApiError.prototype, brand, { value: true });

/** Whether a value is an error of these packages, of a given kind or of any, in whatever realm or copy of them it was made. */
export function isBookingApiError(value: unknown, kind?: string): value is BookingApiError {
  if (typeof value !== "object" || value === null || (value as Record<symbol, unknown>)[brand] !== true)
    return false;
  return kind === undefined || (value as BookingApiError).kind === kind;
}

/** An option or an argument cannot work. Nothing was sent. */
export class ConfigurationError extends BookingApiError {
  override get name(): string {
    return "ConfigurationError";
  }
}

/** Makes the error of an option, from what is wrong with it. */
export function optionError(option: string, problem: string): ConfigurationError {
  return new ConfigurationError(`${option} ${problem}`, { option });
}

/** A path parameter is missing or would leave its segment of the path. Nothing was sent. */
export class PathParameterError extends BookingApiError {
  override get name(): string {
    return "PathParameterError";
  }
}

/** A request was not addressed to the API's own origin. Nothing was sent. */
export class OriginError extends BookingApiError {
  override get name(): string {
    return "OriginError";
  }
}

/** The server answered with a redirect, which was not followed: the keys would have travelled along. */
export class RedirectError extends BookingApiError {
  override get name(): string {
    return "RedirectError";
  }
}

/** No answer came: the server could not be reached, or the connection broke. `code` says why, where the runtime does. */
export class ConnectionError extends BookingApiError {
  override get name(): string {
    return "ConnectionError";
  }
}

/** No whole answer came in time, within one attempt or all of them. */
export class TimeoutError extends BookingApiError {
  override get name(): string {
    return "TimeoutError";
  }
}

/** A success came whose body is not what it says it is: cut off, or no JSON. */
export class MalformedAnswerError extends BookingApiError {
  override get name(): string {
    return "MalformedAnswerError";
  }
}

/**
 * Makes the error of a call, from what is known of the call, what is to be said of it, and what is to be kept out of sight.
 */
export function callError<E extends BookingApiError, Fields extends ErrorFields>(
  ErrorClass: new (message: string, fields: Fields, underlying?: unknown) => E,
  fields: Fields,
  said: string,
  underlying?: unknown,
): E {
  const { method, path, outcome } = fields;
  const advice = outcome === "unknown" ? " The server may have acted on it: look before doing it again." : "";
  return new ErrorClass(`${method} ${path} ${said}${advice}`, fields, underlying);
}

/**
 * What is kept out of everything that prints an error, because it may hold keys and bodies: what the runtime's `fetch` threw, or the
 * body of the API's answer. For a debugger; do not log it.
 */
export function underlyingError(error: object): unknown {
  return hidden.get(error);
}
