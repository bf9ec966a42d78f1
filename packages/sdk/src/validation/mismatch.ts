import { isFieldName, type ReceivedResponse } from "@booking-apis/transport/internal";
import {
  type DescribedResponse,
  follow,
  type Located,
  pointerTo,
  type ResponseDocument,
  type ResponseSchema,
} from "./document.ts";

/**
 * A place where a response is not as the corrected document says. It holds no value of the response: names of fields and kinds of values
 * only, so it may be logged.
 */
export interface Mismatch {
  /** The HTTP method. */
  readonly method: string;
  /** The path template, such as `/bookings/{bookingNumber}`. */
  readonly path: string;
  /** The HTTP status. */
  readonly status: number;
  /**
   * Where in the body: a JSON Pointer (RFC 6901), of the first place if there are several in one list. A key that does not look like the
   * name of a field, and so may be data, is written as `*`.
   */
  readonly pointer: string;
  /**
   * What is wrong:
   * - `type`: a value of another type;
   * - `format`: a string that is not as its format says, such as a date-time without an offset;
   * - `value`: a value that is not in the list of the document;
   * - `missing`: a required field is not there;
   * - `undocumented`: a field, a body or a status that the document does not have.
   */
  readonly problem: "type" | "format" | "value" | "missing" | "undocumented";
  /** What the document says: `"string or null"`, `"one of 3 values"`. */
  readonly expected: string;
  /** The kind of what is there: `"string"`, `"integer"`, `"number"`, `"boolean"`, `"null"`, `"array"`, `"object"`, `"nothing"`, `"status 418"`. */
  readonly found: string;
  /** In how many places of this body. */
  readonly count: number;
  /** Where the document says it: a JSON Pointer into `openapi.yaml`. */
  readonly documented: string;
}

/** One place, before alike ones are counted together. */
interface Place extends Pick<Mismatch, "pointer" | "problem" | "expected" | "found" | "documented"> {
  /** The pointer with `*` for every index. */
  readonly pattern: string;
}

/** Where in the body a value is. */
interface At {
  readonly pointer: string;
  readonly pattern: string;
  readonly depth: number;
}

/** What lies deeper is not compared: a body must not be able to exhaust the stack. */
const deepest = 100;
/** What comes later is not compared: alternatives within alternatives double the work with each level. */
const mostComparisons = 200_000;

/** What the comparison of one body shares. */
interface Comparison {
  readonly document: ResponseDocument;
  /** How many values may still be compared. */
  left: number;
}

/**
 * Finds where a response is not as the document says, in its first 200,000 values. An operation that the document lacks is not looked at.
 */
export function findMismatches(document: ResponseDocument, response: ReceivedResponse): Mismatch[] {
  const { method, path, status, body } = response;
  const responses = document.paths[path]?.[method.toLowerCase()]?.responses;
  if (!responses || method === "HEAD") return [];
  const base = pointerTo("", "paths", path, method.toLowerCase(), "responses");
  const isSuccess = (each: string) => each.startsWith("2");
  const documented = Object.keys(responses);
  // `default` describes errors, where a success has a description of its own.
  const isByDefault = !isSuccess(`${status}`) || !documented.some(isSuccess);
  const key = [`${status}`, `${`${status}`[0]}XX`, ...(isByDefault ? ["default"] : [])].find((each) =>
    documented.includes(each),
  );
  const places: Place[] =
    key === undefined
      ? [
          {
            pointer: "",
            pattern: "",
            problem: "undocumented",
            expected: `status ${documented.join(", ")}`,
            found: `status ${status}`,
            documented: base,
          },
        ]
      : compareBody(
          document,
          { part: responses[key] as DescribedResponse, pointer: pointerTo(base, key) },
          body,
        );
  const groups = new Map<string, { first: Place; count: number }>();
  for (const place of places) {
    const { pattern, problem, expected, found, documented } = place;
    const group = JSON.stringify([pattern, problem, expected, found, documented]);
    const known = groups.get(group);
    if (known) known.count++;
    else groups.set(group, { first: place, count: 1 });
  }
  return [...groups.values()].map(({ first, count }) => {
    const { pointer, problem, expected, found, documented } = first;
    return { method, path, status, pointer, problem, expected, found, count, documented };
  });
}

function compareBody(
  document: ResponseDocument,
  response: Located<DescribedResponse>,
  body: unknown,
): Place[] {
  const { part, pointer } = follow(document, response);
  const [mediaType, media] =
    Object.entries(part.content ?? {}).find(([type]) => /\bjson\b/i.test(type)) ??
    Object.entries(part.content ?? {})[0] ??
    [];
  const root = { pointer: "", pattern: "", depth: 0 };
  if (body === undefined) {
    if (!media || part["x-optional-body"]) return [];
    return [{ ...root, problem: "missing", expected: "a body", found: "nothing", documented: pointer }];
  }
  if (!media || mediaType === undefined)
    return [
      { ...root, problem: "undocumented", expected: "no body", found: kindOf(body), documented: pointer },
    ];
  if (!/\bjson\b/i.test(mediaType)) return [];
  const places: Place[] = [];
  compare(
    { document, left: mostComparisons },
    { part: media.schema, pointer: pointerTo(pointer, "content", mediaType, "schema") },
    body,
    root,
    places,
  );
  return places;
}

