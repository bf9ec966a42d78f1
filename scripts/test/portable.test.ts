import { globSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "./tree.ts";

/** What Node alone has, or had first. A browser or a worker has none of it, and a bundler may put a large polyfill in its place. */
const ofNode = new Set(
  "Buffer NodeJS __dirname __filename clearImmediate exports global module process require setImmediate".split(
    " ",
  ),
);

/** Where a name of these may be, because the code works where it is absent. */
const allowed: Record<string, string[]> = {
  "packages/transport/src/environment.ts": ["process"],
  "packages/sdk/src/testing/clock.ts": ["setImmediate"],
};

/** The names and modules of Node that a source has, as `line: name`. Also behind `globalThis`, and in types. */
function findNode(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(text, true, true);
  const found = [
    ...importedFiles.filter(({ fileName }) => isBuiltin(fileName)),
    ...typeReferenceDirectives,
  ].map(({ pos, fileName }): [position: number, name: string] => [pos, fileName]);
  const walk = (node: ts.Node): void => {
    const isName =
      ts.isIdentifier(node) || (ts.isStringLiteral(node) && ts.isElementAccessExpression(node.parent));
    if (isName && ofNode.has(node.text) && !allowed[path]?.includes(node.text))
      found.push([node.getStart(), node.text]);
    ts.forEachChild(node, walk);
  };
  walk(file);
  return found.map(([at, name]) => `${file.getLineAndCharacterOfPosition(at).line + 1}: ${name}`);
}

test("the published packages use nothing that Node alone has, except in files that work without it", () => {
  const paths = globSync("packages/*/src/**/*.ts", { cwd: root })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.startsWith("packages/testkit/"));
  expect(paths.length).toBeGreaterThan(50);
  const found = paths.flatMap((path) =>
    findNode(path, readFileSync(join(root, path), "utf8")).map((place) => `${path}:${place}`),
  );
  if (found.length > 0)
    expect.fail(
      `Only Node has these, and the packages promise browsers and workers too:\n${found.map((place) => `  ${place}\n`).join("")}Use what every runtime has (Uint8Array, setTimeout, import), or let packages/transport/src/environment.ts look whether it is there.`,
    );
});

test.each([
  ["a global", "export const a = process.env.KEY;", "process"],
  ["a global behind globalThis", "export const a = (globalThis as any).Buffer;", "Buffer"],
  ["a global by its name in brackets", 'export const a = (globalThis as any)["process"];', "process"],
  ["the types of Node", '/// <reference types="node" />', "node"],
  ["a global taken out of globalThis", "const { setImmediate: soon } = globalThis as any;", "setImmediate"],
  ["a type", "export let timer: NodeJS.Timeout;", "NodeJS"],
  ["an import", 'import { readFileSync } from "node:fs";', "node:fs"],
  ["an import without its prefix", 'import fs from "fs";', "fs"],
  ["an export", 'export * from "node:path";', "node:path"],
  ["an import at run time", 'await import("node:crypto");', "node:crypto"],
  ["an import of a type", 'export type A = import("node:net").Socket;', "node:net"],
  ["require", 'const a = require("node:fs");', "require"],
])("the check of that finds %s", (_, text, name) => {
  expect(findNode("packages/sdk/src/new.ts", text)).toContain(`1: ${name}`);
});

test("what is allowed is there", () => {
  for (const [path, names] of Object.entries(allowed))
    for (const name of names) expect(readFileSync(join(root, path), "utf8"), path).toContain(name);
});
