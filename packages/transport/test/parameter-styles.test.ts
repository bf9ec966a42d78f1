import { describe, expect, test } from "vitest";
import type { ParameterStyle } from "../src/operation.ts";
import { parameterStyles as writer } from "../src/parameter-styles.ts";
import { fillPath, serializeHeaders, serializeQuery } from "../src/parameters.ts";

const array = ["a b", "c,d"];
const object = { k: "a b", "l/": 1 };
const at = new Date("2026-07-01T00:00:00Z");

/** What goes on the wire, byte for byte, for a value called `p`. */
const write = {
  path: (style: ParameterStyle, p: unknown) =>
    fillPath(["/", "p", "/x"], { p }, { styles: { p: style }, writer }),
  query: (style: ParameterStyle, p: unknown) => serializeQuery({ p }, { styles: { p: style }, writer }),
  header: (style: ParameterStyle, p: unknown) => serializeHeaders({ p }, { styles: { p: style }, writer }).p,
};

describe("in a query", () => {
  test.each<[ParameterStyle, unknown, string]>([
    ["form*", array, "p=a%20b&p=c%2Cd"],
    ["form", array, "p=a%20b,c%2Cd"],
    ["form", object, "p=k,a%20b,l%2F,1"],
    ["form", "a,b", "p=a%2Cb"],
    ["form", at, "p=2026-07-01T00%3A00%3A00Z"],
    ["form", [at, null, undefined, true], "p=2026-07-01T00%3A00%3A00Z,true"],
    ["form", [], ""],
    ["form*", [], ""],
    ["object*", object, "k=a%20b&l%2F=1"],
    ["object*", {}, ""],
    ["spaceDelimited", array, "p=a%20b%20c%2Cd"],
    ["pipeDelimited", array, "p=a%20b%7Cc%2Cd"],
    ["tabDelimited", array, "p=a%20b%09c%2Cd"],
    ["deepObject", object, "p%5Bk%5D=a%20b&p%5Bl%2F%5D=1"],
    ["deepObject", { a: undefined, b: null }, ""],
    ["json", { a: ["b c", at] }, "p=%7B%22a%22%3A%5B%22b%20c%22%2C%222026-07-01T00%3A00%3A00Z%22%5D%7D"],
    ["json", "text", "p=%22text%22"],
  ])("%s of %j", (style, value, written) => {
    expect(write.query(style, value)).toBe(written);
  });
});

describe("in a path", () => {
  test.each<[ParameterStyle | undefined, unknown, string]>([
    [undefined, array, "/a%20b,c%2Cd/x"],
    ["object", object, "/k,a%20b,l%2F,1/x"],
    ["simple*", object, "/k=a%20b,l%2F=1/x"],
    ["label", "v", "/.v/x"],
    ["label", array, "/.a%20b,c%2Cd/x"],
    ["label*", array, "/.a%20b.c%2Cd/x"],
    ["label*", object, "/.k=a%20b.l%2F=1/x"],
    ["matrix", "v", "/;p=v/x"],
    ["matrix", array, "/;p=a%20b,c%2Cd/x"],
    ["matrix*", array, "/;p=a%20b;p=c%2Cd/x"],
    ["matrix*", object, "/;k=a%20b;l%2F=1/x"],
    ["spaceDelimited", array, "/a%20b%20c%2Cd/x"],
    ["pipeDelimited", array, "/a%20b%7Cc%2Cd/x"],
    ["json", { a: 1 }, "/%7B%22a%22%3A1%7D/x"],
  ])("%s of %j", (style, value, written) => {
    expect(style ? write.path(style, value) : fillPath(["/", "p", "/x"], { p: value })).toBe(written);
  });

  test.each<[ParameterStyle, unknown]>([
    ["label", ".."],
    ["label*", [".", "."]],
    ["matrix", "../x"],
    ["simple*", { "..": 1 }],
    ["json", ".."],
    ["label", []],
    ["matrix*", {}],
  ])("%s of %j stays within its segment, or is an error", (style, value) => {
    let written = "";
    try {
      written = write.path(style, value);
    } catch (error) {
      expect(error).toMatchObject({ name: "PathParameterError", option: "p" });
      return;
    }
    expect(written).toMatch(/^\/[^/?#\\]+\/x$/);
    expect(new URL(`https://a.test${written}`).pathname).toBe(written);
  });
});

describe("in a header", () => {
  test.each<[ParameterStyle, unknown, string]>([
    ["object", object, "k,a b,l/,1"],
    ["simple*", object, "k=a b,l/=1"],
    ["pipeDelimited", array, "a b|c,d"],
    ["tabDelimited", array, "a b\tc,d"],
    ["json", { a: at }, '{"a":"2026-07-01T00:00:00Z"}'],
  ])("%s of %j", (style, value, written) => {
    expect(write.header(style, value)).toBe(written);
  });
});

describe("what cannot be sent as the document says is an error that shows no value", () => {
  test.each(["path", "query", "header"] as const)("%s", (place) => {
    for (const [style, value] of [
      ["unsupported", "secret"],
      ["form", [["secret"]]],
      ["object*", { a: { secret: 1 } }],
      ["form", new Map([["secret", 1]])],
      ["form", Number.NaN],
      ["json", { a: 1n }],
    ] as [ParameterStyle, unknown][]) {
      const act = () => write[place](style, value);
      expect(act).toThrow(
        expect.objectContaining({ name: expect.stringMatching(/ParameterError|ConfigurationError/) }),
      );
      expect(act).not.toThrow(/secret/);
    }
  });

  test("deepObject of an array", () => {
    expect(() => write.query("deepObject", [1])).toThrow(/is documented as an object/);
  });

  test("any style, where an API brings no writer along", () => {
    expect(() => serializeQuery({ p: [1] }, { styles: { p: "form" } })).toThrow(/cannot be sent/);
  });
});
