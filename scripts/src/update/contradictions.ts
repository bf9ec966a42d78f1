import { isDeepStrictEqual } from "node:util";
import { follow, isObject } from "../json.ts";
import {
  httpMethods,
  type OpenApiDocument,
  operationsOf,
  type Parameter,
  parametersOf,
  type Schema,
} from "../openapi.ts";
import { applyAction, StaleActionError } from "../overlay/apply.ts";
import type { Overlay, OverlayAction } from "../overlay/overlay.ts";
import { place } from "../places.ts";
import { bare } from "./compare-schemas.ts";
import { pairOperations, pairSchemas } from "./renames.ts";

/** A correction of ours that contradicts what the vendor's document now says. */
export interface Contradiction {
  action: OverlayAction;
  /** What it is about: "`GET /bookings` query parameter `pageNumber`: `schema.type`". */
  subjects: string[];
  /** As JSON; "nothing" for what the action removes. */
  vendor: string;
  ours: string;
  /** What to add to the overlay to keep the correction, where a line of evidence is not enough. */
  toKeep?: { target: string; description: string };
}

/** A value that the vendor changed, and what leads to it: each object or list, with the reference that it was. */
interface Contested {
  trail: readonly { holder: object; reference: unknown }[];
  path: readonly string[];
  value: unknown;
}

/** Where our corrections differ from the vendor, and what each says: at the value itself, or above it where ours have nothing. */
interface Disagreement {
  path: readonly string[];
  vendor: unknown;
  ours: unknown;
}

/**
 * Finds what the vendor's next document changes and our corrections contradict, at the value itself or where a reference of ours leads
 * instead. A correction whose `disputed` already quotes the vendor's value is decided.
 */
export function findContradictions(
  last: OpenApiDocument,
  next: OpenApiDocument,
  overlay: Overlay,
): Contradiction[] {
  const document = structuredClone(next);
  const aligned = withNewNames(last, next);
  const contested = collect(document, aligned);
  let ofKeys: OverlayAction | undefined;
  let keys = structuredClone(keysOf(document));
  replay(document, overlay, (action) => {
    if (isDeepStrictEqual(keys, keysOf(document))) return;
    keys = structuredClone(keysOf(document));
    ofKeys = action;
  });
  const open = contested.flatMap((each, index) => (disagreement(document, each) ? [index] : []));
  const found = new Map<string, Contradiction>();
  for (const { action, path, vendor, ours } of writersOf(open, aligned, next, overlay)) {
    const said = { vendor: print(vendor), ours: print(ours) };
    if (action.evidence.disputed?.includes(said.vendor)) continue;
    const key = [action.number, said.vendor, said.ours].join(" ");
    const known = found.get(key) ?? { action, subjects: [], ...said };
    const subject = subjectOf([...path]);
    if (!known.subjects.includes(subject)) known.subjects.push(subject);
    found.set(key, known);
  }
  return [...found.values(), ...(ofKeys ? overruledKeys(last, next, document, ofKeys) : [])];
}

/** The last document with its operations and schemas where the next one has them: what only moved has not changed. */
function withNewNames(last: OpenApiDocument, next: OpenApiDocument): OpenApiDocument {
  const paths: OpenApiDocument["paths"] = { ...last.paths };
  for (const [was, is] of pairOperations(last, next))
    paths[is.path] = { ...was.pathItem, ...paths[is.path], [is.method]: was.operation };
  const schemas = { ...last.components?.schemas };
  for (const [from, to] of pairSchemas(schemas, next.components?.schemas ?? {}))
    schemas[to] = schemas[from] as Schema;
  return { ...last, paths, components: { ...last.components, schemas } };
}

/** Applies the actions that still have something to do, and calls back after each action. */
function replay(
  document: OpenApiDocument,
  overlay: Overlay,
  onApplied: (action: OverlayAction) => void,
): void {
  for (const action of overlay.actions) {
    try {
      applyAction(document, action);
    } catch (error) {
      if (!(error instanceof StaleActionError)) throw error;
    }
    onApplied(action);
  }
}

/** The disagreements about the contested values at these indices, each with the action that caused it. */
function writersOf(
  open: readonly number[],
  last: OpenApiDocument,
  next: OpenApiDocument,
  overlay: Overlay,
): (Disagreement & { action: OverlayAction })[] {
  if (open.length === 0) return [];
  const document = structuredClone(next);
  const all = collect(document, last);
  const found = new Map<number, Disagreement & { action: OverlayAction }>();
  replay(document, overlay, (action) => {
    for (const index of open) {
      const now = disagreement(document, all[index] as Contested);
      const { action: writer, ...before } = found.get(index) ?? { action: undefined };
      if (!now) found.delete(index);
      else if (!writer || !isDeepStrictEqual(before, now))
        found.set(index, { ...structuredClone(now), action });
    }
  });
  return [...found.values()];
}

