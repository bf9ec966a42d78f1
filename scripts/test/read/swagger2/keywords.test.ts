import { describe, expect, test } from "vitest";
import { checkKeywords } from "../../../src/read/swagger2/keywords.ts";
import { errorOf, yaml } from "../../support.ts";
import { swagger } from "./support.ts";

const refused = (rest: string): string => errorOf(() => checkKeywords(yaml(swagger(rest))));
const op = (fields: string): string => `paths:\n  /a:\n    get:\n      responses: {}\n      ${fields}\n`;

describe("a field that Swagger 2.0 does not have is refused at its place, whatever object it stands in", () => {
  test.each<[kind: string, rest: string, message: string]>([
    ["Swagger", "pathes: {}\n", '3:1: unsupported keyword "pathes" in a Swagger object'],
    ["PathItem", "paths:\n  /a:\n    fetch: {}\n", '5:5: unsupported keyword "fetch" in a PathItem object'],
    ["Operation", op("sumary: x"), '7:7: unsupported keyword "sumary" in an Operation object'],
    [
      "Parameter",
      op("parameters: [{ in: query, name: a, typ: b }]"),
      '7:42: unsupported keyword "typ" in a Parameter object',
    ],
    [
      "Items",
      op("parameters: [{ in: query, name: a, type: array, items: { schema: {} } }]"),
      '7:64: unsupported keyword "schema" in an Items object',
    ],
    [
      "Response",
      "paths:\n  /a:\n    get:\n      responses:\n        200: { descr: x }\n",
      '7:16: unsupported keyword "descr" in a Response object',
    ],
    [
      "Header",
      "paths:\n  /a:\n    get:\n      responses:\n        200: { description: x, headers: { X-A: { name: y } } }\n",
      '7:50: unsupported keyword "name" in a Header object',
    ],
    [
      "Schema",
      "definitions:\n  A: { nullable: true }\n",
      '4:8: unsupported keyword "nullable" in a Schema object',
    ],
    [
      "a nested Schema",
      "definitions:\n  A:\n    allOf:\n      - properties:\n          b: { oneOf: [] }\n",
      '7:16: unsupported keyword "oneOf" in a Schema object',
    ],
    [
      "a Schema under additionalProperties",
      "definitions:\n  A: { additionalProperties: { typ: string } }\n",
      '4:32: unsupported keyword "typ" in a Schema object',
    ],
    [
      "SecurityScheme",
      "securityDefinitions:\n  k: { typ: basic }\n",
      '4:8: unsupported keyword "typ" in a SecurityScheme',
    ],
    ["Tag", "tags: [{ title: x }]\n", '3:10: unsupported keyword "title" in a Tag object'],
  ])("%s", (_, rest, message) => {
    expect(refused(rest)).toContain(`source.yaml:${message}`);
  });
});

test("a word of OpenAPI 3 is called one", () => {
  expect(refused(op("requestBody: {}"))).toContain(
    '"requestBody" belongs to OpenAPI 3: if the document is one,',
  );
});

test("a misspelt word is told its right form", () => {
  expect(refused(op("operationID: x"))).toContain('Did you mean "operationId"?');
});

describe("a value of the wrong kind is refused at its place", () => {
  test.each([
    ["a list of paths", "paths: []\n", "3:1: expected a mapping, found a list"],
    ["no path item", "paths:\n  /a:\n", "4:3: expected a PathItem object, found nothing"],
    [
      "a text for an operation",
      "paths:\n  /a: { get: x }\n",
      '4:9: expected an Operation object, found the string "x"',
    ],
    ["a mapping for parameters", op("parameters: {}"), "7:7: expected a list, found a mapping"],
    ["a text for tags", op("tags: a"), '7:7: expected a list, found the string "a"'],
    [
      "a property that says nothing",
      "definitions: { A: { properties: { b: } } }\n",
      "3:35: expected a Schema object, found nothing",
    ],
  ])("%s", (_, rest, message) => expect(refused(rest)).toContain(`source.yaml:${message}`));
});

test("a vendor's x- words pass everywhere, and names that look like them are names", () => {
  const text = swagger(`x-a: 1
paths:
  x-b: [1]
  /a:
    x-c: {}
    get:
      x-d: null
      parameters: [{ in: query, name: q, x-e: 1, type: array, items: { x-f: 1 } }]
      responses:
        x-g: 1
        200: { description: OK, x-h: 1, headers: { x-i: { type: string } } }
definitions:
  x-j: { type: object, properties: { x-k: { type: string, x-l: 1 } } }
`);
  expect(() => checkKeywords(yaml(text))).not.toThrow();
  expect(errorOf(() => checkKeywords(yaml(text.replace("x-l", "l"))))).toMatch(/^source\.yaml:15:59: /);
});
