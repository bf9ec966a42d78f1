import { describe, expect, test } from "vitest";
import { place } from "../../../src/places.ts";
import { readSwagger2 } from "../../../src/read/swagger2/read.ts";
import { parseYaml } from "../../../src/read/yaml.ts";
import { errorOf, linesOf, yaml } from "../../support.ts";
import { operation, read, swagger } from "./support.ts";

const ok = "responses: { 200: { description: OK, schema: { type: string } } }";

describe("parameters", () => {
  const parameters = (list: string, more = "") =>
    operation(read(`paths:\n  /a:\n    get:\n      parameters: [${list}]\n      ${ok}\n${more}`)).parameters;

  test("without a type stay without one", () => {
    expect(parameters("{ in: query, name: b }")).toEqual([{ in: "query", name: "b", schema: {} }]);
  });

  test("keep their type, enum and limits in a schema", () => {
    expect(
      parameters("{ in: query, name: b, type: integer, minimum: 1, exclusiveMinimum: true, enum: [2, 3] }"),
    ).toEqual([{ in: "query", name: "b", schema: { type: "integer", exclusiveMinimum: 1, enum: [2, 3] } }]);
  });

  test.each([
    ["csv", { style: "form", explode: false }],
    ["multi", { style: "form", explode: true }],
    ["pipes", { style: "pipeDelimited", explode: false }],
    ["ssv", { style: "spaceDelimited", explode: false }],
  ])("say how an array of format %s travels", (format, style) => {
    expect(
      parameters(`{ in: query, name: b, type: array, items: { type: string }, collectionFormat: ${format} }`),
    ).toEqual([{ in: "query", name: "b", schema: { type: "array", items: { type: "string" } }, ...style }]);
  });

  test("that are shared stay shared", () => {
    expect(
      parameters("{ $ref: '#/parameters/B' }", "parameters: { B: { in: query, name: b, type: string } }"),
    ).toEqual([{ $ref: "#/components/parameters/B" }]);
  });
});

test("tabs between values, for which OpenAPI 3 has no style, are a finding and an extension", () => {
  const { findings } = read(
    `paths:\n  /a:\n    get:\n      parameters:\n        - { in: query, name: b, type: array, items: { type: string }, collectionFormat: tsv }\n      ${ok}\n`,
  );
  expect(linesOf(findings)).toEqual([
    'source.yaml:7:71 collection-format: The collectionFormat "tsv" of the query parameter "b" has no style in OpenAPI 3; the extension x-collection-format records it.',
  ]);
});

describe("request bodies", () => {
  const body = (list: string, more = "", fields = "") =>
    operation(
      read(`paths:\n  /a:\n    post:\n      ${fields}\n      parameters: [${list}]\n      ${ok}\n${more}`),
      "post",
    ).requestBody;

  test("keep the name and the description that OpenAPI 3 has no place for", () => {
    expect(body("{ in: body, name: boat, description: A boat., schema: { type: object } }")).toEqual({
      description: "A boat.",
      content: { "application/json": { schema: { type: "object" } } },
      "x-name": "boat",
    });
  });

  test("get a name that a program can have, or none", () => {
    expect(body("{ in: body, name: the boat, schema: {} }")).toMatchObject({ "x-name": "theBoat" });
    expect(body("{ in: body, name: '1', schema: {} }")).not.toHaveProperty("x-name");
  });

  test("that are shared are written out", () => {
    expect(
      body(
        "{ $ref: '#/parameters/Boat' }",
        "parameters: { Boat: { in: body, name: boat, required: true, schema: { $ref: '#/definitions/B' } } }\ndefinitions: { B: { type: object } }",
      ),
    ).toEqual({
      required: true,
      content: { "application/json": { schema: { $ref: "#/components/schemas/B" } } },
      "x-name": "boat",
    });
  });

  test("of the media types that the operation consumes", () => {
    expect(body("{ in: body, name: b, schema: { type: string } }", "", "consumes: [text/csv]")).toMatchObject(
      {
        content: { "text/csv": { schema: { type: "string" } } },
      },
    );
  });

  test("a form is required if one of its fields is", () => {
    const form = (required: boolean) =>
      body(
        `{ in: formData, name: f, type: file, required: ${required} }, { in: formData, name: n, type: string }`,
        "",
        "consumes: [multipart/form-data]",
      );
    expect(form(true)).toMatchObject({
      required: true,
      content: {
        "multipart/form-data": { schema: { required: ["f"], properties: { n: { type: "string" } } } },
      },
    });
    expect(form(false)).not.toHaveProperty("required");
  });

  test("of a path go to each of its operations that has none of its own", () => {
    const result = read(`paths:
  /a:
    get: { ${ok} }
    parameters:
      - { in: body, name: all, schema: { type: array, items: { type: string } } }
      - { in: query, name: q, type: string }
    post:
      parameters: [{ in: body, name: own, schema: { type: string } }]
      ${ok}
`);
    expect(operation(result).requestBody).toMatchObject({ "x-name": "all" });
    expect(operation(result, "post").requestBody).toMatchObject({ "x-name": "own" });
    expect(result.document.paths["/a"]?.parameters).toEqual([
      { in: "query", name: "q", schema: { type: "string" } },
    ]);
  });
});