/** Undefined where both say the same, or where our corrections took out the item of a list that the value is in. */
function disagreement(
  document: OpenApiDocument,
  { trail, path, value }: Contested,
): Disagreement | undefined {
  for (const [index, { holder, reference }] of trail.entries()) {
    const key = path[index] as string;
    const { $ref } = holder as { $ref?: unknown };
    if (typeof $ref === "string" && $ref !== reference)
      return elsewhere(document, holder, path, index, value);
    const below = trail[index + 1]?.holder;
    // What the vendor's own reference leads to is compared where it is.
    if (!below && path.length > trail.length && reference === $ref) return undefined;
    if (!below) return elsewhere(document, holder, path, index, value);
    if (Array.isArray(holder)) {
      if (!holder.includes(below)) return undefined;
      continue;
    }
    const child = (holder as Record<string, unknown>)[key];
    // Keys are compared as a whole.
    if (child === undefined && (key === "security" || path.includes("securitySchemes"))) return undefined;
    if (child === undefined) return { path: path.slice(0, index + 1), vendor: key, ours: undefined };
    if (child !== below) return elsewhere(document, child, path, index + 1, value);
  }
  return undefined;
}

/** Compares a value with what is in its place within `from`, a part of our document, following its path from `start` on. */
function elsewhere(
  document: OpenApiDocument,
  from: unknown,
  path: readonly string[],
  start: number,
  value: unknown,
): Disagreement | undefined {
  let ours = from;
  for (let index = start; index < path.length; index++) {
    const key = path[index] as string;
    ours = step(document, ours, key);
    if (ours === undefined && index < path.length - 1)
      return { path: path.slice(0, index + 1), vendor: key, ours };
  }
  return isSame(value, ours) ? undefined : { path, vendor: value, ours };
}

function step(document: OpenApiDocument, value: unknown, key: string): unknown {
  const holder = follow<unknown>(document, value);
  if (Array.isArray(holder)) return holder.find((item, index) => nameOf(item, index) === key);
  if (!isObject(holder)) return undefined;
  if (Object.hasOwn(holder, key)) return holder[key];
  const parts = Array.isArray(holder.allOf) ? holder.allOf : [];
  return parts.map((part) => step(document, part, key)).find((found) => found !== undefined);
}

/** Lists of words such as `required` have no order. */
function isSame(vendor: unknown, ours: unknown): boolean {
  const unordered = (value: unknown) => (Array.isArray(value) ? value.toSorted() : value);
  return isDeepStrictEqual(unordered(vendor), unordered(ours));
}

/** What a document says of the keys of all its operations. */
function keysOf({ security, components }: OpenApiDocument): unknown {
  return [security, components?.securitySchemes];
}

/**
 * A correction of the keys that all operations take has no effect where the vendor's operations have newly come to name keys of their
 * own, be it as a requirement or as a parameter that is called as the key is.
 */
function overruledKeys(
  last: OpenApiDocument,
  next: OpenApiDocument,
  corrected: OpenApiDocument,
  action: OverlayAction,
): Contradiction[] {
  const { security } = corrected;
  if (!security || isDeepStrictEqual(security, next.security)) return [];
  const schemes = Object.entries(corrected.components?.securitySchemes ?? {});
  const ours = new Set(security.flatMap((requirement) => Object.keys(requirement)));
  const found = new Map<string, Contradiction>();
  // New operations may have keys of their own: only a change of existing ones contradicts our correction.
  const isOfOld = new Set<string>();
  const add = (vendor: string, subject: string, isOld: boolean, toKeep: Contradiction["toKeep"]) => {
    if (action.evidence.disputed?.includes(vendor)) return;
    if (isOld) isOfOld.add(vendor);
    const known = found.get(vendor) ?? {
      action,
      subjects: [],
      vendor,
      ours: print(security),
      ...(toKeep ? { toKeep } : {}),
    };
    known.subjects.push(subject);
    found.set(vendor, known);
  };
  for (const { method, path, operation, pathItem } of operationsOf(corrected)) {
    const before = last.paths[path]?.[method];
    const subject = `\`${place.operation(method, path)}\``;
    if (operation.security?.length && !isDeepStrictEqual(operation.security, security) && !before?.security)
      add(print(operation.security), subject, before !== undefined, {
        target: "$.paths.*[?@.security[0]].security",
        description: "The keys are those of the whole document.",
      });
    const known = before ? parametersOf(last, before.parameters, last.paths[path]?.parameters) : [];
    for (const { name, in: location } of parametersOf(corrected, operation.parameters, pathItem.parameters)) {
      const isKey = schemes.some(
        ([id, scheme]) =>
          ours.has(id) &&
          [id, scheme.name].some((word) => word?.toLowerCase() === name.toLowerCase()) &&
          !(scheme.in === location && scheme.name === name),
      );
      // A parameter that a security scheme describes is removed anyway.
      const isScheme = schemes.some(([, scheme]) => scheme.in === location && scheme.name === name);
      if (!isKey || isScheme || known.some((other) => other.name === name && other.in === location)) continue;
      add(`${location} parameter ${name}`, subject, before !== undefined, {
        target: `$.paths.*.*.parameters[?@.name=='${name}' && @.in=='${location}']`,
        description: `The key ${name} is sent as the security scheme of the document says.`,
      });
    }
  }
  return [...found.values()].filter(({ vendor }) => isOfOld.has(vendor));
}

