import { describe, expect, test } from "vitest";
import { ConfigurationError, checkBaseUrl } from "../src/index.ts";

function failureOf(value: unknown): ConfigurationError {
  try {
    checkBaseUrl(value, { option: "endpoint" });
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("expected a ConfigurationError");
}

test.each([
  ["https://api.bookeo.com/v2", "https://api.bookeo.com/v2"],
  ["https://api.bookeo.com/v2/", "https://api.bookeo.com/v2"],
  ["https://api.bookeo.com///", "https://api.bookeo.com"],
  ["https://api.bookeo.com", "https://api.bookeo.com"],
  ["HTTPS://API.Bookeo.com:443/v2", "https://api.bookeo.com/v2"],
  ["https://api.example.com:8443", "https://api.example.com:8443"],
  ["https://bücher.example", "https://xn--bcher-kva.example"],
  ["https://192.0.2.1/", "https://192.0.2.1"],
  [new URL("https://api.example.com/v2/"), "https://api.example.com/v2"],
])("%s is accepted without a slash at its end", (value, expected) => {
  expect(checkBaseUrl(value)).toBe(expected);
});

test.each([
  "http://localhost",
  "http://LOCALHOST:8080",
  "http://api.localhost:3000",
  "http://127.0.0.1:4010",
  "http://127.1.2.3",
  "http://127.1",
  "http://2130706433",
  "http://[::1]:4010",
])("plain http is accepted for the loopback host of %s", (value) => {
  expect(checkBaseUrl(value)).toBe(new URL(value).origin);
});

test.each([
  "http://api.bookeo.com",
  "http://127.0.0.1.evil.com",
  "http://127.evil.com",
  "http://0.0.0.0",
  "http://localhost.evil",
  "http://localhost.evil.com",
  "http://notlocalhost",
  "http://localhost.",
  "http://evil.com/localhost",
  "http://128.0.0.1",
  "http://10.0.0.1",
  "http://[::]",
  "http://[::ffff:127.0.0.1]",
  "http://localhost\u3002evil.com",
])("plain http is rejected for %s", (value) => {
  expect(failureOf(value).message).toContain("https");
});

test.each([
  [undefined, /is missing: is the environment variable set\?/],
  [null, /is missing/],
  ["", /is missing/],
  [5, /is missing/],
  [["https://api.example.com"], /is missing/],
  [{ href: "https://api.example.com" }, /is missing/],
  ["api.bookeo.com/v2", /is not an absolute URL/],
  ["//api.bookeo.com", /is not an absolute URL/],
  ["/v2", /is not an absolute URL/],
  ["https:api.bookeo.com", /is not an absolute URL/],
  ["https:\\\\api.bookeo.com", /is not an absolute URL/],
  ["ftp://api.bookeo.com", /is not an absolute URL/],
  ["javascript:alert(1)", /is not an absolute URL/],
  ["https://", /is not an absolute URL/],
  ["https://api.example.com\n", /white space/],
  [" https://api.example.com", /white space/],
  ["https://api.exa\tmple.com", /white space/],
  ["https://api.example.com?", /query or a hash/],
  ["https://api.example.com/v2?a=b", /query or a hash/],
  ["https://api.example.com#", /query or a hash/],
  [new URL("https://api.example.com/#x"), /query or a hash/],
  ["https://{tenant}.open-api.magicline.com", /\{variable\}/],
  ["https://example.com/{tenant}", /\{variable\}/],
  ["https://example.com/%7Btenant%7D", /\{variable\}/],
])("%s is rejected, and the error says what is wrong and what was expected", (value, message) => {
  const error = failureOf(value);
  expect(error.option).toBe("endpoint");
  expect(error.message).toMatch(/^endpoint .*Expected an https URL such as "https:/);
  expect(error.message).toMatch(message);
});

describe("credentials are rejected and never shown", () => {
  test.each([
    "https://user:hunter2@api.example.com",
    "https://hunter2@api.example.com",
    "https://user:hunter2@api.example.com?x",
    "http://user:hunter2@localhost",
    "https://user:hunter2?x@api.example.com",
    "https:hunter2@api.example.com",
    "user:hunter2@api.example.com",
    "https://api.example.com?apiKey=hunter2",
    "http://api.example.com?apiKey=hunter2",
    "api.example.com?apiKey=hunter2",
    "https://api.example.com/#hunter2",
    "ftp://user:hunter2@api.example.com",
    "hunter2HUNTER2hunter2",
  ])("%s", (value) => {
    const error = failureOf(value);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/hunter2/i);
  });
});
