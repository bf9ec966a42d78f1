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
  const unknown = Object.keys(values ?? {}).find((name) => !template.includes(`{${name}}`));
  if (unknown !== undefined) throw failure(unknown, "is not in the path. Is the name misspelt?");
  return fillPath(splitPath(template), values ?? {});
}

/** The parts of a path template: every second one is the name of a parameter. */
export function splitPath(template: string): string[] {
  return template.split(/[{}]/);
}

/** Fills a template that was split, with values by name. */
export function fillPath(parts: readonly string[], values: Readonly<Record<string, unknown>>): string {
  return parts.reduce(
    (path, part, index) =>
      path + (index % 2 === 0 ? part : segment(part, Object.hasOwn(values, part) ? values[part] : undefined)),
    "",
  );
}

function segment(name: string, value: unknown): string {
  if (typeof value === "string" && /^[\w~-]+$/.test(value)) return value;
  const isExact =
    typeof value === "number"
      ? Math.abs(value) <= Number.MAX_SAFE_INTEGER
      : /^(?:string|bigint|boolean)$/.test(typeof value);
  if (!isExact)
    throw failure(
      name,
      value == null ? "is missing." : "must be a string or a number that can be held exactly.",
    );
  const text = String(value);
  if (/[\p{Cc}\p{Cs}]/u.test(text)) throw failure(name, "has a character that no path has.");
  if (leavesSegment(text)) throw failure(name, 'is empty, or has a "." or ".." segment.');
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

function failure(name: string, problem: string): PathParameterError {
  return new PathParameterError(`The path parameter "${name}" ${problem} Nothing was sent.`, {
    option: name,
  });
}
