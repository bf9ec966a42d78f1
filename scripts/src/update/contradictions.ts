import { isDeepStrictEqual } from "node:util";
import { isObject } from "../json.ts";
import { httpMethods, type OpenApiDocument, operationsOf, type Parameter, parametersOf } from "../openapi.ts";
import { applyAction, StaleActionError } from "../overlay/apply.ts";
import type { Overlay, OverlayAction } from "../overlay/overlay.ts";
import { place } from "../places.ts";

/** A correction of ours that says otherwise than what the vendor's document has newly come to say. */
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

/** A value that the vendor changed, and where it is kept. */
interface Contested {
  holder: Record<string, unknown>;
  key: string;
  subject: string;
  vendor: unknown;
  now: unknown;
  action?: OverlayAction;
}

/**
 * What the vendor's next document says otherwise than the last one, and our corrections say otherwise still. One whose evidence tells
 * that the vendor says this is decided already.
 */
export function findContradictions(
  last: OpenApiDocument,
  next: OpenApiDocument,
  overlay: Overlay,
): Contradiction[] {
  const document = structuredClone(next);
  const contested: Contested[] = [];
  collect(document, last, [], contested);
  let ofKeys: OverlayAction | undefined;
  for (const action of overlay.actions) {
    const keys = structuredClone(keysOf(document));
    try {
      applyAction(document, action);
    } catch (error) {
      if (!(error instanceof StaleActionError)) throw error;
    }
    if (!isDeepStrictEqual(keys, keysOf(document))) ofKeys = action;
    for (const each of contested) {
      const value = each.holder[each.key];
      if (isDeepStrictEqual(value, each.now)) continue;
      each.now = structuredClone(value);
      each.action = action;
    }
  }
  const found = new Map<string, Contradiction>();
  for (const { action, subject, vendor, now } of contested) {
    if (!action || isDeepStrictEqual(vendor, now)) continue;
    const said = { vendor: print(vendor), ours: print(now) };
    if (action.evidence.disputed?.includes(said.vendor)) continue;
    const key = [action.number, said.vendor, said.ours].join(" ");
    const known = found.get(key) ?? { action, subjects: [], ...said };
    known.subjects.push(subject);
    found.set(key, known);
  }
  return [...found.values(), ...(ofKeys ? overruledKeys(last, next, document, ofKeys) : [])];
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

/** Every single value of the next document that the last one did not have at the same place, by what the place means. */
function collect(value: unknown, before: unknown, path: string[], contested: Contested[]): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      collect(item, itemLike(before, item, index), [...path, nameOf(item, index)], contested);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    const old = isObject(before) ? before[key] : undefined;
    const isSingle = !isObject(child) && !(Array.isArray(child) && child.some(isObject));
    if (!isSingle) collect(child, old, [...path, key], contested);
    // What the vendor says about a thing in words is not contradicted by better words.
    else if (
      !isDeepStrictEqual(child, old) &&
      !/^(?:summary|description|title|operationId|tags|version)$/.test(key)
    )
      contested.push({
        holder: value,
        key,
        subject: subjectOf([...path, key]),
        vendor: structuredClone(child),
        now: structuredClone(child),
      });
  }
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