describe("responses", () => {
  test("without a schema have a body of unknown type, and a finding at the response", () => {
    const result = read("paths:\n  /a:\n    get:\n      responses:\n        200: { description: OK }\n");
    expect(operation(result).responses).toEqual({
      "200": { description: "OK", content: { "application/json": { schema: {} } } },
    });
    expect(linesOf(result.findings)).toEqual([
      "source.yaml:7:9 response-body: GET /a: Nothing is said about the body of the 200 response.",
    ]);
  });

  test.each([
    ["204", "get"],
    ["205", "get"],
    ["404", "get"],
    ["200", "head"],
  ] as const)("%s to %s has no body", (status, method) => {
    const result = read(
      `paths:\n  /a:\n    ${method}:\n      responses:\n        ${status}: { description: OK }\n`,
    );
    expect(operation(result, method).responses).toEqual({ [status]: { description: "OK" } });
    expect(result.findings).toEqual([]);
  });

  test("that are shared stay shared", () => {
    const result = read(
      "paths:\n  /a:\n    get: { responses: { 200: { $ref: '#/responses/B' } } }\nresponses: { B: { description: B, schema: { type: string } } }\n",
    );
    expect(operation(result).responses).toEqual({ "200": { $ref: "#/components/responses/B" } });
    expect(result.document.components?.responses).toMatchObject({
      B: { content: { "application/json": { schema: { type: "string" } } } },
    });
  });
});

describe("definitions", () => {
  test("lose no keyword on the way", () => {
    const { document } = read(`paths: {}
definitions:
  Pet:
    type: object
    discriminator: kind
    required: [kind]
    properties:
      kind: { type: string }
      note: { type: string, x-nullable: true, readOnly: true }
  Cat: { allOf: [{ $ref: '#/definitions/Pet' }, { type: object, properties: { pet: { $ref: '#/definitions/Cat' } } }] }
`);
    expect(document.components?.schemas).toEqual({
      Pet: {
        type: "object",
        discriminator: { propertyName: "kind" },
        required: ["kind"],
        properties: { kind: { type: "string" }, note: { type: ["string", "null"], readOnly: true } },
      },
      Cat: {
        allOf: [
          { $ref: "#/components/schemas/Pet" },
          { type: "object", properties: { pet: { $ref: "#/components/schemas/Cat" } } },
        ],
      },
    });
  });

  test("that are missing leave a reference of OpenAPI 3 behind", () => {
    const result = read(
      "paths:\n  /a:\n    get: { responses: { 200: { description: OK, schema: { $ref: '#/definitions/B' } } } }\n",
    );
    expect(JSON.stringify(result.document)).toContain('"#/components/schemas/B"');
    expect(result.places.find(place.reference("#/components/schemas/B"))).toMatchObject({
      line: 5,
      column: 59,
    });
  });
});

