import { isDeepStrictEqual } from "node:util";
import { isObject, stepsOf } from "../json.ts";
import type { OpenApiDocument } from "../openapi.ts";
import { DocumentError } from "../problem.ts";
import type { Overlay, OverlayAction } from "./overlay.ts";
import { compile, explainNoMatch, idleSelectors, type JSONPathNode, select } from "./query.ts";

export interface AppliedAction {
  action: OverlayAction;
  /** How many nodes the target selected, and how many of them the action changed. */
  selected: number;
  changed: number;
}

/** An action that has nothing to do on the document, which it leaves as it was: the vendor took something away, or caught up. */
export class StaleActionError extends DocumentError {
  override name = "StaleActionError";
  readonly reason: "matches nothing" | "changes nothing";

  constructor(reason: StaleActionError["reason"], action: OverlayAction, problem: string, advice: string) {
    super(action.location, ...messageOf(action, problem, advice));
    this.reason = reason;
  }
}

const stale =
  "The vendor may have renamed or removed it, or the target has a typo: compare it with the source, then fix the target or delete the action.";

/**
 * Applies an overlay to the document, in place, one action after another.
 * An action that selects nothing, or that changes nothing, is an error: it is stale, or never was right.
 */
export function applyOverlay(document: OpenApiDocument, overlay: Overlay): AppliedAction[] {
  return overlay.actions.map((action) => applyAction(document, action));
}

/** For each JSON Pointer into the document that the overlay makes, the last action that wrote what is there, if one did. */
export function findWriters(
  before: OpenApiDocument,
  overlay: Overlay,
  pointers: readonly string[],
): (OverlayAction | undefined)[] {
  const document = structuredClone(before);
  const writers: (OverlayAction | undefined)[] = pointers.map(() => undefined);
  const paths = pointers.map((each) => stepsOf(each));
  for (const action of overlay.actions) {
    const nodes = select(compile(action.target), document).map(({ location }) => location.map(String));
    for (const [index, path] of paths.entries())
      if (
        nodes.some(
          (node) => node.every((step, at) => step === path[at]) && writes(action, path.slice(node.length)),
        )
      )
        writers[index] = action;
    applyAction(document, action);
  }
  return writers;
}

function writes({ change }: OverlayAction, path: readonly string[]): boolean {
  if (change.kind === "remove") return false;
  if (change.kind === "copy") return true;
  let value: unknown = change.value;
  for (const step of path) {
    // Where items of a list end up depends on those that were there.
    if (!isObject(value)) return Array.isArray(value);
    if (!Object.hasOwn(value, step)) return false;
    value = value[step];
  }
  return true;
}

/** Applies one action, in place. */
export function applyAction(document: OpenApiDocument, action: OverlayAction): AppliedAction {
  const query = compileFor(action, action.target);
  const nodes = select(query, document);
  if (nodes.length === 0) throw matchesNothing(action, `: ${explainNoMatch(query, document)}`);
  const idle = idleSelectors(query, document);
  if (idle.length > 0) throw matchesNothing(action, ` at ${idle.join(" and ")}`);

  if (action.change.kind === "remove")
    return { action, selected: nodes.length, changed: removeAll(action, document, nodes) };
  const value =
    action.change.kind === "copy" ? copySource(action, action.change.from, document) : action.change.value;
  let changed = 0;
  for (const node of nodes) if (updateNode(action, document, node, value)) changed++;
  if (changed === 0) {
    throw new StaleActionError(
      "changes nothing",
      action,
      "changes nothing: the document already says so",
      "The vendor has caught up with this correction: delete the action.",
    );
  }
  return { action, selected: nodes.length, changed };
}

function matchesNothing(action: OverlayAction, where: string): StaleActionError {
  return new StaleActionError("matches nothing", action, `matches nothing${where}`, stale);
}

