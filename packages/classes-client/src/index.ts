export {
  ConfigurationError,
  ConnectionError,
  OriginError,
  PathParameterError,
  RedirectError,
  TransportError,
} from "@booking-apis/transport";
export { type ClassesClient, type ClassesClientOptions, createClassesClient } from "./client.ts";
export { operations as classesOperations, securitySchemes, servers } from "./generated/operations.ts";
export type * from "./generated/schema.ts";
