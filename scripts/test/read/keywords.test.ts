import { describe, expect, test } from "vitest";
import { checkKeywords } from "../../src/read/keywords.ts";
import { errorOf, linesOf, yaml } from "../support.ts";
import { swagger } from "./swagger2/support.ts";

const check = (text: string, version: "oas2" | "oas3_0" | "oas3_1" = "oas2") => {
  const source = yaml(text);
  return checkKeywords(source.value, version, source);
};
const rejected = (rest: string): string => errorOf(() => check(swagger(rest)));
const findings = (rest: string): string => linesOf(check(swagger(rest))).join("\n");
const op = (fields: string): string => `paths:\n  /a:\n    get:\n      responses: {}\n      ${fields}\n`;

describe("a keyword that Swagger 2.0 does not have is rejected where it is misspelled or of another version, and else left out with a finding", () => {
  test.each<[kind: string, rest: string, message: string]>([
    ["Swagger", "pathes: {}\n", '3:1: unsupported keyword "pathes" in a root object'],
    [
      "PathItem",
      "paths:\n  /a:\n    fetch: {}\n",
      '5:5 unknown-keyword: Swagger 2.0 has no keyword "fetch" for a PathItem object; it was left out.',
    ],
    ["Operation", op("sumary: x"), '7:7: unsupported keyword "sumary" in an Operation object'],
    [
      "Parameter",
      op("parameters: [{ in: query, name: a, typ: b }]"),
      '7:42: unsupported keyword "typ" in a Parameter object',
    ],
    [
      "Items",
      op("parameters: [{ in: query, name: a, type: array, items: { schema: {} } }]"),
      '7:64 unknown-keyword: Swagger 2.0 has no keyword "schema" for an Items object; it was left out.',
    ],
    [
      "Response",
      "paths:\n  /a:\n    get:\n      responses:\n        200: { descr: x }\n",
      '7:16 unknown-keyword: Swagger 2.0 has no keyword "descr" for a Response object; it was left out.',
    ],
    [
      "Header",
      "paths:\n  /a:\n    get:\n      responses:\n        200: { description: x, headers: { X-A: { name: y } } }\n",
      '7:50 unknown-keyword: Swagger 2.0 has no keyword "name" for a Header object; it was left out.',
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
    [
      "Tag",
      "tags: [{ title: x }]\n",
      '3:10 unknown-keyword: Swagger 2.0 has no keyword "title" for a Tag object; it was left out.',
    ],
  ])("%s", (_, rest, message) => {
    const said = message.includes("left out") ? findings(rest) : rejected(rest);
    expect(said).toContain(`source.yaml:${message}`);
  });
});

describe("of OpenAPI 3", () => {
  const openapi = (version: string, rest: string) =>
    `openapi: ${version}\ninfo: { title: A, version: "1" }\n${rest}`;
  const operation = (fields: string) => `paths: { /a: { get: { responses: {}, ${fields} } } }\n`;
  test.each<["oas3_0" | "oas3_1", string, string]>([
    ["oas3_1", operation("parametres: []"), '3:38: unsupported keyword "parametres" in an Operation object'],
    ["oas3_0", operation("sumary: a"), '3:38: unsupported keyword "sumary" in an Operation object'],
    [
      "oas3_1",
      operation("flavour: sweet"),
      'OpenAPI 3.1 has no keyword "flavour" for an Operation object; it was left out.',
    ],
    [
      "oas3_1",
      "paths: {}\ncomponents: { schemas: { S: { flavour: sweet } } }\n",
      'OpenAPI 3.1 has no keyword "flavour" for a Schema object; it was left out.',
    ],
    [
      "oas3_1",
      "paths: { /a: { get: { responses: { success: { description: OK } } } } }\n",
      'The response "success" has no HTTP status; it was left out.',
    ],
  ])("%s: %s", (version, rest, message) => {
    const text = openapi(version === "oas3_0" ? "3.0.3" : "3.1.0", rest);
    const said = message.includes("left out")
      ? linesOf(check(text, version)).join("\n")
      : errorOf(() => check(text, version));
    expect(said).toContain(message);
  });

  test("keywords of the other 3.x are carried over, and a name is no keyword", () => {
    const schemas =
      "paths: {}\ncomponents: { schemas: { flavour: { type: object, properties: { flavour: { const: a, nullable: true } }, example: { flavour: 1 } } } }\n";
    expect(check(openapi("3.0.3", schemas), "oas3_0")).toEqual([]);
    expect(check(openapi("3.1.0", schemas), "oas3_1")).toEqual([]);
  });
});

test("a word of OpenAPI 3 is called one", () => {
  expect(rejected(op("requestBody: {}"))).toContain(
    '"requestBody" belongs to OpenAPI 3: if the document is one,',
  );
});

test("a misspelled keyword is reported with its right form", () => {
  expect(rejected(op("operationID: x"))).toContain('Did you mean "operationId"?');
});

describe("a value of the wrong kind is rejected at its place", () => {
  test.each([
    ["a list of paths", "paths: []\n", "3:1: expected a mapping, found a list"],
    ["no path item", "paths:\n  /a:\n", "4:3: expected a PathItem object, found nothing"],
    [
      "a string for an operation",
      "paths:\n  /a: { get: x }\n",
      '4:9: expected an Operation object, found the string "x"',
    ],
    ["a mapping for parameters", op("parameters: {}"), "7:7: expected a list, found a mapping"],
    ["a string for tags", op("tags: a"), '7:7: expected a list, found the string "a"'],
    [
      "a property that says nothing",
      "definitions: { A: { properties: { b: } } }\n",
      "3:35: expected a Schema object, found nothing",
    ],
  ])("%s", (_, rest, message) => expect(rejected(rest)).toContain(`source.yaml:${message}`));
});

test("a vendor's extensions pass everywhere, and names that look like them are names", () => {
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
  expect(() => check(text)).not.toThrow();
  expect(errorOf(() => check(text.replace("x-l", "typ")))).toMatch(/^source\.yaml:15:59: /);
});
