import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { listApis, readApi } from "../src/apis.ts";
import type { OpenApiDocument } from "../src/openapi.ts";
import { applyOverlay } from "../src/overlay/apply.ts";
import { type Overlay, type OverlayAction, parseOverlay } from "../src/overlay/overlay.ts";
import { DocumentError } from "../src/problem.ts";
import { read } from "../src/read/read.ts";
import { repair } from "../src/repair/repair.ts";
import { inOrder } from "../src/serialize.ts";
import { root } from "./tree.ts";

/** An overlay in parts that can be tried one by one: what is above the actions, and the lines of each action. */
interface Parts {
  head: string[];
  chunks: string[][];
}

function split(text: string): Parts {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line.startsWith("actions:")) + 1;
  const chunks: string[][] = [];
  for (const line of lines.slice(first)) {
    if (line.startsWith("  - ")) chunks.push([]);
    chunks.at(-1)?.push(line);
  }
  return { head: lines.slice(0, first), chunks };
}

/** Everything that the generated files are made of, apart from the overlay's own checksum. */
function outcome(document: OpenApiDocument, actions: OverlayAction[]): string {
  return JSON.stringify([
    inOrder(document),
    actions.map(({ description, evidence }) => [description, evidence]),
  ]);
}

/** The document before each action, and after the last. */
function snapshots(start: OpenApiDocument, overlay: Overlay): OpenApiDocument[] {
  const document = structuredClone(start);
  const states = [structuredClone(document)];
  for (const action of overlay.actions) {
    applyOverlay(document, { ...overlay, actions: [action] });
    states.push(structuredClone(document));
  }
  return states;
}

describe.each(listApis(root))("%s", (api) => {
  const { sources, overlay: file } = readApi(root, api);
  if (!file) throw new Error(`${api} has no overlay`);
  const { document: start, places } = read(sources);
  repair(start, places);
  const overlay = parseOverlay(file);
  const { head, chunks } = split(file.text);
  const states = snapshots(start, overlay);
  const finished = states.at(-1) as OpenApiDocument;
  const expected = outcome(finished, overlay.actions);

  /** Whether the pipeline would notice that the actions from `first` on are those in `lines`, and the others what they were. */
  function isNoticed(lines: string[], first: number, replaced: number): boolean {
    try {
      const { actions } = parseOverlay({ path: file?.path ?? "", text: [...head, ...lines].join("\n") });
      const document = structuredClone(states[first] as OpenApiDocument);
      applyOverlay(document, { ...overlay, actions });
      const all = [
        ...overlay.actions.slice(0, first),
        ...actions,
        ...overlay.actions.slice(first + replaced),
      ];
      // What follows can only hide a change that is there.
      const isSame = isDeepStrictEqual(document, states[first + replaced]);
      if (!isSame) applyOverlay(document, { ...overlay, actions: overlay.actions.slice(first + replaced) });
      return outcome(isSame ? finished : document, all) !== expected;
    } catch (error) {
      if (error instanceof DocumentError) return true;
      throw error;
    }
  }

  test("the parts of the overlay are the whole of it", () => {
    expect(chunks).toHaveLength(overlay.actions.length);
    expect([...head, ...chunks.flat()].filter(isContent)).toEqual(file.text.split("\n").filter(isContent));
    for (const [index, chunk] of chunks.entries()) expect(isNoticed(chunk, index, 1)).toBe(false);
  });

  test("no line of a correction can be deleted unnoticed", () => {
    const unnoticed: string[] = [];
    for (const [index, chunk] of chunks.entries()) {
      // The action before is included, because without its first line an action becomes a part of that one.
      const before = index === 0 ? [] : (chunks[index - 1] as string[]);
      for (const [at, line] of chunk.entries()) {
        const lines = [...before, ...chunk.toSpliced(at, 1)];
        if (isContent(line) && !isNoticed(lines, Math.max(0, index - 1), index === 0 ? 1 : 2))
          unnoticed.push(`action ${index + 1}: ${line}`);
      }
    }
    expect(unnoticed).toEqual([]);
  });

  test("no name in a target can be misspelled unnoticed", () => {
    const unnoticed: string[] = [];
    for (const [index, chunk] of chunks.entries()) {
      const target = overlay.actions[index]?.target ?? "";
      const line = chunk[0] ?? "";
      for (const misspelled of misspellings(target)) {
        const lines = [`  - target: ${JSON.stringify(misspelled)}`, ...chunk.slice(1)];
        if (line.includes("target:") && !isNoticed(lines, index, 1))
          unnoticed.push(`${target}: ${misspelled}`);
      }
    }
    expect(unnoticed).toEqual([]);
  });
});

function isContent(line: string): boolean {
  return line.trim() !== "" && !line.trim().startsWith("#");
}

/** The target with each of its names, quoted or not, ending in a wrong letter. */
function misspellings(target: string): string[] {
  return [...target.matchAll(/'[^']+'|[A-Za-z_][\w-]*/g)].map(({ 0: name, index }) => {
    const end = index + name.length - (name.endsWith("'") ? 1 : 0);
    return `${target.slice(0, end)}q${target.slice(end)}`;
  });
}
