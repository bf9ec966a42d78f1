import fs, { mkdirSync, readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { compareFiles, writeFiles } from "../src/output.ts";
import { emptyTree, hashes } from "./tree.ts";

const { renameSync } = fs;

/** Lets the nth rename from now on fail, until the test is over. */
function failRename(number: number): void {
  let count = 0;
  fs.renameSync = (from, to) => {
    if (++count === number) throw new Error("no space");
    renameSync(from, to);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    fs.renameSync = renameSync;
    syncBuiltinESMExports();
  });
}

const wanted = new Map([
  ["specs/a/openapi.yaml", "new a\n"],
  ["packages/a/src/generated/schema.ts", "new schema\n"],
  ["specs/a/REPORT.md", "same\n"],
]);
const old = { "specs/a/openapi.yaml": "old a\n", "specs/a/REPORT.md": "same\n" };

test("what changed is written and named, what did not is left alone, and folders are made", () => {
  const tree = emptyTree(old);
  expect(writeFiles(tree, wanted)).toEqual(["packages/a/src/generated/schema.ts", "specs/a/openapi.yaml"]);
  for (const [path, text] of wanted) expect(readFileSync(join(tree, path), "utf8")).toBe(text);
  expect(Object.keys(hashes(tree))).toHaveLength(3);
  expect(writeFiles(tree, wanted)).toEqual([]);
  expect(compareFiles(tree, wanted)).toEqual([]);
});

test("surplus files go from generated folders, and from nowhere else", () => {
  const tree = emptyTree({
    ...old,
    "specs/a/notes.md": "mine",
    "packages/a/src/client.ts": "mine",
    "packages/a/src/generated/stale.ts": "left over",
    "packages/a/src/generated/deep/stale.ts": "left over",
  });
  expect(compareFiles(tree, wanted).map(({ path }) => path)).toEqual(
    expect.arrayContaining(["packages/a/src/generated/stale.ts", "packages/a/src/generated/deep/stale.ts"]),
  );
  writeFiles(tree, wanted);
  expect(Object.keys(hashes(tree)).sort()).toEqual(
    [...wanted.keys(), "specs/a/notes.md", "packages/a/src/client.ts"].sort(),
  );
});

test.each([1, 2, 3])("nothing changes at all when file %i of three cannot take its place", (number) => {
  const tree = emptyTree({
    ...old,
    "specs/a/REPORT.md": "old\n",
    "packages/a/src/generated/stale.ts": "left over",
  });
  const before = hashes(tree);
  failRename(number);
  expect(() => writeFiles(tree, wanted)).toThrow("no space");
  expect(hashes(tree)).toEqual(before);
});

test("nothing changes at all when a file cannot be read or written", () => {
  const tree = emptyTree(old);
  mkdirSync(join(tree, "specs/a/more.yaml/in-the-way"), { recursive: true });
  const before = hashes(tree);
  expect(() => writeFiles(tree, new Map([...wanted, ["specs/a/more.yaml", "x"]]))).toThrow();
  expect(() => writeFiles(tree, new Map([...wanted, ["specs/a/openapi.yaml/x", "x"]]))).toThrow();
  expect(hashes(tree)).toEqual(before);
});

test("a stale file is shown as it is and as it should be", () => {
  const [{ path, diff } = { path: "", diff: "" }] = compareFiles(emptyTree(old), wanted);
  expect(path).toBe("specs/a/openapi.yaml");
  expect(diff).toContain("--- specs/a/openapi.yaml (as it is)\n+++ specs/a/openapi.yaml (as it should be)\n");
  expect(diff).toContain("-old a\n+new a\n");
});
