import { describe, expect, test } from "vitest";
import type { Parameter } from "../../../src/openapi.ts";
import type { ReadResult } from "../../../src/places.ts";
import { describeFinding } from "../../../src/problem.ts";
import { tableText } from "../../model/support.ts";
import { operation, read } from "./support.ts";

const get = (parameter: string, response = "{ description: OK }") =>
  read(
    `paths:\n  /a/{p}:\n    get:\n      operationId: get\n      parameters: [${parameter}]\n      responses: { "200": ${response} }\n`,
  );

const formatFindings = ({ findings }: ReadResult) =>
  findings.filter(({ rule }) => rule === "collection-format").map(describeFinding);

const strings = "type: array, items: { type: string }";

describe("an array is written as its collectionFormat says", () => {
  test.each([
    ["query", "", '"form"'],
    ["query", "collectionFormat: csv,", '"form"'],
    ["query", "collectionFormat: ssv,", '"spaceDelimited"'],
    ["query", "collectionFormat: pipes,", '"pipeDelimited"'],
    ["query", "collectionFormat: tsv,", '"tabDelimited"'],
    ["query", "collectionFormat: multi,", undefined],
    ["path", "", undefined],
    ["path", "collectionFormat: ssv,", '"spaceDelimited"'],
    ["path", "collectionFormat: pipes,", '"pipeDelimited"'],
    ["header", "collectionFormat: tsv,", '"tabDelimited"'],
  ])("in: %s, %s", (location, format, style) => {
    const { document } = get(`{ name: p, in: ${location}, required: true, ${format} ${strings} }`);
    expect(/\bp: ("\w+\*?")/.exec(tableText(document))?.[1]).toBe(style);
  });
});

test("a format that is for queries alone, and one of a value that is not an array, are findings", () => {
  expect(formatFindings(get(`{ name: p, in: header, collectionFormat: multi, ${strings} }`))).toEqual([
    expect.stringContaining(
      'The collectionFormat "multi" of the header parameter "p" is allowed only in queries and forms; commas are used instead.',
    ),
  ]);
  const result = get("{ name: p, in: query, collectionFormat: pipes, type: string }");
  expect(formatFindings(result)).toEqual([
    expect.stringContaining(
      'The collectionFormat "pipes" of the query parameter "p", which is not an array, was left out.',
    ),
  ]);
  const [parameter] = operation(result, "get", "/a/{p}").parameters as Parameter[];
  expect(parameter).toEqual({ name: "p", in: "query", schema: { type: "string" } });
});

test("an unknown format stops with its place", () => {
  expect(() => get(`{ name: p, in: query, collectionFormat: pipe, ${strings} }`)).toThrow(
    /source\.yaml:7:.*unknown collectionFormat "pipe"[\s\S]*Did you mean "?pipes/,
  );
});

test("the delimiters within items, and in a response's header, are kept", () => {
  const result = get(
    `{ name: p, in: query, type: array, items: { ${strings}, collectionFormat: pipes } }`,
    `{ description: OK, headers: { X-Ids: { ${strings}, collectionFormat: ssv } } }`,
  );
  expect(formatFindings(result).sort()).toEqual([
    expect.stringContaining(
      'The collectionFormat "pipes" of the items of the query parameter "p" has no style',
    ),
    expect.stringContaining('The collectionFormat "ssv" of the response header "X-Ids" has no style'),
  ]);
});
