import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar } from "yaml";
import { isObject, pointer, resolveReference } from "../json.ts";
import { httpMethods, type Json, type OpenApiDocument, type Operation, operationsOf } from "../openapi.ts";
import { applyAction, StaleActionError } from "../overlay/apply.ts";
import { type OverlayAction, parseOverlay } from "../overlay/overlay.ts";
import { compile, idleSelectors, select } from "../overlay/query.ts";
import type { SourceFile } from "../places.ts";
import { appendActions, editActions, editAsYaml, type NewAction, rewriteActions } from "./overlay-edit.ts";
import type { Rename } from "./renames.ts";

/** An action of the overlay that no longer fits the vendor's document, and what to do about it. */
export interface Fix {
  action: OverlayAction;
  reason:
    | StaleActionError["reason"]
    | "names what was renamed"
    | "says partly what the vendor says"
    | "changed what the vendor took back";
  /** The targets that fit again, an action for each; none where it has to go. */
  targets: string[];
  /** Of one that says partly what the vendor says: the keys that lead to each of those parts of its update. */
  parts?: Path[];
}

type Path = readonly (string | number)[];

export interface FixedOverlay {
  /** The overlay with every fix made. */
  file: SourceFile;
  fixes: Fix[];
  additions: NewAction[];
  /** What each of its actions was made from, as it is in the file that a person has; undefined for an addition. */
  origins: (OverlayAction | undefined)[];
}

/**
 * Finds the actions that have nothing to do on the vendor's next document, and fixes them: the target follows what the vendor renamed,
 * and loses the parts of a union that were removed; an action that has nothing left to do is deleted, and so is each part of another that the
 * vendor's document now says.
 *
 * @param last The vendor's document that the overlay fits.
 * @throws {DocumentError} for an action that fails for another reason: a person must fix it.
 */
export function fixOverlay(
  source: OpenApiDocument,
  file: SourceFile,
  renames: Rename[],
  last: OpenApiDocument = source,
): FixedOverlay {
  const first = fixOnce(source, file, renames, last);
  if (first.file.text === file.text) return first;
  // The new target of an action may have its values already.
  const second = fixOnce(source, first.file, [], last);
  const originOf = (action: OverlayAction) => first.origins[action.number - 1] ?? action;
  return {
    ...first,
    file: second.file,
    fixes: [...first.fixes, ...second.fixes.map((fix) => ({ ...fix, action: originOf(fix.action) }))],
    origins: second.origins.map((action) => action && first.origins[action.number - 1]),
  };
}

