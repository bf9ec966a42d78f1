import {
  BookingApiError,
  type ErrorFields,
  isBookingApiError,
  underlyingError,
} from "@booking-apis/transport";
import { type Caller, callError, redact, type Settled } from "@booking-apis/transport/internal";

/** What an `HttpError` keeps of the response, out of sight of everything that prints it. */
interface Kept {
  body: unknown;
  headers: Headers;
}

/** The API returned an error status. */
export class HttpError extends BookingApiError {
  /** The HTTP status of the response. */
  declare readonly status: number;

  override get kind():
    | "http"
    | "authentication"
    | "permission"
    | "not-found"
    | "conflict"
    | "validation"
    | "rate-limit"
    | "server" {
    return "http";
  }

  /** The response's body, up to 1 MiB: parsed if it is JSON, otherwise a string; undefined if there is none. Nothing prints it. */
  get body(): unknown {
    return (underlyingError(this) as Kept | undefined)?.body;
  }

  /** The response's headers. Nothing prints them. */
  get headers(): Headers {
    return (underlyingError(this) as Kept | undefined)?.headers ?? new Headers();
  }
}

/** 401: a key is missing or wrong. */
export class AuthenticationError extends HttpError {
  override get kind(): "authentication" {
    return "authentication";
  }
}

/** 403: the key has no permission for this. Bookeo returns it for a wrong key, too. */
export class PermissionError extends HttpError {
  override get kind(): "permission" {
    return "permission";
  }
}

/** 404: there is no such thing. */
export class NotFoundError extends HttpError {
  override get kind(): "not-found" {
    return "not-found";
  }
}

/** 409: the current state does not allow it. */
export class ConflictError extends HttpError {
  override get kind(): "conflict" {
    return "conflict";
  }
}

/** 400 or 422: what was sent is not accepted. */
export class ValidationError extends HttpError {
  override get kind(): "validation" {
    return "validation";
  }
}

/** 429: too many calls, even after the retries. */
export class RateLimitError extends HttpError {
  override get kind(): "rate-limit" {
    return "rate-limit";
  }
}

/** 5xx: the server failed. With `outcome: "unknown"`, it may have acted before it failed. */
export class ServerError extends HttpError {
  override get kind(): "server" {
    return "server";
  }
}

const byStatus: Readonly<Record<number, typeof HttpError>> = {
  400: ValidationError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  422: ValidationError,
  429: RateLimitError,
};

/** The class of the error for a status. */
export function errorOfStatus(status: number): typeof HttpError {
  return byStatus[status] ?? (status >= 500 ? ServerError : HttpError);
}

/** Whether a value is an error response of an API, whichever realm or copy of this package made it. */
export function isHttpError(value: unknown): value is HttpError {
  return isBookingApiError(value) && "headers" in value;
}

const longestMessage = 500;
const longestCode = 100;

/** Makes the error of an error response. */
export function toHttpError({ api, keys }: Caller, { status, body, response, call }: Settled): HttpError {
  const { message, code, traceId } = api.errorFields;
  const field = (name: string | undefined, longest: number): string | undefined => {
    const value = name === undefined ? undefined : (Object(body) as Record<string, unknown>)[name];
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    return clean(redact(String(value), keys), longest);
  };
  const text = field(message, longestMessage);
  const attempts = call.attempts as number;
  return callError<HttpError, ErrorFields>(
    errorOfStatus(status),
    { ...call, code: field(code, longestCode), traceId: field(traceId, longestCode) },
    `failed with ${status}${attempts > 1 ? ` (${attempts} attempts)` : ""}${text ? `: ${text}` : ""}${text && /[.!?…]$/.test(text) ? "" : "."}`,
    { body, headers: response.headers } satisfies Kept,
  );
}

/** A vendor's text as one line: it could forge lines of a log, or move a terminal's cursor. */
function clean(text: string, longest: number): string {
  const line = text
    .slice(0, longest * 2)
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
