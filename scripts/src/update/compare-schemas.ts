import { isDeepStrictEqual } from "node:util";
import { isOpenSchema, type Json, type Schema } from "../openapi.ts";
import { type Impact, listing, worst } from "./change.ts";

/** Whether a program sends a value or receives it: what widens the one narrows the other. */
export type Direction = "sent" | "received";

export interface SchemaChange {
  /** Names of the fields that lead to it; `[]` for the items of an array. */
  path: string[];
  /** To follow the name of the place: "is gone", "was `string`, is `number`". */
  text: string;
  types: Impact;
  /** Where it is no question of rules: what is only said breaks nobody. */
  wire?: Impact;
}

/**
 * What changes between two versions of a schema for a TypeScript program. References are compared by name: what changes in a named
 * schema is a change of that schema, once, and not of every place that refers to it.
 */
export function compareSchemas(
  old: Schema | undefined,
  now: Schema | undefined,
  direction: Direction,
  path: string[] = [],
): SchemaChange[] {
  const before = unwrap(old);
  const after = unwrap(now);
  if (isDeepStrictEqual(before, after)) return [];
  const was = alternatives(before);
  const is = alternatives(after);
  const change = (text: string, types: Impact): SchemaChange => ({ path, text, types });
  if (!isDeepStrictEqual(was, is)) {
    const narrower = isWithin(is, was);
    const wider = isWithin(was, is);
    const harmless = direction === "sent" ? wider : narrower;
    return [
      change(`was \`${describe(before)}\`, is \`${describe(after)}\``, harmless ? "minor" : "major"),
      ...(before?.properties && after?.properties ? properties(before, after, direction, path) : []),
      ...documentation(before, after, change),
    ];
  }
  return [
    ...enumeration(before, after, direction, change),
    ...properties(before, after, direction, path),
    ...(before?.items || after?.items
      ? compareSchemas(before?.items, after?.items, direction, [...path, "[]"])
      : []),
    ...parts(before, after, direction, path),
    ...others(before, after, direction, path),
    ...limits(before, after, change),
    ...documentation(before, after, change),
  ];
}

/** The same for a schema that is both sent and received: of what a change asks in the one direction and in the other, the worse. */
export function compareInBothDirections(
  before: Schema | undefined,
  after: Schema | undefined,
): SchemaChange[] {
  const received = compareSchemas(before, after, "received");
  return compareSchemas(before, after, "sent").map((sent, index) => {
    const other = received[index] as SchemaChange;
    return worst([sent.types, other.types]) === other.types ? other : sent;
  });
}

type Say = (text: string, types: Impact) => SchemaChange;

function properties(
  before: Schema | undefined,
  after: Schema | undefined,
  direction: Direction,
  path: string[],
): SchemaChange[] {
  const was = before?.properties ?? {};
  const is = after?.properties ?? {};
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name): SchemaChange[] => {
    const here = [...path, name];
    const required = after?.required?.includes(name) ?? false;
    if (!Object.hasOwn(is, name)) return [{ path: here, text: "is gone", types: "major" }];
    if (!Object.hasOwn(was, name))
      return [
        {
          path: here,
          text: required && direction === "sent" ? "is new and required" : "is new",
          types: required && direction === "sent" ? "major" : "minor",
        },
      ];
    const wasRequired = before?.required?.includes(name) ?? false;
    const tightened: SchemaChange[] =
      required === wasRequired
        ? []
        : [
            {
              path: here,
              text: required
                ? direction === "sent"
                  ? "is required now"
                  : "is always there now"
                : direction === "sent"
                  ? "is optional now"
                  : "may be missing now",
              types: required === (direction === "sent") ? "major" : "minor",
            },
          ];
    return [...tightened, ...compareSchemas(was[name], is[name], direction, here)];
  });
}

/** An enum that is received is open: a program compiles whichever values the document names. */
function enumeration(
  before: Schema | undefined,
  after: Schema | undefined,
  direction: Direction,
  change: Say,
): SchemaChange[] {
  const was = before?.enum;
  const is = after?.enum;
  const breaking = direction === "sent" ? "major" : "patch";
  if (was && is) {
    const gone = valuesBeside(was, is);
    const fresh = valuesBeside(is, was);
    const said = [
      ...(gone.length > 0 ? [`no longer has ${values(gone)}`] : []),
      ...(fresh.length > 0 ? [`also has ${values(fresh)}`] : []),
    ];
    if (said.length === 0) return [];
    return [
      change(
        said.join(", "),
        worst([gone.length > 0 ? breaking : "patch", fresh.length > 0 ? "minor" : "patch"]),
      ),
    ];
  }
  if (is) return [change(`has only ${values(is)} now`, breaking)];
  return was ? [change(`is no longer limited to ${values(was)}`, "minor")] : [];
}

function valuesBeside(list: Json[], others: Json[]): Json[] {
  return list.filter((value) => !others.some((other) => isDeepStrictEqual(other, value)));
}

