import { expect, test } from "vitest";
import { generateResponses } from "../../src/codegen/responses.ts";
import type { OpenApiDocument } from "../../src/openapi.ts";

test("a schema that is true takes everything, and an object whose names follow a pattern is open", () => {
  const schema = {
    properties: { any: true, none: { type: "array", items: true } },
    patternProperties: { "^x-": { type: "string" } },
  };
  const closed = { properties: { a: { type: "string" } }, additionalProperties: false };
  const content = (schema: object) => ({ description: "", content: { "application/json": { schema } } });
  const document = {
    openapi: "3.1.0",
    info: { title: "A", version: "1" },
    paths: { "/a": { get: { responses: { 200: content(schema), 404: content(closed) } } } },
  } as unknown as OpenApiDocument;
  const text = generateResponses(document, "");
  const { paths } = new Function(`return ${text.slice(text.indexOf("= {") + 2).replace(/;\s*$/, "")}`)();
  const { 200: ok, 404: missing } = paths["/a"].get.responses;
  expect(ok.content["application/json"].schema).toEqual({
    properties: { any: {}, none: { type: "array", items: {} } },
    additionalProperties: true,
  });
  expect(missing.content["application/json"].schema).toEqual(closed);
});
