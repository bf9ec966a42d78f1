import { ConfigurationError } from "./errors.ts";

const LOOPBACK = /^(?:(?:[^.]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Checks the base URL of an API and returns it in its normal form, without a slash at the end.
 *
 * It must be absolute and `https:`. `http:` is accepted for loopback hosts only: `localhost`, names under
 * `.localhost`, `127.0.0.0/8` and `[::1]`. User name, password, query, hash and unfilled `{variables}` are
 * refused.
 *
 * @param value A string or a `URL`.
 * @param option The option's name for the error. Default: `"baseUrl"`.
 * @throws {ConfigurationError} which says what was expected and what came, without credentials or query.
 */
export function checkBaseUrl(value: unknown, option = "baseUrl"): string {
  const refuse = (what: string, todo: string): ConfigurationError =>
    new ConfigurationError(
      option,
      `${option}: expected an absolute https URL such as "https://api.example.com/v2", got ${what}. ${todo}`,
    );

  if (value === undefined || value === null || value === "") {
    throw refuse(value === "" ? "an empty string" : String(value), "Is the environment variable set?");
  }
  if (typeof value !== "string" && !(value instanceof URL)) throw refuse(typeOf(value), "Pass a string.");
  const text = typeof value === "string" ? value : value.href;

  // biome-ignore lint/suspicious/noControlCharactersInRegex: a URL parser would drop them silently
  if (/[\u0000-\u0020\u007f]/.test(text)) {
    throw refuse("a string with white space or control characters", "Remove them, for example with trim().");
  }
  if (/[{}]|%7[bd]/i.test(text)) {
    throw refuse("a template with braces", "Replace each {variable} by its value.");
  }
  const url = /^https?:\/\//i.test(text) ? parse(text) : undefined;
  if (!url) throw refuse(describe(text), "Write it whole, with https:// in front.");
  if (url.username !== "" || url.password !== "") {
    throw refuse("one with a user name or password", "Take them out: keys are sent in headers.");
  }
  // Not url.search and url.hash: they are empty for a lone "?" or "#".
  if (/[?#]/.test(text)) {
    throw refuse(
      `one with a query or hash (${url.origin}${url.pathname})`,
      "Take everything from ? or # on out.",
    );
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    throw refuse(
      url.origin,
      "Keys must not travel in the clear: use https. Plain http is for loopback hosts only.",
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Shows a string only where it looks like a host and path: anything else may be a key in the wrong place. */
function describe(text: string): string {
  const shown = /^(?:[a-z]+:\/*)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?(?:\/[\w./-]*)?$/i.test(text);
  return shown && text.length <= 200 ? `"${text}"` : `a string of ${text.length} characters that is not one`;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
