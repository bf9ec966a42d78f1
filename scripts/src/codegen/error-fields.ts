import type { OpenApiDocument } from "../openapi.ts";

/** Which fields of the error body hold its message, its code and what to quote to the vendor's support. */
export function errorFields(document: OpenApiDocument): Record<string, unknown> {
  const schema = Object.values(document.components?.schemas ?? {}).find(
    (candidate) => candidate["x-error"] !== undefined,
  );
  return (schema?.["x-error"] ?? {}) as Record<string, unknown>;
}
