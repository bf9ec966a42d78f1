import { parse } from "yaml";
import { generateOperations } from "../../src/codegen/operations.ts";
import { writeTypes } from "../../src/codegen/types.ts";
import { buildModel, type Model } from "../../src/model/model.ts";
import type { OpenApiDocument } from "../../src/openapi.ts";
import { Places } from "../../src/places.ts";

/**
 * A document with these schemas, an operation that sends `sent` and receives `received`.
 */
export function documentOf(schemas: string, sent = "{}", received = "{}"): OpenApiDocument {
  return parse(`
openapi: 3.1.0
info: { title: A, version: "1" }
paths:
  /a/{id}:
    post:
      operationId: post
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody: { required: true, content: { application/json: { schema: ${sent} } } }
      responses: { "200": { description: OK, content: { application/json: { schema: ${received} } } }, "404": { description: No } }
components: { schemas: ${schemas} }
`);
}

export const ref = (name: string): string => `{ $ref: "#/components/schemas/${name}" }`;

/** The model of a document that is in no file. */
export const modelOf = (document: OpenApiDocument): Model =>
  buildModel("boats", document, new Places("source.yaml"));

/** schema.ts of a document. */
export const schemaText = async (document: OpenApiDocument): Promise<string> =>
  writeTypes(modelOf(document), "// banner").text;

/** operations.ts of a document. */
export const tableText = (document: OpenApiDocument): string =>
  generateOperations(modelOf(document), "// banner");
