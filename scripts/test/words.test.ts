import { expect, test } from "vitest";
import { pointer, resolveReference } from "../src/json.ts";
import { camelCase, closest, count, pascalCase } from "../src/words.ts";

test.each([
  ["bookngs", ["bookings", "booking", "customers"], "bookings"],
  ["GET", ["put", "get"], "get"],
  ["x", ["paths", "info"], undefined],
  ["webhooks", [], undefined],
])("%s most likely means one of %j: %s", (word, candidates, meant) => {
  expect(closest(word, candidates)).toBe(meant);
});

test("numbers agree with their nouns", () => {
  expect([count(0, "file"), count(1, "file"), count(2, "file")]).toEqual(["0 files", "1 file", "2 files"]);
});

test("names are made of the words in a string", () => {
  expect([camelCase("list-all boats!"), pascalCase("/a/{bC}/d"), camelCase("船"), pascalCase("")]).toEqual([
    "listAllBoats",
    "ABCD",
    "",
    "",
  ]);
});

test("a pointer leads to what it was made of", () => {
  const root = { "a/b": { "c~d": [1, { "e f": 2, "100%": 3 }] } };
  expect(resolveReference(root, pointer("#", "a/b", "c~d", 1, "e f"))).toBe(2);
  expect(resolveReference(root, "#/a~1b/c~0d/1/e%20f")).toBe(2);
  expect(resolveReference(root, "#/a~1b/c~0d/1/100%")).toBe(3);
  for (const nowhere of ["#/a", "#/a~1b/c~0d/7", "#/toString", "other.yaml#/a", "#"])
    expect(resolveReference(root, nowhere)).toBeUndefined();
});
