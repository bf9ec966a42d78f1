import { type BookeoClient, type BookeoClientOptions, createBookeoClient } from "@booking-apis/bookeo-client";
import { keyCheck, sharedPagination } from "@booking-apis/bookeo-client/internal";
import { callerOf } from "@booking-apis/transport/internal";
import { createCheck, type KeyCheck } from "../core/key-check.ts";
import { createRequestList } from "../core/request-list.ts";
import { createRequest, createResources, type ListRequests, type Requests } from "../core/resources.ts";
import { withChanges } from "../core/with-changes.ts";
import type { Resources } from "./generated/resources.ts";
import { listing, replacing, table } from "./generated/table.ts";

/** The options of `createBookeo`. */
export interface BookeoOptions extends BookeoClientOptions {}

/** The Bookeo API, with a property for each resource. */
export interface Bookeo extends Resources, Requests, ListRequests, KeyCheck {}

/** The Bookeo API, with a property for each resource. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns all of them
export class Bookeo {
  /**
   * The typed client beneath the methods: the same keys, limits, limiter, hooks and middleware. A middleware that is registered here
   * applies to the methods too.
   */
  readonly client: BookeoClient;

  constructor(options: BookeoOptions) {
    this.client = createBookeoClient(options);
    const caller = callerOf(this.client);
    Object.assign(this, createResources<Resources>(caller, table, { listing, replacing }), {
      request: createRequest(caller),
      ...(keyCheck && { check: createCheck(caller, keyCheck) }),
      ...(sharedPagination && { requestList: createRequestList(caller, sharedPagination) }),
    });
  }

  /**
   * The same connection with other options, such as another account's `apiKey`. It shares the limiter, the hooks and the `fetch`; the
   * middleware of `client` belongs to one object and is not copied.
   *
   * @example
   * const other = bookeo.withOptions({ apiKey: "key-of-another-account", account: "Harbour Tours" });
   */
  withOptions(changes: BookeoOptions): Bookeo {
    return new Bookeo(withChanges(callerOf(this.client), changes));
  }
}

/**
 * Creates the SDK for the Bookeo API.
 *
 * The keys are sent in headers, to the origin of `baseUrl` only. No error and no hook event contains them.
 *
 * @example
 * const bookeo = createBookeo({ apiKey, secretKey });
 * const booking = await bookeo.bookings.get("2856MUMPA187DC203130", { expandCustomer: true });
 * for await (const each of bookeo.bookings.list({ startTime, endTime })) console.log(each.title);
 *
 * @throws {ConfigurationError} at once, for a missing or malformed option.
 */
export function createBookeo(options: BookeoOptions = {}): Bookeo {
  return new Bookeo(options);
}
