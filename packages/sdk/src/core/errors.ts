import { BookingApiError, isBookingApiError, underlyingError } from "@booking-apis/transport";

/** The API answered with a status of failure. */
export class HttpError extends BookingApiError {
  /** The HTTP status of the answer. */
  declare readonly status: number;

  /** The answer's body, typed by the operation's documentation. It is left out wherever the error is printed. */
  get body(): unknown {
    return underlyingError(this);
  }
  override get name(): string {
    return "HttpError";
  }
}

/** 401: a key is missing or wrong. */
export class AuthenticationError extends HttpError {
  override get name(): string {
    return "AuthenticationError";
  }
}

/** 403: the key has no permission for this. Bookeo answers a wrong key so, too. */
export class PermissionError extends HttpError {
  override get name(): string {
    return "PermissionError";
  }
}

/** 404: there is no such thing. */
export class NotFoundError extends HttpError {
  override get name(): string {
    return "NotFoundError";
  }
}

/** 409: the present state does not allow it. */
export class ConflictError extends HttpError {
  override get name(): string {
    return "ConflictError";
  }
}

/** 400 or 422: what was sent is not accepted. */
export class ValidationError extends HttpError {
  override get name(): string {
    return "ValidationError";
  }
}

/** 429: too many calls, also after waiting and trying again. */
export class RateLimitError extends HttpError {
  override get name(): string {
    return "RateLimitError";
  }
}

/** 5xx: the server failed. With `outcome: "unknown"` it may have acted before. */
export class ServerError extends HttpError {
  override get name(): string {
    return "ServerError";
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

const kinds = new Set([
  "http",
  "authentication",
  "permission",
  "not-found",
  "conflict",
  "validation",
  "rate-limit",
  "server",
]);

/** The class of the error for a status. */
export function errorOfStatus(status: number): typeof HttpError {
  return byStatus[status] ?? (status >= 500 ? ServerError : HttpError);
}

/** Whether a value is an answer of failure from an API, in whatever realm or copy of this package it was made. */
export function isHttpError(value: unknown): value is HttpError {
  return isBookingApiError(value) && kinds.has(value.kind);
}
