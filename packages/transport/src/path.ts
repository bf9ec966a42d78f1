import { PathParameterError } from "./errors.ts";

/**
 * Fills the `{parameters}` of a path template. Fits openapi-fetch's `pathSerializer` option.
 *
 * Each value becomes exactly one segment of the path: everything but letters, digits and `-._~!'()*` is
 * percent-encoded. Values are strings, finite numbers (integers only up to `Number.MAX_SAFE_INTEGER`), bigints
 * and booleans. Refused is whatever could leave its segment, here or in a server or proxy that decodes once
 * too often: an empty value, and one that has a `.` or `..` between slashes or backslashes, also in its
 * percent-encoded, repeatedly encoded or full-width forms and before a `;`, `?` or `#`.
 *
 * @param template A path or URL with parameters in braces: `/bookings/{bookingNumber}`.
 * @param values The values by name. A name that the template does not have is an error, too.
 * @throws {PathParameterError} which names the parameter and never shows its value.
 */
export function serializePath(template: string, values: Readonly<Record<string, unknown>>): string {
  const names = new Set<string>();
  const path = template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    names.add(name);
    return segment(name, values != null && Object.hasOwn(values, name) ? values[name] : undefined);
  });
  for (const name of Object.keys(values ?? {})) {
    if (!names.has(name)) throw failure(name, "is not in the path. Is the name misspelt?");
  }
  return path;
}

function segment(name: string, value: unknown): string {
  if (typeof value === "string" && /^[\w~-]+$/.test(value)) return value;
  const isText = typeof value === "string" || typeof value === "bigint" || typeof value === "boolean";
  if (!isText && !(Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)))) {
    throw failure(
      name,
      value == null ? "is missing." : "must be a string or a number that can be held exactly.",
    );
  }
  const text = String(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/u.test(text))
    throw failure(name, "has a control character or half a character in it.");
  if (leavesSegment(text))
    throw failure(name, 'is empty, or has a "." or ".." segment: the path would lead elsewhere.');
  return encodeURIComponent(text);
}

function leavesSegment(text: string): boolean {
  const plain = text
    .normalize("NFKC")
    // Digits and letters that are themselves encoded, as in "%%32%65".
    .replace(/%(?:25)*([346][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/%(?:25)*(?:u00)?2e|%(?:25)*c0%(?:25)*ae/gi, ".")
    .replace(/%(?:25)*(?:u00)?(?:2f|5c)|%(?:25)*c0%(?:25)*af|\\/gi, "/")
    .replace(/%(?:25)*(?:3b|3f|23)/gi, ";")
    .replace(/%(?:25)*[01][\da-f]|%(?:25)*(?:20|7f)|\s/gi, "");
  return plain === "" || plain.split("/").some((part) => /^\.\.?(?:[;?#]|$)/.test(part));
}

function failure(name: string, problem: string): PathParameterError {
  return new PathParameterError(`The path parameter "${name}" ${problem} Nothing was sent.`, {
    option: name,
  });
}