function fixOnce(
  source: OpenApiDocument,
  file: SourceFile,
  renames: Rename[],
  last: OpenApiDocument,
): FixedOverlay {
  const document = structuredClone(source);
  // Actions get the vendor's new names of components before they are tried.
  const named = followInUpdates(
    file,
    renames.filter(({ section }) => section !== undefined),
  );
  const fixes: Fix[] = [];
  const targets = new Map<number, string[]>();
  const edits = new Map<number, (action: Document.Parsed) => void>();
  const { actions } = parseOverlay({ ...file, text: named.file });
  for (const [index, written] of actions.entries()) {
    const next = actions[index + 1];
    // Without the removal the next action has nothing to do, and goes too.
    const isRestored = next !== undefined && restores(document, written, next);
    if (isRestored || isNamedByVendor(source, last, document, written)) {
      targets.set(written.number, []);
      fixes.push({ action: written, reason: "changes nothing", targets: [] });
      continue;
    }
    const from = findSource(document, written, renames);
    const action = from === undefined ? written : { ...written, change: { kind: "copy" as const, from } };
    if (from !== undefined) {
      edits.set(written.number, (yaml) => yaml.setIn([0, "copy"], from));
      fixes.push({ action: written, reason: "names what was renamed", targets: [written.target] });
    }
    const parts = saidParts(document, action);
    const reason = tryAction(document, action);
    if (reason !== undefined) {
      const found = reason === "matches nothing" ? findTargets(document, action, renames) : [];
      const addition = found.length === 0 ? addInstead(document, action) : undefined;
      if (addition) {
        edits.set(action.number, (yaml) => {
          const value = yaml.getIn([0, "update"], true);
          yaml.setIn([0, "target"], addition.target);
          yaml.setIn([0, "update"], yaml.createNode({}));
          yaml.setIn([0, "update", addition.key], value);
        });
        fixes.push({ action, reason: "changed what the vendor took back", targets: [addition.target] });
        continue;
      }
      targets.set(action.number, found);
      fixes.push({ action, reason, targets: found });
      continue;
    }
    const followed = alsoRenamed(document, action, renames);
    if (followed.length > 0) {
      targets.set(action.number, [action.target, ...followed]);
      fixes.push({ action, reason: "names what was renamed", targets: [action.target, ...followed] });
    }
    if (parts.length > 0) {
      edits.set(action.number, (yaml) => {
        for (const path of parts) yaml.deleteIn([0, "update", ...path]);
      });
      fixes.push({ action, reason: "says partly what the vendor says", targets: [action.target], parts });
    }
  }
  const ids = new Set([...operationsOf(document)].map(({ operation }) => operation.operationId));
  const inUpdates = followInUpdates(
    { ...file, text: named.file },
    renames.filter(({ from, isOperationId }) => isOperationId && !ids.has(from)),
  );
  fixes.push(
    ...[...named.fixes, ...inUpdates.fixes].filter(({ action }) => targets.get(action.number)?.length !== 0),
  );
  const additions = followInWords(document, renames);
  const text = appendActions(editActions(editAsYaml(inUpdates.file, edits), targets), additions);
  const kept = actions.flatMap((action) => (targets.get(action.number) ?? [action.target]).map(() => action));
  return { file: { ...file, text }, fixes, additions, origins: [...kept, ...additions.map(() => undefined)] };
}

/** Where an action copies from something that the vendor renamed: what it is called now. */
function findSource(
  document: OpenApiDocument,
  { change }: OverlayAction,
  renames: Rename[],
): string | undefined {
  if (change.kind !== "copy" || select(compile(change.from), document).length > 0) return undefined;
  const from = renames.reduce(renameIn, change.from);
  return select(compile(from), document).length === 1 ? from : undefined;
}

/** Whether an action gives a name to what had none, by a copy, and the vendor's document has newly come to have something of that name. */
function isNamedByVendor(
  source: OpenApiDocument,
  last: OpenApiDocument,
  document: OpenApiDocument,
  { change, target }: OverlayAction,
): boolean {
  if (change.kind !== "copy") return false;
  const places = select(compile(target), document).map(({ location }) => pointer("#", ...location));
  return (
    places.length > 0 &&
    places.every(
      (place) =>
        Object.keys(Object(resolveReference(source, place))).length > 0 &&
        resolveReference(last, place) === undefined,
    )
  );
}

/** Whether an action removes something that the next one puts back as it was. */
function restores(document: OpenApiDocument, remove: OverlayAction, update: OverlayAction): boolean {
  if (remove.change.kind !== "remove" || update.change.kind !== "update") return false;
  const copy = structuredClone(document);
  return (
    [remove, update].every((action) => tryAction(copy, action) === undefined) &&
    isDeepStrictEqual(copy, document)
  );
}

/** An action that changes a string which the vendor removed adds the string instead, if its parent is still there. */
function addInstead(document: OpenApiDocument, action: OverlayAction) {
  const [, target, key] = /^(.+)\.(description|summary|title)$/.exec(action.target) ?? [];
  if (target === undefined || key === undefined || action.change.kind !== "update") return undefined;
  const change = { kind: "update" as const, value: { [key]: action.change.value } };
  return tryAction(document, { ...action, target, change }) === undefined ? { target, key } : undefined;
}

