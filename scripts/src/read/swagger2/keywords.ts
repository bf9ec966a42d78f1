import { isObject } from "../../json.ts";
import { DocumentError } from "../../problem.ts";
import { didYouMean } from "../../words.ts";
import type { YamlFile } from "../yaml.ts";

/** What a fixed field holds: an object of a kind, a list or a map of them, or any value at all. */
type Content = "any" | "list" | "schemaOrBoolean" | ObjectKind | { list: ObjectKind } | { map: ObjectKind };
type ObjectKind = keyof typeof fixedFields;

const items = {
  type: "any",
  format: "any",
  items: "Items",
  collectionFormat: "any",
  default: "any",
  maximum: "any",
  exclusiveMaximum: "any",
  minimum: "any",
  exclusiveMinimum: "any",
  maxLength: "any",
  minLength: "any",
  pattern: "any",
  maxItems: "any",
  minItems: "any",
  uniqueItems: "any",
  enum: "list",
  multipleOf: "any",
} as const;

/** The fixed fields of every object of Swagger 2.0, and what they hold. */
const fixedFields = {
  Swagger: {
    swagger: "any",
    info: "Info",
    host: "any",
    basePath: "any",
    schemes: "list",
    consumes: "list",
    produces: "list",
    paths: { map: "PathItem" },
    definitions: { map: "Schema" },
    parameters: { map: "Parameter" },
    responses: { map: "Response" },
    securityDefinitions: { map: "SecurityScheme" },
    security: "list",
    tags: { list: "Tag" },
    externalDocs: "ExternalDocumentation",
  },
  Info: {
    title: "any",
    description: "any",
    termsOfService: "any",
    contact: "Contact",
    license: "License",
    version: "any",
  },
  Contact: { name: "any", url: "any", email: "any" },
  License: { name: "any", url: "any" },
  Tag: { name: "any", description: "any", externalDocs: "ExternalDocumentation" },
  ExternalDocumentation: { description: "any", url: "any" },
  PathItem: {
    $ref: "any",
    get: "Operation",
    put: "Operation",
    post: "Operation",
    delete: "Operation",
    options: "Operation",
    head: "Operation",
    patch: "Operation",
    parameters: { list: "Parameter" },
  },
  Operation: {
    tags: "list",
    summary: "any",
    description: "any",
    externalDocs: "ExternalDocumentation",
    operationId: "any",
    consumes: "list",
    produces: "list",
    parameters: { list: "Parameter" },
    responses: { map: "Response" },
    schemes: "list",
    deprecated: "any",
    security: "list",
  },
  Parameter: {
    $ref: "any",
    name: "any",
    in: "any",
    description: "any",
    required: "any",
    schema: "Schema",
    allowEmptyValue: "any",
    ...items,
  },
  Items: items,
  Response: {
    $ref: "any",
    description: "any",
    schema: "Schema",
    headers: { map: "Header" },
    examples: "any",
  },
  Header: { description: "any", ...items },
  Schema: {
    $ref: "any",
    format: "any",
    title: "any",
    description: "any",
    default: "any",
    multipleOf: "any",
    maximum: "any",
    exclusiveMaximum: "any",
    minimum: "any",
    exclusiveMinimum: "any",
    maxLength: "any",
    minLength: "any",
    pattern: "any",
    maxItems: "any",
    minItems: "any",
    uniqueItems: "any",
    maxProperties: "any",
    minProperties: "any",
    required: "list",
    enum: "list",
    type: "any",
    items: "Schema",
    allOf: { list: "Schema" },
    properties: { map: "Schema" },
    additionalProperties: "schemaOrBoolean",
    discriminator: "any",
    readOnly: "any",
    xml: "any",
    externalDocs: "ExternalDocumentation",
    example: "any",
  },
  SecurityScheme: {
    type: "any",
    description: "any",
    name: "any",
    in: "any",
    flow: "any",
    authorizationUrl: "any",
    tokenUrl: "any",
    scopes: "any",
  },
} as const satisfies Record<string, Record<string, unknown>>;

/**
 * Refuses every field that Swagger 2.0 does not have, so that a misspelt one is not quietly dropped on the way to OpenAPI 3.1.
 * Extensions (`x-…`) pass.
 */
export function checkKeywords(source: YamlFile): void {
  visit("Swagger", source.value, [], source);
}

function visit(kind: ObjectKind, value: unknown, path: (string | number)[], source: YamlFile): void {
  if (!isObject(value)) {
    throw new DocumentError(
      source.locate(path),
      `expected ${article(kind)} ${kind} object, found ${typeName(value)}`,
      "Swagger 2.0 allows nothing else here: mend the document at this place.",
    );
  }
  const fields: Record<string, Content> = fixedFields[kind];
  for (const [key, child] of Object.entries(value)) {
    const isResponseCode = path.at(-1) === "responses";
    if (key.startsWith("x-") && !isResponseCode) continue;
    const content = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (content === undefined) throw unsupported(kind, key, [...path, key], source, Object.keys(fields));
    visitContent(content, child, [...path, key], source);
  }
}

function visitContent(content: Content, value: unknown, path: (string | number)[], source: YamlFile): void {
  if (content === "any" || (content === "schemaOrBoolean" && typeof value === "boolean")) return;
  if (content === "list" || (typeof content === "object" && "list" in content)) {
    if (!Array.isArray(value))
      throw new DocumentError(
        source.locate(path),
        `expected a list, found ${typeName(value)}`,
        "Mend the document at this place.",
      );
    if (content !== "list")
      for (const [index, item] of value.entries()) visit(content.list, item, [...path, index], source);
  } else if (typeof content === "object") {
    if (!isObject(value))
      throw new DocumentError(
        source.locate(path),
        `expected a mapping, found ${typeName(value)}`,
        "Mend the document at this place.",
      );
    for (const [key, item] of Object.entries(value)) {
      if (key.startsWith("x-") && content.map !== "Schema" && content.map !== "Header") continue;
      visit(content.map, item, [...path, key], source);
    }
  } else visit(content === "schemaOrBoolean" ? "Schema" : content, value, path, source);
}

const ofOpenApi3 = new Set([
  "requestBody",
  "content",
  "components",
  "servers",
  "openapi",
  "nullable",
  "oneOf",
  "anyOf",
  "not",
  "callbacks",
  "links",
  "style",
  "explode",
  "webhooks",
]);

function unsupported(
  kind: ObjectKind,
  key: string,
  path: (string | number)[],
  source: YamlFile,
  known: string[],
): DocumentError {
  const advice = ofOpenApi3.has(key)
    ? `"${key}" belongs to OpenAPI 3: if the document is one, it must say "openapi: 3.x" instead of "swagger: '2.0'".`
    : `Swagger 2.0 knows no such field and it would be lost.${didYouMean(key, known)} If the vendor means it, ask which version of OpenAPI they write.`;
  return new DocumentError(
    source.locate(path),
    `unsupported keyword "${key}" in ${article(kind)} ${kind} object`,
    advice,
  );
}

function typeName(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return isObject(value) ? "a mapping" : `the ${typeof value} ${JSON.stringify(value)}`;
}

function article(word: string): string {
  return /^[AEIOU]/.test(word) ? "an" : "a";
}
