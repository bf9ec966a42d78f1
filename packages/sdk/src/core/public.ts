export {
  type AttemptErrorEvent,
  BookingApiError,
  type CallEvent,
  type Clock,
  ConfigurationError,
  ConnectionError,
  createLimiter,
  type ErrorEvent,
  type ErrorHint,
  type ErrorKind,
  FetchError,
  type Hooks,
  isBookingApiError,
  type Limiter,
  type LimiterOptions,
  MalformedResponseError,
  OriginError,
  type Outcome,
  PathParameterError,
  RedirectError,
  type ResponseEvent,
  type RetryEvent,
  TimeoutError,
  underlyingError,
} from "@booking-apis/transport";
export type { CallOptions } from "@booking-apis/transport/internal";
export type { Call } from "./call.ts";
export { consoleHooks, type LogLevel } from "./console-hooks.ts";
export type { Cursor } from "./cursor.ts";
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
export type { ListingProgress, PagedCall, PagesOptions, ResumablePage, ToArrayOptions } from "./paging.ts";
export { type Changes, IncompleteReadError } from "./replacing.ts";
export type { ListRequests, RequestListOptions, RequestOptions, Requests } from "./resources.ts";
export type { Failed, FailureStatus, Ok } from "./results.ts";
