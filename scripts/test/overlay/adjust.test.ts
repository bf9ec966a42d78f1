import { expect, test } from "vitest";
import type { OpenApiDocument } from "../../src/openapi.ts";
import { fitPagination } from "../../src/overlay/adjust.ts";
import { Places } from "../../src/places.ts";
import { describeFinding } from "../../src/problem.ts";

function listing(field: string) {
  const schema = { type: "object", properties: { [field]: { type: "array", items: { type: "string" } } } };
  return {
    get: {
      operationId: field,
      responses: { "200": { description: "OK", content: { "application/json": { schema } } } },
      "x-pagination": { items: "/data" },
    },
  };
}

const documentOf = (...fields: string[]): OpenApiDocument => ({
  openapi: "3.1.0",
  info: { title: "Boats", version: "1" },
  paths: Object.fromEntries(fields.map((field) => [`/${field}`, listing(field)])),
});

test("a listing whose response has other fields than the others is a plain call, and that is reported", () => {
  const document = documentOf("data", "rows");
  const findings = fitPagination(document, new Places("source.yaml"));
  expect(document.paths["/data"]?.get).toHaveProperty("x-pagination");
  expect(document.paths["/rows"]?.get).not.toHaveProperty("x-pagination");
  expect(findings.map(describeFinding)).toEqual([
    "GET /rows: Not paged as the others are: the response has no /data. It is a plain call until the overlay says how it is paged.",
  ]);
});

test("a word that fits no listing stays, so that the check finds it", () => {
  const document = documentOf("rows", "lines");
  expect(fitPagination(document, new Places("source.yaml"))).toEqual([]);
  expect(document.paths["/rows"]?.get).toHaveProperty("x-pagination");
});
