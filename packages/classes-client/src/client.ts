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

/** The options of `createClassesClient`. */
export interface ClassesClientOptions extends ConnectionOptions {
  /**
   * The API key of one studio. Sent as `X-API-KEY`.
   * @default The environment variable `CLASSES_API_KEY`.
   */
  apiKey?: string | undefined;
  /**
   * The server of your tenant, such as `https://my-studio.open-api.magicline.com`: https, or http on a loopback host. In a page, a
   * relative URL such as `/api` leads to a proxy of your own that adds the key; then no key is needed.
   * @default The environment variable `CLASSES_BASE_URL`.
   */
  baseUrl?: string | URL | undefined;
}

const optionNames: NamesOf<ClassesClientOptions> = { ...connectionOptionNames, apiKey: true, baseUrl: true };

/**
 * A client for the classes API with a method for each HTTP method. Every path, parameter, body and response is typed.
 * A call resolves to `data` or `error`, with the `response`; it rejects only where no usable response came.
 */
export interface ClassesClient extends PathsClient<paths>, Pick<Client<paths>, "use" | "eject"> {}

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
export function createClassesClient(options: ClassesClientOptions = {}): ClassesClient {
  return createApiClient(
    createClient,
    {
      ...api,
      optionNames,
      keys: { apiKey: { scheme: api.securitySchemes.ApiKeyAuth, variable: "CLASSES_API_KEY" } },
      accountKey: "apiKey",
      baseUrlVariable: "CLASSES_BASE_URL",
    },
    options,
  ) as ClassesClient;
}
