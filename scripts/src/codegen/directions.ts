import { forEachReference, isObject, resolveReference } from "../json.ts";
import { type OpenApiDocument, operationsOf, type Response, type Schema } from "../openapi.ts";

const prefix = "#/components/schemas/";

/** Marks an enum in a response: the vendor may add values, so its type must let others through. */
export const openEnum = "x-open-enum";

/** Stands for the alternative that a body is missing, until it is written as a type: JSON Schema has no word for it. */
export const noBody = "(no body)";

/**
 * Gives each direction its own schemas. What is sent has no read-only fields and closed enums; what is received has no
 * write-only fields and open enums. A schema that differs between the two and is used in both gets a second form, `<Name>Input`,
 * for what is sent; a document that defines a schema of that name itself has settled the matter.
 */
export function splitDirections(document: OpenApiDocument): OpenApiDocument {
  const split = structuredClone(document);
  const schemas = split.components?.schemas ?? {};
  const { sent, received } = reach(split);
  const differing = findDiffering(schemas);
  const inputName = (name: string): string => {
    const explicit = `${name}Input`;
    if (Object.hasOwn(document.components?.schemas ?? {}, explicit)) return explicit;
    return differing.has(name) && received.has(name) ? explicit : name;
  };

  for (const name of sent) {
    const schema = schemas[name];
    const form = inputName(name);
    if (form !== name && Object.hasOwn(schemas, form)) sent.add(form);
    if (!schema || (form !== name && Object.hasOwn(schemas, form))) continue;
    schemas[form] = toSent(structuredClone(schema), inputName);
  }
  for (const name of received)
    if (schemas[name] && !(sent.has(name) && inputName(name) === name && !differing.has(name)))
      schemas[name] = toReceived(schemas[name]);
  for (const body of requestBodies(split)) toSent(body as Schema, inputName);
  for (const response of responses(split)) {
    toReceived(response as Schema);
    markOptionalBody(response as Response);
  }
  return split;
}

function markOptionalBody(response: Response): void {
  if (response["x-optional-body"] !== true) return;
  for (const media of Object.values(response.content ?? {})) {
    if (media.schema) media.schema = { anyOf: [media.schema, { const: noBody }] };
  }
}

function* requestBodies(document: OpenApiDocument): Generator<unknown> {
  for (const { operation } of operationsOf(document)) if (operation.requestBody) yield operation.requestBody;
  yield* Object.values(document.components?.requestBodies ?? {});
}

function* responses(document: OpenApiDocument): Generator<unknown> {
  for (const { operation } of operationsOf(document)) yield* Object.values(operation.responses ?? {});
  yield* Object.values(document.components?.responses ?? {});
  yield* Object.values(document.components?.headers ?? {});
}

/** Names of the schemas that can be sent, and of those that can be received. */
function reach(document: OpenApiDocument): { sent: Set<string>; received: Set<string> } {
  const sent = new Set<string>();
  const received = new Set<string>();
  for (const { operation, pathItem } of operationsOf(document)) {
    follow(document, operation.requestBody, sent);
    follow(document, operation.parameters, sent);
    follow(document, pathItem.parameters, sent);
    follow(document, operation.responses, received);
  }
  return { sent, received };
}

function follow(
  document: OpenApiDocument,
  value: unknown,
  names: Set<string>,
  visited = new Set<string>(),
): void {
  forEachReference(value, ({ $ref }) => {
    if (visited.has($ref)) return;
    visited.add($ref);
    if ($ref.startsWith(prefix)) names.add($ref.slice(prefix.length));
    follow(document, resolveReference(document, $ref), names, visited);
  });
}

/** Names of the schemas that have, somewhere below them, something that one direction has and the other has not. */
function findDiffering(schemas: Record<string, Schema>): Set<string> {
  const differing = new Set(
    Object.keys(schemas).filter(
      (name) => Object.hasOwn(schemas, `${name}Input`) || differsItself(schemas[name]),
    ),
  );
  for (let before = -1; before !== differing.size; ) {
    before = differing.size;
    for (const [name, schema] of Object.entries(schemas)) {
      forEachReference(schema, ({ $ref }) => {
        if (differing.has($ref.slice(prefix.length))) differing.add(name);
      });
    }
  }
  return differing;
}

function differsItself(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(differsItself);
  if (typeof value !== "object" || value === null) return false;
  const schema = value as Schema;
  return (
    schema.readOnly === true ||
    schema.writeOnly === true ||
    Array.isArray(schema.enum) ||
    Object.values(schema).some(differsItself)
  );
}

function toSent(schema: Schema, inputName: (name: string) => string): Schema {
  dropProperties(schema, "readOnly");
  rewriteReferences(schema, inputName);
  return schema;
}

function toReceived(schema: Schema): Schema {
  dropProperties(schema, "writeOnly");
  markEnums(schema);
  return schema;
}

function dropProperties(value: unknown, annotation: "readOnly" | "writeOnly"): void {
  if (Array.isArray(value)) for (const item of value) dropProperties(item, annotation);
  if (typeof value !== "object" || value === null) return;
  const schema = value as Schema;
  for (const [name, property] of Object.entries(isSchemaMap(schema.properties) ? schema.properties : {})) {
    if (typeof property === "boolean" || property[annotation] !== true) continue;
    delete schema.properties?.[name];
    if (schema.required) schema.required = schema.required.filter((required) => required !== name);
  }
  for (const child of Object.values(schema)) dropProperties(child, annotation);
}

function isSchemaMap(value: unknown): value is Record<string, Schema | boolean> {
  return isObject(value) && Object.values(value).every((item) => isObject(item) || typeof item === "boolean");
}

function markEnums(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) markEnums(item);
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray((value as Schema).enum)) (value as Schema)[openEnum] = true;
  for (const child of Object.values(value)) markEnums(child);
}

function rewriteReferences(value: unknown, inputName: (name: string) => string): void {
  forEachReference(value, (holder) => {
    if (holder.$ref.startsWith(prefix)) holder.$ref = prefix + inputName(holder.$ref.slice(prefix.length));
  });
}
