import { expect, test } from "vitest";
import { ConfigurationError, checkKey, fingerprint } from "../src/index.ts";

test.each(["a", "iWQlbsuksGUqStFPk46WVjpGO7vVQoeO", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"])(
  "visible ASCII is a key: %s",
  (key) => {
    expect(checkKey("apiKey", key)).toBe(key);
  },
);

test.each([
  [undefined, "apiKey is missing: is the environment variable set?"],
  [null, "apiKey is missing: is the environment variable set?"],
  ["", "apiKey is missing: is the environment variable set?"],
  ["  \n", /white space or a newline at its end/],
  [["hunter2"], "apiKey must be a string, not object."],
  [42, "apiKey must be a string, not number."],
  [{ key: "hunter2" }, "apiKey must be a string, not object."],
  ["hunter2\n", /newline at its end.+use trim/],
  ["hunter2\r\n", /newline at its end/],
  [" hunter2", /has white space in it/],
  ["\ufeffhunter2", /has white space in it/],
  ["hunter2 ", /at its end/],
  ["hunter2\u00a0", /at its end/],
  ["hunter2 hunter2", /has white space in it/],
  ["hunter2\nX-Evil: 1", /has white space in it/],
  ["hunter2\u0000", /has a character that no key has/],
  ["hunter2\u007f", /has a character that no key has/],
  ["hunter2é", /has a character that no key has/],
  ["“hunter2”", /has a character that no key has/],
  ["hunter2\u200b", /has a character that no key has/],
])("%j is refused with a reason and without the key", (value, message) => {
  let error: unknown;
  try {
    checkKey("apiKey", value);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toMatchObject({
    option: "apiKey",
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });
  expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toContain("hunter");
});

test("a fingerprint tells keys apart, is the same each time, and shows nothing of them", () => {
  const keys = Array.from({ length: 1_000 }, (_, index) => `iWQlbsuksGUqStFPk46WVjpGO7vVQoe${index}`);
  const prints = keys.map(fingerprint);
  expect(new Set(prints).size).toBe(keys.length);
  expect(keys.map(fingerprint)).toEqual(prints);
  for (const print of prints) expect(print).toMatch(/^[0-9a-f]{1,8}$/);
});
