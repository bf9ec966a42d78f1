import { expect, test } from "vitest";
import { place } from "../../src/places.ts";
import { readOpenApi3 } from "../../src/read/openapi3.ts";
import { errorOf, linesOf, yaml } from "../support.ts";

const document = `openapi: 3.0.3
info: { title: A, version: "1" }
paths:
  x-status: beta
  /a:
    get:
      parameters:
        - { name: b, in: query, schema: { type: string, nullable: true, example: c } }
      responses:
        "200":
          description: OK
        x-more: 1
`;

test("OpenAPI 3.0 becomes 3.1", () => {
  const { document: read } = readOpenApi3(yaml(document));
  expect(read.openapi).toMatch(/^3\.1\./);
  expect(read.paths["/a"]?.get?.parameters?.[0]).toMatchObject({
    schema: { type: ["string", "null"], examples: ["c"] },
  });
});

test("3.1 passes through as it is, and the source is not touched", () => {
  const source = yaml(document.replace("3.0.3", "3.1.0").replace(", nullable: true, example: c", ""));
  const before = structuredClone(source.value);
  const { document: read } = readOpenApi3(source);
  expect(source.value).toEqual(before);
  expect(read.paths["/a"]?.get).toEqual({
    parameters: [{ name: "b", in: "query", schema: { type: "string" } }],
    responses: { "200": { description: "OK" } },
  });
});

test("a vendor's words among paths and responses are no paths and no responses", () => {
  const { document: read, findings } = readOpenApi3(yaml(document));
  expect(Object.keys(read.paths)).toEqual(["/a"]);
  expect(linesOf(findings)).toEqual([
    'source.yaml:4:3 foreign-word: The vendor\'s extension "x-status" is among paths; it was left out.',
    'source.yaml:12:9 foreign-word: The vendor\'s extension "x-more" is among responses; it was left out.',
  ]);
});

test("operations, parameters and responses are found in the source", () => {
  const { places } = readOpenApi3(yaml(document));
  expect(places.find(place.operation("get", "/a"))).toMatchObject({ line: 6, column: 5 });
  expect(places.find(place.parameter("get", "/a", "query", "b"))).toMatchObject({ line: 8, column: 11 });
  expect(places.find(place.response("get", "/a", "200"))).toMatchObject({ line: 10, column: 9 });
});

test.each([
  [
    "openapi: 2.9\ninfo: {}\npaths: {}\n",
    /^source\.yaml:1:1: expected openapi: 3\.0\.x or 3\.1\.x, found 2\.9/,
  ],
  ["openapi: 3.1.0\ninfo: {}\n", /^source\.yaml:1:1: the document has no `paths`/],
  ["openapi: 3.1.0\npaths: {}\n", /^source\.yaml:1:1: the document has no `info`/],
])("%j is rejected", (text, message) => expect(errorOf(() => readOpenApi3(yaml(text)))).toMatch(message));