/** The kind of a value, as JSON Schema calls it. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "undefined" ? "nothing" : typeof value;
}

/** Adds where a value is not as its schema says. */
function compare(
  comparison: Comparison,
  schema: Located<ResponseSchema>,
  value: unknown,
  at: At,
  places: Place[],
  /** The schemas that this one is a part of, by `allOf`, `anyOf` or `oneOf`. */
  wholes: readonly ResponseSchema[] = [],
): void {
  const located = follow(comparison.document, schema);
  const { part, pointer: documented } = located;
  // A schema that is a part of itself.
  if (wholes.includes(part) || at.depth > deepest || comparison.left-- <= 0) return;
  const report = (problem: Mismatch["problem"], expected: string): void => {
    places.push({ ...at, problem, expected, found: kindOf(value), documented });
  };
  const types = part.type === undefined ? [] : [part.type].flat();
  const kind = kindOf(value);
  if (types.length > 0 && !types.includes(kind) && !(kind === "integer" && types.includes("number"))) {
    report("type", types.join(" or "));
    return;
  }
  const allowed = part.enum ?? ("const" in part ? [part.const] : undefined);
  if (allowed && !allowed.some((each) => JSON.stringify(each) === JSON.stringify(value)))
    report("value", allowed.length === 1 ? "the one documented value" : `one of ${allowed.length} values`);
  if (typeof value === "string" && part.format !== undefined && formats[part.format]?.test(value) === false)
    report("format", part.format);
  const inner = [...wholes, part];
  const comparePart = (keyword: "allOf" | "anyOf" | "oneOf", index: number, found: Place[]): Place[] => {
    const each = { part: part[keyword]?.[index] ?? {}, pointer: pointerTo(documented, keyword, index) };
    compare(comparison, each, value, at, found, inner);
    return found;
  };
  for (const index of (part.allOf ?? []).keys()) comparePart("allOf", index, places);
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const alternatives = [...(part[keyword] ?? []).keys()].map((index) => comparePart(keyword, index, []));
    // What fits none is compared with the one that it fits best.
    const [best = []] = alternatives.sort((a, b) => a.length - b.length);
    for (const place of best) places.push(place);
  }
  if (Array.isArray(value) && part.items) {
    const items = { part: part.items, pointer: pointerTo(documented, "items") };
    for (const [index, item] of value.entries()) {
      const place = {
        pointer: pointerTo(at.pointer, index),
        pattern: pointerTo(at.pattern, "*"),
        depth: at.depth + 1,
      };
      compare(comparison, items, item, place, places);
    }
  }
  if (kind === "object") {
    const fields = value as Record<string, unknown>;
    compareFields(comparison, located, fields, at, places);
    // A part knows nothing of the fields of the others.
    if (wholes.length === 0) findUndocumented(comparison.document, located, fields, at, places);
  }
}

function compareFields(
  comparison: Comparison,
  { part, pointer: documented }: Located<ResponseSchema>,
  value: Record<string, unknown>,
  at: At,
  places: Place[],
): void {
  const { document } = comparison;
  const { properties = {}, required = [], additionalProperties } = part;
  for (const name of required)
    if (
      !Object.hasOwn(value, name) &&
      follow(document, { part: properties[name] ?? {}, pointer: "" }).part.writeOnly !== true
    )
      places.push({
        ...below(at, name),
        problem: "missing",
        expected: expectedOf(document, properties[name]),
        found: "nothing",
        documented,
      });
  for (const [name, field] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property) {
      const located = { part: property, pointer: pointerTo(documented, "properties", name) };
      compare(comparison, located, field, below(at, name), places);
    } else if (typeof additionalProperties === "object") {
      const located = { part: additionalProperties, pointer: pointerTo(documented, "additionalProperties") };
      compare(comparison, located, field, below(at, "*"), places);
    }
  }
}

/** Adds fields that the document does not have, in an object of which it has any. */
function findUndocumented(
  document: ResponseDocument,
  schema: Located<ResponseSchema>,
  value: Record<string, unknown>,
  at: At,
  places: Place[],
): void {
  const known = fieldsOf(document, schema.part);
  if (known === undefined || known.size === 0) return;
  for (const [name, field] of Object.entries(value))
    if (!known.has(name))
      places.push({
        ...below(at, isFieldName(name) ? name : "*"),
        problem: "undocumented",
        expected: "no such field",
        found: kindOf(field),
        documented: schema.pointer,
      });
}

/** The names of all fields of a schema and its parts; undefined where it takes fields of any name. */
function fieldsOf(
  document: ResponseDocument,
  schema: ResponseSchema,
  wholes: readonly ResponseSchema[] = [],
): Set<string> | undefined {
  const { part } = follow(document, { part: schema, pointer: "" });
  if (wholes.includes(part)) return new Set();
  const { additionalProperties = false, properties = {}, allOf = [], anyOf = [], oneOf = [] } = part;
  if (additionalProperties !== false) return undefined;
  const names = new Set(Object.keys(properties));
  for (const each of [...allOf, ...anyOf, ...oneOf]) {
    const inner = fieldsOf(document, each, [...wholes, part]);
    if (inner === undefined) return undefined;
    for (const name of inner) names.add(name);
  }
  return names;
}

function below({ pointer, pattern, depth }: At, name: string): At {
  return { pointer: pointerTo(pointer, name), pattern: pointerTo(pattern, name), depth: depth + 1 };
}

function expectedOf(document: ResponseDocument, schema: ResponseSchema | undefined): string {
  const { type } = follow(document, { part: schema ?? {}, pointer: "" }).part;
  return type === undefined ? "a value" : [type].flat().join(" or ");
}

/** The formats that are compared. */
const formats: Readonly<Record<string, RegExp>> = {
  "date-time": /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  decimal: /^-?\d+(?:\.\d+)?$/,
};
