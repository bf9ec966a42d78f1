import { optionError } from "./errors.ts";

/** A user name and a password, for an API that takes HTTP's Basic scheme. */
export interface Credentials {
  /** Without a colon. */
  username: string;
  /** Any characters but control characters. */
  password: string;
}

/** What is sent for a user name and a password, and what of it must not be shown. */
export type CredentialsEncoder = (
  option: string,
  value: unknown,
  variable: string,
) => { sent: string; secrets: string[] };

/**
 * Encodes a user name and a password as RFC 7617 says, in UTF-8. In an environment variable they are one string with a colon between.
 *
 * @throws {ConfigurationError} which says what is wrong, without any part of the password.
 */
export const basicCredentials: CredentialsEncoder = (option, value, variable) => {
  const { username, password } = Object(value) as Record<string, unknown>;
  const isPair = typeof username === "string" && typeof password === "string" && !username.includes(":");
  const pair = isPair ? `${username}:${password}` : String(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 7617 forbids them
  if (!/^[^:\u0000-\u001f\u007f]+:[^\u0000-\u001f\u007f]*$/.test(pair))
    throw optionError(
      option,
      `must be { username, password }, without a colon in the user name and without control characters; in the environment variable ${variable}, username:password.`,
    );
  const bytes = Array.from(new TextEncoder().encode(pair), (byte) => String.fromCharCode(byte));
  const sent = btoa(bytes.join(""));
  return { sent, secrets: [sent, pair.slice(pair.indexOf(":") + 1)] };
};
