import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { findUnsendable, styleOf } from "../../src/model/parameter-style.ts";
import type { OpenApiDocument, Parameter } from "../../src/openapi.ts";
import { Places } from "../../src/places.ts";
import { linesOf } from "../support.ts";
import { tableText } from "./support.ts";

const array = "{ type: array, items: { type: string } }";
const object = "{ type: object, properties: { a: { type: string } } }";

function documentWith(parameter: string, body = ""): OpenApiDocument {
  return parse(`
openapi: 3.1.0
info: { title: A, version: "1" }
paths:
  /a/{p}:
    post:
      operationId: post
      parameters: [${parameter}]
      ${body}
      responses: { "204": { description: Done } }
components:
  schemas:
    Strings: ${array}
    Loop: { type: array, items: { $ref: "#/components/schemas/Loop" } }
    Nothing: {}
`);
}

function inspect(parameter: string): { style: string; problems: string[] } {
  const document = documentWith(parameter);
  const [first] = document.paths["/a/{p}"]?.post?.parameters ?? [];
  return {
    style: styleOf(document, first as Parameter),
    problems: linesOf(findUnsendable(document, new Places("source.yaml"))),
  };
}

describe("the form of a parameter is the one that the document says", () => {
  test.each([
    ["query", "", array, "form*"],
    ["query", "explode: false,", array, "form"],
    ["query", "style: spaceDelimited, explode: false,", array, "spaceDelimited"],
    ["query", "style: pipeDelimited, explode: false,", array, "pipeDelimited"],
    ["query", "style: pipeDelimited, explode: true,", array, "form*"],
    ["query", "x-collection-format: tsv,", array, "tabDelimited"],
    ["query", "explode: false,", '{ $ref: "#/components/schemas/Strings" }', "form"],
    ["query", "explode: false,", `{ allOf: [${array}] }`, "form"],
    ["query", "explode: false,", `{ oneOf: [{ type: string }, ${array}] }`, "form"],
    ["query", "explode: false,", "{ type: [array, 'null'], items: { type: string } }", "form"],
    ["query", "explode: false,", "{ items: { type: string } }", "form"],
    ["query", "explode: false,", "{ type: string }", "form*"],
    ["query", "", object, "object*"],
    ["query", "explode: false,", object, "form"],
    ["query", "style: deepObject,", object, "deepObject"],
    ["path", "", array, "simple"],
    ["path", "style: label,", "{ type: string }", "label"],
    ["path", "style: matrix, explode: true,", array, "matrix*"],
    ["path", "x-collection-format: ssv,", array, "spaceDelimited"],
    ["path", "", object, "object"],
    ["path", "explode: true,", object, "simple*"],
    ["header", "", array, "simple"],
    ["header", "x-collection-format: pipes,", array, "pipeDelimited"],
    ["header", "", object, "object"],
  ])("in: %s, %s schema: %s", (location, style, schema, expected) => {
    expect(inspect(`{ name: p, in: ${location}, ${style} schema: ${schema} }`)).toEqual({
      style: expected,
      problems: [],
    });
  });

  test("content of JSON is JSON", () => {
    const parameter = "{ name: p, in: query, content: { application/json: { schema: {} } } }";
    expect(inspect(parameter)).toEqual({ style: "json", problems: [] });
  });

  test("a parameter of which nothing is said takes whatever a call passes", () => {
    expect(inspect("{ name: p, in: query, schema: {} }")).toEqual({ style: "form*", problems: [] });
  });
});

test.each([
  [
    `{ name: p, in: query, schema: { type: array, items: ${array} } }`,
    "it is an array of arrays or objects, which no style can write",
  ],
  [
    '{ name: p, in: query, schema: { $ref: "#/components/schemas/Loop" } }',
    "it is an array of arrays or objects, which no style can write",
  ],
  [
    `{ name: p, in: query, style: deepObject, schema: { type: object, properties: { a: ${array} } } }`,
    "it is an object that holds arrays or objects, which the style deepObject cannot write",
  ],
  [
    `{ name: p, in: query, schema: { type: object, additionalProperties: ${object} } }`,
    "it is an object that holds arrays or objects, which the style form cannot write",
  ],
  [
    `{ name: p, in: query, style: deepObject, schema: ${array} }`,
    "the style deepObject is for objects, and this is an array",
  ],
  [
    `{ name: p, in: header, style: matrix, schema: ${array} }`,
    "the style matrix does not exist for a parameter in a header",
  ],
  [
    "{ name: p, in: query, content: { application/xml: {} } }",
    "its content is application/xml, and only JSON can be written",
  ],
  ["{ name: p, in: cookie, schema: { type: string } }", "it is a cookie, which a client does not send"],
])("%s cannot be sent: a finding that says why", (parameter, why) => {
  const location = /in: (\w+)/.exec(parameter)?.[1];
  expect(inspect(parameter)).toEqual({
    style: "unsupported",
    problems: [
      `source.yaml:1:1 parameter-style: POST /a/{p}: the ${location} parameter "p" cannot be sent: ${why}. A call that names it is an error.`,
    ],
  });
});

describe("a form", () => {
  const withForm = (encoding: string, fields = `ids: ${array}`) =>
    documentWith(
      "",
      `requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { ${fields} } }, encoding: ${encoding} } } }`,
    );
  const requestBody = (document: OpenApiDocument) =>
    /requestBody: (\{.*?\} ?\})/.exec(tableText(document))?.[1];

  test("has the styles of its fields", () => {
    expect(requestBody(withForm("{ ids: { style: pipeDelimited, explode: false } }"))).toContain(
      'ids: { style: "pipeDelimited" }',
    );
  });

  test("has the media type of a part, and none where several are allowed or a style is said", () => {
    expect(requestBody(withForm("{ ids: { contentType: text/csv } }"))).toContain(
      'ids: { contentType: "text/csv" }',
    );
    for (const encoding of ["{ contentType: 'image/png, image/jpeg' }", "{ contentType: 'image/*' }"])
      expect(tableText(withForm(`{ ids: ${encoding} }`))).not.toContain("image/");
    expect(
      tableText(withForm("{ ids: { contentType: text/csv, style: form, explode: false } }")),
    ).not.toContain("text/csv");
  });

  test("with a field that no style can write is a finding", () => {
    const document = withForm("{ ids: { style: form } }", `ids: { type: array, items: ${array} }`);
    expect(linesOf(findUnsendable(document, new Places("source.yaml")))).toEqual([
      'source.yaml:1:1 parameter-style: POST /a/{p}: the form field "ids" cannot be sent: it is an array of arrays or objects, which no style can write. A call that names it is an error.',
    ]);
  });
});
