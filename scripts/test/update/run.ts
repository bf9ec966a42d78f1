import { globSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readApi } from "../../src/apis.ts";
import { run as generate } from "../../src/pipeline.ts";
import { hashSources, printProvenance, provenancePath } from "../../src/provenance.ts";
import { keepReleased } from "../../src/release.ts";
import { update } from "../../src/update.ts";
import { recorder } from "../support.ts";
import { crawl, page, put, root } from "../tree.ts";
import { copyRepository } from "./copy.ts";

export interface Run {
  exitCode: number;
  story: string;
  progress: string;
}

export async function run(tree: string, ...args: string[]): Promise<Run> {
  return runWith(tree, new Uint8Array(), ...args);
}

export async function runWith(tree: string, standardInput: Uint8Array, ...args: string[]): Promise<Run> {
  const [stdout, stderr] = [recorder(), recorder()];
  const exitCode = await update(args, {
    root: tree,
    cwd: tree,
    stdout,
    stderr,
    standardInput: () => standardInput,
  });
  return { exitCode, story: stdout.text, progress: stderr.text };
}

export const bookeo: string = crawl.sources[0]?.text ?? "";
let generated: Promise<Map<string, string>[]> | undefined;

/** The generated files of both APIs; the README is one for both. */
async function generateFirst(): Promise<Map<string, string>[]> {
  let readme = readApi(root, "bookeo").readme;
  const all: Map<string, string>[] = [];
  for (const input of [crawl, page]) {
    const { files } = await generate({ ...input, readme });
    const text = files.get("README.md");
    if (readme && text !== undefined) readme = { ...readme, text };
    all.push(files);
  }
  return all;
}

/** A copy of the repository in which the documents are the first ones. */
export async function copyWithFirstDocuments(options?: { withCallers: boolean }): Promise<string> {
  const tree = copyRepository(options);
  generated ??= generateFirst();
  for (const path of globSync(
    ["specs/*/{source*,patch.yaml,released.yaml}", ".changeset/{bookeo,classes}-document.md"],
    { cwd: tree },
  ))
    rmSync(join(tree, path), { recursive: true });
  for (const { api, sources, overlay } of [crawl, page]) {
    for (const { path, text } of [...sources, overlay]) put(tree, path, text);
    const sha256 = hashSources(api, sources);
    put(tree, provenancePath(api), printProvenance({ url: undefined, retrieved: undefined, sha256 }));
  }
  for (const files of await generated) for (const [path, text] of files) put(tree, path, text);
  return tree;
}

/** The vendor's document with changes, each of which must be one. */
export function changed(...changes: [before: string | RegExp, after: string][]): string {
  return changes.reduce((text, [before, after]) => {
    const next = text.replace(before, after);
    if (next === text) throw new Error(`${before} is not in the document`);
    return next;
  }, bookeo);
}

export const addGondolas: [string, string] = [
  "paths:\n",
  "paths:\n  /gondolas:\n    get:\n      summary: List the gondolas\n      operationId: listGondolas\n      responses:\n        200:\n          description: OK\n",
];
export const describeCustomers: [string, string] = [
  "description: Get a list of customers.",
  "description: Get a list of customers, newest first.",
];
export const removeDelete: [RegExp, string] = [
  / {4}delete:\n {6}summary: Delete a customer\n[\s\S]*?(?=\n {2}\/)/,
  "",
];
export const renameSwitch: [RegExp, string] = [
  /(\/bookings\/\{bookingNumber\}:[\s\S]*?name: )expandCustomer/,
  "$1withCustomer",
];
export const requireNotice: [RegExp, string] = [
  /(operationId: putBookingsBookingnumber[\s\S]*?name: notifyUsers)/,
  "$1\n        required: true",
];

/** A section of a story, without its heading. */
export function section(story: string, title: string): string {
  return (
    new RegExp(
      `^###? ${title} \\(\\d+\\)\\n\\n([\\s\\S]*?)(?=\\n\\n(##|Nothing was)|$(?![\\s\\S]))`,
      "m",
    ).exec(story)?.[1] ?? ""
  );
}

export function changesets(tree: string): string[] {
  return globSync(".changeset/*.md", { cwd: tree }).sort();
}

/** A copy of the repository after its first release. */
export async function releasedCopy(): Promise<string> {
  const tree = await copyWithFirstDocuments({ withCallers: false });
  for (const path of changesets(tree)) rmSync(join(tree, path));
  keepReleased(tree);
  return tree;
}
