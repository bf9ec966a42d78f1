import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { ConfigurationError, checkKey } from "../src/index.ts";
import { fingerprint, redact } from "../src/key.ts";

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
])("%j is rejected with a reason and without the key", (value, message) => {
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

test("a fingerprint distinguishes keys, is the same in every process, and shows nothing of them", async () => {
  const keys = Array.from({ length: 100 }, (_, index) => `iWQlbsuksGUqStFPk46WVjpGO7vVQoe${index}`);
  const prints = await Promise.all(keys.map(fingerprint));
  expect(new Set(prints).size).toBe(keys.length);
  for (const [index, key] of keys.entries())
    expect(prints[index]).toBe(createHash("sha256").update(key).digest("hex").slice(0, 32));
});

test("a key is replaced in what a vendor wrote, and a string too short to be a key is not", () => {
  expect(redact("key AKEY4QHD6T is wrong: AKEY4QHD6T", ["AKEY4QHD6T"])).toBe(
    "key [redacted] is wrong: [redacted]",
  );
  expect(redact("The latest test failed", ["test"])).toBe("The latest test failed");
  expect(redact("1234567 and 12345678", ["1234567", "12345678"])).toBe("1234567 and [redacted]");
});

test("the error for a missing key names the environment variable that it may come from", () => {
  expect(() => checkKey("apiKey", "", "BOATS_KEY")).toThrow(
    "apiKey is missing: pass it, or set the environment variable BOATS_KEY.",
  );
});

test("where there is no WebCrypto, as on a page without https, the error says what needs it", async () => {
  vi.stubGlobal("crypto", undefined);
  const error = await fingerprint("iWQlbsuksGUqStFPk46WVjpGO7vVQoeO").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toMatchObject({
    option: "limiter",
    message: expect.stringMatching(/limiter needs WebCrypto/),
  });
});
