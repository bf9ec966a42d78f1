import { follow, forEachReference, resolveReference } from "../json.ts";
import {
  isObjectOrArray,
  type MediaType,
  type OpenApiDocument,
  operationsOf,
  parametersOf,
  type RequestBody,
  type Response,
  type Schema,
} from "../openapi.ts";
import { place } from "../places.ts";
import { capitalize, pascalCase } from "../words.ts";

/**
 * A copy of a document in which every operation has all of its parameters, and everything that gets a named type is a component:
 * a body that is written in place, named after its operation, and the target of a reference to anything but a component. A body of which
 * the document does not say whether it is one object or an array of them becomes either.
 */
export function hoist(source: OpenApiDocument): OpenApiDocument {
  const document = structuredClone(source);
  document.components ??= {};
  document.components.schemas ??= {};
  const { schemas, requestBodies = {}, responses = {} } = document.components;
  const claim = (preferred: string): string => {
    let candidate = preferred;
    for (let suffix = 2; Object.hasOwn(schemas, candidate); suffix++) candidate = `${preferred}${suffix}`;
    return candidate;
  };
  hoistTargets(document, schemas, claim);
  // openapi-typescript takes a component that refers to another for one without a body.
  for (const section of [requestBodies, responses])
    for (const [name, entry] of Object.entries(section)) section[name] = follow(document, entry);
  const hoistBody = (body: unknown, preferred: string, description: string): void => {
    const content = (body as RequestBody | Response | undefined)?.content ?? {};
    for (const media of Object.values(content) as MediaType[])
      if (media.schema) media.schema = hoistSchema(media.schema, preferred, description, schemas, claim);
  };

  for (const [name, body] of Object.entries(requestBodies))
    hoistBody(body, withEnd(name, "Request"), `What \`${name}\` sends.`);
  for (const [name, body] of Object.entries(responses))
    hoistBody(body, withEnd(name, "Response"), `What \`${name}\` returns.`);
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    const prefix = capitalize(operation.operationId ?? "");
    const name = place.operation(method, path);
    hoistBody(operation.requestBody, `${prefix}Request`, `What \`${name}\` sends.`);
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      const suffix = status.startsWith("2") ? "Response" : `${capitalize(status)}Error`;
      hoistBody(response, prefix + suffix, `What \`${name}\` returns with ${status}.`);
    }
    operation.parameters = parametersOf(document, operation.parameters, pathItem.parameters);
  }
  for (const pathItem of Object.values(document.paths)) delete pathItem.parameters;
  delete document.components.parameters;
  return document;
}

function withEnd(name: string, end: string): string {
  const plain = pascalCase(name);
  return plain.endsWith(end) ? plain : plain + end;
}

/** Names the target of a schema's reference, where it is not a component. */
function hoistTargets(
  document: OpenApiDocument,
  schemas: Record<string, Schema>,
  claim: (preferred: string) => string,
): void {
  const named = new Map<string, string>();
  forEachReference(document, (holder) => {
    const { $ref } = holder;
    if (/^#\/components\/[^/]+\/[^/]+$/.test($ref)) return;
    const target = resolveReference(document, $ref) as Schema | undefined;
    if (target === undefined) return;
    let name = named.get($ref);
    if (name === undefined) {
      name = claim(pascalCase(decodeURIComponent($ref.split("/").slice(-3).join(" "))) || "Schema");
      named.set($ref, name);
      schemas[name] = structuredClone(target);
    }
    holder.$ref = `#/components/schemas/${name}`;
  });
}

function hoistSchema(
  schema: Schema,
  preferred: string,
  description: string,
  schemas: Record<string, Schema>,
  claim: (preferred: string) => string,
): Schema {
  if (schema.type === "array" && schema.items)
    return { ...schema, items: hoistSchema(schema.items, `${preferred}Item`, description, schemas, claim) };
  if (!schema.properties && !schema.allOf) return schema;
  const isEither = isObjectOrArray(schema);
  const name = claim(preferred);
  schemas[name] = { description, ...schema, ...(isEither ? { type: "object" } : {}) };
  const reference: Schema = { $ref: `#/components/schemas/${name}` };
  return isEither ? { anyOf: [reference, { type: "array", items: reference }] } : reference;
}
