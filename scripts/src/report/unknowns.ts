import { follow } from "../json.ts";
import { isObjectOrArray } from "../model/hoist.ts";
import {
  isOpenSchema,
  type OpenApiDocument,
  operationsOf,
  parametersOf,
  type RequestBody,
  type Response,
  type Schema,
} from "../openapi.ts";
import { place } from "../places.ts";

/** Whether nobody knows what a value looks like: nothing is said of it, or only that it is some object or some array. */
export function isUnknown(schema: Schema | undefined): boolean {
  if (!schema || isOpenSchema(schema)) return true;
  if (schema.$ref || schema.enum || schema.allOf || schema.oneOf || schema.anyOf || "const" in schema)
    return false;
  if (schema.type === "object")
    return (
      !schema.properties &&
      (schema.additionalProperties === undefined || typeof schema.additionalProperties === "boolean")
    );
  if (schema.type === "array") return schema.items === undefined || isOpenSchema(schema.items);
  return schema.type === undefined && !schema.properties && !schema.items;
}

export function requestSchema(document: OpenApiDocument, body: unknown): Schema | undefined {
  const resolved = follow<RequestBody>(document, body);
  return Object.values(resolved.content ?? {})[0]?.schema;
}

/** The schema of a response's body; "none" where the document says that there is no body. */
export function responseSchema(document: OpenApiDocument, response: unknown): Schema | "none" | undefined {
  const { content } = follow<Response>(document, response);
  if (!content || Object.keys(content).length === 0) return "none";
  return Object.values(content)[0]?.schema;
}

/** Of schemas that hold together, those that say something: the others take nothing away from them. */
function known(schemas: Schema[]): Schema[] {
  const telling = schemas.filter((schema) => !isUnknown(schema));
  return telling.length > 0 ? telling : schemas.slice(0, 1);
}

/** Everything in the document of which nobody knows what it looks like, one line each. */
export function listUnknowns(document: OpenApiDocument): string[] {
  const unknowns: string[] = [];
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    const name = place.operation(method, path);
    for (const parameter of parametersOf(document, operation.parameters, pathItem.parameters)) {
      if (isUnknown(parameter.schema))
        unknowns.push(`${name}: the type of the ${parameter.in} parameter \`${parameter.name}\``);
    }
    const isEither = (schema: Schema | "none" | undefined) => schema !== "none" && isObjectOrArray(schema);
    if (isEither(operation.requestBody && requestSchema(document, operation.requestBody)))
      unknowns.push(`${name}: whether the request body is one object or an array of them`);
    if (operation.requestBody && isUnknown(requestSchema(document, operation.requestBody)))
      unknowns.push(`${name}: the request body`);
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      const schema = responseSchema(document, response);
      if (isEither(schema))
        unknowns.push(
          `${name}: whether the body of the ${status} response is one object or an array of them`,
        );
      if (schema !== "none" && isUnknown(schema))
        unknowns.push(`${name}: the body of the ${status} response`);
    }
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {}))
    walk(schema, name, unknowns);
  return unknowns;
}

function walk(schema: Schema, path: string, unknowns: string[]): void {
  if (isUnknown(schema)) {
    unknowns.push(`\`${path}\`: what is in it`);
    return;
  }
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    walk(property, `${path}.${name}`, unknowns);
  if (schema.items) walk(schema.items, `${path}[]`, unknowns);
  for (const member of [...known(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])])
    walk(member, path, unknowns);
}
