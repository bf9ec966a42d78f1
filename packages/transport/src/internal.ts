// What the packages of this repository share and their users do not need. Semver does not cover it.

export { bodyFormats } from "./body-formats.ts";
export { abandoned, type Caller, callerOf, clockOf, createApiClient, type Settled } from "./client.ts";
export type { ApiDescription, ApiSetup } from "./connection.ts";
export { basicCredentials, type Credentials } from "./credentials.ts";
export { callError, optionError, restack } from "./errors.ts";
export { notify } from "./hooks.ts";
export { isFieldName } from "./json.ts";
export { checkKey, hex, redact } from "./key.ts";
export type {
  DateWindow,
  ErrorFieldNames,
  FieldTree,
  OffsetPagination,
  Operation,
  OperationKey,
  OperationTable,
  Pagination,
  Replacing,
  SecurityScheme,
} from "./operation.ts";
export { checkOptionNames, checkOptionsObject, type NamesOf } from "./option-checks.ts";
export {
  type CallOptions,
  type ConnectionOptions,
  callOptionNames,
  connectionOptionNames,
  defaultLimits,
  type Fetch,
  type ReceivedResponse,
  type ResponseValidator,
} from "./options.ts";
export { parameterStyles } from "./parameter-styles.ts";
export type { CallArguments } from "./request.ts";
export type { ParseAs } from "./success.ts";
export { systemClock, wait } from "./time.ts";
export type { ClientResult, PathsClient, PathsWith } from "./typed-client.ts";
export { formatDate } from "./values.ts";
