import {
  isObjectOrArray,
  isUnknown,
  type OpenApiDocument,
  operationsOf,
  parametersOf,
  requestSchema,
  responseSchema,
  type Schema,
} from "../openapi.ts";
import { place } from "../places.ts";

/** Of schemas that all apply to one value, those that say something: the others do not limit it. */
function known(schemas: Schema[]): Schema[] {
  const typed = schemas.filter((schema) => !isUnknown(schema));
  return typed.length > 0 ? typed : schemas.slice(0, 1);
}

/** Everything in the document whose type is not known, one line each. */
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