function values(list: Json[]): string {
  const most = 6;
  return `the ${list.length === 1 ? "value" : "values"} ${listing(
    list.map((value) => `\`${JSON.stringify(value)}\``),
    most,
  )}`;
}

/** What a schema is put together of: each part that is not there as it was is compared with the one that has taken its place. */
function parts(
  before: Schema | undefined,
  after: Schema | undefined,
  direction: Direction,
  path: string[],
): SchemaChange[] {
  const was = partsOf(before);
  const is = partsOf(after);
  const gone = was.filter((part) => !is.some((other) => isDeepStrictEqual(part, other)));
  const fresh = is.filter((part) => !was.some((other) => isDeepStrictEqual(part, other)));
  if (gone.length === fresh.length)
    return gone.flatMap((part, index) => compareSchemas(part, fresh[index], direction, path));
  const isHarmless = !before?.allOf && (direction === "sent" ? gone : fresh).length === 0;
  return [{ path, text: "is put together of other parts", types: isHarmless ? "minor" : "major" }];
}

/** A schema that is all of one other schema is that one. */
function unwrap(schema: Schema | undefined): Schema | undefined {
  const [part, ...more] = schema?.allOf ?? [];
  if (!part || more.length > 0 || schema?.properties) return schema;
  const { allOf: _, ...rest } = schema as Schema;
  return { ...part, ...rest };
}

function partsOf(schema: Schema | undefined): Schema[] {
  return schema?.oneOf ?? schema?.anyOf ?? schema?.allOf ?? [];
}

/** The fields that a schema lets through without naming them. */
function others(
  before: Schema | undefined,
  after: Schema | undefined,
  direction: Direction,
  path: string[],
): SchemaChange[] {
  const was = before?.additionalProperties || undefined;
  const is = after?.additionalProperties || undefined;
  if (!was && !is) return [];
  if (!was) return [{ path, text: "has other fields, too, now", types: "minor" }];
  if (!is) return [{ path, text: "has no other fields any more", types: "major" }];
  const schemaOf = (value: true | Schema) => (value === true ? {} : value);
  return compareSchemas(schemaOf(was), schemaOf(is), direction, [...path, "*"]);
}

/** Keywords that neither TypeScript nor a reader's eye is led by: checks that the server makes. */
const limitKeywords = [
  ...["format", "default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"],
];

function limits(before: Schema | undefined, after: Schema | undefined, change: Say): SchemaChange[] {
  const changed = limitKeywords.filter((word) => !isDeepStrictEqual(before?.[word], after?.[word]));
  if (changed.length === 0) return [];
  const value = (schema: Schema | undefined, word: string) =>
    schema?.[word] === undefined ? "none" : JSON.stringify(schema[word]);
  return [
    change(
      `has other limits: ${changed.map((word) => `${word} was ${value(before, word)}, is ${value(after, word)}`).join("; ")}`,
      "patch",
    ),
  ];
}

export const documentationChanged = "is described differently";

function documentation(before: Schema | undefined, after: Schema | undefined, change: Say): SchemaChange[] {
  const deprecated = after?.deprecated === true && before?.deprecated !== true;
  const words = ["description", "title", "example", "examples"];
  return [
    ...(deprecated ? [{ ...change("is deprecated now", "minor"), wire: "patch" as const }] : []),
    ...(words.some((word) => !isDeepStrictEqual(before?.[word], after?.[word]))
      ? [{ ...change(documentationChanged, "patch"), wire: "patch" as const }]
      : []),
  ];
}

const anything = "unknown";

/** The types that a value of the schema may have. */
function alternatives(schema: Schema | undefined): string[] {
  if (isOpenSchema(schema) || !schema) return [anything];
  if (schema.$ref) return [describe(schema)];
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice) return [...new Set(choice.flatMap(alternatives))].sort();
  if (schema.allOf) return [[...new Set(schema.allOf.flatMap(alternatives))].sort().join(" & ")];
  if ("const" in schema || schema.not) return [JSON.stringify(bare(schema))];
  const types = [schema.type ?? impliedType(schema)].flat();
  return [...new Set(types.map((type) => (type === "integer" ? "number" : type)))].sort();
}

function impliedType({ properties, additionalProperties, items, enum: values }: Schema): string {
  if (properties) return "object or array";
  if (additionalProperties) return "object";
  if (items) return "array";
  return values ? "enum" : anything;
}

function isWithin(types: string[], others: string[]): boolean {
  return others.includes(anything) || types.every((type) => others.includes(type));
}

/** The schema without what is only said about it. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/^(description|title|examples?|deprecated|x-.*)$/.test(key))
      .map(([key, child]) => [key, bare(child)]),
  );
}

/** A type as TypeScript would write it, as far as one line allows. */
export function describe(schema: Schema | undefined): string {
  if (!schema || isOpenSchema(schema)) return anything;
  if (schema.$ref) return schema.$ref.split("/").at(-1) as string;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice) return choice.map(describe).join(" | ");
  if (schema.allOf) return schema.allOf.map(describe).join(" & ");
  if (schema.type === "array") return `${describe(schema.items)}[]`;
  return [schema.type ?? impliedType(schema)].flat().join(" | ");
}
