import ts from "typescript";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { OpenApiDocument } from "../../src/openapi.ts";
import { tableText } from "../model/support.ts";

const document = parse(`
openapi: 3.1.0
info: { title: A, version: "1" }
x-rate-limit: { scope: operation }
servers: [{ url: "https://a.test/{tenant}" }]
paths:
  /a/{b}/c/{d}:
    parameters:
      - { name: d, in: path, required: true, style: label, schema: { type: array, items: { type: string } } }
      - { $ref: "#/components/parameters/Lang" }
    get:
      operationId: getC
      parameters:
        - { name: b, in: path, required: true, schema: {} }
        - { name: csv, in: query, explode: false, schema: { type: array, items: { type: string } } }
        - { name: pipes, in: query, style: pipeDelimited, schema: { type: array, items: { type: string } } }
        - { name: tabs, in: query, x-collection-format: tsv, schema: { type: array, items: { type: string } } }
        - { name: deep, in: query, style: deepObject, explode: true, schema: { type: object, properties: { a: { type: string } } } }
        - { name: plain, in: query, schema: { type: object } }
        - { name: json, in: query, content: { application/json: { schema: {} } } }
        - { name: nested, in: query, schema: { type: array, items: { type: array } } }
        - { name: many, in: query, schema: { type: array, items: { type: string } } }
        - { name: timeoutMs, in: query, schema: { type: integer } }
        - { name: day, in: query, schema: { type: string, format: date } }
        - { name: X-H, in: header, required: true, schema: {} }
        - { name: X-Pipes, in: header, x-collection-format: pipes, schema: { type: array, items: { type: string } } }
      responses: { "200": { content: { text/csv: { schema: { type: string } } } }, "204": {}, "404": {}, default: {} }
    post:
      operationId: search
      x-safe: true
      x-date-windows: [{ from: q, to: q, maximum: P31D }]
      x-pagination: { items: /data, nextOperation: getC }
      requestBody: { $ref: "#/components/requestBodies/B" }
      responses: { "201": { x-optional-body: true, content: { application/json: { schema: { $ref: "#/components/schemas/Page" } } } }, "400": {} }
    put: { operationId: put, requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Tree" } } } }, responses: { "200": { content: { application/json: { schema: { type: [object, "null"] } } } } } }
    patch: { operationId: patch, responses: { "200": { content: { application/json: { schema: { $ref: "#/components/schemas/Tree" } } } } } }
components:
  parameters: { Lang: { name: lang, in: query, x-client-option: true, schema: { type: string } } }
  requestBodies: { B: { content: { multipart/form-data: { schema: { type: object, properties: { ids: { type: array, items: { type: string } } } }, encoding: { ids: { style: form, explode: false } } } } } }
  schemas:
    Page: { type: object, properties: { data: { type: array, items: {} } } }
    Tree: { type: object, properties: { born: { type: string, format: date }, at: { type: string, format: date-time }, big: { type: string, format: int64 }, children: { type: array, items: { $ref: "#/components/schemas/Tree" } } } }
    Problem: { type: object, x-error: { message: message } }
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key, description: D }, login: { type: http, scheme: basic } }
`) as OpenApiDocument;
const text = tableText(document);

/** What the file exports, without its types. */
const { outputText } = ts.transpileModule(text.replace(/^export \{.*\n/m, ""), {
  compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
});
// biome-ignore lint/suspicious/noExplicitAny: the table is judged by what it holds
const table: any = {};
new Function("exports", outputText)(table);
const { operations } = table;

test("an operation's key is its method and path", () => {
  expect(Object.keys(operations).sort()).toEqual(
    ["GET", "PATCH", "POST", "PUT"].map((method) => `${method} /a/{b}/c/{d}`),
  );
});

test("a parameter is named with its style, unless that is the default of its place", () => {
  const get = operations["GET /a/{b}/c/{d}"];
  expect(get.path).toEqual({ d: "label" });
  expect(get.query).toEqual({
    csv: "form",
    pipes: "pipeDelimited",
    tabs: "tabDelimited",
    deep: "deepObject",
    plain: "object*",
    json: "json",
    nested: "unsupported",
    timeoutMs: "form*",
  });
  expect(get.headers).toEqual(["X-H"]);
  expect(get.headerStyles).toEqual({ "X-Pipes": "pipeDelimited" });
  expect(operations["PATCH /a/{b}/c/{d}"].query).toBe(true);
});

test("the success bodies are listed unless there is one of JSON with 200", () => {
  expect(operations["GET /a/{b}/c/{d}"].success).toEqual({ "200": "text/csv", "204": "" });
  expect(operations["POST /a/{b}/c/{d}"].success).toEqual({ "201": "application/json?" });
  expect(operations["PUT /a/{b}/c/{d}"].success).toEqual({ "200": "application/json|null" });
  expect(operations["PATCH /a/{b}/c/{d}"]).not.toHaveProperty("success");
});

test("a request body of JSON alone is `true`, and any other names its media types and encodings", () => {
  expect(operations["PUT /a/{b}/c/{d}"].requestBody).toBe(true);
  expect(operations["POST /a/{b}/c/{d}"].requestBody).toEqual({
    mediaTypes: ["multipart/form-data"],
    encoding: { ids: { style: "form" } },
  });
  expect(operations["PATCH /a/{b}/c/{d}"]).not.toHaveProperty("requestBody");
});

test("dates without a time and integers that are strings are found at any depth", () => {
  expect(operations["GET /a/{b}/c/{d}"].dates).toEqual(["day"]);
  expect(operations["PUT /a/{b}/c/{d}"].dates).toEqual(["born"]);
  expect(operations["PATCH /a/{b}/c/{d}"].integerStrings).toEqual(["big"]);
});

test("a listing names how it is paged and the operation of its next pages", () => {
  expect(operations["POST /a/{b}/c/{d}"]).toMatchObject({
    safe: true,
    next: "GET /a/{b}/c/{d}",
    pagination: { items: "/data" },
    itemsOptional: true,
    windows: [{ from: "q", to: "q", maximum: "P31D" }],
  });
  expect(table.sharedPagination).toEqual({ items: "/data" });
});

test("what all calls have in common is exported beside the table", () => {
  expect(table.servers).toEqual(["https://a.test/{tenant}"]);
  expect(table.securitySchemes).toEqual({
    key: { in: "header", name: "X-Key" },
    login: { in: "header", name: "Authorization", prefix: "Basic ", isBasic: true },
  });
  expect(table.errorFields).toEqual({ message: "message" });
  expect(table.rateLimitScope).toBe("operation");
  expect(table.clientParameters).toEqual(["lang"]);
});

test("only an API that needs them brings the writers of styles and of forms along", () => {
  expect(text).toContain(
    'export { bodyFormats, parameterStyles, basicCredentials as credentials } from "@booking-apis/transport/internal";',
  );
  const plain: OpenApiDocument = {
    ...document,
    paths: { "/x": { get: { operationId: "x", responses: {} } } },
    components: {},
  };
  expect(tableText(plain)).not.toContain("export {");
});
