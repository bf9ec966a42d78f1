import { createHash } from "node:crypto";
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { readApi } from "../src/apis.ts";
import type { PipelineInput } from "../src/pipeline.ts";
import type { SourceFile } from "../src/places.ts";

/** The root of the repository. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** What the documents of an API were at first, with their corrections: whatever is in specs/ today. */
export function firstDocuments(api: string, source: string): PipelineInput & { overlay: SourceFile } {
  const file = (name: string) => ({
    path: `specs/${api}/${name}`,
    text: readFileSync(new URL(`first/${api}/${name}`, import.meta.url), "utf8"),
  });
  return { api, sources: [file(source)], overlay: file("overlay.yaml") };
}

/** Bookeo's, a crawl in Swagger 2.0. */
export const crawl: PipelineInput & { overlay: SourceFile } = firstDocuments("bookeo", "source.yaml");
/** The classes API's, a page on the bookings of a customer. */
export const page: PipelineInput & { overlay: SourceFile } = firstDocuments("classes", "source.md");
/** A file of the source of the classes API, as it is in specs/ today. */
export const classesSource: string = readApi(root, "classes").sources[0]?.path ?? "";
export const bookingsPage: SourceFile = page.sources[0] as SourceFile;

/** A copy of everything that `regenerate` reads and writes, which goes away with the test. */
export function copyTree(): string {
  const copy = emptyTree();
  for (const path of [
    "specs",
    ...globSync(
      [
        "packages/*-client/src/generated",
        "packages/*-client/{API.md,llms.txt}",
        "packages/sdk/src/*/generated",
        "packages/sdk/API-*.md",
      ],
      { cwd: root },
    ),
  ])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  return copy;
}

/** A tree with these files and an empty specs folder. */
export function emptyTree(files: Record<string, string | Uint8Array> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "regenerate-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "specs"));
  for (const [path, text] of Object.entries(files)) put(folder, path, text);
  return folder;
}

export function put(tree: string, path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

export function edit(tree: string, path: string, change: (text: string) => string): void {
  const before = readFileSync(join(tree, path), "utf8");
  const after = change(before);
  if (after === before) throw new Error(`the edit of ${path} changes nothing`);
  writeFileSync(join(tree, path), after);
}

/** The hash of every file, by path; without what is installed, which a copy shares. */
export function hashes(tree: string): Record<string, string> {
  return Object.fromEntries(
    filesIn(tree)
      .sort()
      .map((path) => [
        path.slice(tree.length + 1),
        createHash("sha256").update(readFileSync(path)).digest("hex"),
      ]),
  );
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}
