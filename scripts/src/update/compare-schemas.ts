import { isDeepStrictEqual } from "node:util";
import { isOpenSchema, type Json, type Schema } from "../openapi.ts";
import { listing } from "../words.ts";
import { type Direction, type Impact, worst } from "./change.ts";

export interface SchemaChange {
  /** Names of the fields that lead to it; `[]` for the items of an array, `*` for fields without a name of their own. */
  path: string[];
  /** To follow the name of the place: "was removed", "was `string`, is `number`". */
  text: string;
  wire: Impact;
  /** Where types have nothing to do with it: a description breaks nothing. */
  types?: Impact;
}

/** How a change affects callers that send a value, and callers that receive it. */
const effects = {
  narrower: { sent: "major", received: "minor" },
  wider: { sent: "minor", received: "major" },
  other: { sent: "major", received: "major" },
  gained: { sent: "minor", received: "minor" },
  lost: { sent: "major", received: "major" },
  // Types that are received are open: the vendor may add values at any time.
  fewerValues: { sent: "major", received: "patch" },
  moreValues: { sent: "minor", received: "minor" },
  stricter: { sent: "major", received: "patch" },
  looser: { sent: "minor", received: "minor" },
  said: { sent: "patch", received: "patch" },
} as const satisfies Record<string, Record<Direction, Impact>>;

type Effect = keyof typeof effects;

/**
 * What changes between two versions of a schema. References are compared by name: what changes in a named schema is a change of that
 * schema, once, and not of every place that refers to it.
 */
export function compareSchemas(
  before: Schema | undefined,
  after: Schema | undefined,
  directions: ReadonlySet<Direction>,
): SchemaChange[] {
  return new SchemaComparison(directions).compare(before, after, []);
}

class SchemaComparison {
  readonly #directions: ReadonlySet<Direction>;

  constructor(directions: ReadonlySet<Direction>) {
    this.#directions = directions;
  }

  compare(old: Schema | undefined, now: Schema | undefined, path: string[]): SchemaChange[] {
    const before = unwrap(old);
    const after = unwrap(now);
    if (isDeepStrictEqual(before, after)) return [];
    const was = alternatives(before);
    const is = alternatives(after);
    if (!isDeepStrictEqual(was, is)) {
      const isKnown = !was.includes(anything) && !is.includes(anything);
      const effect = !isKnown
        ? "gained"
        : isWithin(is, was)
          ? "narrower"
          : isWithin(was, is)
            ? "wider"
            : "other";
      return [
        this.#change(path, `was \`${describe(before)}\`, is \`${describe(after)}\``, effect),
        ...(before?.properties && after?.properties ? this.#properties(before, after, path) : []),
        ...this.#limits(before, after, path, isKnown),
        ...this.#documentation(before, after, path),
      ];
    }
    return [
      ...this.#values(before, after, path),
      ...this.#properties(before, after, path),
      ...(before?.items || after?.items ? this.compare(before?.items, after?.items, [...path, "[]"]) : []),
      ...this.#parts(before, after, path),
      ...this.#others(before, after, path),
      ...this.#limits(before, after, path),
      ...this.#documentation(before, after, path),
    ];
  }

  #change(path: string[], text: string, ...caused: Effect[]): SchemaChange {
    const directions = this.#directions.size > 0 ? this.#directions : (["received"] as const);
    const impacts = caused.flatMap((effect) =>
      [...directions].map((direction) => effects[effect][direction]),
    );
    return { path, text, wire: worst(impacts) };
  }

