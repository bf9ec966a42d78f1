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
  const refuse = (problem: string): ConfigurationError =>
    optionError(option, `${problem} Expected an https URL such as "https://api.example.com/v2".`);
  if (typeof text !== "string" || text === "") throw refuse("is missing: is the environment variable set?");
  const problem = problems.find(([pattern]) => pattern.test(text));
  if (problem || !URL.canParse(text)) throw refuse(problem?.[1] ?? relative);
  const { origin, pathname } = new URL(text);
  if (!safeOrigin.test(origin))
    throw refuse("is plain http: keys must not travel in the clear, except to a loopback host.");
  return origin + pathname.replace(/\/+$/, "");
}
