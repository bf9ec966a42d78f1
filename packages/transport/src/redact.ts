/** Replaces what is secret in a text. */
export type Redactor = (text: string) => string;

/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

// Shorter secrets would mangle every text, and the holes would spell them out.
const SHORTEST_SECRET = 4;

/**
 * Makes a function that replaces secrets in texts by `[redacted]`.
 *
 * A secret is found as it is, percent-encoded (wholly, partly, several times, in either case of hex), with `+`
 * for a blank, and with the escapes of JSON. Secrets of fewer than 4 characters are ignored. URLs lose their
 * user info, query and hash. Values after the name of a secret parameter (`password=…`, `"password": "…"`) are
 * replaced whatever their length.
 *
 * @param secrets What must not be seen.
 * @param parameters Names of parameters whose values must not be seen.
 */
export function createRedactor(secrets: Iterable<string>, parameters: Iterable<string> = []): Redactor {
  const needles = [...secrets].filter(
    (secret) => typeof secret === "string" && secret.length >= SHORTEST_SECRET,
  );
  const names = [...parameters].map((name) => name.replace(/[^\w]/g, "\\$&"));
  const assigned = names.length
    ? new RegExp(`(?<!\\w)(${names.join("|")})(["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^&\\s#"'<>]+)`, "gi")
    : undefined;
  return (text) => {
    let result = text
      .replace(/(\bhttps?:\/\/)[^\s/?#"'<>]*@/gi, "$1")
      .replace(/(\bhttps?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, "$1");
    result = hideSecrets(result, needles);
    return assigned ? result.replace(assigned, `$1$2${REDACTED}`) : result;
  };
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  const { folded, offsets } = fold(text);
  const covered: [start: number, end: number][] = [];
  for (const secret of secrets) {
    if (secret.length > text.length) continue;
    const needle = fold(secret).folded;
    for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + 1)) {
      covered.push([offsets[at] ?? 0, offsets[at + needle.length] ?? text.length]);
    }
  }
  covered.sort(([a], [b]) => a - b);
  let result = "";
  let position = 0;
  for (const [start, end] of covered) {
    if (start >= position) result += text.slice(position, start) + REDACTED;
    position = Math.max(position, end);
  }
  return result + text.slice(position);
}

/**
 * Maps every spelling of a text to one: a string of UTF-8 bytes, and for each byte the place it came from.
 * Texts and secrets are compared in this form.
 */
function fold(text: string): { folded: string; offsets: number[] } {
  let folded = "";
  const offsets: number[] = [];
  for (const match of text.matchAll(/%(?:25)*([0-9a-f]{2})|\\(["\\/])|\+|[\s\S]/giu)) {
    const bytes = match[1] ? String.fromCharCode(Number.parseInt(match[1], 16)) : utf8(match[2] ?? match[0]);
    for (const byte of bytes) {
      folded += byte === "+" ? " " : byte;
      offsets.push(match.index);
    }
  }
  return { folded, offsets };
}

function utf8(character: string): string {
  if (character <= "\x7f" || /^[\ud800-\udfff]$/.test(character)) return character;
  return encodeURIComponent(character).replace(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
