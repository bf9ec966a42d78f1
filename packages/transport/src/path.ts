import { PathParameterError } from "./errors.ts";

const PARAMETER = /\{([^{}]+)\}/g;
const NEEDS_NO_CARE = /^[\w~-]+$/;
const MOST_ENCODINGS = 8;

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
 * @param pathParams The values by name. A name that the template does not have is an error, too.
 * @throws {PathParameterError} which names the parameter and never shows its value.
 */
export function serializePath(template: string, pathParams: Readonly<Record<string, unknown>>): string {
  const path = template.replace(PARAMETER, (_, name: string) => {
    const value = pathParams != null && Object.hasOwn(pathParams, name) ? pathParams[name] : undefined;
    const text = toText(name, value, template);
    if (NEEDS_NO_CARE.test(text)) return text;
    const problem = problemOf(text);
    if (problem !== undefined) throw failure(name, template, problem);
    return encodeURIComponent(text);
  });
  for (const name of Object.keys(pathParams ?? {})) {
    if (!template.includes(`{${name}}`)) {
      const names = (template.match(PARAMETER) ?? []).map((braced) => `"${braced.slice(1, -1)}"`);
      const expected = names.length ? `it has ${names.join(", ")}` : "it has none";
      throw failure(name, template, `is not in the template: ${expected}. Is the name misspelt?`);
    }
  }
  return path;
}

function failure(name: string, template: string, problem: string): PathParameterError {
  return new PathParameterError(
    name,
    template,
    `Path parameter "${name}" of ${template} ${problem} Nothing was sent.`,
  );
}

function toText(name: string, value: unknown, template: string): string {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      if (!Number.isFinite(value)) throw failure(name, template, `is ${value}: expected a finite number.`);
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        throw failure(name, template, "is an integer too large for a number to hold exactly: pass a string.");
      }
      return String(value);
    case "undefined":
      throw failure(name, template, "has no value.");
    default:
      throw failure(
        name,
        template,
        value === null ? "is null." : `must be a string, number, bigint or boolean, got ${typeof value}.`,
      );
  }
}

function problemOf(text: string): string | undefined {
  if (text === "") return "is an empty string: the path would lead elsewhere.";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(text))
    return "has a control character, perhaps a newline at its end.";
  if (/\p{Surrogate}/u.test(text))
    return "has half of a surrogate pair: the text was cut within a character.";
  const plain = decodeFully(text);
  if (plain === undefined) return "is percent-encoded too many times.";
  if (plain.split(/[/\\]/).some(isDotSegment)) {
    return 'is or contains a "." or ".." segment: the path would lead elsewhere.';
  }
  return undefined;
}

function isDotSegment(segment: string): boolean {
  // What follows ; ? or # is no part of a segment's name for some servers; blanks and controls vanish in others.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: see above
  const name = segment.replace(/[;?#].*$/s, "").replace(/[\u0000-\u0020\u007f]/g, "");
  return name === "." || name === "..";
}

/** The text after as many decodings as it takes until nothing is left to decode; `undefined` if that never ends. */
function decodeFully(text: string): string | undefined {
  let plain = text.normalize("NFKC");
  for (let round = 0; round < MOST_ENCODINGS; round++) {
    const next = plain
      .replace(/%c0%a([ef])/gi, (_, byte: string) => (byte.toLowerCase() === "e" ? "." : "/"))
      .replace(/%(?:u00)?([0-7][0-9a-f])/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    if (next === plain) return plain;
    plain = next;
  }
  return undefined;
}
