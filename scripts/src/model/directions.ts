import { follow, forEachReference, isObject, resolveReference } from "../json.ts";
import { forEachSchema, type OpenApiDocument, operationsOf, type Response, type Schema } from "../openapi.ts";

const prefix = "#/components/schemas/";

/**
 * Marks an enum in a body: the vendor may add values, so its type must let others through. It is the same in both directions, so that what
 * was received can be sent back.
 */
export const openEnum = "x-open-enum";

/** Marks a date-time that is sent, which may be a `Date`. */
export const acceptsDate = "x-accepts-date";

/** Stands for the alternative that a body is missing, until it is written as a type: JSON Schema has no keyword for it. */
export const noBody = "(no body)";

/**
 * Gives each direction its own schemas, in place. What is sent has no read-only fields and takes a `Date` for a date-time; what is received
 * has no write-only fields. A schema that differs between the two and is used in both gets a second
 * form, `<Name>Input`, for what is sent, unless the overlay gives it one: the schema whose `x-sent-form-of` names it.
 */
export function splitDirections(document: OpenApiDocument): OpenApiDocument {
  const schemas = document.components?.schemas ?? {};
  fitSchemas(document);
  const explicit = new Map(
    Object.entries(schemas).flatMap(([name, schema]): [string, string][] =>
      typeof schema["x-sent-form-of"] === "string" ? [[schema["x-sent-form-of"], name]] : [],
    ),
  );
  const { sent, received } = reach(document, explicit);
  const differing = findDiffering(schemas, explicit);
  const forms = new Map<string, string>();
  const sentForm = (name: string): string => {
    const known = explicit.get(name) ?? forms.get(name);
    if (known !== undefined) return known;
    let form = name;
    if (differing.has(name) && received.has(name)) {
      form = `${name}Input`;
      for (let suffix = 2; Object.hasOwn(schemas, form); suffix++) form = `${name}Input${suffix}`;
      schemas[form] = { ...structuredClone(schemas[name] as Schema), "x-sent-form-of": name };
    }
    forms.set(name, form);
    return form;
  };

  const sentForms = new Set([...sent].map(sentForm));
  for (const name of sentForms)
    if (schemas[name]) {
      toSent(schemas[name], sentForm);
      openEnums(schemas[name]);
    }
  for (const name of received) if (schemas[name] && !sentForms.has(name)) toReceived(schemas[name]);
  for (const body of requestBodies(document)) {
    toSent(body as Schema, sentForm);
    openEnums(body as Schema);
  }
  for (const { operation } of operationsOf(document))
    for (const parameter of operation.parameters ?? []) toSent(parameter as Schema, sentForm);
  for (const response of responses(document)) {
    toReceived(response as Schema);
    markOptionalBody(response as Response);
  }
  return document;
}

/**
 * Makes explicit what a generator of types does not see: that a field is read-only or described because its schema is, that what is beside
 * a reference counts too, and that the type of unnamed fields must allow the values of the named ones too, so that such an object can be
 * constructed.
 */
function fitSchemas(document: OpenApiDocument): void {
  forEachSchema(document, (schema) => {
    const { $ref, properties, additionalProperties } = schema;
    for (const property of Object.values(properties ?? {})) {
      if (!isObject(property) || typeof property.$ref !== "string") continue;
      const target = follow<Schema>(document, property);
      for (const annotation of ["readOnly", "writeOnly"] as const)
        if (target?.[annotation] === true) property[annotation] = true;
      if (target?.description !== undefined) property.description ??= target.description;
    }
    if (typeof $ref === "string" && Object.keys(schema).some((keyword) => assertions.has(keyword))) {
      const { $ref: _, ...rest } = schema;
      for (const keyword of assertions) delete schema[keyword];
      delete schema.$ref;
      schema.allOf = [{ $ref }, ...((rest.allOf as Schema[]) ?? []), assertionsOf(rest)];
    }
    const { discriminator, oneOf, anyOf } = schema as { discriminator?: { mapping?: object } } & Schema;
    if (isObject(discriminator) && (oneOf ?? anyOf)) {
      // By the standard a schema's own name is a value, also where it has another in one direction.
      const named = (oneOf ?? anyOf ?? []).flatMap(({ $ref }): [string, string][] =>
        $ref?.startsWith(prefix) ? [[$ref.slice(prefix.length), $ref]] : [],
      );
      const mapped = Object.entries(discriminator.mapping ?? {}).map(([value, target]): [string, string] => [
        value,
        String(target).startsWith("#") ? String(target) : prefix + target,
      ]);
      const targets = new Set(mapped.map(([, target]) => target));
      discriminator.mapping = Object.fromEntries([
        ...mapped,
        ...named.filter(([, target]) => !targets.has(target)),
      ]);
    }
    if (properties && isObject(additionalProperties) && Object.keys(additionalProperties).length > 0)
      schema.additionalProperties = { anyOf: [additionalProperties, ...Object.values(properties)] };
  });
}

