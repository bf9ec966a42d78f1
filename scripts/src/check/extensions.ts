import { Ajv2020 } from "ajv/dist/2020.js";
import { isObject, pointer } from "../json.ts";

const jsonPointer = { type: "string", pattern: "^(/[^/~]+)+$" };
const parameterName = { type: "string", minLength: 1 };

/** The extensions that we add, by the object that they are in. specs/README.md says what each means. */
const words: Record<string, object> = {
  "x-name": { type: "string", pattern: "^[A-Za-z_$][\\w$]*$" },
  "x-safe": { const: true },
  "x-accept": { type: "string", pattern: "^[\\x21-\\x7e]+/[\\x20-\\x7e]+$" },
  "x-sent-form-of": { type: "string", minLength: 1 },
  "x-optional-body": { const: true },
  "x-client-option": { const: true },
  "x-collection-format": { enum: ["csv", "ssv", "pipes", "tsv"] },
  "x-rate-limit": {
    type: "object",
    required: ["scope"],
    additionalProperties: false,
    properties: { scope: { enum: ["account", "operation"] } },
  },
  "x-key-check": {
    type: "object",
    required: ["method", "path"],
    additionalProperties: false,
    properties: { method: { enum: ["GET", "HEAD"] }, path: { type: "string", pattern: "^/[^?#{}]*$" } },
  },
  "x-replaces": {
    type: "object",
    required: ["readOperation"],
    additionalProperties: false,
    properties: {
      readOperation: { type: "string", minLength: 1 },
      query: { type: "object", minProperties: 1 },
      complete: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          required: ["each", "field"],
          additionalProperties: false,
          properties: {
            each: jsonPointer,
            field: parameterName,
            except: {
              type: "object",
              minProperties: 1,
              additionalProperties: { type: "array", minItems: 1, items: { type: "string" } },
            },
          },
        },
      },
    },
  },
  "x-sdk-name": { type: "string", pattern: "^[a-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*)+$" },
  "x-date-windows": {
    type: "array",
    minItems: 1,
    items: {
      type: "object",
      required: ["from", "to", "maximum"],
      additionalProperties: false,
      properties: {
        from: parameterName,
        to: parameterName,
        maximum: { type: "string", pattern: "^P\\d+D$" },
      },
    },
  },
  "x-item-key": parameterName,
  "x-require-one-of": {
    type: "array",
    minItems: 1,
    items: { type: "array", minItems: 1, items: parameterName },
  },
  "x-error": {
    type: "object",
    minProperties: 1,
    additionalProperties: false,
    properties: { message: parameterName, code: parameterName, traceId: parameterName },
  },
  "x-pagination": {
    if: { type: "object", properties: { offsetParameter: {} }, required: ["offsetParameter"] },
    // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema
    then: {
      type: "object",
      required: ["items", "offsetParameter"],
      additionalProperties: false,
      properties: {
        items: { type: "string", pattern: "^(/[^/~]+)*$" },
        offsetParameter: parameterName,
        sizeParameter: parameterName,
        hasNext: jsonPointer,
        nextOffset: jsonPointer,
      },
    },
    else: {
      type: "object",
      required: ["items", "currentPage", "totalPages", "token", "tokenParameter", "pageParameter"],
      additionalProperties: false,
      properties: {
        items: jsonPointer,
        currentPage: jsonPointer,
        totalPages: jsonPointer,
        totalItems: jsonPointer,
        token: jsonPointer,
        tokenParameter: parameterName,
        pageParameter: parameterName,
        nextOperation: { type: "string" },
      },
    },
  },
};

const ajv = new Ajv2020({ allErrors: true, strict: true });
const validators = new Map(Object.entries(words).map(([word, schema]) => [word, ajv.compile(schema)]));

export interface ExtensionProblem {
  pointer: string;
  message: string;
}

export const knownExtensions: string[] = Object.keys(words);

/** Finds our extensions that are not written as they should be, and other ones, which no code of ours reads. */
export function checkExtensions(document: unknown): { malformed: ExtensionProblem[]; unknown: string[] } {
  const malformed: ExtensionProblem[] = [];
  const unknown = new Set<string>();
  const visit = (value: unknown, at: string): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, pointer(at, index));
    if (!isObject(value)) return;
    for (const [key, child] of Object.entries(value)) {
      const here = pointer(at, key);
      // Header names and the like may begin with x- too; there the key is a name and not a word.
      if (!key.startsWith("x-") || /\/(headers|properties|schemas|parameters)$/.test(at)) {
        if (key !== "example" && key !== "examples") visit(child, here);
        continue;
      }
      const validate = validators.get(key);
      if (!validate) unknown.add(key);
      else if (!validate(child))
        malformed.push({ pointer: here, message: ajv.errorsText(validate.errors, { dataVar: key }) });
    }
  };
  visit(document, "#");
  return { malformed, unknown: [...unknown] };
}
