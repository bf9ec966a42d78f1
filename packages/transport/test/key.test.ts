import { expect, test } from "vitest";
import { ConfigurationError, checkKey } from "../src/index.ts";

test.each(["a", "iWQlbsuksGUqStFPk46WVjpGO7vVQoeO", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"])(
  "visible ASCII is a key: %s",
  (key) => {
    expect(checkKey("apiKey", key)).toBe(key);
  },
);

test.each([
  [undefined, "apiKey is undefined: is the environment variable set?"],
  [null, "apiKey is null: is the environment variable set?"],
  ["", "apiKey is an empty string: is the environment variable set?"],
  ["  \n", "apiKey is only white space: is the environment variable set?"],
  [["hunter2"], "apiKey must be a string, got an array."],
  [42, "apiKey must be a string, got number."],
  [{ key: "hunter2" }, "apiKey must be a string, got object."],
  ["hunter2\n", /has a trailing newline/],
  ["hunter2\r\n", /has a trailing newline/],
  [" hunter2", /has white space in front/],
  ["\ufeffhunter2", /has white space in front/],
  ["hunter2 ", /has white space at its end/],
  ["hunter2\u00a0", /has white space at its end/],
  ["hunter2 hunter2", /has white space inside/],
  ["hunter2\nX-Evil: 1", /has white space inside/],
  ["hunter2\u0000", /has a control character/],
  ["hunter2\u007f", /has a control character/],
  ["hunter2é", /has a character outside ASCII/],
  ["“hunter2”", /has a character outside ASCII/],
  ["hunter2\u200b", /has a character outside ASCII/],
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
