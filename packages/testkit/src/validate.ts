import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type OpenApi, resolve } from "./document.ts";

export type Direction = "request" | "response";

export interface Validate {
  /** What is wrong with a value, one line each; empty where nothing is. */
  (value: unknown, direction: Direction): string[];
  /** Where there are objects that lack a required property, as steps from the root of the value. */
  incomplete(value: unknown): string[][];
}

export interface Validators {
  /** For values as JSON has them. */
  ofValue(schema: OpenApi): Validate;
  /** For values that are strings on the wire, whatever their type is. */
  ofTexts(schema: OpenApi): Validate;
}

/** Makes validators for schemas of a document, which may refer to its components. */
export function createValidators(document: OpenApi): Validators {
  const create = (coerceTypes: boolean) => {
    const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, logger: false, coerceTypes });
    // biome-ignore lint/suspicious/noExplicitAny: the default export of a CommonJS module
    (addFormats as any)(ajv);
    ajv.addFormat("decimal", /^-?\d+(\.\d+)?$/);
    ajv.addSchema({ $id: "openapi", components: document.components }, "openapi");
    return (schema: OpenApi) => createValidate(document, ajv, schema);
  };
  return { ofValue: create(false), ofTexts: create(true) };
}

function createValidate(document: OpenApi, ajv: Ajv2020, schema: OpenApi): Validate {
  let compiled: ReturnType<Ajv2020["compile"]> | undefined;
  const errorsOf = (value: unknown): ErrorObject[] => {
    compiled ??= ajv.compile({ properties: { value: withBase(schema) } });
    // What is coerced is changed.
    compiled({ value: structuredClone(value) });
    return compiled.errors ?? [];
  };
  const validate = (value: unknown, direction: Direction): string[] => {
    if (value === undefined) return ["is missing"];
    return [
      ...errorsOf(value)
        .filter((error) => !(direction === "request" && isReadOnlyMissing(error)))
        .map(({ instancePath, message, params }) => {
          const extra = params?.additionalProperty ?? params?.allowedValues?.join(", ");
          return `${instancePath.slice("/value".length)} ${message}${extra ? ` (${extra})` : ""}`.trim();
        }),
      ...(direction === "request" ? findReadOnly(document, schema, value, "") : []),
    ];
  };
  const incomplete = (value: unknown) =>
    errorsOf(value)
      .filter((error) => error.keyword === "required" && !isReadOnlyMissing(error))
      .map(({ instancePath }) => instancePath.split("/").slice(2).map(unescapeStep));
  return Object.assign(validate, { incomplete });
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
  const target = resolve(document, schema) ?? {};
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      findReadOnly(document, target.items ?? {}, item, `${path}/${index}`),
    );
  if (typeof value !== "object" || value === null) return [];
  const own = Object.entries(value).flatMap(([key, child]) => {
    const property = target.properties?.[key];
    if (!property) return [];
    return resolve(document, property)?.readOnly
      ? [`${path}/${key} is read-only and was sent`]
      : findReadOnly(document, property, child, `${path}/${key}`);
  });
  return [
    ...own,
    ...(target.allOf ?? []).flatMap((part: OpenApi) => findReadOnly(document, part, value, path)),
  ];
}