test("security and servers are carried over", () => {
  const { document } = read(`host: a.example
basePath: /v1
schemes: [https, http]
security: [{ key: [] }]
securityDefinitions: { key: { type: apiKey, in: header, name: X-Key }, login: { type: basic } }
paths: {}
`);
  expect(document.servers).toEqual([{ url: "https://a.example/v1" }, { url: "http://a.example/v1" }]);
  expect(document.security).toEqual([{ key: [] }]);
  expect(document.components?.securitySchemes).toEqual({
    key: { type: "apiKey", in: "header", name: "X-Key" },
    login: { type: "http", scheme: "basic" },
  });
});

test("what the converter cannot take is fixed, each with a finding at its place", () => {
  const result = readSwagger2(
    yaml(`swagger: "2.0"
paths:
  x-all: 1
  /a:
    x-null: null
    get:
      schemes: [http]
      responses: { x-more: null, 204: { description: Done } }
---
`),
  );
  expect(linesOf(result.findings)).toEqual([
    'source.yaml:3:3 foreign-word: The vendor\'s extension "x-all" is among paths; it was left out.',
    'source.yaml:8:20 foreign-word: The vendor\'s extension "x-more" is among responses; it was left out.',
    "source.yaml:9:1 trailing-document: An empty YAML document follows the first one; it was ignored.",
    "source.yaml:1:1 info-missing: The document has no `info`; it was given a placeholder.",
    "source.yaml:7:7 operation-schemes: GET /a names its own URL schemes; the document's servers apply.",
  ]);
  expect(result.document.info).toEqual({ title: "Untitled API", version: "unknown" });
  expect(operation(result)).toEqual({ responses: { "204": { description: "Done" } } });
});

test("reading leaves the source as it was", () => {
  const source = yaml(swagger(`paths:\n  /a:\n    get:\n      schemes: [http]\n      ${ok}\n`));
  const before = structuredClone(source.value);
  readSwagger2(source);
  expect(source.value).toEqual(before);
});

describe("what cannot be read is rejected at its place", () => {
  const op = (parameter: string) =>
    `paths:\n  /a:\n    get:\n      parameters:\n        - ${parameter}\n      ${ok}\n`;
  test.each([
    [op("{ in: query }"), "7:11: a parameter has no name"],
    [op("{ in: query, name: 5 }"), "7:11: a parameter has no name"],
    [op("{ name: b }"), '7:11: the parameter "b" does not say where it is'],
    [op("{ name: b, in: cookie }"), '7:11: the parameter "b" says in: "cookie"'],
    [op("{ $ref: '#/parameters/B' }"), "7:13: dangling reference: there is nothing at #/parameters/B"],
    [op("{ $ref: 'b.yaml#/B' }"), "7:13: dangling reference: there is nothing at b.yaml#/B"],
    [
      "paths:\n  /a: { $ref: 'a.yaml' }\n",
      "4:9: a path item that refers to another document is not supported",
    ],
  ])("%j", (rest, message) => {
    expect(errorOf(() => read(rest))).toContain(`source.yaml:${message}`);
  });

  test("an invalid shared parameter", () => {
    const rest = "paths: {}\nparameters:\n  B: { in: query }\n";
    expect(errorOf(() => read(rest))).toContain("source.yaml:5:3: a parameter has no name");
  });

  test("two bodies", () => {
    const rest = op("{ in: body, name: b, schema: {} }\n        - { in: body, name: c, schema: {} }");
    expect(errorOf(() => read(rest))).toContain("source.yaml:8:11: GET /a has a second body");
  });

  test.each(['"1.2"', "3", "[]"])("version %s", (version) => {
    const text = `swagger: ${version}\npaths: {}\n`;
    expect(errorOf(() => readSwagger2(parseYaml({ path: "source.yaml", text })))).toMatch(
      /^source\.yaml:1:1: expected swagger: "2\.0", found /,
    );
  });
});
