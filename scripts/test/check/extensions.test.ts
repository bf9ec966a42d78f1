import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkExtensions } from "../../src/check/extensions.ts";
import { applyOverlay } from "../../src/overlay/apply.ts";
import { parseOverlay } from "../../src/overlay/overlay.ts";
import { run } from "../../src/pipeline.ts";
import { overlay } from "../overlay/support.ts";

const inOperation = (words: string) =>
  checkExtensions({ paths: { "/a": { get: { ...parse(`{ ${words} }`) } } } });

describe("our extensions are held to their form", () => {
  test.each([
    "x-name: boat",
    "x-safe: true",
    "x-sdk-name: boats.list",
    "x-date-windows: [{ from: a, to: b, maximum: P31D }]",
    "x-item-key: id",
    "x-require-one-of: [[from, to], [token]]",
    "x-replaces: { readOperation: get, query: { all: true }, complete: [{ each: /a/b, field: c, except: { d: [e] } }] }",
    'x-pagination: { items: "", offsetParameter: offset, sizeParameter: limit, hasNext: /more, nextOffset: /next }',
    "x-pagination: { items: /data, currentPage: /a, totalPages: /b, token: /c, tokenParameter: d, pageParameter: e }",
  ])("%s is right", (words) => expect(inOperation(words)).toEqual({ malformed: [], unknown: [] }));

  test.each([
    ["x-name: a boat", "x-name must match pattern"],
    ["x-safe: yes please", "x-safe must be equal to constant"],
    ["x-sdk-name: list", "x-sdk-name must match pattern"],
    ["x-sdk-name: Boats.list", "x-sdk-name must match pattern"],
    ["x-replaces: { query: { all: true } }", "x-replaces must have required property 'readOperation'"],
    [
      "x-replaces: { readOperation: get, complete: [{ each: a, field: b }] }",
      "x-replaces/complete/0/each must match",
    ],
    ["x-replaces: { readOperation: get, reed: get }", "x-replaces must NOT have additional properties"],
    ["x-item-key: ''", "x-item-key must NOT have fewer than 1 characters"],
    ["x-require-one-of: [from, to]", "x-require-one-of/0 must be array"],
    ["x-require-one-of: [[]]", "x-require-one-of/0 must NOT have fewer than 1 items"],
    ["x-date-windows: []", "x-date-windows must NOT have fewer than 1 items"],
    ["x-date-windows: [{ from: a, to: b }]", "x-date-windows/0 must have required property 'maximum'"],
    ["x-date-windows: [{ from: a, to: b, maximum: 31 days }]", "x-date-windows/0/maximum must match pattern"],
    ["x-date-windows: [{ from: a, to: b, maximum: P31D, more: 1 }]", "must NOT have additional properties"],
    [
      "x-pagination: { items: /data, offsetParameter: offset, token: /c }",
      "x-pagination must NOT have additional properties",
    ],
    ["x-pagination: { items: data }", "x-pagination must have required property 'currentPage'"],
  ])("%s is not", (words, message) => {
    const { malformed } = inOperation(words);
    expect(malformed[0]?.pointer).toBe(`#/paths/~1a/get/${words.split(":")[0]}`);
    expect(malformed[0]?.message).toContain(message);
  });
});

test("other extensions are found wherever they are, but not in names and examples", () => {
  expect(
    checkExtensions({
      "x-a": 1,
      paths: {
        "/a": {
          "x-b": 1,
          get: { parameters: [{ "x-c": 1 }], responses: { 200: { headers: { "x-no": {} } } } },
        },
      },
      components: { schemas: { "x-no": { properties: { "x-no": { "x-d": 1, example: { "x-no": 1 } } } } } },
    }).unknown,
  ).toEqual(["x-a", "x-b", "x-c", "x-d"]);
});

test("an extension that an overlay misspells is rejected with the right one, and the vendor's own pass", async () => {
  const source = {
    path: "specs/a/source.yaml",
    text: 'swagger: "2.0"\ninfo: { title: A, version: "1" }\nx-crawler: 1\npaths: {}\n',
  };
  const overlayFile = {
    path: "specs/a/overlay.yaml",
    text: overlay(["target: $.info, update: { x-sdk-nam: a.b }"]),
  };
  await expect(run({ api: "a", sources: [source], overlay: overlayFile })).rejects.toThrow(
    'a: the normalized document has 1 problem\n  "O" adds x-sdk-nam, an extension that specs/README.md does not list. Did you mean "x-sdk-name"?',
  );
  expect(() =>
    applyOverlay({ openapi: "", info: { title: "", version: "" }, paths: {} }, parseOverlay(overlayFile)),
  ).not.toThrow();
});
