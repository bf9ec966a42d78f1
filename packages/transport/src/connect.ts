import { checkBaseUrl } from "./base-url.ts";
import { ConfigurationError } from "./errors.ts";
import { serializePath } from "./path.ts";
import { createTransport, type Transport } from "./transport.ts";

/** The options that every client of an API takes, besides its keys. */
export interface ConnectionOptions {
  /** The `fetch` that sends, for tests, proxies and runtimes of their own. Default: the global one. */
  fetch?: Transport | undefined;
  /** Headers to send with every request. They cannot replace those of the keys. Default: none. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** What openapi-fetch's `createClient` needs for a client that is safe to put keys behind. */
export interface Connection {
  baseUrl: string;
  fetch: Transport;
  headers: Record<string, string>;
  pathSerializer: typeof serializePath;
}

/**
 * Checks the options of a client and makes its connection.
 *
 * @param keys The keys, already checked, by the names of their headers.
 * @param secretQueryParameters Names of query parameters that errors must not show.
 * @throws {ConfigurationError} for an option that cannot work.
 */
export function connect(
  baseUrl: unknown,
  options: ConnectionOptions,
  keys: Readonly<Record<string, string>>,
  secretQueryParameters: readonly string[],
): Connection {
  const checkedUrl = checkBaseUrl(baseUrl);
  return {
    baseUrl: checkedUrl,
    fetch: createTransport({
      baseUrl: checkedUrl,
      fetch: options.fetch,
      secrets: Object.values(keys),
      secretQueryParameters,
    }),
    headers: { ...checkHeaders(options.headers, Object.keys(keys)), ...keys },
    pathSerializer: serializePath,
  };
}

/**
 * Refuses options that a client does not have. A misspelt `baseUrl` would otherwise send test data to production.
 *
 * @throws {ConfigurationError} which names the option.
 */
export function checkOptionNames(options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new ConfigurationError(
      "options",
      `options: expected an object with ${known.join(", ")}, got ${options === null ? "null" : typeof options}.`,
    );
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = known.find((name) => name.toLowerCase() === unknown.toLowerCase());
  throw new ConfigurationError(
    unknown,
    `${unknown}: there is no such option. ${meant ? `Did you mean ${meant}?` : `Known: ${known.join(", ")}.`}`,
  );
}

function checkHeaders(headers: unknown, reserved: readonly string[]): Record<string, string> {
  if (headers === undefined) return {};
  if (
    typeof headers !== "object" ||
    headers === null ||
    Array.isArray(headers) ||
    headers instanceof Headers
  ) {
    throw new ConfigurationError(
      "headers",
      'headers: expected an object of names and values, such as { "User-Agent": "my-app" }.',
    );
  }
  for (const [name, value] of Object.entries(headers)) {
    if (reserved.some((key) => key.toLowerCase() === name.toLowerCase())) {
      throw new ConfigurationError("headers", `headers: ${name} carries a key and has an option of its own.`);
    }
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      throw new ConfigurationError(
        "headers",
        "headers: a name holds a character that no header name may have.",
      );
    // The runtime's own error would print the value, which may be a secret.
    if (typeof value !== "string" || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new ConfigurationError(
        "headers",
        `headers: the value of ${name} must be a string without line breaks and other control characters.`,
      );
    }
  }
  return headers as Record<string, string>;
}
