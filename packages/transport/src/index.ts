export { checkBaseUrl } from "./base-url.ts";
export { type Connection, type ConnectionOptions, checkOptionNames, connect } from "./connect.ts";
export {
  ConfigurationError,
  ConnectionError,
  OriginError,
  PathParameterError,
  RedirectError,
  TransportError,
  UnderlyingError,
} from "./errors.ts";
export { checkKey } from "./key.ts";
export type { CheckedOperations, DateWindow, OperationMetadata, Pagination, Status } from "./operation.ts";
export { serializePath } from "./path.ts";
export type { Answer, ParseAs, PathsClient, PathsWith } from "./paths-client.ts";
export { createRedactor, REDACTED, type Redactor } from "./redact.ts";
export { createTransport, type Transport, type TransportOptions } from "./transport.ts";
