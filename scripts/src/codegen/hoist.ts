import type { MediaType, OpenApiDocument, RequestBody, Response, Schema } from "../openapi.ts";
import { operationsOf } from "../openapi.ts";
import { place } from "../places.ts";

/**
 * Gives the bodies that are written out in place names of their own, after their operation, so that types can be named by them.
 * A body of which nobody knows whether it is one object or an array of them becomes either.
 */
export function hoistBodies(document: OpenApiDocument): OpenApiDocument {
  const hoisted = structuredClone(document);
  hoisted.components ??= {};
  hoisted.components.schemas ??= {};
  const schemas = hoisted.components.schemas;
  const name = (wanted: string): string => {
    let candidate = wanted;
    for (let suffix = 2; Object.hasOwn(schemas, candidate); suffix++) candidate = `${wanted}${suffix}`;
    return candidate;
  };
  const hoist = (media: MediaType, wanted: string, said: string): void => {
    if (media.schema) media.schema = hoistSchema(media.schema, wanted, said, schemas, name);
  };

  for (const { method, path, operation } of operationsOf(hoisted)) {
    const id = operation.operationId ?? "";
    const prefix = id.charAt(0).toUpperCase() + id.slice(1);
    const sent = place.operation(method, path);
    for (const media of mediaTypes(operation.requestBody))
      hoist(media, `${prefix}Request`, `What \`${sent}\` sends.`);
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      const suffix = status.startsWith("2")
        ? "Response"
        : `${status.charAt(0).toUpperCase()}${status.slice(1)}Error`;
      for (const media of mediaTypes(response))
        hoist(media, prefix + suffix, `What \`${sent}\` answers with ${status}.`);
    }
  }
  return hoisted;
}

function mediaTypes(body: unknown): MediaType[] {
  return Object.values((body as RequestBody | Response | undefined)?.content ?? {});
}

function hoistSchema(
  schema: Schema,
  wanted: string,
  said: string,
  schemas: Record<string, Schema>,
  name: (wanted: string) => string,
): Schema {
  if (schema.type === "array" && schema.items)
    return { ...schema, items: hoistSchema(schema.items, `${wanted}Item`, said, schemas, name) };
  if (!schema.properties && !schema.allOf) return schema;
  const isEither = isObjectOrArray(schema);
  const taken = name(wanted);
  schemas[taken] = { description: said, ...schema, ...(isEither ? { type: "object" } : {}) };
  const reference: Schema = { $ref: `#/components/schemas/${taken}` };
  return isEither ? { anyOf: [reference, { type: "array", items: reference }] } : reference;
}

/** Whether a schema has fields and does not say whether they are those of an object or of an array's items. */
export function isObjectOrArray(schema: Schema | undefined): boolean {
  return schema?.properties !== undefined && schema.type === undefined;
}
