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
 * @throws {ConfigurationError} which says what was expected and what is wrong, and shows nothing of the value.
 */
export function checkBaseUrl(value: unknown, option = "baseUrl"): string {
  const text = value instanceof URL ? value.href : value;
  const problem =
    typeof text === "string" && text !== ""
      ? problemOf(text)
      : "is missing: is the environment variable set?";
  if (problem !== undefined) {
    throw new ConfigurationError(
      `${option} ${problem} Expected an https URL such as "https://api.example.com/v2".`,
      { option },
    );
  }
  const { origin, pathname } = new URL(text as string);
  return origin + pathname.replace(/\/+$/, "");
}

function problemOf(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a URL parser would drop them silently
  if (/[\u0000-\u0020\u007f]/.test(text)) return "has white space in it.";
  if (/[{}]|%7[bd]/i.test(text)) return "has a {variable} that is not filled in.";
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return "is not an absolute URL.";
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return "has a user name or password in it; keys are sent in headers.";
  if (/[?#]/.test(text)) return "has a query or a hash.";
  if (protocol === "http:" && !LOOPBACK.test(hostname))
    return "is plain http: keys must not travel in the clear, except to a loopback host.";
  return undefined;
}
