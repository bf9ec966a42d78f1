import { checkBaseUrl } from "./base-url.ts";
import { serializeBody } from "./body.ts";
import { ConfigurationError, optionError } from "./errors.ts";
import { fingerprint } from "./key.ts";
import type { SendOptions } from "./options.ts";
import { serializePath } from "./path.ts";
import { createTransport, type Transport } from "./transport.ts";

/** The options that every client of an API takes, besides its keys. */
export interface ConnectionOptions extends SendOptions {
  /** Headers to send with every request. They cannot replace those of the keys. Default: none. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** What openapi-fetch's `createClient` needs for a client that is safe to put keys behind. */
export interface Connection {
  /** Without a slash at its end. */
  baseUrl: string;
  /** Sends, repeats and limits. */
  fetch: Transport;
  /** Those of every request, the keys among them. */
  headers: Record<string, string>;
  /** JSON, unless a call says otherwise. */
  bodySerializer: typeof serializeBody;
  /** Keeps a parameter within its segment of the path. */
  pathSerializer: typeof serializePath;
}

/** Names of the options that every client has besides its keys. */
export const connectionOptionNames: readonly string[] = [
  "baseUrl",
  "fetch",
  "headers",
  "timeoutMs",
  "deadlineMs",
  "maxRetries",
  "hooks",
  "limiter",
  "clock",
  "random",
];

/**
 * Checks the options of a client and makes its connection.
 *
 * @param keys The keys, already checked, by the names of their headers.
 * @param safeRequests POSTs that change nothing, such as `"POST /availability/matchingslots"`.
 * @throws {ConfigurationError} for an option that cannot work.
 */
export function connect(
  baseUrl: unknown,
  options: ConnectionOptions,
  keys: Readonly<Record<string, string>>,
  safeRequests: readonly string[],
): Connection {
  const checkedUrl = checkBaseUrl(baseUrl);
  return {
    baseUrl: checkedUrl,
    fetch: createTransport({
      ...options,
      baseUrl: checkedUrl,
      safeRequests,
      account: fingerprint(Object.values(keys).join()),
    }),
    headers: { ...checkHeaders(options.headers, Object.keys(keys)), ...keys },
    bodySerializer: serializeBody,
    pathSerializer: serializePath,
  };
}

/**
 * Refuses options that a client does not have. A misspelt `baseUrl` would otherwise send test data to production.
 *
 * @throws {ConfigurationError} which names the option.
 */
export function checkOptionNames(options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null)
    throw new ConfigurationError(`The options must be an object with ${known.join(", ")}.`);
  const option = Object.keys(options).find((name) => !known.includes(name));
  if (option !== undefined)
    throw new ConfigurationError(`There is no option "${option}". Known: ${known.join(", ")}.`, { option });
}

/** Refuses headers that carry a key or that cannot be sent: the runtime's own error would print their values. */
export function checkHeaders(headers: unknown, reserved: readonly string[]): Record<string, string> {
  const refuse = (problem: string): ConfigurationError => optionError("headers", `are refused: ${problem}`);
  if (headers === undefined) return {};
  if (typeof headers !== "object" || headers === null || Symbol.iterator in headers)
    throw refuse('expected an object such as { "User-Agent": "my-app" }.');
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) throw refuse("a name has a character that no header has.");
    if (reserved.some((key) => key.toLowerCase() === name.toLowerCase()))
      throw refuse(`${name} carries a key and has an option of its own.`);
    if (typeof value !== "string" || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw refuse(`the value of ${name} must be a string without line breaks.`);
  }
  return headers as Record<string, string>;
}
