import {
  ConfigurationError,
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

/** The options of `createClassesClient`. */
export interface ClassesClientOptions extends ConnectionOptions {
  /** The API key of one studio. Sent as `X-API-KEY`. */
  apiKey: string;
  /**
   * The server of your tenant, such as `https://my-studio.open-api.magicline.com`: https, or http on a loopback host.
   * Every path begins with `/v1`, so this does not end with it.
   */
  baseUrl: string | URL;
}

/**
 * A client for the classes API with a method for each HTTP method. Every path, parameter, body and answer is typed.
 * A call resolves to `data` or `error`, with the `response`; it rejects only where no answer came.
 */
export interface ClassesClient extends PathsClient<paths>, Pick<Client<paths>, "use" | "eject"> {}

const optionNames = ["apiKey", ...connectionOptionNames];

/**
 * Creates a client for the gym-classes API of Magicline.
 *
 * The key travels in a header, to the host of `baseUrl` only. It is in no error that the client throws.
 *
 * @example
 * const classes = createClassesClient({ baseUrl: "https://my-studio.open-api.magicline.com", apiKey });
 * const { data } = await classes.GET("/v1/classes/booking", { params: { query: { customerId: 14925548 } } });
 *
 * @throws {ConfigurationError} at once, for a missing or malformed option.
 */
export function createClassesClient(options: ClassesClientOptions): ClassesClient {
  checkOptionNames(options, optionNames);
  if (options.baseUrl === undefined) {
    throw new ConfigurationError(
      `baseUrl is missing: each tenant has a server of its own. Pass ${servers[0]} with your tenant's name filled in.`,
      { option: "baseUrl" },
    );
  }
  const keys = { [securitySchemes.ApiKeyAuth.name]: checkKey("apiKey", options.apiKey) };
  const connection = connect(options.baseUrl, options, keys, safeRequests);
  if (/\/v\d+$/.test(connection.baseUrl)) {
    throw new ConfigurationError(
      "baseUrl ends with a version, with which every path begins already: leave it out.",
      { option: "baseUrl" },
    );
  }
  return guardCalls(createClient<paths>(connection)) as unknown as ClassesClient;
}
