import { describe, expect, test } from "vitest";
import { parseJson } from "../src/json.ts";

describe("an integer that JavaScript would change", () => {
  test.each<[text: string, pointer: string]>([
    ["9007199254740993", ""],
    ["[0,9007199254740993]", "/1"],
    ['{"a":-9007199254740993}', "/a"],
    ['{"a":{"b":[[1,2],[3,9007199254740993]]}}', "/a/b/1/1"],
    ['{"a/b~":9007199254740993}', "/*"],
    ['{"\\u0061\\"":9007199254740993}', "/*"],
    ['{"":9007199254740993}', "/*"],
    ['{"a":"x,]}\\"","b":9007199254740993}', "/b"],
    ['{"a":[],"b":{},"c":9007199254740993}', "/c"],
    ['{ "a" : [ { } , 9007199254740993.0 ] }', "/a/1"],
    ['{"a":12345678901234567890123}', "/a"],
    ['{"a":9007199254740993.00}', "/a"],
    ['{"a":["9007199254740993",9007199254740993]}', "/a/1"],
    ['[["a"],"b",9007199254740993]', "/2"],
    ['{"a":[1,"b","c"],"d":9007199254740993}', "/d"],
    ['[{"a":1},"b","c",9007199254740993]', "/3"],
  ])("%s is found at %j", (text, pointer) => {
    expect(parseJson(text).inexact?.pointer).toBe(pointer);
  });

  test.each([
    "9007199254740991",
    "-9007199254740991",
    '"9007199254740993"',
    '{"9007199254740993":1}',
    "0.90071992547409931",
    "9007199254740993e0",
    "9007199254740992.5",
    "1e308",
    "123456789012345",
    '{"a":"\\\\","b":"9007199254740993"}',
  ])("%s is not one", (text) => {
    expect(parseJson(text)).toEqual({ value: JSON.parse(text) });
  });

  test("is found wherever in the text it begins", () => {
    for (let blanks = 0; blanks < 40; blanks++)
      expect(parseJson(`{"a":${" ".repeat(blanks)}9007199254740993}`).inexact?.pointer).toBe("/a");
  });

  test("is the string that the document calls it, digit by digit, and only where all others are too", () => {
    const text = '{"id":[9007199254740993,12],"deep":{"id":12345678901234567890},"name":"9007199254740993"}';
    expect(parseJson(text, ["id"])).toEqual({
      value: {
        id: ["9007199254740993", 12],
        deep: { id: "12345678901234567890" },
        name: "9007199254740993",
      },
    });
    expect(parseJson('{"id":9007199254740993,"n":9007199254740995}', ["id"]).inexact?.pointer).toBe("/n");
  });
});

test.each(["", " ", "{", '{"a":1}x', "9007199254740993 9007199254740993", "NaN"])("%j is no JSON", (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});
