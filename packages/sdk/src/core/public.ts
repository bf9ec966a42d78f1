export {
  BookingApiError,
  ConfigurationError,
  ConnectionError,
  createLimiter,
  type Hooks,
  isBookingApiError,
  type Limiter,
  MalformedAnswerError,
  OriginError,
  type Outcome,
  PathParameterError,
  RedirectError,
  TimeoutError,
  underlyingError,
} from "@booking-apis/transport";
export type { Call } from "./call.ts";
export { consoleHooks, type LogLevel } from "./console-hooks.ts";
export {
  AuthenticationError,
  ConflictError,
  HttpError,
  isHttpError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  ValidationError,
} from "./errors.ts";
export { openTelemetryHooks, type SpanLike, type TracerLike } from "./opentelemetry.ts";
export type { PagedCall, PagesOptions } from "./paging.ts";
export type { CallOptions } from "./request.ts";
export type { FailureStatus, Ok, Refused } from "./results.ts";
