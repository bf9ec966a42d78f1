// What the generated resources are made of.
export type { CallOptions } from "@booking-apis/transport/internal";
export type { Call } from "./call.ts";
export type { PagedCall } from "./paging.ts";
export type { Changes } from "./replacing.ts";
export type { Having, Table } from "./resources.ts";
export type { Failed, FailureStatus, Ok } from "./results.ts";
