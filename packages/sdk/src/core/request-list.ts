import type { Caller, Operation, Pagination } from "@booking-apis/transport/internal";
import { ListingPromise } from "./paging.ts";
import { type ListRequests, requestListOptionNames, splitOptions, undocumented } from "./resources.ts";

/** Makes `requestList`, for an API whose listings are all paged in one way. */
export function createRequestList(caller: Caller, pagination: Pagination): ListRequests["requestList"] {
  return (path, options) => {
    const { args, callOptions, key, failure } = splitOptions(options, requestListOptionNames);
    const described: Operation = { ...undocumented, itemsOptional: true, ...(key !== undefined && { key }) };
    const next = { method: "GET", path };
    const operation = { ...described, pagination };
    return new ListingPromise(caller, {
      ...next,
      operation,
      next,
      args,
      options: callOptions,
      described,
      failure,
    });
  };
}