function print(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

/** Keywords that say nothing about the wire, or only describe it: a better wording of ours does not contradict them. */
const wordsOnly = /^(?:summary|description|title|operationId|tags|version|examples?|externalDocs|x-.*)$/;

/** Every single value of the next document that the last one did not have at the same place, by what the place means. */
function collect(document: OpenApiDocument, last: OpenApiDocument): Contested[] {
  const contested: Contested[] = [];
  const trail: { holder: object; reference: unknown }[] = [];
  const path: string[] = [];
  const content = (of: OpenApiDocument, value: unknown) => bare(follow(of, value));
  const followed = new Set<string>();
  const visit = (value: object, before: unknown, isElsewhere: boolean): void => {
    const { $ref } = value as { $ref?: unknown };
    // A value that was only moved into a component, or out of one, still says the same.
    if (
      "$ref" in value !== "$ref" in Object(before) &&
      isDeepStrictEqual(content(document, value), content(last, before))
    )
      return;
    if (!isElsewhere) trail.push({ holder: value, reference: $ref });
    const isList = Array.isArray(value);
    for (const [key, child] of Object.entries(value)) {
      const name = isList ? nameOf(child, Number(key)) : key;
      const old = isList ? itemLike(before, child, Number(key)) : isObject(before) ? before[key] : undefined;
      const isMap = /^(?:properties|schemas|paths|responses|parameters|headers)$/.test(path.at(-1) ?? "");
      if ((!isMap && wordsOnly.test(key)) || key === "$ref") continue;
      path.push(name);
      if (isObject(child) || (Array.isArray(child) && child.some(isObject))) visit(child, old, isElsewhere);
      else if (!isList && !isDeepStrictEqual(child, old))
        contested.push({ trail: [...trail], path: [...path], value: structuredClone(child) });
      path.pop();
    }
    // A reference says what it leads to, under whatever name.
    if (typeof $ref === "string" && $ref !== Object(before).$ref && !followed.has($ref)) {
      const target = follow<unknown>(document, value);
      if (!isElsewhere) followed.clear();
      followed.add($ref);
      if (isObject(target)) visit(target, undefined, true);
    }
    if (!isElsewhere) trail.pop();
  };
  visit(document, last, false);
  return contested;
}

function nameOf(item: unknown, index: number): string {
  const { in: location, name } = Object(item) as Partial<Parameter>;
  return location !== undefined && name !== undefined ? `${location} ${name}` : String(index);
}

function itemLike(list: unknown, item: unknown, index: number): unknown {
  if (!Array.isArray(list)) return undefined;
  const name = nameOf(item, -1);
  return name === "-1" ? list[index] : list.find((other) => nameOf(other, -1) === name);
}

/** `paths`, `/bookings`, `get`, `parameters`, `query pageNumber`, `schema`, `type` in the words of a story. */
function subjectOf(path: string[]): string {
  const [root, name = "", method = "", section, parameter = "", ...rest] = path;
  if (root === "paths" && (httpMethods as readonly string[]).includes(method)) {
    const operation = `\`${place.operation(method as "get", name)}\``;
    const [location, ...words] = parameter.split(" ");
    if (section === "parameters" && words.length > 0)
      return `${operation} ${location} parameter \`${words.join(" ")}\`: \`${rest.join(".")}\``;
    return `${operation}: \`${[section, parameter, ...rest].filter((word) => word !== "").join(".")}\``;
  }
  return `\`${path.join(".")}\``;
}
