import { optionError } from "./errors.ts";

/**
 * Checks an API key, which must be a string of visible ASCII characters without any white space, and returns it.
 *
 * A key that breaks this rule cannot be sent in a header; the runtime would refuse it with an error that
 * prints the key.
 *
 * @param option The option's name for the error, for example `"apiKey"`.
 * @param value The key.
 * @throws {ConfigurationError} which says what is wrong, without any part of the key.
 */
export function checkKey(option: string, value: unknown): string {
  if (typeof value === "string" && /^[\x21-\x7e]+$/.test(value)) return value;
  throw optionError(option, problemOf(value));
}

function problemOf(value: unknown): string {
  if (value === undefined || value === null || value === "")
    return "is missing: is the environment variable set?";
  if (typeof value !== "string") return `must be a string, not ${typeof value}.`;
  if (/\s$/.test(value)) return "has white space or a newline at its end: use trim().";
  return /\s/.test(value) ? "has white space in it." : "has a character that no key has: copy it again.";
}

/** Tells keys apart without revealing them (FNV-1a). */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(16);
}