/** The parts of an update that the document already has at every place where the action writes them, the last first. */
function saidParts(document: OpenApiDocument, { target, change, replacesArrays }: OverlayAction): Path[] {
  if (change.kind !== "update") return [];
  const parts: Path[] = [];
  const visit = (value: unknown, present: unknown[], path: Path): void => {
    const isList = Array.isArray(value);
    if (
      isList ? replacesArrays || !present.every(Array.isArray) : !isObject(value) || !present.every(isObject)
    )
      return;
    // A reference replaces everything next to it.
    if (isObject(value) && "$ref" in value) return;
    for (const [key, child] of Object.entries(value as object).reverse()) {
      const there = present.map((each) =>
        isList
          ? (each as unknown[]).find((item) => isDeepStrictEqual(item, child))
          : (each as Record<string, unknown>)[key],
      );
      const step = isList ? Number(key) : key;
      if (
        there.every((each) => each !== undefined && isSaid(each, child, replacesArrays || key === "security"))
      )
        parts.push([...path, step]);
      else if (!isList && key !== "security") visit(child, there, [...path, step]);
    }
  };
  visit(
    change.value,
    select(compile(target), document).map(({ value }) => value),
    [],
  );
  return parts;
}

/** Whether an update with the value would leave what is there as it is. */
function isSaid(present: unknown, value: unknown, isWhole: boolean): boolean {
  if (isDeepStrictEqual(present, value)) return true;
  if (isWhole) return false;
  if (Array.isArray(present) && Array.isArray(value))
    return value.every((item) => present.some((other) => isDeepStrictEqual(other, item)));
  if (!isObject(present) || !isObject(value) || "$ref" in value) return false;
  return Object.entries(value).every(([key, child]) => isSaid(present[key], child, key === "security"));
}

/** The extensions that name parameters of their operation go along with a parameter that the vendor renamed. */
function followInWords(document: OpenApiDocument, renames: Rename[]): NewAction[] {
  return renames.flatMap(({ from, to, parameterOf }) => {
    if (!parameterOf) return [];
    // The overlay itself may have removed it.
    const operation: Operation = document.paths[parameterOf.path]?.[parameterOf.method] ?? {};
    const words = [
      ["x-pagination", "tokenParameter", operation["x-pagination"]],
      ["x-pagination", "pageParameter", operation["x-pagination"]],
      ["x-pagination", "offsetParameter", operation["x-pagination"]],
      ["x-pagination", "sizeParameter", operation["x-pagination"]],
      ...[operation["x-date-windows"] ?? []].flat().flatMap((window) => [
        ["x-date-windows", "from", window],
        ["x-date-windows", "to", window],
      ]),
    ] as [word: string, field: string, value: Record<string, unknown> | undefined][];
    const at = `$.paths['${parameterOf.path}'].${parameterOf.method}`;
    const action = (target: string, update: Json): NewAction => ({
      target: `${at}${target}`,
      description: `The vendor has renamed the parameter "${from}" to "${to}".`,
      "x-evidence": { source: "the vendor's document", confidence: "high" as const },
      update,
    });
    const required = (operation["x-require-one-of"] ?? []) as string[][];
    return [
      ...words
        .filter(([, field, value]) => value?.[field] === from)
        .map(([word, field]) =>
          action(`['${word}']${word === "x-date-windows" ? `[?@.${field}=='${from}']` : ""}`, {
            [field]: to,
          }),
        ),
      ...(required.some((names) => names.includes(from))
        ? [action(`['x-require-one-of'][*][?@=='${from}']`, to)]
        : []),
    ];
  });
}

/** What actions write follows what the vendor renamed: components and references to them, keys of security schemes, names of operationIds. */
function followInUpdates(file: SourceFile, renames: Rename[]): { file: string; fixes: Fix[] } {
  const fixes: Fix[] = [];
  const edits = new Map<number, (text: string) => string>();
  const keyEdits = new Map<number, (action: Document.Parsed) => void>();
  for (const action of parseOverlay(file).actions) {
    const { change } = action;
    if (change.kind !== "update") continue;
    const own = renames.filter((rename) => namesInUpdate(change.value, rename));
    const defined = renames.flatMap((rename) => definitionIn(action, rename) ?? []);
    if (own.length > 0) edits.set(action.number, (text) => own.reduce(renameInUpdate, text));
    if (defined.length > 0)
      keyEdits.set(action.number, (yaml) => {
        for (const { path, from, to } of defined) renameKey(yaml.getIn([0, "update", ...path]), from, to);
      });
    if (own.length + defined.length > 0)
      fixes.push({ action, reason: "names what was renamed", targets: [action.target] });
  }
  return { file: editAsYaml(rewriteActions(file.text, edits), keyEdits), fixes };
}

