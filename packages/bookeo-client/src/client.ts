import {
  type ConnectionOptions,
  connectionOptionNames,
  createApiClient,
  type NamesOf,
  type PathsClient,
} from "@booking-apis/transport/internal";
import createClient, { type Client } from "openapi-fetch";
import * as api from "./generated/operations.ts";
import type { paths } from "./generated/schema.ts";

/** The options of `createBookeoClient`. */
export interface BookeoClientOptions extends ConnectionOptions {
  /**
   * The API key of one Bookeo account that installed your application. Sent as `X-Bookeo-apiKey`.
   * @default The environment variable `BOOKEO_API_KEY`.
   */
  apiKey?: string | undefined;
  /**
   * The secret key of your application, the same for all accounts. Sent as `X-Bookeo-secretKey`.
   * @default The environment variable `BOOKEO_SECRET_KEY`.
   */
  secretKey?: string | undefined;
  /**
   * Where the API is served: https, or http on a loopback host. In a page, a relative URL such as `/api` leads to a proxy of your own
   * that adds the keys; then no keys are needed.
   * @default The environment variable `BOOKEO_BASE_URL`, else `"https://api.bookeo.com/v2"`.
   */
  baseUrl?: string | URL | undefined;
  /**
   * The language of the strings in responses, for every call that does not name one: an RFC 5646 tag such as `en-US`, or
   * `customerDefault`, or `userDefault` (source: www.bookeo.com/api/protocol/).
   * @default "userDefault", by Bookeo
   */
  lang?: string | undefined;
}

const optionNames: NamesOf<BookeoClientOptions> = {
  ...connectionOptionNames,
  apiKey: true,
  secretKey: true,
  baseUrl: true,
  lang: true,
};

/**
 * A client for the Bookeo API with a method for each HTTP method. Every path, parameter, body and response is typed.
 * A call resolves to `data` or `error`, with the `response`; it rejects only where no usable response came.
 */
export interface BookeoClient extends PathsClient<paths>, Pick<Client<paths>, "use" | "eject"> {}

/**
 * Creates a client for the Bookeo API.
 *
 * The keys travel in headers, to the host of `baseUrl` only. They are in no error that the client throws.
 *
 * @example
 * const bookeo = createBookeoClient({ apiKey, secretKey });
 * const { data, error } = await bookeo.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber } } });
 *
 * @throws {ConfigurationError} at once, for a missing or malformed option.
 */
export function createBookeoClient(options: BookeoClientOptions = {}): BookeoClient {
  return createApiClient(
    createClient,
    {
      ...api,
      optionNames,
      keys: {
        apiKey: { scheme: api.securitySchemes.apiKey, variable: "BOOKEO_API_KEY" },
        secretKey: { scheme: api.securitySchemes.secretKey, variable: "BOOKEO_SECRET_KEY" },
      },
      accountKey: "apiKey",
      baseUrl: api.servers[0],
      baseUrlVariable: "BOOKEO_BASE_URL",
    },
    options,
  ) as BookeoClient;
}
