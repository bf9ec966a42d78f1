import { follow, resolveReference } from "../json.ts";
import {
  isOpenSchema,
  type MediaType,
  type OpenApiDocument,
  type Operation,
  type Parameter,
  preferredMedia,
  type RequestBody,
  type Response,
  type Schema,
} from "../openapi.ts";

type Kind = "date" | "integer-string" | "number";

/** What a schema has itself, without what it refers to. A field without a name is the schema's own value. */
interface SchemaFields {
  fields: [name: string | undefined, kind: Kind][];
  references: [name: string | undefined, reference: string][];
}

/** Finds fields whose type alone does not say how they are sent or read. Visits each shared schema only once. */
export class Fields {
  readonly #document: OpenApiDocument;
  readonly #shared = new Map<string, SchemaFields>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
  }

  /** Names of parameters, and of fields of the body at any depth, that are a date without a time. */
  datesIn(parameters: Parameter[], body: unknown): string[] {
    const names = new Set<string>();
    const add = (name: string, kind: Kind) => void (kind === "date" && names.add(name));
    for (const { name, schema } of parameters) this.#forEach(schema, name, add);
    for (const { schema } of this.#mediaTypesOf(body)) this.#forEach(schema, "", add);
    return [...names];
  }

  /** Names of fields of a success that are strings and hold an integer of any size, and that are nowhere a number. */
  integerStringsIn(responses: Record<string, unknown>): string[] {
    const names = { date: new Set<string>(), "integer-string": new Set<string>(), number: new Set<string>() };
    for (const [status, response] of Object.entries(responses))
      if (status.startsWith("2"))
        for (const { schema } of this.#mediaTypesOf(response))
          this.#forEach(schema, "", (name, kind) => names[kind].add(name));
    return [...names["integer-string"]].filter((name) => !names.number.has(name));
  }

  #mediaTypesOf(body: unknown): MediaType[] {
    return Object.values(follow<RequestBody | Response | undefined>(this.#document, body)?.content ?? {});
  }

  /** Calls back for every field at any depth, also for what is in an array or a map, which has the name of its holder. */
  #forEach(schema: Schema | undefined, ownName: string, callback: (name: string, kind: Kind) => void): void {
    const visited = new Map<string, Set<string>>();
    const visit = ({ fields, references }: SchemaFields, holder: string): void => {
      for (const [name = holder, kind] of fields) callback(name, kind);
      for (const [name = holder, reference] of references) {
        const names = visited.get(reference) ?? new Set();
        if (names.has(name)) continue;
        visited.set(reference, names.add(name));
        visit(this.#fieldsAt(reference), name);
      }
    };
    visit(fieldsOfSchema(schema), ownName);
  }

  #fieldsAt(reference: string): SchemaFields {
    let found = this.#shared.get(reference);
    if (!found) {
      found = fieldsOfSchema(resolveReference(this.#document, reference) as Schema | undefined);
      this.#shared.set(reference, found);
    }
    return found;
  }
}

function fieldsOfSchema(schema: Schema | undefined): SchemaFields {
  const found: SchemaFields = { fields: [], references: [] };
  const visit = (part: Schema | boolean | undefined, name: string | undefined): void => {
    if (typeof part !== "object" || part === null) return;
    if (typeof part.$ref === "string") return void found.references.push([name, part.$ref]);
    const kind = kindOf(part);
    if (kind) found.fields.push([name, kind]);
    const { allOf = [], anyOf = [], oneOf = [], items, prefixItems, additionalProperties } = part;
    const same = [...allOf, ...anyOf, ...oneOf, items, additionalProperties, ...((prefixItems as []) ?? [])];
    for (const child of [...same, ...Object.values(part.patternProperties ?? {})])
      visit(child as Schema, name);
    for (const [property, child] of Object.entries(part.properties ?? {})) visit(child, property);
  };
  visit(schema, undefined);
  return found;
}

function kindOf({ type, format }: Schema): Kind | undefined {
  const types = [type].flat();
  if (format === "date") return "date";
  if (types.includes("string") && /^int(?:64|eger)$/.test(format ?? "")) return "integer-string";
  return types.includes("integer") || types.includes("number") ? "number" : undefined;
}

/** A schema with its references followed, and those that it is combined from, at any depth. */
export function partsOf(
  document: OpenApiDocument,
  schema: Schema | undefined,
  visited = new Set<unknown>(),
): Schema[] {
  const resolved = follow<Schema | undefined>(document, schema);
  // A schema may be a boolean, too.
  if (typeof resolved !== "object" || resolved === null || visited.has(resolved)) return [];
  visited.add(resolved);
  const { allOf = [], anyOf = [], oneOf = [] } = resolved;
  return [resolved, ...[...allOf, ...anyOf, ...oneOf].flatMap((part) => partsOf(document, part, visited))];
}

export type Shape = "value" | "array" | "object";

/** What a value may be, as far as its form on the wire depends on it; nothing where the document does not say. */
export function shapesOf(document: OpenApiDocument, schema: Schema | undefined): Set<Shape> {
  return new Set(
    partsOf(document, schema).flatMap(({ type, items, prefixItems, properties, additionalProperties }) => {
      const types = [type ?? []].flat().filter((name) => name !== "null");
      if (types.length > 0)
        return types.map((name) => (name === "array" || name === "object" ? name : "value"));
      if (items ?? prefixItems) return ["array"];
      return (properties ?? additionalProperties) ? ["object"] : [];
    }),
  );
}

/** Whether a value may be `null`. */
export function isNullable(document: OpenApiDocument, schema: Schema | undefined, depth = 0): boolean {
  const resolved = follow<Schema | undefined>(document, schema);
  if (isOpenSchema(resolved)) return true;
  const { type, const: only, enum: values = only === undefined ? undefined : [only] } = resolved as Schema;
  const { allOf, anyOf, oneOf } = resolved as Schema;
  const alternatives = anyOf ?? oneOf;
  const allows = (part: Schema) => depth < 10 && isNullable(document, part, depth + 1);
  if (type !== undefined ? ![type].flat().includes("null") : !(values ?? allOf ?? alternatives)) return false;
  return (
    (values?.includes(null) ?? true) && (allOf?.every(allows) ?? true) && (alternatives?.some(allows) ?? true)
  );
}

/** Names of fields, each with `true` or with fields below it; those of a list are the fields of its items. */
export interface FieldTree {
  [name: string]: true | FieldTree;
}

/**
 * The fields of an operation's body that are not sent back when it replaces what was read: read-only and write-only ones.
 * A schema that contains itself is visited only once.
 *
 * @param deepest How many objects within one another are looked at.
 */
export function notSentBack(
  document: OpenApiDocument,
  operation: Operation,
  deepest = Number.POSITIVE_INFINITY,
): { readOnly?: FieldTree; writeOnly?: FieldTree } {
  const fieldsOf = (
    schema: Schema | undefined,
    annotation: "readOnly" | "writeOnly",
    above: readonly Schema[],
  ): FieldTree => {
    const tree: FieldTree = {};
    if (above.length >= deepest) return tree;
    for (const part of partsOf(document, schema)) {
      if (above.includes(part)) continue;
      const within = [...above, part];
      for (const [name, child] of Object.entries(part.properties ?? {})) {
        if (typeof child !== "object") continue;
        if ([child, ...partsOf(document, child)].some((each) => each[annotation] === true)) tree[name] = true;
        else merge(tree, name, fieldsOf(child, annotation, within));
      }
      for (const [name, below] of Object.entries(part.items ? fieldsOf(part.items, annotation, within) : {}))
        merge(tree, name, below);
    }
    return tree;
  };
  const body = follow<RequestBody | undefined>(document, operation.requestBody);
  const [, media] = preferredMedia(body?.content) ?? [];
  const trees = (["readOnly", "writeOnly"] as const).map((annotation): [string, FieldTree] => [
    annotation,
    fieldsOf(media?.schema, annotation, []),
  ]);
  return Object.fromEntries(trees.filter(([, tree]) => Object.keys(tree).length > 0));
}

function merge(tree: FieldTree, name: string, below: true | FieldTree): void {
  const known = tree[name];
  if (known === true || (below !== true && Object.keys(below).length === 0)) return;
  tree[name] = known === undefined || below === true ? below : { ...known, ...below };
}
