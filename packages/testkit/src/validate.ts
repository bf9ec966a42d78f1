import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { OpenApi } from "./spec.ts";

export type Direction = "request" | "response";

export interface Validate {
  /** What is wrong with a body, one line each; empty where nothing is. */
  (value: unknown, direction: Direction): string[];
  /** Where objects stand that lack a required property, as steps from the root of the body. */
  incomplete(value: unknown): string[][];
}

/** Makes validators for schemas of a document, which may refer to its components. */
export function createValidator(document: OpenApi): (schema: OpenApi) => Validate {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false });
  // biome-ignore lint/suspicious/noExplicitAny: the default export of a CommonJS module
  (addFormats as any)(ajv);
  ajv.addFormat("decimal", /^-?\d+(\.\d+)?$/);
  ajv.addSchema({ $id: "openapi", components: document.components }, "openapi");
  return (schema) => {
    const check = ajv.compile(withBase(schema));
    const validate = (value: unknown, direction: Direction) => {
      check(value);
      const errors = (check.errors ?? []).filter(
        (error) => !(direction === "request" && isReadOnlyMissing(error)),
      );
      return [
        ...errors.map(
          (error) =>
            `${error.instancePath || "the body"} ${error.message}${error.params?.additionalProperty ? ` (${error.params.additionalProperty})` : ""}`,
        ),
        ...(direction === "request" ? findReadOnly(document, schema, value, "") : []),
      ];
    };
    const incomplete = (value: unknown) => {
      check(value);
      return (check.errors ?? [])
        .filter((error) => error.keyword === "required" && !isReadOnlyMissing(error))
        .map(({ instancePath }) => instancePath.split("/").slice(1).map(unescapeStep));
    };
    return Object.assign(validate, { incomplete });
  };
}

function unescapeStep(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A read-only property is required of responses only. */
function isReadOnlyMissing({ keyword, params, parentSchema }: ErrorObject): boolean {
  return keyword === "required" && parentSchema?.properties?.[params.missingProperty]?.readOnly === true;
}

function withBase(schema: OpenApi): OpenApi {
  if (Array.isArray(schema)) return schema.map(withBase);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === "$ref" ? `openapi${value}` : withBase(value)]),
  );
}

function findReadOnly(document: OpenApi, schema: OpenApi, value: unknown, path: string): string[] {
  const target = schema.$ref ? document.components.schemas[schema.$ref.split("/").at(-1)] : schema;
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      findReadOnly(document, target.items ?? {}, item, `${path}/${index}`),
    );
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const property = target.properties?.[key];
    if (!property) return [];
    return property.readOnly
      ? [`${path}/${key} is read-only and was sent`]
      : findReadOnly(document, property, child, `${path}/${key}`);
  });
}
