import {
  type ConnectionOptions,
  checkKey,
  checkOptionNames,
  connect,
  connectionOptionNames,
  guardCalls,
  type PathsClient,
} from "@booking-apis/transport";
import createClient, { type Client } from "openapi-fetch";
import { safeRequests, securitySchemes, servers } from "./generated/operations.ts";
import type { paths } from "./generated/schema.ts";

/** The options of `createBookeoClient`. */
export interface BookeoClientOptions extends ConnectionOptions {
  /** The API key of one Bookeo account that installed your application. Sent as `X-Bookeo-apiKey`. */
  apiKey: string;
  /** The secret key of your application, the same for all accounts. Sent as `X-Bookeo-secretKey`. */
  secretKey: string;
  /** Where the API is served: https, or http on a loopback host. Default: `https://api.bookeo.com/v2`. */
  baseUrl?: string | URL | undefined;
}

/**
 * A client for the Bookeo API with a method for each HTTP method. Every path, parameter, body and answer is typed.
 * A call resolves to `data` or `error`, with the `response`; it rejects only where no answer came.
 */
export interface BookeoClient extends PathsClient<paths>, Pick<Client<paths>, "use" | "eject"> {}

const optionNames = ["apiKey", "secretKey", ...connectionOptionNames];

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
export function createBookeoClient(options: BookeoClientOptions): BookeoClient {
  checkOptionNames(options, optionNames);
  const keys = {
    [securitySchemes.apiKey.name]: checkKey("apiKey", options.apiKey),
    [securitySchemes.secretKey.name]: checkKey("secretKey", options.secretKey),
  };
  const connection = connect(
    options.baseUrl === undefined ? servers[0] : options.baseUrl,
    options,
    keys,
    safeRequests,
  );
  return guardCalls(createClient<paths>(connection)) as unknown as BookeoClient;
}
