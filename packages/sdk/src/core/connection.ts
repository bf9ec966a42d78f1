import {
  type ConnectionOptions,
  checkBaseUrl,
  checkHeaders,
  createSend,
  fingerprint,
  optionError,
} from "@booking-apis/transport";
import { type Connection, type ErrorBodyFields, lowerCase } from "./request.ts";

/** The options that the SDK of every API takes, besides its keys. */
export interface SdkOptions extends ConnectionOptions {
  /**
   * Lets the SDK run in a browser, where everybody can read the keys. Only for pages that talk through a proxy of their own, which
   * adds the keys. Default: false.
   */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** Checks the options of an SDK and makes what its calls share. */
export function createConnection(
  baseUrl: unknown,
  options: SdkOptions,
  keys: Readonly<Record<string, string>>,
  errorFields: ErrorBodyFields,
  limiterKey: string,
): Connection {
  if (
    options.dangerouslyAllowBrowser !== true &&
    typeof (globalThis as { document?: unknown }).document === "object"
  ) {
    throw optionError(
      "dangerouslyAllowBrowser",
      "is not set: in a browser everybody can read the keys. Set it if the page talks through a proxy of its own, which adds the keys.",
    );
  }
  const url = checkBaseUrl(baseUrl);
  const reserved = Object.keys(lowerCase(keys));
  return {
    baseUrl: url,
    send: createSend(new URL(url).origin, options),
    headers: lowerCase({ accept: "application/json", ...checkHeaders(options.headers, reserved), ...keys }),
    reserved,
    errorFields,
    limiterKey: fingerprint(limiterKey),
  };
}

/** The value of an environment variable, where there is an environment. */
export function fromEnvironment(name: string): string | undefined {
  return (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.[name];
}
