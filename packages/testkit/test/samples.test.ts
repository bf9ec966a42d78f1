import { describe, expect, test } from "vitest";
import type { OpenApi } from "../src/document.ts";
import { sampleArguments } from "../src/samples.ts";
import { operationOf, specOf } from "./support.ts";

function sampled(parameter: OpenApi): unknown {
  const spec = specOf("/", { parameters: [{ name: "p", in: "query", ...parameter }] });
  return sampleArguments(spec, operationOf(spec), "everything").params.query.p;
}

describe("an array has two items of its items' type, so that what is between them shows", () => {
  const array = (items: OpenApi, more: OpenApi = {}) => ({ schema: { type: "array", items, ...more } });
  test.each<[name: string, parameter: OpenApi, expected: unknown[]]>([
    ["integers", array({ type: "integer" }), [0, 1]],
    ["integers with bounds", array({ type: "integer", minimum: 3, maximum: 3 }), [3, 3]],
    ["strings", array({ type: "string" }), ["somep", "somep2"]],
    ["booleans", array({ type: "boolean" }), [true, false]],
    ["an enum", array({ enum: ["a", "b", "c"] }), ["a", "b"]],
    ["dates", array({ type: "string", format: "date" }), ["2019-08-24", "2019-08-24"]],
    ["items that are referred to", { schema: { $ref: "#/components/schemas/Ids" } }, [0, 1]],
    ["an example of one item", array({ type: "string" }, { examples: [["a"]] }), ["somep", "somep2"]],
    ["an example of two items", array({ type: "string" }, { examples: [["a", "b"]] }), ["a", "b"]],
    ["one item at most", array({ type: "string" }, { maxItems: 1 }), ["somep"]],
    ["items that differ where none can", array({ enum: ["a"] }, { uniqueItems: true }), ["a"]],
  ])("%s", (_name, parameter, expected) => {
    expect(sampled(parameter)).toEqual(expected);
  });
});

test("an object has its documented fields, or one of its own", () => {
  const properties = { from: { type: "integer" }, name: { type: "string" } };
  expect(sampled({ schema: { type: "object", properties } })).toEqual({ from: 0, name: "somename" });
  expect(sampled({ schema: { type: "object" } })).toEqual({ somepKey: "somep" });
});

test("a form is a plain object, with files where the document has files, and without what is read-only", () => {
  const file = { type: "string", format: "binary" };
  const properties = {
    file,
    files: { type: "array", items: file },
    ids: { $ref: "#/components/schemas/Ids" },
    id: { type: "string", readOnly: true },
  };
  const content = { "multipart/form-data": { schema: { properties, required: ["ids"] } } };
  const spec = specOf("/", { requestBody: { required: true, content } }, "post");
  const { body } = sampleArguments(spec, operationOf(spec), "everything");
  expect(body).toEqual({ file: expect.any(Blob), files: [expect.any(Blob), expect.any(Blob)], ids: [0, 1] });
  expect(sampleArguments(spec, operationOf(spec), "required").body).toEqual({ ids: [0, 1] });
});

describe("what has no form on the wire is left out, and an operation that requires it cannot be called", () => {
  test.each<[name: string, parameter: OpenApi]>([
    ["an array of arrays", { schema: { type: "array", items: { type: "array", items: {} } } }],
    ["an object that holds an object", { schema: { properties: { a: { type: "object" } } } }],
    ["an array as deepObject", { style: "deepObject", schema: { type: "array", items: {} } }],
    ["content of XML", { content: { "application/xml": {} } }],
  ])("%s", (_name, parameter) => {
    expect(sampled(parameter)).toBeUndefined();
    const required = specOf("/", { parameters: [{ name: "p", in: "query", required: true, ...parameter }] });
    expect(operationOf(required).unsendable).toMatch(/^p: /);
  });
});
