import { ConfigurationError } from "./errors.ts";

/**
 * Checks an API key, which must be a string of visible ASCII characters without any white space, and returns it.
 *
 * A key that breaks this rule cannot be sent in a header; the runtime would refuse it with an error that
 * prints the key.
 *
 * @param name The option's name for the error, for example `"apiKey"`.
 * @param value The key.
 * @throws {ConfigurationError} which says what is wrong, without any part of the key.
 */
export function checkKey(name: string, value: unknown): string {
  const problem = problemOf(value);
  if (problem !== undefined) throw new ConfigurationError(name, `${name} ${problem}`);
  return value as string;
}

function problemOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return `is ${value}: is the environment variable set?`;
  if (typeof value !== "string")
    return `must be a string, got ${Array.isArray(value) ? "an array" : typeof value}.`;
  if (value === "") return "is an empty string: is the environment variable set?";
  if (/^[\x21-\x7e]+$/.test(value)) return undefined;
  if (value.trim() === "") return "is only white space: is the environment variable set?";
  if (/[\r\n]$/.test(value)) return "has a trailing newline, as keys read from a file often do: use trim().";
  if (/^\s/.test(value)) return "has white space in front: use trim().";
  if (/\s$/.test(value)) return "has white space at its end: use trim().";
  if (/\s/.test(value)) return "has white space inside: was more than the key copied?";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(value)) return "has a control character: copy the key again.";
  return "has a character outside ASCII, perhaps a typographic quote or dash: copy the key again.";
}
