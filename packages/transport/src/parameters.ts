import { ConfigurationError, PathParameterError } from "./errors.ts";
import type { ParameterStyle, ParameterStyles } from "./operation.ts";
import { formatDate } from "./values.ts";

/** Values of parameters, by name. */
export type ParameterValues = Readonly<Record<string, unknown>>;
/** Makes the error of a parameter, without its value. */
export type ParameterProblem = (name: string, problem: string) => ConfigurationError;
/** Writes a value that is neither an array nor an object, ready for its place. */
export type WriteScalar = (value: unknown) => string;

/**
 * Writes a parameter.
 *
 * @param write Writes a value of it, or an item or field of its value.
 */
export type WriteParameter = (
  name: string,
  value: unknown,
  style: ParameterStyle,
  dates: readonly string[],
  write: WriteScalar,
) => string;

/** Writes parameters that have another style than the default of their place. */
export type ParameterWriter = Readonly<Record<"path" | "query" | "header", WriteParameter>>;

/** How the parameters of an operation are written. */
export interface ParameterFormat {
  /** Those that have another style than the default of their place. */
  styles?: ParameterStyles | undefined;
  /** Those that are a date without a time. */
  dates?: readonly string[] | undefined;
  /** Writes what has a style of its own; an API without such parameters does not need it. */
  writer?: ParameterWriter | undefined;
}

/**
 * Fills the `{parameters}` of a path template. Fits openapi-fetch's `pathSerializer` option.
 *
 * Each value becomes exactly one segment of the path: everything but letters, digits and `-._~!'()*` is percent-encoded; the values of
 * an array are joined by commas. Values are strings, finite numbers (integers only up to `Number.MAX_SAFE_INTEGER`), bigints, booleans,
 * valid dates, and arrays of them. Rejected is whatever could leave its segment, here or in a server or proxy that decodes once too
 * often: an empty value, and one that has a `.` or `..` between slashes or backslashes, also in its percent-encoded, repeatedly encoded
 * or full-width forms and before a `;`, `?` or `#`.
 *
 * @param template A path or URL with parameters in braces: `/bookings/{bookingNumber}`.
 * @param values The values by name. A name that the template does not have is an error, too.
 * @throws {PathParameterError} which names the parameter and never shows its value.
 */
export function serializePath(template: string, values: ParameterValues): string {
  return fillPath(splitPath(template), values);
}

