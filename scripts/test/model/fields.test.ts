import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { notSentBack } from "../../src/model/fields.ts";
import type { OpenApiDocument, Operation } from "../../src/openapi.ts";

describe("what is not sent back", () => {
  const of = (schema: string, schemas = "{}") => {
    const document = parse(`{ openapi: 3.1.0, components: { schemas: ${schemas} } }`) as OpenApiDocument;
    const operation = parse(`{ requestBody: { content: { application/json: { schema: ${schema} } } } }`);
    return notSentBack(document, operation as Operation);
  };
  const field = (annotation: string) => `{ type: string, ${annotation}: true }`;

  test.each([
    [
      "a field of the body",
      `{ properties: { id: ${field("readOnly")}, name: { type: string } } }`,
      { id: true },
    ],
    [
      "a field of an object in it",
      `{ properties: { owner: { properties: { id: ${field("readOnly")} } } } }`,
      { owner: { id: true } },
    ],
    [
      "a field of the items of a list, and of lists of lists",
      `{ properties: { masts: { items: { items: { properties: { id: ${field("readOnly")} } } } } } }`,
      { masts: { id: true } },
    ],
    [
      "a field of one part of many",
      `{ allOf: [{ properties: { a: { properties: { b: ${field("readOnly")} } } } }, { properties: { a: { properties: { c: ${field("readOnly")} } } } }] }`,
      { a: { b: true, c: true } },
    ],
  ])("is %s", (_, schema, readOnly) => {
    expect(of(schema)).toEqual({ readOnly });
  });

  test("is what a reference leads to, once where that contains itself", () => {
    const boat = `{ properties: { id: { $ref: "#/components/schemas/Id" }, twin: { $ref: "#/components/schemas/Boat" } } }`;
    expect(
      of('{ $ref: "#/components/schemas/Boat" }', `{ Id: ${field("readOnly")}, Boat: ${boat} }`),
    ).toEqual({
      readOnly: { id: true },
    });
  });

  test("is distinguished from what only a new object has", () => {
    const code = `{ properties: { code: ${field("writeOnly")}, id: ${field("readOnly")} } }`;
    expect(of(code)).toEqual({ readOnly: { id: true }, writeOnly: { code: true } });
    expect(of("{}")).toEqual({});
  });
});
