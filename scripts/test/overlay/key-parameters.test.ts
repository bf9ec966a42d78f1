import { expect, test } from "vitest";
import type { OpenApiDocument } from "../../src/openapi.ts";
import { dropKeyParameters } from "../../src/overlay/adjust.ts";
import { Places } from "../../src/places.ts";
import { describeFinding } from "../../src/problem.ts";
import { yaml } from "../support.ts";

test("a header parameter that carries a key is dropped wherever it is, with a finding", () => {
  const document = yaml(`
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key }, other: { type: apiKey, in: query, name: token } }
  parameters: { Key: { name: x-KEY, in: header, schema: { type: string } } }
paths:
  /a:
    parameters: [{ $ref: "#/components/parameters/Key" }]
    get:
      parameters: [{ name: X-Key, in: header, schema: {} }, { name: X-Key, in: query, schema: {} }, { name: token, in: header, schema: {} }]
      responses: {}
`).value as OpenApiDocument;
  const findings = dropKeyParameters(document, new Places("source.yaml"));
  expect(document.paths["/a"]).toMatchObject({
    parameters: [],
    get: { parameters: [{ in: "query" }, { name: "token", in: "header" }] },
  });
  expect(findings.map(describeFinding)).toEqual([
    'GET /a: The header parameter "X-Key" carries a key, which a security scheme describes; it was removed.',
    'GET /a: The header parameter "x-KEY" carries a key, which a security scheme describes; it was removed.',
  ]);
});