function copySource(action: OverlayAction, from: string, document: OpenApiDocument): unknown {
  const sources = select(compileFor(action, from), document);
  if (sources.length === 0) throw matchesNothing(action, ` to copy: ${from} is not there`);
  if (sources.length !== 1)
    throw failure(
      action,
      `copies from ${from}, which selects ${sources.length} nodes`,
      "A copy needs exactly one node to copy from.",
    );
  return structuredClone(sources[0]?.value);
}

function updateNode(
  action: OverlayAction,
  document: OpenApiDocument,
  node: JSONPathNode,
  value: unknown,
): boolean {
  const current = node.value as unknown;
  if (Array.isArray(current) && action.replacesArrays) {
    const items = Array.isArray(value) ? value : [value];
    const isSame = isDeepStrictEqual(current, items);
    current.splice(0, current.length, ...structuredClone(items));
    return !isSame;
  }
  if (Array.isArray(current)) {
    return appendNew(current, Array.isArray(value) ? value : [value]);
  }
  if (isObject(current) && isObject(value)) {
    try {
      return mergeInto(current, value, action.replacesArrays);
    } catch (error) {
      if (!(error instanceof IncompatibleValues)) throw error;
      throw failure(
        action,
        `does not fit at ${node.path}: ${error.message}`,
        "Remove the old value in an action before this one.",
      );
    }
  }
  if (isPrimitive(current) && isPrimitive(value)) {
    const holder = parentOf(document, node);
    const key = node.location.at(-1) as string | number;
    if (!holder) throw failure(action, "replaces the whole document", "Target something within it.");
    holder[key] = value;
    return current !== value;
  }
  throw failure(
    action,
    `does not fit at ${node.path}: it is ${kindOf(current)}, the new value ${kindOf(value)}`,
    "Update an object with an object and a single value with a single value, or remove the old one first.",
  );
}

function removeAll(action: OverlayAction, document: OpenApiDocument, nodes: JSONPathNode[]): number {
  // From the back, so that the indices of array items that are still to go stay right.
  for (const node of nodes.toReversed().sort(deepestAndLastFirst)) {
    const holder = parentOf(document, node);
    const key = node.location.at(-1);
    if (!holder || key === undefined)
      throw failure(action, "removes the whole document", "Target something within it.");
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }
  return nodes.length;
}

function deepestAndLastFirst(a: JSONPathNode, b: JSONPathNode): number {
  return b.location.length - a.location.length || Number(b.location.at(-1)) - Number(a.location.at(-1)) || 0;
}

function parentOf(
  document: OpenApiDocument,
  node: JSONPathNode,
): Record<string | number, unknown> | undefined {
  if (node.location.length === 0) return undefined;
  let value: unknown = document;
  for (const step of node.location.slice(0, -1)) value = (value as Record<string | number, unknown>)?.[step];
  return value as Record<string | number, unknown> | undefined;
}

function compileFor(action: OverlayAction, path: string) {
  try {
    return compile(path);
  } catch (error) {
    throw failure(
      action,
      `has no valid JSONPath: ${(error as Error).message}`,
      "RFC 9535 says how one is written; a name with characters other than letters and digits goes in brackets and quotes.",
    );
  }
}

function failure(action: OverlayAction, problem: string, advice: string): DocumentError {
  return new DocumentError(action.location, ...messageOf(action, problem, advice));
}

function messageOf(
  action: OverlayAction,
  problem: string,
  advice: string,
): [problem: string, advice: string] {
  return [
    `action ${action.number} (${action.target}) ${problem}`,
    `${advice}\n  The action says: ${action.description.replaceAll(/\s+/g, " ")}`,
  ];
}

/** Thrown for values that the Overlay Specification does not allow to be merged; the message names the property. */
export class IncompatibleValues extends Error {}

/**
 * Merges an update into an object, in place, by the rules of the Overlay Specification; returns whether that changed anything. Two things
 * are replaced and not merged: what a reference takes the place of, and `security`, where one more requirement would be another way to call
 * the API.
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

/** Appends the items that are not there yet; returns whether there were any. */
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
