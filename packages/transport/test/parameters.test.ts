import { describe, expect, test } from "vitest";
import { serializePath } from "../src/index.ts";
import { serializeHeaders, serializeQuery } from "../src/parameters.ts";

describe("undefined and null are not sent", () => {
  const values = { a: undefined, b: null, c: [1, undefined, null, 2], d: 0, e: "" };

  test("in a query", () => {
    expect(serializeQuery(values)).toBe("c=1&c=2&d=0&e=");
  });

  test("in headers", () => {
    expect(serializeHeaders(values)).toEqual({ c: "1,2", d: "0", e: "" });
  });

  test("in a path, where the parameter that has such a value is missing", () => {
    for (const id of [undefined, null])
      expect(() => serializePath("/a/{id}", { id })).toThrow('The path parameter "id" is missing.');
    expect(serializePath("/a/{id}", { id: [1, undefined, null, 2], other: undefined })).toBe("/a/1,2");
  });
});

describe("an error says where the parameter is, and what is wrong with it", () => {
  test.each<[string, () => unknown]>([
    [
      'The query parameter "q" has half of a surrogate pair, which cannot be sent. Nothing was sent.',
      () => serializeQuery({ q: "\ud800" }),
    ],
    [
      'The header parameter "h" is an empty array. Nothing was sent.',
      () => serializeHeaders({ h: [undefined] }),
    ],
    [
      'The path parameter "a" is not in the path. Is the name misspelled? Nothing was sent.',
      () => serializePath("a{id}", { a: 1, id: 2 }),
    ],
    [
      'The path parameter "id" is empty, or has a "." or ".." segment. Nothing was sent.',
      () => serializePath("/{id}", { id: "x/%c0%ae%c0%ae/y" }),
    ],
  ])("%s", (message, act) => {
    expect(act).toThrow(expect.objectContaining({ message }));
  });
});

test("a template may have characters that a path cannot have, in a name too", () => {
  expect(serializePath("/a b?c#d/{my id}", { "my id": 1 })).toBe("/a%20b%3Fc%23d/1");
});

test("the largest safe integer is sent exactly", () => {
  expect(serializePath("/{id}", { id: Number.MAX_SAFE_INTEGER })).toBe("/9007199254740991");
});
