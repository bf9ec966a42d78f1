import { ConfigurationError } from "./errors.ts";

/**
 * A date-time as RFC 3339 in UTC, without fractions of a second.
 *
 * @param isDateOnly The document says that it is a date without a time: which day it is depends on a time zone, so it is an error.
 */
export function formatDate(value: Date, isDateOnly: boolean, fail: (problem: string) => Error): string {
  if (isDateOnly)
    throw fail('is a date without a time: pass a string such as "2026-07-01", as a Date has no time zone.');
  const year = value.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw fail("is an invalid Date.");
  return `${value.toISOString().slice(0, 19)}Z`;
}

/**
 * A value as JSON. `Date`s are written as `formatDate` does. What JSON would drop or change without a word is an error: a number that is
 * not finite, a bigint, a `Map`, a `Set`, a `Blob`, a reference to itself.
 *
 * @param dates Names of fields that are a date without a time.
 * @throws {ConfigurationError} which names the field and shows no value.
 */
export function toJson(value: unknown, dates: readonly string[] = []): string {
  const fail = (key: string, problem: string) =>
    new ConfigurationError(`The body ${key ? `field "${key}" ` : ""}${problem} Nothing was sent.`, {
      option: key || "body",
    });
  /** The fields that hold arrays: what is in an array has the name of its field. */
  const owners = new Map<unknown, string>();
  let text: string | undefined;
  try {
    text = JSON.stringify(value, function (this: Record<string, unknown>, property, plain) {
      const raw = this[property];
      const key = owners.get(this) ?? property;
      if (Array.isArray(plain)) owners.set(plain, key);
      if (typeof plain === "number" && !Number.isFinite(plain))
        throw fail(key, "is a number that JSON does not have.");
      if (typeof plain === "bigint")
        throw fail(key, "is a bigint: pass a string or a number, as the document says.");
      if (typeof raw !== "object" || raw === null) return plain;
      if (raw instanceof Date) return formatDate(raw, dates.includes(key), (problem) => fail(key, problem));
      if (raw === plain && isForeign(raw))
        throw fail(key, "is an object that JSON cannot hold: pass a plain object.");
      return plain;
    });
  } catch (thrown) {
    if (thrown instanceof ConfigurationError) throw thrown;
    throw new ConfigurationError(
      "The body cannot be written as JSON: it contains itself, or a toJSON of its own throws. Nothing was sent.",
      { option: "body" },
      thrown,
    );
  }
  if (text === undefined) throw fail("", "is a function or a symbol, which JSON does not have.");
  return text;
}

/** Objects of the language and of the platform that `JSON.stringify` writes as `{}`. */
function isForeign(value: object): boolean {
  return /^\[object (?!Object|Array|String|Number|Boolean)/.test(Object.prototype.toString.call(value));
}
