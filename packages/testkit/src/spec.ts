import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { fieldsOf, isJson, type OpenApi, resolve } from "./document.ts";
import { createValidators, type Validate, type Validators } from "./validate.ts";
import type { Named } from "./wire.ts";
import { wireFormOf } from "./wire-form.ts";

export interface SpecParameter extends Named {
  in: "path" | "query" | "header" | "cookie";
  required: boolean;
  schema: OpenApi;
  validate: Validate;
}

export interface SpecOperation {
  /** Its method and path: `GET /bookings/{bookingNumber}`. */
  key: string;
  id: string;
  method: string;
  path: string;
  parameters: SpecParameter[];
  /** Undefined where no body is documented. */
  requestBody: { required: boolean; contents: SpecContent[] } | undefined;
  /** By documented status: "200", "4XX", "default". */
  responses: Map<string, SpecResponse>;
  /** Its keys: a list for each way to call it, and none for an operation that is public. */
  keys: SpecKey[][];
  /** Why it cannot be called, where something that it requires has no form on the wire. */
  unsendable: string | undefined;
}

/** Where a key travels. */
export interface SpecKey {
  in: "header" | "query";
  name: string;
}

export interface SpecResponse {
  /** None where no body is documented. */
  contents: SpecContent[];
  /** The body may be missing nevertheless. */
  isOptional: boolean;
}

/** A body of one media type. */
export interface SpecContent {
  mediaType: string;
  schema: OpenApi;
  validate: Validate;
  /** Of a form, its fields. */
  fields: SpecField[];
}

/** A field of a form. */
export interface SpecField extends Named {
  required: boolean;
  schema: OpenApi;
  /** The media types that its parts may have; none where the document does not say. */
  contentTypes: string[];
  isFile: boolean;
  isReadOnly: boolean;
  validate: Validate;
}

/** A normalized OpenAPI document, ready to check requests and responses against. */
export interface Spec {
  document: OpenApi;
  /** By method and path: `GET /bookings`. */
  operations: Map<string, SpecOperation>;
}

export function loadSpec(file: string | URL): Spec {
  return createSpec(parse(readFileSync(file, "utf8")));
}

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** OpenAPI ignores header parameters of these names: the media types and the security schemes say them. */
const ignoredHeaders = ["accept", "content-type", "authorization"];

export function createSpec(document: OpenApi): Spec {
  const validators = createValidators(document);
  const operations = new Map<string, SpecOperation>();
  for (const [path, item] of Object.entries<OpenApi>(document.paths)) {
    for (const method of methods.filter((name) => item[name])) {
      const key = `${method.toUpperCase()} ${path}`;
      operations.set(key, createOperation(document, validators, key, item[method], item.parameters));
    }
  }
  return { document, operations };
}

function createOperation(
  document: OpenApi,
  validators: Validators,
  key: string,
  operation: OpenApi,
  inherited: OpenApi[] | undefined,
): SpecOperation {
  const [method = "", path = ""] = key.split(/ (.*)/);
  const parameters = mergeParameters(document, validators, operation.parameters, inherited);
  const body = resolve(document, operation.requestBody);
  const requestBody: SpecOperation["requestBody"] = body && {
    required: body.required === true,
    contents: readContents(document, validators, body.content),
  };
  const responses = Object.entries<OpenApi>(operation.responses).map(([status, response]) => {
    const { content, "x-optional-body": isOptional } = resolve(document, response);
    const contents = readContents(document, validators, content);
    return [
      status,
      {
        contents,
        isOptional:
          isOptional === true || contents.some(({ schema }) => Object.keys(schema ?? {}).length === 0),
      },
    ] as const;
  });
  const needed = [
    ...parameters.filter(({ required }) => required),
    ...(requestBody?.required
      ? (requestBody.contents[0]?.fields ?? []).filter(({ required }) => required)
      : []),
  ];
  return {
    key,
    id: operation.operationId,
    method,
    path,
    parameters,
    requestBody: requestBody?.contents.length ? requestBody : undefined,
    responses: new Map(responses),
    keys: readSecurity(document, operation.security ?? document.security ?? []),
    unsendable: needed
      .map(({ name, form }) => form.unsendable && `${name}: ${form.unsendable}`)
      .find(Boolean),
  };
}

