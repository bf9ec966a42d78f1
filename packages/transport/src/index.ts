export { parseJson, toText } from "./answer.ts";
export { checkBaseUrl } from "./base-url.ts";
export {
  type Connection,
  type ConnectionOptions,
  checkHeaders,
  checkOptionNames,
  connect,
  connectionOptionNames,
} from "./connect.ts";
export {
  BookingApiError,
  ConfigurationError,
  ConnectionError,
  callError,
  type ErrorFields,
  isBookingApiError,
  MalformedAnswerError,
  OriginError,
  type Outcome,
  optionError,
  PathParameterError,
  RedirectError,
  TimeoutError,
  underlyingError,
} from "./errors.ts";
export { guardCalls } from "./guard.ts";
export type { CallEvent, ErrorEvent, Hooks, ResponseEvent, RetryEvent } from "./hooks.ts";
export { checkKey, fingerprint } from "./key.ts";
export { createLimiter, type Limiter, type LimiterOptions } from "./limiter.ts";
export type { CheckedOperations, DateWindow, OperationMetadata, Pagination, Status } from "./operation.ts";
export type { Fetch, SendOptions, TimeOptions } from "./options.ts";
export { fillPath, serializePath, splitPath } from "./path.ts";
export type { Answer, ParseAs, PathsClient, PathsWith } from "./paths-client.ts";
export { backoff, type Ending, isRetryable, mayHaveActed, parseRetryAfter } from "./retry.ts";
export { createSend, type Incoming, type Outgoing, type Send } from "./send.ts";
export { type Clock, systemClock } from "./time.ts";
export { createTransport, type Transport, type TransportOptions } from "./transport.ts";
