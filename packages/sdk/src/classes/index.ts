import { servers } from "@booking-apis/classes-client";
import {
  ConfigurationError,
  checkKey,
  checkOptionNames,
  connectionOptionNames,
} from "@booking-apis/transport";
import { createConnection, fromEnvironment, type SdkOptions } from "../core/connection.ts";
import { createResources } from "../core/resources.ts";
import { errorFields, keyHeaders, type Resources, table } from "./generated/resources.ts";

export type * from "@booking-apis/classes-client";
export * from "../core/public.ts";
export type * from "./generated/resources.ts";

/** The options of `createClasses`. */
export interface ClassesOptions extends SdkOptions {
  /** The API key of one studio. Default: `CLASSES_API_KEY` of the environment. */
  apiKey?: string | undefined;
  /**
   * The server of your tenant, such as `https://my-studio.open-api.magicline.com`, without `/v1`. Default: `CLASSES_BASE_URL` of the
   * environment.
   */
  baseUrl?: string | URL | undefined;
}

const optionNames = ["apiKey", "dangerouslyAllowBrowser", ...connectionOptionNames];

/** The gym-classes API of Magicline, by its resources. */
export interface Classes extends Resources {}

/** The gym-classes API of Magicline, by its resources. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns all of them
export class Classes {
  readonly #options: ClassesOptions;

  constructor(options: ClassesOptions) {
    checkOptionNames(options, optionNames);
    const apiKey = checkKey("apiKey", options.apiKey ?? fromEnvironment("CLASSES_API_KEY"));
    const baseUrl = options.baseUrl ?? fromEnvironment("CLASSES_BASE_URL");
    if (baseUrl === undefined) {
      throw new ConfigurationError(
        `baseUrl is missing: each tenant has a server of its own. Pass ${servers[0]} with your tenant's name filled in.`,
        { option: "baseUrl" },
      );
    }
    if (/\/v\d+\/?$/.test(String(baseUrl))) {
      throw new ConfigurationError(
        "baseUrl ends with a version, with which every path begins already: leave it out.",
        { option: "baseUrl" },
      );
    }
    const keys = { [keyHeaders.ApiKeyAuth]: apiKey };
    const connection = createConnection(baseUrl, options, keys, errorFields, apiKey);
    Object.assign(this, createResources<Resources>(connection, table));
    this.#options = { ...options, baseUrl };
  }

  /** The same for another studio: same options, limiter and hooks, another API key. */
  withApiKey(apiKey: string): Classes {
    return new Classes({ ...this.#options, apiKey });
  }
}

/**
 * The SDK of the gym-classes API of Magicline.
 *
 * The key travels in a header, to the host of `baseUrl` only. It is in no error and no hook's event.
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
