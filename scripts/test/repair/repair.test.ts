import { describe, expect, test } from "vitest";
import { errorOf } from "../support.ts";
import { item, repaired, schema } from "./support.ts";

const ok = "responses: { 200: { description: OK } }";

describe("operation ids", () => {
  const ids = (paths: string) => {
    const { document, lines } = repaired(`paths:\n${paths}`);
    return { ids: Object.values(document.paths).map((path) => path.get?.operationId), lines };
  };

  test("that are missing are made of method and path", () => {
    expect(
      ids(
        `  "/a/{b}/c-d": { get: { summary: S, parameters: [{ name: b, in: path, required: true }], ${ok} } }\n`,
      ),
    ).toEqual({
      ids: ["getABCD"],
      lines: [
        'source.yaml:4:19 operation-id-missing: GET /a/{b}/c-d: No operationId is given; it became "getABCD".',
      ],
    });
  });

  test("that repeat another's are left to the first", () => {
    expect(
      ids(
        `  /a: { get: { operationId: x, summary: S, ${ok} } }\n  /b: { get: { operationId: x, summary: S, ${ok} } }\n`,
      ),
    ).toEqual({
      ids: ["x", "getB"],
      lines: [
        'source.yaml:5:9 operation-id-unique: GET /b: The operationId "x" is that of another operation; it became "getB".',
      ],
    });
  });

  test("a repeated id stays with the operation that is named so, wherever another with it is", () => {
    expect(
      ids(
        `  /a: { get: { operationId: getB, summary: S, ${ok} } }\n  /b: { get: { operationId: getB, summary: S, ${ok} } }\n`,
      ).ids,
    ).toEqual(["getA", "getB"]);
  });

  test("that are not names in a program become one", () => {
    expect(ids(`  /a: { get: { operationId: list boats!, summary: S, ${ok} } }\n`)).toEqual({
      ids: ["listBoats"],
      lines: [
        'source.yaml:4:9 operation-id-name: GET /a: The operationId "list boats!" is not a name in TypeScript; it became "listBoats".',
      ],
    });
    expect(ids(`  /a: { get: { operationId: 2nd, summary: S, ${ok} } }\n`).ids).toEqual(["getA"]);
    expect(ids(`  /a: { get: { operationId: 船, summary: S, ${ok} } }\n`).ids).toEqual(["getA"]);
    expect(ids(`  /a: { get: { operationId: __proto__, summary: S, ${ok} } }\n`).ids).toEqual(["proto"]);
  });

  test("that are made never take another's, even one that comes later", () => {
    expect(
      ids(`  /a: { get: { summary: S, ${ok} } }\n  /b: { get: { operationId: getA, summary: S, ${ok} } }\n`)
        .ids,
    ).toEqual(["getA2", "getA"]);
  });
});

describe("references", () => {
  test("to a missing schema leave it open, with one finding for all", () => {
    const { document, lines } = repaired(`paths: {}
components:
  schemas:
    A: { properties: { b: { $ref: "#/components/schemas/B" }, c: { $ref: "#/components/schemas/B" } } }
    example: { properties: { example: { $ref: "#/components/schemas/C" } }, example: { $ref: "#/none" } }
`);
    expect(schema(document, "A")?.properties).toEqual({ b: {}, c: {} });
    expect(schema(document, "example")?.properties).toEqual({ example: {} });
    expect(lines).toEqual([
      'source.yaml:6:29 missing-schema: The schema "B" is used 2 times and defined nowhere; it was left open.',
      'source.yaml:7:41 missing-schema: The schema "C" is used once and defined nowhere; it was left open.',
    ]);
  });

  test.each([
    ["#/components/responses/A", "Only a missing schema can be left open"],
    ["#/components/schemas/A/properties/b", "Only a missing schema can be left open"],
    ["other.yaml#/A", "Other files are not read"],
    ["#/components/%/A", "Only a missing schema can be left open"],
  ])("to %s are rejected at their place", (reference, advice) => {
    const error = errorOf(() =>
      repaired(`paths:\n  /a: { get: { responses: { 200: { $ref: "${reference}" } } } }\n`),
    );
    expect(error).toBe(
      `source.yaml:4:36: dangling reference: there is nothing at ${reference}\n  ${error.split("\n  ")[1]}`,
    );
    expect(error).toContain(advice);
  });
});

