import { Document, isCollection, isMap, isScalar, isSeq, type Pair, parseDocument, type YAMLSeq } from "yaml";
import type { Json } from "../openapi.ts";
import type { Evidence } from "../problem.ts";

/**
 * Edits actions of an overlay, by their 1-based numbers, and leaves every other line of its text as it is. Each action gets the targets
 * that are given for it: the first in place, the others in copies of it below. One without a target goes.
 */
export function editActions(text: string, edits: ReadonlyMap<number, readonly string[]>): string {
  const list = findActions(text);
  if (!list) return text;
  const { actions, starts, end: last, newline } = list;
  let edited = text;
  // From the back, so that the offsets of what is still to be edited stay right.
  for (const [number, targets] of [...edits].sort(([a], [b]) => b - a)) {
    const action = actions.items[number - 1];
    const node = isMap(action) ? action.get("target", true) : undefined;
    if (!isScalar(node) || !node.range) continue;
    const start = starts[number - 1] as number;
    const next = starts[number];
    const end = next === undefined ? last : beforeComments(text, next, indentationAt(text, next));
    const from = node.range[0];
    // The end of a folded text is the beginning of the next line.
    const to = from + text.slice(from, node.range[1]).trimEnd().length;
    const copies = targets.map(
      (target) => text.slice(start, from) + JSON.stringify(target) + text.slice(to, end),
    );
    edited =
      copies.length === 0
        ? withoutLines(edited, start, end)
        : edited.slice(0, start) +
          copies.map((copy, index) => (index === 0 ? copy : newline + copy)).join("") +
          edited.slice(end);
  }
  return edited;
}

/** Rewrites the lines of actions, by their 1-based numbers, and leaves every other line as it is. */
export function rewriteActions(text: string, edits: ReadonlyMap<number, (text: string) => string>): string {
  const list = findActions(text);
  if (!list) return text;
  let edited = text;
  for (const [number, rewrite] of [...edits].sort(([a], [b]) => b - a)) {
    const start = list.starts[number - 1] as number;
    const end = list.starts[number] ?? list.end;
    edited = edited.slice(0, start) + rewrite(text.slice(start, end)) + edited.slice(end);
  }
  return edited;
}

/** Edits actions as YAML, by their 1-based numbers: each edit gets a document whose first item is the action. All other lines stay as they are. */
export function editAsYaml(
  text: string,
  edits: ReadonlyMap<number, (action: Document.Parsed) => void>,
): string {
  const print = (edit: (action: Document.Parsed) => void) => (action: string) => {
    const newline = action.includes("\r\n") ? "\r\n" : "\n";
    const indentation = indentationAt(action, 0);
    const end = beforeComments(action, action.length, indentation);
    const document = parseDocument(action.slice(0, end));
    edit(document);
    const lines = document.toString({ lineWidth: 120 }).trimEnd().split("\n");
    return (
      lines
        .map((line) => line.replace(/^(\s*[-\w$]+: )\[ (.*) \]$/, "$1[$2]"))
        .map((line) => (line === "" ? "" : " ".repeat(indentation) + line) + newline)
        .join("") + action.slice(end)
    );
  };
  return rewriteActions(text, new Map([...edits].map(([number, edit]) => [number, print(edit)])));
}

/** An action as it is written. */
export interface NewAction {
  target: string;
  description: string;
  "x-evidence": Evidence;
  update: Json;
}

/** Adds actions behind the last of an overlay, indented as the others are. */
export function appendActions(text: string, actions: readonly NewAction[]): string {
  const list = findActions(text);
  if (!list || actions.length === 0) return text;
  const indentation = " ".repeat(indentationAt(text, list.starts[0] as number));
  const before = text.slice(0, list.end);
  const added = actions
    .map((action) => `\n${print(action)}`)
    .join("")
    .replaceAll(/^(?=.)/gm, indentation);
  return (
    before +
    (before.endsWith("\n") ? "" : list.newline) +
    added.replaceAll("\n", list.newline) +
    text.slice(list.end)
  );
}

function print(action: NewAction): string {
  const document = new Document([action]);
  for (const field of ["x-evidence", "update"]) {
    const node = document.getIn([0, field]);
    if (isCollection(node)) node.flow = true;
  }
  return document.toString({ lineWidth: 0 });
}

interface ActionList {
  actions: YAMLSeq;
  /** Where the first line of every action begins. */
  starts: number[];
  /** Where the last line of the last action ends. */
  end: number;
  newline: string;
}

function findActions(text: string): ActionList | undefined {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) return undefined;
  const keys = (contents.items as Pair[]).map(({ key }) => key);
  const index = keys.findIndex((key) => isScalar(key) && key.value === "actions");
  const actions = contents.get("actions");
  if (!isSeq(actions) || actions.items.length === 0) return undefined;
  const starts = actions.items.map((item) =>
    isMap(item) && item.range ? lineStart(text, item.range[0]) : 0,
  );
  const next = keys[index + 1];
  const end = isScalar(next) && next.range ? lineStart(text, next.range[0]) : text.length;
  return {
    actions,
    starts,
    end: beforeComments(text, end, indentationAt(text, starts[0] as number)),
    newline: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function indentationAt(text: string, start: number): number {
  return text.slice(start).search(/[^ ]/);
}

/** Blank lines and comments above an action belong to it, and not to the one before; what is further indented belongs to that. */
function beforeComments(text: string, start: number, indentation: number): number {
  let offset = start;
  while (offset > 0) {
    const previous = lineStart(text, offset - 1);
    const line = text.slice(previous, offset).trimEnd();
    if (line !== "" && (!line.trimStart().startsWith("#") || line.search(/\S/) > indentation)) break;
    offset = previous;
  }
  return offset;
}

/** Cuts from one offset to another, with the blank line that would stay behind. */
function withoutLines(text: string, from: number, to: number): string {
  const before = text.slice(0, from);
  const after = text.slice(to);
  if (after === "") return before.replace(/(\r?\n)(\r?\n)+$/, "$1");
  return /\n\r?\n$/.test(before) ? before + after.replace(/^\r?\n/, "") : before + after;
}
