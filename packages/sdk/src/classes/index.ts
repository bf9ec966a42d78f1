import {
  type ClassesClient,
  type ClassesClientOptions,
  createClassesClient,
} from "@booking-apis/classes-client";
import { keyCheck } from "@booking-apis/classes-client/internal";
import { callerOf } from "@booking-apis/transport/internal";
import { createCheck, type KeyCheck } from "../core/key-check.ts";
import { createRequest, createResources, type Requests } from "../core/resources.ts";
import { withChanges } from "../core/with-changes.ts";
import type { Resources } from "./generated/resources.ts";
import { listing, replacing, table } from "./generated/table.ts";

export type * from "@booking-apis/classes-client";
export * from "../core/public.ts";
export type * from "./generated/resources.ts";

/** The options of `createClasses`. */
export interface ClassesOptions extends ClassesClientOptions {}

/** The gym-classes API of Magicline, by its resources. */
export interface Classes extends Resources, Requests, KeyCheck {}

/** The gym-classes API of Magicline, by its resources. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns all of them
export class Classes {
  /**
   * The typed client beneath the methods: the same key, limits, limiter, hooks and middleware. A middleware that is registered here applies
   * to the methods too.
   */
  readonly client: ClassesClient;

  constructor(options: ClassesOptions) {
    this.client = createClassesClient(options);
    const caller = callerOf(this.client);
    Object.assign(this, createResources<Resources>(caller, table, { listing, replacing }), {
      request: createRequest(caller),
      ...(keyCheck && { check: createCheck(caller, keyCheck) }),
    });
  }

  /**
   * The same connection with other options, such as another studio's `apiKey` and `baseUrl`. It shares the limiter, the hooks and the
   * `fetch`; the middleware of `client` belongs to one object and is not copied.
   *
   * @example
   * const other = classes.withOptions({ baseUrl: "https://other.open-api.magicline.com", apiKey: "key-of-another-studio" });
   */
  withOptions(changes: ClassesOptions): Classes {
    return new Classes(withChanges(callerOf(this.client), changes));
  }
}

/**
 * Creates the SDK for Magicline's class bookings.
 *
 * The key is sent in a header, to the origin of `baseUrl` only. No error and no hook event contains it.
 *
 * @example
 * const classes = createClasses({ baseUrl: "https://my-studio.open-api.magicline.com", apiKey });
 * const bookings = await classes.bookings.listByCustomer({ customerId: 14925548 });
 *
 * @throws {ConfigurationError} at once, for a missing or malformed option.
 */
export function createClasses(options: ClassesOptions = {}): Classes {
  return new Classes(options);
}