test("component names with other characters are renamed with all that refers to them", () => {
  const { document, lines } = repaired(`paths: {}
components:
  schemas:
    "Page<Boat>": { properties: { next: { $ref: "#/components/schemas/Page%3CBoat%3E" } } }
    PageBoat: { properties: { page: { $ref: "#/components/schemas/Page<Boat>" } } }
    a.b-c_D: { type: string }
`);
  expect(Object.keys(document.components?.schemas ?? {}).sort()).toEqual([
    "PageBoat",
    "PageBoat2",
    "a.b-c_D",
  ]);
  expect(schema(document, "PageBoat2")?.properties?.next?.$ref).toBe("#/components/schemas/PageBoat2");
  expect(schema(document, "PageBoat")?.properties?.page?.$ref).toBe("#/components/schemas/PageBoat2");
  expect(lines).toEqual([
    'source.yaml:6:5 component-name: The name "Page<Boat>" in schemas has characters that OpenAPI 3 does not allow; it became "PageBoat2".',
  ]);
});

test("a required property that is described nowhere is there, of unknown type", () => {
  const { document, lines } = repaired(`paths: {}
components:
  schemas:
    A: { type: object, required: [a, b], properties: { a: { type: string } } }
    B: { required: [a, c], allOf: [{ $ref: "#/components/schemas/A" }, { properties: { c: {} } }] }
`);
  expect(schema(document, "A")?.properties).toEqual({ a: { type: "string" }, b: {} });
  expect(lines).toEqual([
    'source.yaml:6:5 required-property: The schema "A" requires the property "b" and does not describe it; it was added, of unknown type.',
  ]);
});

describe("responses", () => {
  test("without a description get the name of their status", () => {
    const { document, lines } = repaired(
      "paths:\n  /a:\n    get:\n      operationId: a\n      summary: S\n      responses:\n        200: {}\n        404: {}\n        5XX: {}\n        default: {}\n",
    );
    expect(item(document, "/a").get?.responses).toEqual({
      "200": { description: "OK" },
      "404": { description: "Not Found" },
      "5XX": { description: "A response with status 5XX" },
      default: { description: "Any other response" },
    });
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe(
      "source.yaml:10:9 response-description: GET /a: The 404 response has no description; it got the name of its status.",
    );
  });

  test.each([
    ["none", ""],
    ["no responses at all", "responses: {}"],
    ["only errors", "responses: { 404: { description: No } }"],
    ["only a default, which may be anything", "responses: { default: { description: Any } }"],
  ])("that know %s have a success of which nothing is known", (_, responses) => {
    const { document, lines } = repaired(
      `paths:\n  /a:\n    get:\n      operationId: a\n      summary: S\n      ${responses}\n`,
    );
    expect(item(document, "/a").get?.responses?.["2XX"]).toEqual({
      description: "Success",
      content: { "application/json": { schema: {} } },
    });
    expect(lines).toEqual([
      "source.yaml:5:5 success-response: GET /a: No success response is described; any 2xx status with any body counts as one.",
    ]);
  });

  test("to HEAD have no body even then", () => {
    const { document } = repaired("paths:\n  /a: { head: { operationId: a, summary: S } }\n");
    expect(document.paths["/a"]?.head?.responses).toEqual({ "2XX": { description: "Success" } });
  });
});

describe("summaries that are missing", () => {
  test.each([
    ["description: Lists the boats. All of them.", "Lists the boats"],
    ['description: "Lists boats\\nof version 1.5"', "Lists boats"],
    ["description: Version 1.5 of the list", "Version 1.5 of the list"],
    [`description: ${"long ".repeat(40)}`, "GET /a"],
    ["", "GET /a"],
    ['summary: " "', "GET /a"],
  ])("are made of %j", (fields, summary) => {
    const { document, lines } = repaired(
      `paths:\n  /a:\n    get:\n      operationId: a\n      ${fields}\n      ${ok}\n`,
    );
    expect(item(document, "/a").get?.summary).toBe(summary);
    expect(lines).toEqual([
      `source.yaml:5:5 operation-summary: GET /a: No summary is given; it became "${summary}".`,
    ]);
  });
});

test("plain http is lifted to https, and what is then there twice is kept once", () => {
  const { document, lines } = repaired(
    "servers: [{ url: http://a.example }, { url: https://a.example }, { url: HTTP://b.example }, { url: /c }]\npaths: {}\n",
  );
  expect(document.servers).toEqual([{ url: "https://a.example" }, { url: "https://b.example" }]);
  expect(lines).toEqual([
    "source.yaml:3:1 https: The server http://a.example is called over https.",
    "source.yaml:3:1 https: The server HTTP://b.example is called over https.",
    'source.yaml:3:1 server: The server "/c" is not an address that a client can call: it is relative, or empty. It was left out.',
  ]);
});
