import { servers } from "@booking-apis/bookeo-client";
import { checkKey, checkOptionNames, connectionOptionNames } from "@booking-apis/transport";
import { createConnection, fromEnvironment, type SdkOptions } from "../core/connection.ts";
import { createResources } from "../core/resources.ts";
import { errorFields, keyHeaders, type Resources, table } from "./generated/resources.ts";

export type * from "@booking-apis/bookeo-client";
export * from "../core/public.ts";
export { type FindBookingOptions, findBookingByExternalRef } from "./find-booking.ts";
export type * from "./generated/resources.ts";
export * from "./webhook.ts";

/** The options of `createBookeo`. */
export interface BookeoOptions extends SdkOptions {
  /** The API key of one Bookeo account that installed your application. Default: `BOOKEO_API_KEY` of the environment. */
  apiKey?: string | undefined;
  /** The secret key of your application. Default: `BOOKEO_SECRET_KEY` of the environment. */
  secretKey?: string | undefined;
  /** Where the API is served: https, or http on a loopback host. Default: `https://api.bookeo.com/v2`. */
  baseUrl?: string | URL | undefined;
}

const optionNames = ["apiKey", "secretKey", "dangerouslyAllowBrowser", ...connectionOptionNames];

/** The Bookeo API, by its resources. */
export interface Bookeo extends Resources {}

/** The Bookeo API, by its resources. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns all of them
export class Bookeo {
  readonly #options: BookeoOptions;

  constructor(options: BookeoOptions) {
    checkOptionNames(options, optionNames);
    const apiKey = checkKey("apiKey", options.apiKey ?? fromEnvironment("BOOKEO_API_KEY"));
    const secretKey = checkKey("secretKey", options.secretKey ?? fromEnvironment("BOOKEO_SECRET_KEY"));
    const keys = { [keyHeaders.apiKey]: apiKey, [keyHeaders.secretKey]: secretKey };
    const baseUrl = options.baseUrl === undefined ? servers[0] : options.baseUrl;
    const connection = createConnection(baseUrl, options, keys, errorFields, apiKey);
    Object.assign(this, createResources<Resources>(connection, table));
    this.#options = { ...options, secretKey };
  }

  /** The same application for another account: same options, limiter and hooks, another API key. */
  withApiKey(apiKey: string): Bookeo {
    return new Bookeo({ ...this.#options, apiKey });
  }
}

/**
 * The SDK of the Bookeo API.
 *
 * The keys travel in headers, to the host of `baseUrl` only. They are in no error and no hook's event.
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
