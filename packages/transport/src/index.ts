export { type BaseUrlOptions, checkBaseUrl } from "./base-url.ts";
export {
  BookingApiError,
  ConfigurationError,
  ConnectionError,
  type ErrorFields,
  type ErrorHint,
  type ErrorKind,
  FetchError,
  isBookingApiError,
  MalformedResponseError,
  OriginError,
  type Outcome,
  PathParameterError,
  RedirectError,
  TimeoutError,
  underlyingError,
} from "./errors.ts";
export type { AttemptErrorEvent, CallEvent, ErrorEvent, Hooks, ResponseEvent, RetryEvent } from "./hooks.ts";
export { checkKey } from "./key.ts";
export { createLimiter, type Limiter, type LimiterOptions } from "./limiter.ts";
export type { Fetch, Limits, SendOptions } from "./options.ts";
export { serializePath } from "./parameters.ts";
export type { Clock } from "./time.ts";
export { createTransport, type Transport, type TransportOptions } from "./transport.ts";
