import { parse } from "yaml";
import type { OpenApiDocument } from "../../src/openapi.ts";

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
