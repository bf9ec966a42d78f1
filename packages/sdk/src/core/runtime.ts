// What the generated resources stand on.
export type { Call } from "./call.ts";
export { list, type PagedCall } from "./paging.ts";
export { type CallOptions, type Connection, call } from "./request.ts";
export type { FailureStatus, Ok, Refused } from "./results.ts";