/** Where an update adds to a component under the name that the vendor has changed, by the keys that lead to its section. */
function definitionIn(
  { target, change }: OverlayAction,
  { from, to, section }: Rename,
): { path: string[]; from: string; to: string } | undefined {
  if (section === undefined || change.kind !== "update") return undefined;
  const steps = ["components", section];
  const above = target
    .replace(/^\$\.?/, "")
    .split(".")
    .filter(Boolean);
  if (!above.every((step, index) => step === steps[index])) return undefined;
  const path = steps.slice(above.length);
  const holder = path.reduce<unknown>(
    (value, step) => (isObject(value) ? value[step] : undefined),
    change.value,
  );
  return isObject(holder) && Object.hasOwn(holder, from) ? { path, from, to } : undefined;
}

function renameKey(map: unknown, from: string, to: string): void {
  if (!isMap(map)) return;
  for (const { key } of map.items) if (isScalar(key) && key.value === from) key.value = to;
}

function namesInUpdate(update: unknown, rename: Rename): boolean {
  if (typeof update !== "object" || update === null) return false;
  const { from, section, isOperationId } = rename;
  return Object.entries(update).some(([key, value]) => {
    if (
      isOperationId
        ? /^(?:next|read)Operation$/.test(key) && value === from
        : key === "$ref" && value === `#/components/${section}/${from}`
    )
      return true;
    if (section === "schemas" && key === "x-sent-form-of" && value === from) return true;
    if (section === "securitySchemes" && key === "security" && Array.isArray(value))
      return value.some((requirement) => Object.hasOwn(Object(requirement), from));
    return namesInUpdate(value, rename);
  });
}

