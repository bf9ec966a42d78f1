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
export { type BookeoClient, type BookeoClientOptions, createBookeoClient } from "./client.ts";
export type * from "./generated/schema.ts";
