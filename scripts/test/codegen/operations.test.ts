import { expect, test } from "vitest";
import { parse } from "yaml";
import { generateOperations } from "../../src/codegen/operations.ts";
import type { OpenApiDocument } from "../../src/openapi.ts";

const document = parse(`
openapi: 3.1.0
info: { title: A, version: "1" }
servers: [{ url: "https://a.test/{tenant}" }]
paths:
  /a/{b}/c/{d}:
    parameters:
      - { name: d, in: path, required: true, schema: {} }
      - { name: q, in: query, schema: { type: integer } }
      - { $ref: "#/components/parameters/Pin" }
    get:
      operationId: getC
      parameters:
        - { name: b, in: path, required: true, schema: {} }
        - { name: q, in: query, schema: { type: string } }
        - { name: X-H, in: header, schema: {} }
      responses: { "200": {}, "2XX": {}, "404": {}, "5XX": {}, default: {} }
    post:
      operationId: search
      x-safe: true
      deprecated: true
      x-date-windows: [{ from: q, to: q, maximum: P31D }]
      x-pagination: { items: /data }
      requestBody: { $ref: "#/components/requestBodies/B" }
      responses: { "201": {}, "400": {} }
    put: { operationId: put, requestBody: { required: true, content: { text/csv: {} } }, responses: { "204": {}, "400": {} } }
    patch: { operationId: patch, responses: { "204": {}, "400": {} } }
components:
  parameters: { Pin: { name: pin, in: query, schema: { type: string, format: password } } }
  requestBodies: { B: { content: { application/json: {}, text/plain: {} } } }
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key, description: D }, login: { type: http, scheme: basic } }
`) as OpenApiDocument;
const text = generateOperations(document, "// banner");

/** What the file exports, without its types. */
const table = new Function(
  `${text
    .replaceAll(/^(import|export) type .*$/gm, "")
    .replaceAll("export const", "const")
    .replaceAll(" as const", "")}
  return { operations, servers, securitySchemes, safeRequests };`,
)();

test("each operation says how it is called and what it may answer", () => {
  expect(table.operations.getC).toEqual({
    method: "GET",
    path: "/a/{b}/c/{d}",
    pathParameters: ["b", "d"],
    queryParameters: ["q", "pin"],
    headerParameters: ["X-H"],
    success: [200, "2XX"],
    errors: [404, "5XX", "default"],
    safe: true,
    idempotent: true,
  });
  expect(table.operations.search).toMatchObject({
    requestBody: { mediaType: "application/json", required: false },
    deprecated: true,
    pagination: { items: "/data" },
    dateWindows: [{ from: "q", to: "q", maximum: "P31D" }],
  });
});

test("only what is safe or idempotent may be repeated", () => {
  const repeat = Object.entries<{ safe?: true; idempotent?: true }>(table.operations).map(
    ([id, { safe, idempotent }]) => [id, safe, idempotent],
  );
  expect(repeat).toEqual([
    ["getC", true, true],
    ["put", undefined, true],
    ["search", true, true],
    ["patch", undefined, undefined],
  ]);
});

test("servers, keys and requests that change nothing are told as the document has them", () => {
  expect(table.servers).toEqual(["https://a.test/{tenant}"]);
  expect(table.securitySchemes).toEqual({
    key: { type: "apiKey", in: "header", name: "X-Key" },
    login: { type: "http", scheme: "basic" },
  });
  expect(table.safeRequests).toEqual(["POST /a/{b}/c/{d}"]);
});
