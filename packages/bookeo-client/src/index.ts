export {
  BookingApiError,
  ConfigurationError,
  ConnectionError,
  isBookingApiError,
  MalformedAnswerError,
  OriginError,
  PathParameterError,
  RedirectError,
  TimeoutError,
} from "@booking-apis/transport";
export { type BookeoClient, type BookeoClientOptions, createBookeoClient } from "./client.ts";
export { operations as bookeoOperations, securitySchemes, servers } from "./generated/operations.ts";
export type * from "./generated/schema.ts";