function readSecurity(document: OpenApi, security: Record<string, unknown>[]): SpecKey[][] {
  return security.map((requirement) =>
    Object.keys(requirement).flatMap((id): SpecKey[] => {
      const { type, in: location, name } = document.components?.securitySchemes?.[id] ?? {};
      if (type === "mutualTLS") return [];
      if (location === "cookie") return [{ in: "header", name: "Cookie" }];
      if (type === "apiKey") return [{ in: location, name }];
      return [{ in: "header", name: "Authorization" }];
    }),
  );
}

function mergeParameters(
  document: OpenApi,
  validators: Validators,
  own: OpenApi[] = [],
  inherited: OpenApi[] = [],
): SpecParameter[] {
  const all = [...own, ...inherited].map((parameter) => resolve(document, parameter));
  return all
    .filter(
      (parameter, index) =>
        all.findIndex((other) => other.in === parameter.in && other.name === parameter.name) === index,
    )
    .filter(({ in: location, name }) => location !== "header" || !ignoredHeaders.includes(name.toLowerCase()))
    .map((parameter) => {
      const [content] = Object.values<OpenApi>(parameter.content ?? {});
      const schema = (content ?? parameter).schema ?? {};
      const form = wireFormOf(document, parameter);
      return {
        name: parameter.name,
        in: parameter.in,
        required: parameter.required === true,
        schema,
        form,
        fields: Object.keys(fieldsOf(document, schema).properties),
        validate: form.style === "json" ? validators.ofValue(schema) : validators.ofTexts(schema),
      };
    });
}

/** The media types of a body, JSON first: that is what a client sends and asks for. */
function readContents(document: OpenApi, validators: Validators, content: OpenApi = {}): SpecContent[] {
  const contents = Object.entries<OpenApi>(content).map(([mediaType, media]) => {
    const schema = media.schema ?? {};
    return {
      mediaType,
      schema,
      validate: validators.ofValue(schema),
      fields: readFields(document, validators, mediaType, media),
    };
  });
  return contents.sort((a, b) => Number(isJson(b.mediaType)) - Number(isJson(a.mediaType)));
}

function readFields(
  document: OpenApi,
  validators: Validators,
  mediaType: string,
  { schema, encoding = {} }: OpenApi,
): SpecField[] {
  const isMultipart = /^multipart\/form-data/i.test(mediaType);
  if (!isMultipart && !/^application\/x-www-form-urlencoded/i.test(mediaType)) return [];
  const { properties, required } = fieldsOf(document, schema);
  return Object.entries(properties).map(([name, property]) => {
    const { contentType, style, explode } = encoding[name] ?? {};
    const contentTypes: string[] = contentType?.split(/\s*,\s*/) ?? [];
    const own = resolve(document, property);
    const item = own.items ? resolve(document, own.items) : own;
    const isFile = isMultipart && (item.format === "binary" || item.contentMediaType !== undefined);
    const content = contentTypes.some(isJson) ? { "application/json": { schema: property } } : undefined;
    const described = { in: "query", style, explode, "x-collection-format": own["x-collection-format"] };
    const form = wireFormOf(document, { ...described, ...(content ? { content } : { schema: property }) });
    const isObject = form.shape === "object" && style === undefined && !content;
    // Of a multipart form, an object is a part in JSON; of the other kind, it has no form unless the document gives it one.
    const { unsendable: _, ...plain } = form;
    return {
      name,
      required: required.includes(name),
      schema: property,
      form: isMultipart ? plain : isObject ? { ...form, unsendable: "it is an object" } : form,
      fields: Object.keys(fieldsOf(document, property).properties),
      contentTypes,
      isFile,
      isReadOnly: own.readOnly === true,
      validate: form.style === "json" ? validators.ofValue(property) : validators.ofTexts(property),
    };
  });
}