  #properties(before: Schema | undefined, after: Schema | undefined, path: string[]): SchemaChange[] {
    const was = before?.properties ?? {};
    const is = after?.properties ?? {};
    const isSent = this.#directions.has("sent");
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name): SchemaChange[] => {
      const here = [...path, name];
      const required = after?.required?.includes(name) ?? false;
      if (!Object.hasOwn(is, name)) return [this.#change(here, "was removed", "lost")];
      if (!Object.hasOwn(was, name)) {
        const isNeeded = required && isSent && !Object(is[name]).readOnly;
        return [
          isNeeded
            ? this.#change(here, "is new and required", "narrower")
            : this.#change(here, "is new", "gained"),
        ];
      }
      const changes = [
        ...this.#access(was[name] as Schema, is[name] as Schema, here),
        ...this.compare(was[name], is[name], here),
      ];
      if (required === (before?.required?.includes(name) ?? false)) return changes;
      const text = required
        ? isSent
          ? "is required now"
          : "is always there now"
        : isSent
          ? "is optional now"
          : "may be missing now";
      return [this.#change(here, text, required ? "narrower" : "wider"), ...changes];
    });
  }

  /** Whether a field is only received, or only sent. */
  #access(before: Schema, after: Schema, path: string[]): SchemaChange[] {
    const words = [
      ["readOnly", "is read-only now", "may be sent now"],
      ["writeOnly", "is no longer received", "is received now"],
    ] as const;
    return words.flatMap(([word, gained, lost]) => {
      const is = after[word] === true;
      if (is === (before[word] === true)) return [];
      return [this.#change(path, is ? gained : lost, is ? "lost" : "gained")];
    });
  }

  #values(before: Schema | undefined, after: Schema | undefined, path: string[]): SchemaChange[] {
    const was = before?.enum;
    const is = after?.enum;
    if (was && is) {
      const removed = valuesBeside(was, is);
      const fresh = valuesBeside(is, was);
      const said = [
        ...(removed.length > 0 ? [`no longer has ${values(removed)}`] : []),
        ...(fresh.length > 0 ? [`also has ${values(fresh)}`] : []),
      ];
      const caused: Effect[] = [
        ...(removed.length > 0 ? (["fewerValues"] as const) : []),
        ...(fresh.length > 0 ? (["moreValues"] as const) : []),
      ];
      return said.length === 0 ? [] : [this.#change(path, said.join(", "), ...caused)];
    }
    if (is) return [this.#change(path, `has only ${values(is)} now`, "fewerValues")];
    return was ? [this.#change(path, `is no longer limited to ${values(was)}`, "moreValues")] : [];
  }

  /** Each part that is not there as it was is compared with the one that has taken its place. */
  #parts(before: Schema | undefined, after: Schema | undefined, path: string[]): SchemaChange[] {
    const was = partsOf(before);
    const is = partsOf(after);
    const removed = was.filter((part) => !is.some((other) => isDeepStrictEqual(part, other)));
    const fresh = is.filter((part) => !was.some((other) => isDeepStrictEqual(part, other)));
    if (removed.length === fresh.length)
      return removed.flatMap((part, index) => this.compare(part, fresh[index], path));
    const effect = before?.allOf
      ? removed.length === 0
        ? "narrower"
        : "other"
      : removed.length === 0
        ? "wider"
        : fresh.length === 0
          ? "narrower"
          : "other";
    return [this.#change(path, "is composed of different parts", effect)];
  }

  /** The fields that a schema lets through without naming them. */
  #others(before: Schema | undefined, after: Schema | undefined, path: string[]): SchemaChange[] {
    const was = before?.additionalProperties || undefined;
    const is = after?.additionalProperties || undefined;
    if (!was && !is) {
      if (before?.additionalProperties === after?.additionalProperties) return [];
      return [
        after?.additionalProperties === false
          ? this.#change(path, "may now have only the fields that are named", "stricter")
          : this.#change(path, "may now have fields that are not named", "looser"),
      ];
    }
    if (!was) return [this.#change(path, "may now have other fields too", "gained")];
    if (!is) return [this.#change(path, "has no other fields any more", "lost")];
    const schemaOf = (value: true | Schema) => (value === true ? {} : value);
    return this.compare(schemaOf(was), schemaOf(is), [...path, "*"]);
  }

  #limits(
    before: Schema | undefined,
    after: Schema | undefined,
    path: string[],
    isKnown = true,
  ): SchemaChange[] {
    const changed = Object.keys(limits).filter((word) => !isDeepStrictEqual(before?.[word], after?.[word]));
    if (changed.length === 0) return [];
    const value = (schema: Schema | undefined, word: string) =>
      schema?.[word] === undefined ? "none" : JSON.stringify(schema[word]);
    return [
      this.#change(
        path,
        `has different limits: ${changed.map((word) => `${word} was ${value(before, word)}, is ${value(after, word)}`).join("; ")}`,
        ...changed.map((word) => (isKnown ? limitEffect(word, before?.[word], after?.[word]) : "gained")),
      ),
    ];
  }

  #documentation(before: Schema | undefined, after: Schema | undefined, path: string[]): SchemaChange[] {
    const deprecated = after?.deprecated === true && before?.deprecated !== true;
    const words = ["description", "title", "example", "examples"];
    return [
      ...(deprecated
        ? [{ ...this.#change(path, "is deprecated now", "said"), types: "minor" as const }]
        : []),
      ...(words.some((word) => !isDeepStrictEqual(before?.[word], after?.[word]))
        ? [{ ...this.#change(path, documentationChanged, "said"), types: "patch" as const }]
        : []),
    ];
  }
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

/** What the server checks beyond the type: whether a larger value lets more through (1) or less (-1); 0 where there is no order. */
const limits: Readonly<Record<string, 1 | -1 | 0>> = {
  format: 0,
  default: 0,
  pattern: 0,
  multipleOf: 0,
  uniqueItems: 0,
  minimum: -1,
  exclusiveMinimum: -1,
  minLength: -1,
  minItems: -1,
  minProperties: -1,
  maximum: 1,
  exclusiveMaximum: 1,
  maxLength: 1,
  maxItems: 1,
  maxProperties: 1,
};

function limitEffect(word: string, was: unknown, is: unknown): Effect {
  // A default that was not said may always have been there; another one is another behavior.
  if (word === "default") return was === undefined ? "gained" : "stricter";
  if (was === undefined) return is === false ? "said" : "stricter";
  if (is === undefined) return "looser";
  const order = limits[word] ?? 0;
  return order !== 0 && Math.sign(Number(is) - Number(was)) === order ? "looser" : "stricter";
}

export const documentationChanged = "is described differently";

const anything = "unknown";

/** The types that a value of the schema may have. */
function alternatives(schema: Schema | undefined): string[] {
  if (isOpenSchema(schema) || !schema) return [anything];
  if (schema.$ref) return [describe(schema)];
  const choice = schema.oneOf ?? schema.anyOf;
  if (choice) return [...new Set(choice.flatMap(alternatives))].sort();
  if (schema.allOf) return [[...new Set(schema.allOf.flatMap(alternatives))].sort().join(" & ")];
  if ("const" in schema || schema.not) return [JSON.stringify(bare(schema))];
  return [...new Set([schema.type ?? impliedType(schema)].flat())].sort();
}

function impliedType({ properties, additionalProperties, items, enum: listed, ...rest }: Schema): string {
  if (properties) return "object or array";
  if (additionalProperties) return "object";
  if (items) return "array";
  if (listed) return "enum";
  return Object.keys(rest).some((word) => word in limits) ? "any value" : anything;
}

function isWithin(types: string[], others: string[]): boolean {
  return types.every((type) => others.includes(type) || (type === "integer" && others.includes("number")));
}

/** The schema without what is only said about it. */
export function bare(value: unknown): unknown {
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
