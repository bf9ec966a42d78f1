import { describe, expect, test } from "vitest";
import { applyPatch } from "../../src/read/patch.ts";
import { errorOf, linesOf } from "../support.ts";

const source = { path: "specs/a/source.yaml", text: "swagger: 2.0\ninfo: [\n" };
const apply = (text: string) => applyPatch([source], { path: "specs/a/patch.yaml", text });
const evidence = 'x-evidence: { source: "the vendor\'s site", confidence: high }';

test("a change is applied to a copy, and reported at its place with its reason and source", () => {
  const { sources, findings } = apply(
    `changes:\n  - { find: "info: [", replace: "info: []", description: The list is not closed., ${evidence} }\n`,
  );
  expect(sources).toEqual([{ path: source.path, text: "swagger: 2.0\ninfo: []\n" }]);
  expect(source.text).toBe("swagger: 2.0\ninfo: [\n");
  expect(linesOf(findings)).toEqual([
    "specs/a/source.yaml:2:1 patch: The list is not closed. (high; the vendor's site)",
  ]);
});

describe("a change that cannot be applied is an error at its place", () => {
  test.each([
    [
      `{ find: "lost", replace: "", description: D, ${evidence} }`,
      "2:7: the text of change 1 is not in the source any more",
    ],
    [
      `{ find: "g", replace: "", description: D, ${evidence} }`,
      "2:7: the text of change 1 is in specs/a/source.yaml more than once",
    ],
    [
      `{ file: other.md, find: "info", replace: "", description: D, ${evidence} }`,
      "the text of change 1 is not in other.md any more",
    ],
    [`{ find: "info", replace: "", description: D }`, "a change needs x-evidence with source and confidence"],
    [`{ find: "info", replac: "", description: D, ${evidence} }`, 'a change has no field "replac"'],
    [`{ find: "info", description: D, ${evidence} }`, "a change needs find, replace and description"],
    ["text", "a change is not a mapping"],
  ])("%s", (change, message) => {
    expect(errorOf(() => apply(`changes:\n  - ${change}\n`))).toMatch(/^specs\/a\/patch\.yaml:2:\d+: /);
    expect(errorOf(() => apply(`changes:\n  - ${change}\n`))).toContain(message);
  });

  test("without a list of changes", () => {
    expect(errorOf(() => apply("change: []\n"))).toContain("expected `changes`, a list, and nothing else");
  });
});
