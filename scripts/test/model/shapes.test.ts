import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Fields, isNullable, shapesOf } from "../../src/model/fields.ts";
import type { Schema } from "../../src/openapi.ts";
import { documentOf, ref } from "./support.ts";

const document = documentOf(`
  { Null: { type: "null" }, Text: { type: string }, Maybe: { anyOf: [${ref("Text")}, ${ref("Null")}] },
    Loop: { allOf: [${ref("Loop")}, { type: object }] }, Tree: { type: object, properties: { born: { type: string, format: date }, children: { type: array, items: ${ref("Tree")} } } } }`);
const schema = (text: string) => parse(text) as Schema;

describe("what a value may be", () => {
  test.each([
    ["{ type: string }", ["value"]],
    ["{ type: [integer, 'null'] }", ["value"]],
    ["{ type: [string, array] }", ["value", "array"]],
    ["{ prefixItems: [] }", ["array"]],
    ["{ additionalProperties: true }", ["object"]],
    [`{ anyOf: [${ref("Text")}, { items: {} }] }`, ["value", "array"]],
    [ref("Loop"), ["object"]],
    ["{}", []],
    ["true", []],
  ])("%s", (text, shapes) => {
    expect([...shapesOf(document, schema(text))]).toEqual(shapes);
  });
});

describe("whether it may be null", () => {
  test.each([
    ["{}", true],
    ["{ type: string }", false],
    ["{ type: [string, 'null'] }", true],
    ["{ enum: [a, null] }", true],
    ["{ type: [string, 'null'], enum: [a] }", false],
    ["{ const: null }", true],
    [ref("Maybe"), true],
    [`{ allOf: [${ref("Maybe")}, ${ref("Text")}] }`, false],
    [`{ oneOf: [${ref("Text")}, ${ref("Null")}] }`, true],
    [`{ type: object, anyOf: [${ref("Null")}] }`, false],
  ])("%s: %s", (text, expected) => {
    expect(isNullable(document, schema(text))).toBe(expected);
  });
});

const body = (text: string) => ({ content: { "application/json": { schema: schema(text) } } });

describe("dates without a time are found", () => {
  test.each([
    ["in a tree", ref("Tree"), ["born"]],
    [
      "in an array, by its field",
      "{ properties: { days: { items: { type: string, format: date } } } }",
      ["days"],
    ],
    ["in a map", "{ properties: { m: { additionalProperties: { format: date } } } }", ["m"]],
    ["in a tuple", "{ properties: { t: { prefixItems: [{ format: date }] } } }", ["t"]],
    ["behind a pattern", "{ properties: { p: { patternProperties: { x: { format: date } } } } }", ["p"]],
    ["in a combination", "{ allOf: [{ properties: { d: { format: date } } }] }", ["d"]],
    [
      "where two fields have one schema",
      `{ properties: { a: ${ref("Tree")}, b: ${ref("Tree")} } }`,
      ["born"],
    ],
    ["not a date-time", "{ properties: { at: { format: date-time } } }", []],
  ])("%s", (_, text, names) => {
    expect(new Fields(document).datesIn([], body(text))).toEqual(names);
  });

  test("in a parameter", () => {
    expect(
      new Fields(document).datesIn([{ name: "day", in: "query", schema: { format: "date" } }], undefined),
    ).toEqual(["day"]);
  });
});

test("an integer that is a string is found unless a field of that name is a number elsewhere", () => {
  const responses = (text: string) => ({
    "200": body(text),
    "400": body("{ properties: { no: { type: string, format: int64 } } }"),
  });
  expect(
    new Fields(document).integerStringsIn(
      responses("{ properties: { id: { type: string, format: int64 }, n: { type: string } } }"),
    ),
  ).toEqual(["id"]);
  expect(
    new Fields(document).integerStringsIn(
      responses(
        "{ properties: { id: { type: string, format: int64 }, other: { properties: { id: { type: integer } } } } }",
      ),
    ),
  ).toEqual([]);
});
