import { type ConfigurationError, optionError } from "./errors.ts";

const relative = "is not an absolute URL.";

/** What is wrong with a URL that looks so. None of it is shown: it may hold a key. */
const problems: readonly (readonly [RegExp, string])[] = [
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a URL parser would drop them silently
  [/[\u0000-\u0020\u007f]/, "has white space in it."],
  [/[{}]|%7[bd]/i, "has a {variable} that is not filled in."],
  [/^(?!https?:\/\/)/i, relative],
  [/^[^/]+\/\/[^/?#\\]*@/, "has a user name or password in it."],
  [/[?#]/, "has a query or a hash."],
];
const safeOrigin = /^https:|\/\/(?:(?:[^.]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/;

/** How `checkBaseUrl` checks. */
export interface BaseUrlOptions {
  /** The option's name for the error. Default: `"baseUrl"`. */
  option?: string;
  /** Accepts plain http for every host. Default: false. */
  allowInsecureHttp?: boolean | undefined;
}

/**
 * Checks the base URL of an API and returns it in its normal form, without a slash at the end.
 *
 * It must be absolute and `https:`. `http:` is accepted for loopback hosts only (`localhost`, names under `.localhost`, `127.0.0.0/8`
 * and `[::1]`), unless `allowInsecureHttp` says otherwise. User name, password, query, hash and unfilled `{variables}` are rejected.
 *
 * @param value A string or a `URL`.
 * @throws {ConfigurationError} which says what was expected and what is wrong, and shows nothing of the value.
 */
export function checkBaseUrl(
  value: unknown,
  { option = "baseUrl", allowInsecureHttp }: BaseUrlOptions = {},
): string {
  const text = value instanceof URL ? value.href : value;
  const fail = (problem: string): ConfigurationError =>
    optionError(option, `${problem} Expected an https URL such as "https://api.example.com/v2".`);
  if (typeof text !== "string" || text === "") throw fail("is missing: is the environment variable set?");
  const problem = problems.find(([pattern]) => pattern.test(text));
  if (problem || !URL.canParse(text)) throw fail(problem?.[1] ?? relative);
  const { origin, pathname } = new URL(text);
  if (!safeOrigin.test(origin) && allowInsecureHttp !== true)
    throw fail(
      "is plain http: keys must not travel unencrypted, except to a loopback host or with allowInsecureHttp: true.",
    );
  return origin + pathname.replace(/\/+$/, "");
}

/** Whether a base URL is a path on the page's own server, such as `/api`. */
export function isRelative(value: unknown): value is string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value);
}

/**
 * The base URL of a page's own proxy, which adds the keys.
 *
 * @throws {ConfigurationError} outside of a page, where there is nothing that it could be relative to.
 */
export function resolveRelative(path: string): string {
  const { location } = globalThis as { location?: { href?: string } };
  if (!location?.href || !URL.canParse(path, location.href))
    throw optionError(
      "baseUrl",
      "is relative, which only a page in a browser can resolve. Pass an absolute URL.",
    );
  return checkBaseUrl(new URL(path, location.href), { allowInsecureHttp: true });
}
