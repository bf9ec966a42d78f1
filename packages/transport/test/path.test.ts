import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { PathParameterError, serializePath } from "../src/index.ts";

const BASES = ["https://api.example.com", "https://api.example.com/v2"];
const TEMPLATE = "/bookings/{bookingNumber}/payments";

const HONEST: [value: string | number | bigint | boolean, segment: string][] = [
  ["2856MUMPA187DC203130", "2856MUMPA187DC203130"],
  ["a.b", "a.b"],
  ["...", "..."],
  [".hidden", ".hidden"],
  ["a..b", "a..b"],
  ["v1..", "v1.."],
  ["C#", "C%23"],
  ["50%", "50%25"],
  ["100%25", "100%2525"],
  ["Zoë 🎉", "Zo%C3%AB%20%F0%9F%8E%89"],
  ["a/b", "a%2Fb"],
  ["a\\b", "a%5Cb"],
  ["a?b=c&d", "a%3Fb%3Dc%26d"],
  ["what?", "what%3F"],
  ["a;b=1", "a%3Bb%3D1"],
  ["a b", "a%20b"],
  ["a%2Fb", "a%252Fb"],
  ["{x}", "%7Bx%7D"],
  ["http://example.com", "http%3A%2F%2Fexample.com"],
  ["@evil.example", "%40evil.example"],
  ["$&", "%24%26"],
  ["$1", "%241"],
  [0, "0"],
  [-1.5, "-1.5"],
  [14925548, "14925548"],
  [12345678901234567890n, "12345678901234567890"],
  [false, "false"],
];

const ATTACKS: unknown[] = [
  undefined,
  null,
  "",
  ".",
  "..",
  "%2e",
  "%2E%2e",
  ".%2e",
  "%2e.",
  "%252e%252e",
  "%25252E.",
  `%${"25".repeat(40)}2e.`,
  "%%32%65%%32%65",
  "%25%32%65%25%32%45",
  "%u002e%u002e",
  "%c0%ae%C0%AE",
  "\uff0e\uff0e",
  "\u2025",
  "../",
  "..\\",
  "/..",
  "../../customers",
  "..%2F..",
  "%2e%2e%2f%2e%2e",
  "%2e%2e%5c",
  "..%252f..%252f",
  "..%c0%af",
  "a/../../b",
  "a/./b",
  "a\\..\\b",
  "x/..;/y",
  "..;",
  "..;a=1/admin",
  "..?x",
  "..#x",
  "..%3Fx",
  " ..",
  ".. ",
  ".%09.",
  "..%00",
  "..%0d%0a",
  "a\nb",
  "abc\n",
  "a\u0000",
  "a\u007f",
  "a\u0085b",
  "\ud800",
  "a\udc00b",
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 53,
  {},
  ["..", ".."],
  new Date(Number.NaN),
  [],
  [""],
  [["a"]],
  new String("a"),
  Symbol("a"),
  () => "a",
  { toString: () => ".." },
];

const failureOf = (run: () => unknown): PathParameterError => {
  try {
    run();
  } catch (error) {
    if (error instanceof PathParameterError) return error;
    throw error;
  }
  throw new Error("expected a PathParameterError");
};

describe.each(BASES)("under %s", (base) => {
  test.each(HONEST)("%s becomes exactly one segment", (value, segment) => {
    const path = serializePath(base + TEMPLATE, { bookingNumber: value });
    expect(path).toBe(`${base}/bookings/${segment}/payments`);
    const url = new URL(path);
    expect(url.href).toBe(path);
    expect(url.pathname.split("/")).toHaveLength(new URL(base + TEMPLATE).pathname.split("/").length);
    expect(decodeURIComponent(segment)).toBe(String(value));
  });

  test.each(HONEST)(
    "%s stays below its parent even if a server decodes the path again and again",
    (value) => {
      let path = serializePath(`${base}/bookings/{bookingNumber}`, { bookingNumber: value });
      for (let round = 0; round < 3; round++) {
        path = path.replace(/%[0-7][0-9a-f]/gi, decodeURIComponent);
        expect(new URL(path).href.startsWith(`${base}/bookings/`)).toBe(true);
      }
    },
  );
});

test.each(ATTACKS.map((value) => [inspect(value), value]))("%s is rejected", (_, value) => {
  const error = failureOf(() => serializePath(TEMPLATE, { bookingNumber: value }));
  expect(error.option).toBe("bookingNumber");
  expect(error.message).toMatch(/^The path parameter "bookingNumber" .+ Nothing was sent\.$/);
});

test("the value is never shown", () => {
  for (const value of ["../secretive-42", "secretive-42\n", "secretive-42\ud800"]) {
    const error = failureOf(() => serializePath(TEMPLATE, { bookingNumber: value }));
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain("secretive");
  }
});

test("a template parameter without a value is rejected", () => {
  expect(failureOf(() => serializePath("/a/{x}/b/{y}", { x: "1" })).option).toBe("y");
  expect(failureOf(() => serializePath("/a/{x}", {})).option).toBe("x");
});

test("a value that the template has no place for is rejected", () => {
  const error = failureOf(() => serializePath("/a/{x}", { x: "1", z: "2" }));
  expect(error.message).toBe(
    'The path parameter "z" is not in the path. Is the name misspelled? Nothing was sent.',
  );
  expect(failureOf(() => serializePath("/a", { z: "2" })).option).toBe("z");
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
  "%s is read only where the object itself has it",
  (name) => {
    expect(failureOf(() => serializePath(`/a/{${name}}`, {})).option).toBe(name);
    expect(serializePath(`/a/{${name}}`, { [name]: "own" })).toBe("/a/own");
  },
);

test("inherited values are not used", () => {
  expect(() => serializePath("/a/{x}", Object.create({ x: "1" }))).toThrow(PathParameterError);
});

test("several parameters, and one parameter twice, are filled", () => {
  expect(serializePath("/a/{x}/{y}/{x}", { x: "1", y: "{x}" })).toBe("/a/1/%7Bx%7D/1");
});

test("a long value is decided quickly", () => {
  const started = performance.now();
  serializePath("/a/{x}", { x: `%${"25".repeat(100_000)}` });
  serializePath("/a/{x}", { x: "%25".repeat(100_000) });
  failureOf(() => serializePath("/a/{x}", { x: "%2e%2f".repeat(50_000) }));
  expect(performance.now() - started).toBeLessThan(2_000);
});
