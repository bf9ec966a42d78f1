import { checkRequest } from "../src/check.ts";
import type { OpenApi } from "../src/document.ts";
import type { CapturedRequest } from "../src/recorder.ts";
import type { CallArguments } from "../src/samples.ts";
import { createSpec, type Spec, type SpecOperation } from "../src/spec.ts";

/** A document with one operation. */
export function specOf(path: string, operation: OpenApi, method = "get"): Spec {
  return createSpec({
    openapi: "3.1.0",
    components: {
      securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } },
      schemas: {
        Ids: { type: "array", items: { $ref: "#/components/schemas/Id" } },
        Id: { type: "integer" },
        Part: {
          type: "object",
          required: ["name"],
          properties: { name: { type: "string" }, size: { type: "integer" } },
        },
      },
    },
    paths: { [path]: { [method]: { operationId: "test", responses: { 200: {} }, ...operation } } },
  });
}

export function operationOf(spec: Spec): SpecOperation {
  const [operation] = spec.operations.values();
  if (!operation) throw new Error("The document has no operation.");
  return operation;
}

/** What is wrong with a request for the only operation of a document. */
export function problemsOf(spec: Spec, request: Partial<CapturedRequest>, sent?: CallArguments): string[] {
  const operation = operationOf(spec);
  const captured = { method: operation.method, target: "/", headers: [], body: Buffer.alloc(0), ...request };
  return checkRequest(operation, captured, sent);
}
