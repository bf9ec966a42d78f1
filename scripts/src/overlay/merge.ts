import { isDeepStrictEqual } from "node:util";
import { isObject } from "../json.ts";

/** Thrown for values that the Overlay Specification does not let one merge; `path` names the property. */
export class IncompatibleValues extends Error {}

/**
 * Merges an update into an object, in place, by the rules of the Overlay Specification; tells whether that changed anything. Two things
 * are replaced and not merged: what a reference takes the place of, and the keys that are asked for, of which one more would be another
 * way in.
 */
export function mergeInto(
  target: Record<string, unknown>,
  update: Record<string, unknown>,
  replacesArrays = false,
  path = "",
): boolean {
  let changed = false;
  if (typeof update.$ref === "string" && update.$ref !== target.$ref)
    for (const key of Object.keys(target)) {
      if (Object.hasOwn(update, key)) continue;
      delete target[key];
      changed = true;
    }
  for (const [key, value] of Object.entries(update)) {
    const here = path === "" ? key : `${path}.${key}`;
    const current = Object.hasOwn(target, key) ? target[key] : undefined;
    if (current === undefined) {
      target[key] = structuredClone(value);
      changed = true;
    } else if (isObject(current) && isObject(value)) {
      changed = mergeInto(current, value, replacesArrays, here) || changed;
    } else if ((replacesArrays || key === "security") && Array.isArray(current) && Array.isArray(value)) {
      changed = !isDeepStrictEqual(current, value) || changed;
      target[key] = structuredClone(value);
    } else if (Array.isArray(current) && Array.isArray(value)) {
      changed = appendNew(current, value) || changed;
    } else if (isPrimitive(current) && isPrimitive(value)) {
      changed ||= current !== value;
      target[key] = value;
    } else {
      throw new IncompatibleValues(
        `"${here}" is ${kindOf(current)} in the document and ${kindOf(value)} in the update`,
      );
    }
  }
  return changed;
}

/** Appends the items that are not there yet; tells whether there were any. */
export function appendNew(list: unknown[], items: unknown[]): boolean {
  const fresh = items.filter((item) => !list.some((known) => isDeepStrictEqual(known, item)));
  list.push(...structuredClone(fresh));
  return fresh.length > 0;
}

export function isPrimitive(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  return isObject(value) ? "an object" : "a single value";
}
