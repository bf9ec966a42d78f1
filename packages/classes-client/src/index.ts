export {
  BookingApiError,
  ConfigurationError,
  ConnectionError,
  createLimiter,
  type ErrorHint,
  type ErrorKind,
  FetchError,
  type Hooks,
  isBookingApiError,
  type Limiter,
  MalformedResponseError,
  OriginError,
  type Outcome,
  PathParameterError,
  RedirectError,
  TimeoutError,
  underlyingError,
} from "@booking-apis/transport";
export { type ClassesClient, type ClassesClientOptions, createClassesClient } from "./client.ts";
export type * from "./generated/schema.ts";