/** The parts of a path template: every second one is the name of a parameter. */
export function splitPath(template: string): string[] {
  return template
    .split(/[{}]/)
    .map((part, index) => (index % 2 === 0 ? part.replace(/[\s?#]/g, encodeURIComponent) : part));
}

/** Fills a template that was split, with values by name. */
export function fillPath(
  parts: readonly string[],
  values: ParameterValues = {},
  { styles = {}, dates = [], writer }: ParameterFormat = {},
): string {
  for (const name in values)
    if (values[name] !== undefined && !parts.some((part, index) => index % 2 === 1 && part === name))
      throw pathError(name, "is not in the path. Is the name misspelled?");
  let path = parts[0] ?? "";
  for (let index = 1; index < parts.length; index += 2) {
    const name = parts[index] as string;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const style = Object.hasOwn(styles, name) ? styles[name] : undefined;
    if (value == null) throw pathError(name, "is missing.");
    const write = (item: unknown) => toSegment(name, scalar(name, item, dates, pathError));
    if (style !== undefined) path += styled(writer, name, pathError).path(name, value, style, dates, write);
    else if (typeof value === "string" && /^[\w~-]+$/.test(value)) path += value;
    else path += Array.isArray(value) ? joined(name, value, write, pathError) : write(value);
    path += parts[index + 1];
  }
  return path;
}

/** @throws {PathParameterError} for text that would not stay within one segment. */
export function toSegment(name: string, text: string): string {
  if (/[\p{Cc}\p{Cs}]/u.test(text)) throw pathError(name, "has a character that no path has.");
  if (leavesSegment(text)) throw pathError(name, 'is empty, or has a "." or ".." segment.');
  return encodeURIComponent(text);
}

function leavesSegment(text: string): boolean {
  let plain = text.normalize("NFKC");
  // Digits and letters may themselves be encoded, as in "%%32%65".
  for (let round = 0; round < 3; round++) {
    plain = plain.replace(/%(?:25)*(?:u00)?([0-7][\da-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  plain = plain
    .replace(/%c0%ae/gi, ".")
    .replace(/%c0%af|\\/gi, "/")
    .replace(/[\p{Cc}\s]/gu, "");
  return /^$|(?:^|\/)\.\.?(?:[;?#/]|$)/.test(plain);
}

/**
 * Writes the parameters of a query, without the question mark: an array repeats its name, undefined and null are left out.
 *
 * @throws {ConfigurationError} which names the parameter and never shows its value.
 */
export function serializeQuery(
  values: object,
  { styles = {}, dates = [], writer }: ParameterFormat = {},
): string {
  const pairs: string[] = [];
  for (const name in values) {
    const value = (values as ParameterValues)[name];
    if (value === undefined || value === null) continue;
    const write = (item: unknown) => toQuery(name, scalar(name, item, dates, queryError));
    const style = Object.hasOwn(styles, name) ? styles[name] : undefined;
    if (style !== undefined && style !== "form*") {
      const written = styled(writer, name, queryError).query(name, value, style, dates, write);
      if (written) pairs.push(written);
    } else
      for (const item of Array.isArray(value) ? value : [value])
        if (item !== undefined && item !== null) pairs.push(`${toQuery(name, name)}=${write(item)}`);
  }
  return pairs.join("&");
}

/** @throws {ConfigurationError} for text that has no encoding. */
export function toQuery(name: string, text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw queryError(name, "has half of a surrogate pair, which cannot be sent.");
  }
}

/**
 * The values of header parameters; those of an array are joined by commas.
 *
 * @throws {ConfigurationError} which names the parameter and never shows its value.
 */
export function serializeHeaders(
  values: object,
  { styles = {}, dates = [], writer }: ParameterFormat = {},
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in values) {
    const value = (values as ParameterValues)[name];
    if (value === undefined || value === null) continue;
    const write = (item: unknown) => scalar(name, item, dates, headerError);
    const style = Object.hasOwn(styles, name) ? styles[name] : undefined;
    if (style !== undefined)
      headers[name] = styled(writer, name, headerError).header(name, value, style, dates, write);
    else headers[name] = Array.isArray(value) ? joined(name, value, write, headerError) : write(value);
  }
  return headers;
}

function styled(writer: ParameterWriter | undefined, name: string, fail: ParameterProblem): ParameterWriter {
  if (writer) return writer;
  throw fail(name, "is documented in a form that cannot be sent.");
}

function joined(name: string, values: unknown[], write: WriteScalar, fail: ParameterProblem): string {
  const items = values.filter((item) => item !== undefined && item !== null);
  if (items.length === 0) throw fail(name, "is an empty array.");
  return items.map(write).join(",");
}

function scalar(name: string, value: unknown, dates: readonly string[], fail: ParameterProblem): string {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      if (Number.isFinite(value) && (Math.abs(value) <= Number.MAX_SAFE_INTEGER || !Number.isInteger(value)))
        return String(value);
      throw fail(name, "is a number that cannot be sent exactly: pass a string.");
    default:
      if (value instanceof Date)
        return formatDate(value, dates.includes(name), (problem) => fail(name, problem));
      throw fail(name, "must be a string, a number, a boolean, a Date, or what the document says.");
  }
}

export const pathError: ParameterProblem = (name, problem) =>
  parameterError(PathParameterError, "path", name, problem);
export const queryError: ParameterProblem = (name, problem) =>
  parameterError(ConfigurationError, "query", name, problem);
export const headerError: ParameterProblem = (name, problem) =>
  parameterError(ConfigurationError, "header", name, problem);

function parameterError(
  ErrorClass: new (message: string, fields: { option: string }) => ConfigurationError,
  location: string,
  name: string,
  problem: string,
): ConfigurationError {
  return new ErrorClass(`The ${location} parameter "${name}" ${problem} Nothing was sent.`, { option: name });
}
