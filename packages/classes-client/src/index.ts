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
export { type ClassesClient, type ClassesClientOptions, createClassesClient } from "./client.ts";
export { operations as classesOperations, securitySchemes, servers } from "./generated/operations.ts";
export type * from "./generated/schema.ts";
