// What the generated resources stand on.
export type { Call } from "./call.ts";
export type { PagedCall } from "./paging.ts";
export type { CallOptions } from "./request.ts";
export type { Table } from "./resources.ts";
export type { FailureStatus, Ok, Refused } from "./results.ts";
