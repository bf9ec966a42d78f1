import { ConfigurationError, optionError } from "./errors.ts";

/**
 * Checks an API key, which must be a string of visible ASCII characters without any white space, and returns it.
 *
 * A key that breaks this rule cannot be sent in a header; the runtime would reject it with an error that prints the key.
 *
 * @param option The option's name for the error, for example `"apiKey"`.
 * @param value The key.
 * @param variable The environment variable that it may come from, for the error.
 * @throws {ConfigurationError} which says what is wrong, without any part of the key.
 */
export function checkKey(option: string, value: unknown, variable?: string): string {
  if (typeof value === "string" && /^[\x21-\x7e]+$/.test(value)) return value;
  throw optionError(option, problemOf(value, variable));
}

function problemOf(value: unknown, variable: string | undefined): string {
  if (value === undefined || value === null || value === "")
    return `is missing: ${variable ? `pass it, or set the environment variable ${variable}.` : "is the environment variable set?"}`;
  if (typeof value !== "string") return `must be a string, not ${typeof value}.`;
  if (/\s$/.test(value)) return "has white space or a newline at its end: use trim().";
  return /\s/.test(value) ? "has white space in it." : "has a character that no key has: copy it again.";
}

/** A shorter string is too likely to be part of an ordinary word to be hidden wherever it occurs. */
const shortestKey = 8;

/** Replaces keys in what a vendor wrote: it may quote what it received. */
export function redact(text: string, keys: readonly string[]): string {
  return keys.reduce(
    (redacted, key) => (key.length < shortestKey ? redacted : redacted.replaceAll(key, "[redacted]")),
    text,
  );
}

/** Distinguishes keys without revealing them, in the same way in every process: 128 bits of their SHA-256, in hexadecimal. */
export async function fingerprint(key: string): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle)
    throw new ConfigurationError(
      "A limiter needs WebCrypto (crypto.subtle), which this page or runtime lacks.",
      {
        option: "limiter",
      },
    );
  const digest = new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(key)), 0, 16);
  return hex(digest);
}

/** Bytes as lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