function renameInUpdate(text: string, { from, to, section, isOperationId }: Rename): string {
  const name = escaped(from);
  const quoted = /^[\w-]+$/.test(to) ? to : JSON.stringify(to);
  if (isOperationId)
    return text.replaceAll(
      new RegExp(`((?:next|read)Operation["']?:\\s*)(["']?)${name}\\2(?![\\w-])`, "g"),
      (_, key) => key + quoted,
    );
  if (section === "securitySchemes")
    return text.replaceAll(
      new RegExp(`([{,]\\s*|-\\s+|^\\s+)(["']?)${name}\\2(?=:\\s*\\[)`, "gm"),
      (_, before) => before + quoted,
    );
  return text
    .replaceAll(
      new RegExp(`#/components/${section}/${name}(?![\\w.-])`, "g"),
      () => `#/components/${section}/${to}`,
    )
    .replaceAll(
      new RegExp(`(x-sent-form-of["']?:\\s*)(["']?)${name}\\2(?![\\w-])`, "g"),
      (_, key) => key + quoted,
    );
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Applies the action, or says why it is stale and leaves the document as it was. */
function tryAction(document: OpenApiDocument, action: OverlayAction): StaleActionError["reason"] | undefined {
  try {
    applyAction(document, action);
    return undefined;
  } catch (error) {
    if (error instanceof StaleActionError) return error.reason;
    throw error;
  }
}

/**
 * Applies the action to what it means now, and returns the targets by which that is found: all of it under new names; or what is
 * left under the old names, and what is there under new ones.
 */
function findTargets(document: OpenApiDocument, action: OverlayAction, renames: Rename[]): string[] {
  const applies = (target: string) =>
    target !== action.target &&
    isMeant(document, action.target, target, renames) &&
    tryAction(document, { ...action, target }) === undefined;
  const renamed = new Set([
    renames.reduce(renameIn, action.target),
    ...renames.map((rename) => renameIn(action.target, rename)),
  ]);
  const whole = [...renamed].filter(applies);
  if (whole.length > 0) return whole;
  const parts = new Set([...renamed, action.target].map((target) => withoutIdle(target, document)));
  return [...parts].filter(applies).reverse();
}

/** Applies an action that still fits to what was renamed in some of the operations that it is about, and returns the targets for that. */
function alsoRenamed(document: OpenApiDocument, action: OverlayAction, renames: Rename[]): string[] {
  const renamed = renames
    .filter(({ parameterOf }) => parameterOf)
    .map((rename) => onlyNaming(renameIn(action.target, rename), rename.to));
  return [...new Set(renamed)].filter(
    (target) =>
      target !== action.target &&
      isMeant(document, action.target, target, renames) &&
      tryAction(document, { ...action, target }) === undefined,
  );
}

/** Whether what a renamed target selects is in operations that have the new names for the old: in another, the new name is another thing. */
function isMeant(document: OpenApiDocument, before: string, after: string, renames: Rename[]): boolean {
  const made = renames.filter(
    (rename) => rename.parameterOf && renameIn(before, rename) !== before && names(after, rename.to),
  );
  if (made.length === 0) return true;
  return select(compile(after), document).every(({ location: [root, path, method] }) => {
    const own = made.filter(({ parameterOf }) => parameterOf?.path === path);
    return (
      root !== "paths" ||
      own.some(({ parameterOf }) => parameterOf?.method === method) ||
      (own.length > 0 && !httpMethods.some((known) => known === method))
    );
  });
}

function names(target: string, name: string): boolean {
  return target.includes(`'${name}'`) || target.includes(`"${name}"`);
}

function renameIn(target: string, { from, to, section, methods, isOperationId }: Rename): string {
  if (isOperationId) return target.replaceAll(`@.operationId=='${from}'`, `@.operationId=='${to}'`);
  if (section) {
    const name = /^[A-Za-z_]\w*$/.test(to) ? `.${to}` : `['${to}']`;
    return target
      .replaceAll(
        new RegExp(`(\\.${section})(?:\\.${escaped(from)}(?![\\w])|\\[(['"])${escaped(from)}\\2\\])`, "g"),
        (_, at) => at + name,
      )
      .replaceAll(
        new RegExp(`(\\.security(?:\\[[^\\]]*\\])?)\\.${escaped(from)}(?![\\w])`, "g"),
        (whole, at) => (section === "securitySchemes" ? at + name : whole),
      )
      .replaceAll(`'#/components/${section}/${from}'`, `'#/components/${section}/${to}'`);
  }
  // Where only some methods of a path moved, a target that names another or none stays.
  if (methods && !methods.some((method) => target.includes(`['${from}'].${method}`))) return target;
  return target.replaceAll(`'${from}'`, `'${to}'`).replaceAll(`"${from}"`, `"${to}"`);
}

/** The target without the parts of its unions that select nothing. */
function withoutIdle(target: string, document: OpenApiDocument): string {
  const idle = new Set(idleSelectors(compile(target), document));
  return filterUnions(target, (part) => !idle.has(String(compile(`$[${part}]`).segments[0]?.selectors[0])));
}

/** The target with only those filters of its unions that name the parameter: the others are about other parameters. */
function onlyNaming(target: string, name: string): string {
  return filterUnions(target, (part) => !part.startsWith("?") || names(part, name));
}

/** A union of which nothing would be left stays. */
function filterUnions(target: string, isKept: (part: string) => boolean): string {
  return [...unionsIn(target)].reduceRight((text, { start, parts }) => {
    const left = parts.filter((part) => isKept(part.trim()));
    if (left.length === 0 || left.length === parts.length) return text;
    return text.slice(0, start) + left.join(",").trimStart() + text.slice(start + parts.join(",").length);
  }, target);
}

/** The brackets of a target that hold several selectors, and where each begins. */
function* unionsIn(target: string): Generator<{ start: number; parts: string[] }> {
  const open: { start: number; commas: number[] }[] = [];
  for (const { 0: token, index } of target.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[[\](),]/g)) {
    const inner = open.at(-1);
    if (token === "[" || token === "(") open.push({ start: index + 1, commas: [] });
    else if (token === "," && inner) inner.commas.push(index);
    else if (token === "]" || token === ")") {
      open.pop();
      if (token === "]" && open.length === 0 && inner && inner.commas.length > 0) {
        const ends = [...inner.commas, index];
        const parts = ends.map((end, at) =>
          target.slice(at === 0 ? inner.start : (ends[at - 1] as number) + 1, end),
        );
        yield { start: inner.start, parts };
      }
    }
  }
}
