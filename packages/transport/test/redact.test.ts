import { expect, test } from "vitest";
import { createRedactor, REDACTED } from "../src/index.ts";

const SECRET = `p4ss+w/rd "é\\ 100%`;

const percentEncoded = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

test.each([
  ["as it is", SECRET],
  ["percent-encoded", encodeURIComponent(SECRET)],
  ["percent-encoded in lower case", encodeURIComponent(SECRET).toLowerCase().replace("p4ss", "p4ss")],
  ["percent-encoded wholly", percentEncoded(SECRET)],
  ["percent-encoded twice", encodeURIComponent(encodeURIComponent(SECRET))],
  ["form-encoded", new URLSearchParams({ a: SECRET }).toString().slice(2)],
  ["in JSON", JSON.stringify(SECRET).slice(1, -1)],
  ["partly encoded", SECRET.replace(" ", "%20")],
])("a secret is found %s", (_, spelling) => {
  expect(createRedactor([SECRET])(`before ${spelling}, after`)).toBe(`before ${REDACTED}, after`);
});

test("a secret within another one leaves nothing of the longer one", () => {
  const redact = createRedactor(["abcd", "abcdefgh", "cdef", "ghij"]);
  expect(redact("<abcdefgh> <abcd> <abcdefghij>")).toBe(`<${REDACTED}> <${REDACTED}> <${REDACTED}>`);
});

test("every occurrence is replaced, also overlapping ones", () => {
  expect(createRedactor(["aXaXa"])("aXaXaXa aXaXa")).toBe(`${REDACTED} ${REDACTED}`);
});

test("secrets of fewer than four characters, and empty ones, are ignored", () => {
  expect(createRedactor(["", "a", "abc"])("abcabc")).toBe("abcabc");
});

test("characters with a meaning in regular expressions and replacements are literal", () => {
  const redact = createRedactor([".*+?", "$&$1"], ["a.b"]);
  expect(redact("x .*+? y $&$1 z")).toBe(`x ${REDACTED} y ${REDACTED} z`);
  expect(redact("axb=1 a.b=1")).toBe(`axb=1 a.b=${REDACTED}`);
});

test("URLs lose user info, query and hash", () => {
  expect(createRedactor([])("GET https://u:p@api.example.com/a?b=c#d failed")).toBe(
    "GET https://api.example.com/a failed",
  );
});

test.each([
  ["/customers/1/authenticate?password=a&x=1", `/customers/1/authenticate?password=${REDACTED}&x=1`],
  ['{"password": "a b", "x": 1}', `{"password": ${REDACTED}, "x": 1}`],
  ["{ password: 'a b' }", `{ password: ${REDACTED} }`],
  ["PASSWORD=a", `PASSWORD=${REDACTED}`],
  ["mypassword=a", "mypassword=a"],
])("values of secret parameters are hidden, however short: %s", (text, expected) => {
  expect(createRedactor([], ["password"])(text)).toBe(expected);
});

test("a text without secrets stays as it is", () => {
  const text = "50% of a+b \\ é 🎉 %zz %";
  expect(createRedactor([SECRET])(text)).toBe(text);
});
