import { httpMethods, type OpenApiDocument, type Operation } from "../openapi.ts";
import { applyAction, StaleActionError } from "../overlay/apply.ts";
import { type OverlayAction, parseOverlay } from "../overlay/overlay.ts";
import { compile, idleSelectors, select } from "../overlay/query.ts";
import type { SourceFile } from "../places.ts";
import { appendActions, editActions, type NewAction } from "./overlay-edit.ts";
import type { Rename } from "./renames.ts";

/** An action of the overlay that no longer fits the vendor's document, and what to do about it. */
export interface Fix {
  action: OverlayAction;
  reason: StaleActionError["reason"];
  /** The targets that fit again, an action for each; none where it has to go. */
  targets: string[];
}

export interface FixedOverlay {
  /** The overlay with every fix made. */
  file: SourceFile;
  fixes: Fix[];
  additions: NewAction[];
}

/**
 * Finds the actions that have nothing to do on the vendor's next document, and fixes them: the target follows what the vendor renamed,
 * and loses the parts of a union that are gone; an action that has nothing left to do goes.
 * Throws a DocumentError for an action that does not fit in another way: that wants a person.
 */
export function fixOverlay(source: OpenApiDocument, file: SourceFile, renames: Rename[]): FixedOverlay {
  const document = structuredClone(source);
  const fixes: Fix[] = [];
  for (const action of parseOverlay(file).actions) {
    const reason = tryAction(document, action);
    if (reason === undefined) continue;
    const targets = reason === "matches nothing" ? findTargets(document, action, renames) : [];
    fixes.push({ action, reason, targets });
  }
  const edits = new Map(fixes.map(({ action, targets }): [number, string[]] => [action.number, targets]));
  const additions = followInWords(document, renames);
  const text = appendActions(editActions(file.text, edits), additions);
  return { file: { ...file, text }, fixes, additions };
}

/** The x- words that name parameters of their operation go along with a parameter that the vendor renamed. */
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
    return words
      .filter(([, field, value]) => value?.[field] === from)
      .map(([word, field]) => ({
        target: `$.paths['${parameterOf.path}'].${parameterOf.method}['${word}']${word === "x-date-windows" ? `[?@.${field}=='${from}']` : ""}`,
        description: `The vendor calls the parameter ${from} now ${to}.`,
        "x-evidence": { source: "the vendor's document", confidence: "high" as const },
        update: { [field]: to },
      }));
  });
}

/** Applies the action, or says why it is stale and leaves the document as it was. */
function tryAction(document: OpenApiDocument, action: OverlayAction): Fix["reason"] | undefined {
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

function renameIn(target: string, { from, to }: Rename): string {
  return target.replaceAll(`'${from}'`, `'${to}'`).replaceAll(`"${from}"`, `"${to}"`);
}

/** The target without the names of its unions that select nothing. */
function withoutIdle(target: string, document: OpenApiDocument): string {
  return idleSelectors(compile(target), document).reduce((text, selector) => {
    const name = selector.slice(1, -1).replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return text.replace(new RegExp(`,\\s*(['"])${name}\\1|(['"])${name}\\2\\s*,\\s*`), "");
  }, target);
}
