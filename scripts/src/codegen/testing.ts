import { sample } from "openapi-sampler";
import { follow, forEachReference } from "../json.ts";
import { noBody } from "../model/directions.ts";
import { type FieldTree, notSentBack, partsOf } from "../model/fields.ts";
import type { Model, OperationModel } from "../model/model.ts";
import {
  isJson,
  type Operation,
  preferredMedia,
  type RequestBody,
  type Response,
  type Schema,
} from "../openapi.ts";
import { print, printKey } from "./comments.ts";
import { jsdoc, shape } from "./docs.ts";
import { type OperationTypes, type Types, unionOf } from "./types.ts";

const prefix = "#/components/schemas/";

/** How many objects within one another are looked at for fields that the server sets, or never returns. */
const deepest = 4;

/**
 * What tests of a program need of an API: a function for every schema that makes an object of it (`samples`), and what the fake server must
 * know of every method (`fake`).
 */
export function generateTesting(
  model: Model,
  types: Types,
  banner: string,
): { samples: string; fake: string } {
  const { api, typed, operations, typeNames } = model;
  const samples = new Samples(model);
  const client = (code: string): string => {
    const used = types.namesIn([code.replaceAll(/\/\*[\s\S]*?\*\//g, "")]);
    return used.length > 0 ? `import type { ${used.join(", ")} } from "@booking-apis/${api}-client";\n` : "";
  };
  const builders = Object.keys(typed.components?.schemas ?? {}).flatMap((name) => {
    const builder = samples.builderOf(name);
    return builder === undefined ? [] : [{ name, builder, type: typeNames.get(name) ?? name }];
  });
  const functions = builders
    .map(
      ({ name, builder, type }) =>
        `${jsdoc([`A complete \`${type}\`, for tests. Fields that are given replace those of the sample; one that is undefined is left out.`], 0)}export function ${builder}(overrides: Overrides<${type}> = {}): ${type} {\n  return override(${samples.objectOf(name)}, overrides);\n}`,
    )
    .join("\n\n");
  const descriptions = operations.map(
    (operation) =>
      `  ${JSON.stringify(operation.fullName)}: { ${descriptionOf(model, samples, operation).join(", ")} },`,
  );
  const values = `/** What the fake server must know of every method. */
export const methods: Readonly<Record<keyof FakeMethods, FakeDescription>> = {
${descriptions.join("\n")}
};

/** The body of an error response. */
export const error = (): object => ${errorOf(model, samples)};
`;
  const interfaces = `/** The methods of the API that send a request, as the fake server knows them. */
export interface FakeMethods {
${operations.map((operation) => methodText(operation, types.operations.get(operation.id) as OperationTypes)).join("\n")}
}
`;
  const names = new Set(values.match(/\ban?[A-Z]\w*(?=\(\))/g));
  const called = builders.map(({ builder }) => builder).filter((builder) => names.has(builder));
  return {
    samples:
      builders.length > 0
        ? `${banner}\n\n${client(functions)}import { type Overrides, override } from "../../testing/sample.ts";\n\n${functions}\n`
        : `${banner}\n\nexport {};\n`,
    fake: `${banner}\n\n${client(interfaces)}import type { FakeDescription } from "../../testing/fake.ts";\n${called.length > 0 ? `import { ${called.join(", ")} } from "./samples.ts";\n` : ""}\n${interfaces}\n${values}`,
  };
}

function methodText({ fullName, key, path }: OperationModel, types: OperationTypes): string {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => `${printKey(name as string)}: string`);
  const bodies = (isWanted: (status: string) => boolean): string => {
    const found = [...types.responses].filter(([status]) => isWanted(status)).map(([, type]) => type);
    return found.length > 0 ? unionOf(found) : "unknown";
  };
  const response = bodies((status) => status.startsWith("2"));
  const fields = [
    `path: ${names.length > 0 ? `{ ${names.join("; ")} }` : "object"}`,
    `query: ${types.query ?? "object"}`,
    `requestBody: ${types.requestBody ?? "undefined"}`,
    `response: ${response}`,
    `item: ${types.item ?? (response.endsWith("[]") ? response.slice(0, -2) : "never")}`,
    `error: ${bodies((status) => !status.startsWith("2"))}`,
  ];
  return `  /** \`${key}\` */\n  ${JSON.stringify(fullName)}: { ${fields.join("; ")} };`;
}

function descriptionOf(model: Model, samples: Samples, operation: OperationModel): string[] {
  const { typed, document } = model;
  const { key, method, path, pagination, requestBody } = operation;
  const received = successOf(typed, operation);
  const sent = bodyOf(requestBody);
  const item = pagination
    ? pagination.items
        ?.split("/")
        .slice(1)
        .reduce<Schema | undefined>((schema, step) => fieldsOf(typed, schema)[step], received)
    : follow<Schema | undefined>(typed, received);
  const isWrite = (method === "post" || method === "put") && sent !== undefined && pagination === undefined;
  const object = isWrite ? (received ?? readOf(model, operation)) : undefined;
  const kept = isWrite ? keptFields(typed, object, sent, method === "post") : {};
  const { writeOnly } = isWrite
    ? notSentBack(document, document.paths[path]?.[method] as Operation, deepest)
    : {};
  return [
    `operation: ${JSON.stringify(key)}`,
    ...(received ? [`body: ${arrow(samples.valueOf(received, "body"))}`] : []),
    ...(follow<Schema | undefined>(typed, item)?.items
      ? [`item: ${arrow(samples.valueOf(follow<Schema>(typed, item).items, "item"))}`]
      : []),
    ...(isWrite && Object.keys(kept).length > 0 ? [`kept: ${print(kept)}`] : []),
    ...(isWrite && writeOnly ? [`writeOnly: ${print(writeOnly)}`] : []),
  ];
}

/** Whether something within may have fields of its own. */
function isObjectLike(typed: Model["typed"], schema: Schema | undefined): boolean {
  const resolved = follow<Schema | undefined>(typed, schema);
  return Object.keys(fieldsOf(typed, resolved?.items ?? resolved)).length > 0;
}

/**
 * The fields that a server sets by itself in an object that it is sent, at any depth; of a new object also those that every response has and
 * a request may lack.
 */
function keptFields(
  typed: Model["typed"],
  received: Schema | undefined,
  sent: Schema | undefined,
  isNew: boolean,
  depth = 0,
): FieldTree {
  const tree: FieldTree = {};
  const sentFields = fieldsOf(typed, sent);
  const required = new Set(partsOf(typed, received).flatMap((part) => part.required ?? []));
  const isNested = depth > 0;
  for (const name of Object.keys(fieldsOf(typed, received))) {
    // Of what is within, only what a response always has.
    if (isNested && !required.has(name)) continue;
    if (
      !sentFields[name] ||
      (isNew && !isNested && required.has(name) && !isObjectLike(typed, sentFields[name]))
    )
      tree[name] = true;
  }
  for (const [name, field] of Object.entries(fieldsOf(typed, received))) {
    const [inner, own] = [field, sentFields[name]].map((schema) => {
      const resolved = follow<Schema | undefined>(typed, schema);
      return resolved?.items ?? resolved;
    });
    if (tree[name] || !own || !inner || depth >= deepest) continue;
    const below = keptFields(typed, inner, own, isNew, depth + 1);
    if (Object.keys(below).length > 0) tree[name] = below;
  }
  return tree;
}

/** What is read of an object that an operation writes and does not return. */
function readOf({ operations, typed }: Model, { method, path }: OperationModel): Schema | undefined {
  const sought = shape(method === "post" ? `${path}/{id}` : path);
  const read = operations.find((other) => other.method === "get" && shape(other.path) === sought);
  return read && successOf(typed, read);
}

function errorOf({ typed, operations }: Model, samples: Samples): string {
  for (const { operation } of operations)
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      const schema = status.startsWith("2") ? undefined : bodyOf(follow<Response>(typed, response));
      if (schema) return `(${samples.valueOf(schema, "error")})`;
    }
  return "({})";
}

/** The schema of what an operation returns. */
function successOf(typed: Model["typed"], { operation }: OperationModel): Schema | undefined {
  const success = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith("2"));
  return bodyOf(follow<Response | undefined>(typed, success?.[1]));
}

/** The schema of a body in JSON; where the body may be missing, of the one that is there. */
function bodyOf(body: RequestBody | Response | undefined): Schema | undefined {
  const [mediaType = "", media] = preferredMedia(body?.content) ?? [];
  return isJson(mediaType) ? firstAlternative(media?.schema) : undefined;
}

function firstAlternative(schema: Schema | undefined): Schema | undefined {
  const [first] = (schema?.oneOf ?? schema?.anyOf ?? []).filter(
    (part) => part.const !== noBody && part.type !== "null",
  );
  return first ?? schema;
}

const arrow = (value: string): string => `() => ${value.startsWith("{") ? `(${value})` : value}`;

function fieldsOf(typed: Model["typed"], schema: Schema | undefined): Record<string, Schema> {
  return Object.assign({}, ...partsOf(typed, schema).map(({ properties = {} }) => properties));
}

/** Expressions that make values of schemas: with all that is required, what the document has an example of, and objects within. */
class Samples {
  readonly #model: Model;
  readonly #builders = new Map<string, string>();
  /** The schemas that each schema leads to. */
  readonly #reached = new Map<string, Set<string>>();

  constructor(model: Model) {
    this.#model = model;
    const schemas = model.typed.components?.schemas ?? {};
    for (const name of Object.keys(schemas))
      if (this.#isObject({ $ref: prefix + name })) {
        const type = model.typeNames.get(name) ?? name;
        this.#builders.set(name, `${/^(?:[AEIO]|U(?!ni|s))/.test(type) ? "an" : "a"}${type}`);
      }
    const direct = new Map(
      Object.entries(schemas).map(([name, schema]) => {
        const names = new Set<string>();
        forEachReference(
          schema,
          ({ $ref }) => void ($ref.startsWith(prefix) && names.add($ref.slice(prefix.length))),
        );
        return [name, names];
      }),
    );
    const reach = (name: string, all: Set<string>): Set<string> => {
      for (const next of direct.get(name) ?? []) if (!all.has(next)) reach(next, all.add(next));
      return all;
    };
    for (const name of direct.keys()) this.#reached.set(name, reach(name, new Set()));
  }

  /** The function that makes an object of a schema; undefined for what is no object. */
  builderOf(name: string): string | undefined {
    return this.#builders.get(name);
  }

  objectOf(name: string): string {
    return this.#object(this.#model.typed.components?.schemas?.[name] ?? {}, name);
  }

  /** @param within The schema whose function is written: what leads back to it would never end. */
  valueOf(schema: Schema | undefined, name: string, within?: string): string {
    const reference = this.#nameOf(schema);
    const builder = reference === undefined ? undefined : this.#builders.get(reference);
    if (reference !== undefined && this.#leadsBack(reference, within)) return "{}";
    if (builder !== undefined) return `${builder}()`;
    const resolved = follow<Schema | undefined>(this.#model.typed, schema) ?? {};
    if (this.#isArray(resolved)) {
      const { items, minItems = 0 } = resolved as Schema & { minItems?: number };
      const isEmpty =
        minItems === 0 && (!this.#isObject(items) || this.#leadsBack(this.#nameOf(items), within));
      const value = exampleOf(resolved);
      if (value !== undefined) return print(value);
      return isEmpty
        ? "[]"
        : `[${Array(Math.max(1, minItems))
            .fill(this.valueOf(items, name, within))
            .join(", ")}]`;
    }
    if (this.#isObject(resolved)) return this.#object(resolved, within);
    const alternative = exampleOf(resolved) === undefined ? firstAlternative(resolved) : undefined;
    return alternative && alternative !== resolved
      ? this.valueOf(alternative, name, within)
      : leafOf(this.#model, resolved, name);
  }

  #object(schema: Schema, within: string | undefined): string {
    const parts = partsOf(this.#model.typed, schema);
    const required = new Set(parts.flatMap((part) => part.required ?? []));
    const fields = Object.entries(fieldsOf(this.#model.typed, schema)).filter(
      ([name, child]) => required.has(name) || this.#isShown(child, within),
    );
    const texts = fields.map(([name, child]) => `${printKey(name)}: ${this.valueOf(child, name, within)}`);
    return texts.length > 0 ? `{ ${texts.join(", ")} }` : "{}";
  }

  /** Whether an optional field is part of a sample. */
  #isShown(schema: Schema, within: string | undefined): boolean {
    if (schema.writeOnly === true || this.#leadsBack(this.#nameOf(schema), within)) return false;
    const resolved = follow<Schema | undefined>(this.#model.typed, schema) ?? {};
    if (exampleOf(resolved) !== undefined || exampleOf(schema) !== undefined) return true;
    if (!this.#isArray(resolved)) return this.#isObject(resolved);
    return this.#isObject(resolved.items) && !this.#leadsBack(this.#nameOf(resolved.items), within);
  }

  #nameOf(schema: Schema | undefined): string | undefined {
    return schema?.$ref?.startsWith(prefix) ? schema.$ref.slice(prefix.length) : undefined;
  }

  #leadsBack(name: string | undefined, within: string | undefined): boolean {
    if (name === undefined || within === undefined) return false;
    return name === within || this.#reached.get(name)?.has(within) === true;
  }

  #isArray({ type, items }: Schema): boolean {
    return [type].flat().includes("array") || (type === undefined && items !== undefined);
  }

  #isObject(schema: Schema | undefined): boolean {
    const parts = partsOf(this.#model.typed, schema);
    if (parts.some((part) => part.oneOf || part.anyOf || part.enum)) return false;
    return parts.some((part) => part.properties !== undefined);
  }
}

function exampleOf({ example, examples, const: only }: Schema): unknown {
  return only ?? example ?? examples?.[0];
}

/** A value that is not an object of known fields. */
function leafOf({ typed }: Model, schema: Schema, name: string): string {
  const known = exampleOf(schema) ?? schema.enum?.find((value) => value !== null) ?? schema.default;
  if (known !== undefined) return print(known);
  const { type, format } = schema;
  const types = [type ?? []].flat();
  if (types.includes("boolean")) return "false";
  if (types.includes("string") && format === "date-time") return '"2026-07-01T10:00:00-04:00"';
  if (types.includes("string") && format === "date") return '"2026-07-01"';
  const isPlain =
    types.includes("string") &&
    !format &&
    !schema.pattern &&
    !("minLength" in schema) &&
    !("maxLength" in schema);
  if (isPlain) return JSON.stringify(`my-${name}`);
  return print(sample(schema as object, { quiet: true }, typed) ?? null);
}