const assertions = new Set([
  ..."type enum const properties required items prefixItems additionalProperties patternProperties".split(
    " ",
  ),
  ..."anyOf oneOf allOf not".split(" "),
]);

function assertionsOf(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => assertions.has(keyword) && keyword !== "allOf"),
  );
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
function reach(
  document: OpenApiDocument,
  explicit: ReadonlyMap<string, string>,
): { sent: Set<string>; received: Set<string> } {
  const sent = new Set<string>();
  const received = new Set<string>();
  const visitedSent = new Set<string>();
  const visitedReceived = new Set<string>();
  for (const { operation } of operationsOf(document)) {
    collect(document, operation.requestBody, sent, visitedSent);
    collect(document, operation.parameters, sent, visitedSent);
    collect(document, operation.responses, received, visitedReceived);
  }
  for (const name of sent) {
    const form = explicit.get(name);
    if (form !== undefined) collect(document, { $ref: prefix + form }, sent, visitedSent);
  }
  return { sent, received };
}

function collect(document: OpenApiDocument, value: unknown, names: Set<string>, visited: Set<string>): void {
  forEachReference(value, ({ $ref }) => {
    if (visited.has($ref)) return;
    visited.add($ref);
    if ($ref.startsWith(prefix)) names.add($ref.slice(prefix.length));
    collect(document, resolveReference(document, $ref), names, visited);
  });
}

/** Names of the schemas that have, somewhere below them, something that one direction has and the other has not. */
function findDiffering(schemas: Record<string, Schema>, explicit: ReadonlyMap<string, string>): Set<string> {
  const differing = new Set(
    Object.keys(schemas).filter((name) => explicit.has(name) || differsItself(schemas[name])),
  );
  const users = new Map<string, string[]>();
  for (const [name, schema] of Object.entries(schemas))
    forEachReference(schema, ({ $ref }) => {
      const used = $ref.slice(prefix.length);
      users.set(used, [...(users.get(used) ?? []), name]);
    });
  for (const name of differing) for (const user of users.get(name) ?? []) differing.add(user);
  return differing;
}

function differsItself(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(differsItself);
  if (!isObject(value)) return false;
  return (
    value.readOnly === true ||
    value.writeOnly === true ||
    value.format === "date-time" ||
    Object.values(value).some(differsItself)
  );
}

function toSent(schema: Schema, sentForm: (name: string) => string): void {
  dropProperties(schema, "readOnly");
  forEachSchema(schema, (child) => {
    if (child.format === "date-time") child[acceptsDate] = true;
  });
  forEachSchema(schema, ({ discriminator }) => {
    const { mapping } = Object(discriminator) as { mapping?: Record<string, string> };
    for (const [value, target] of Object.entries(mapping ?? {}))
      if (mapping && target.startsWith(prefix))
        mapping[value] = prefix + sentForm(target.slice(prefix.length));
  });
  forEachReference(schema, (holder) => {
    if (holder.$ref.startsWith(prefix)) holder.$ref = prefix + sentForm(holder.$ref.slice(prefix.length));
  });
}

function toReceived(schema: Schema): void {
  dropProperties(schema, "writeOnly");
  openEnums(schema);
}

function openEnums(schema: Schema): void {
  forEachSchema(schema, (child) => {
    if (Array.isArray(child.enum)) child[openEnum] = true;
  });
}

function dropProperties(value: unknown, annotation: "readOnly" | "writeOnly"): void {
  if (Array.isArray(value)) for (const item of value) dropProperties(item, annotation);
  if (!isObject(value)) return;
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
