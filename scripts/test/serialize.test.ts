import { expect, test } from "vitest";
import { parse } from "yaml";
import type { OpenApiDocument } from "../src/openapi.ts";
import { inOrder, serialize } from "../src/serialize.ts";

const document = parse(`
components:
  schemas: { B: { properties: { z: {}, a: {} }, x-b: 1, description: D, type: object }, A: { type: string } }
  x-c: 1
  securitySchemes: {}
paths:
  /b:
    x-p: 1
    delete: { responses: { "404": {}, "200": {} }, operationId: d }
    get: { x-g: 1, custom: 1, responses: {}, parameters: [{ schema: {}, in: query, name: q }], summary: S, operationId: g }
    parameters: []
  /a: {}
x-root: 1
info: { version: "1", title: A }
openapi: 3.1.0
`) as OpenApiDocument;

test("keys are in the order in which a person reads them, and extensions last", () => {
  const ordered = inOrder(document);
  expect(Object.keys(ordered)).toEqual(["openapi", "info", "paths", "components", "x-root"]);
  expect(Object.keys(ordered.paths["/b"] ?? {})).toEqual(["parameters", "get", "delete", "x-p"]);
  expect(Object.keys(ordered.paths["/b"]?.get ?? {})).toEqual([
    "operationId",
    "summary",
    "parameters",
    "responses",
    "custom",
    "x-g",
  ]);
  expect(Object.keys(ordered.paths["/b"]?.get?.parameters?.[0] ?? {})).toEqual(["name", "in", "schema"]);
  expect(Object.keys(ordered.components ?? {})).toEqual(["securitySchemes", "schemas", "x-c"]);
  expect(Object.keys(ordered.components?.schemas?.B ?? {})).toEqual([
    "type",
    "description",
    "properties",
    "x-b",
  ]);
});

test("what has an order of its own keeps it: paths, schemas and properties", () => {
  const ordered = inOrder(document);
  expect(Object.keys(ordered.paths)).toEqual(["/b", "/a"]);
  expect(Object.keys(ordered.components?.schemas ?? {})).toEqual(["B", "A"]);
  expect(Object.keys(ordered.components?.schemas?.B?.properties ?? {})).toEqual(["z", "a"]);
});

test("nothing is lost, and writing what was written changes nothing", () => {
  const text = serialize(inOrder(document), "one\ntwo");
  expect(text).toMatch(/^# one\n# two\nopenapi: 3\.1\.0\n/);
  expect(parse(text)).toEqual(document);
  expect(serialize(parse(text), "one\ntwo")).toBe(text);
});

test("a value in two places is written twice, without anchors", () => {
  const shared = { type: "string" };
  const text = serialize({ ...document, components: { schemas: { A: shared, B: shared } } }, "b");
  expect(text).not.toMatch(/[&*]a1/);
});

test("strings that look like other values stay strings", () => {
  const odd = {
    ...document,
    info: { title: "yes", version: "1.10", "x-a": ["null", "2026-01-01", "0x1f", "~", " a "] },
  };
  expect(parse(serialize(odd, "b"))).toEqual(odd);
});
