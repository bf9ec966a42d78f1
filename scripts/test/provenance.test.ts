import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { UsageError } from "../src/apis.ts";
import {
  changedSources,
  hashSources,
  inOrderOfArrival,
  type Provenance,
  printProvenance,
  provenancePath,
  readProvenance,
} from "../src/provenance.ts";
import { emptyTree } from "./tree.ts";

const path = "specs/boats/provenance.yaml";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const page = (name: string, text: string) => ({ path: `specs/boats/source/${name}`, text });

test("provenance is beside the source", () => {
  expect(provenancePath("boats")).toBe(path);
});

describe("what is written is read again", () => {
  test.each<[what: string, provenance: Provenance]>([
    [
      "all of it",
      {
        url: `https://boats.example/api?a=1#${"long ".repeat(40)}`,
        retrieved: "2025-01-31T08:00:00Z",
        sha256: { "source/a b: c.md": sha256("a"), "source/null": sha256("b") },
      },
    ],
    [
      "a hash that looks like a number, and one that looks like a time",
      { url: undefined, retrieved: "2025-01-31", sha256: { "source.yaml": "1".repeat(64), "1": "12e45" } },
    ],
    [
      "where else the vendor publishes",
      { url: undefined, retrieved: undefined, published: "https://boats.example/openapi.json", sha256: {} },
    ],
    ["nothing but hashes", { url: undefined, retrieved: undefined, sha256: {} }],
  ])("%s", (_, provenance) => {
    const text = printProvenance(provenance);
    expect(readProvenance(emptyTree({ [path]: text }), "boats")).toEqual(provenance);
    expect(text).toMatch(/^# Where the source comes from\. .*\n.*\n.*\n(published: .*\n)?.*\n( {2}.*\n)*$/);
  });
});

test("what is not known is written down as such", () => {
  expect(parse(printProvenance({ url: undefined, retrieved: undefined, sha256: {} }))).toEqual({
    url: null,
    retrieved: null,
    sha256: {},
  });
});

test("pages stay in the order in which they came, also when one is renamed or moved", () => {
  const old = [page("b.md", "b"), page("c.md", "c")];
  const root = emptyTree({
    [path]: printProvenance({ url: undefined, retrieved: undefined, sha256: hashSources("boats", old) }),
  });
  const names = (...pages: { path: string; text: string }[]) =>
    inOrderOfArrival(root, "boats", pages).map(({ path: file }) => file.replace(/.*\//, ""));
  expect(names(page("a.md", "a"), page("b.md", "changed"), page("c.md", "c"))).toEqual([
    "b.md",
    "c.md",
    "a.md",
  ]);
  expect(names(page("a.md", "c"), page("b.md", "b"))).toEqual(["b.md", "a.md"]);
  expect(names(page("y.md", "y"), page("x.md", "x"))).toEqual(["y.md", "x.md"]);
});

test("an API without the file has no provenance", () => {
  expect(readProvenance(emptyTree(), "boats")).toBeUndefined();
});

test.each([
  "",
  "- a\n",
  "url: 1\nsha256: {}\n",
  "retrieved: [a]\nsha256: {}\n",
  "url: a\n",
  "sha256: a\n",
  "sha256: []\n",
])("a file of another form is rejected by its name: %j", (text) => {
  const read = () => readProvenance(emptyTree({ [path]: text }), "boats");
  expect(read).toThrow(UsageError);
  expect(read).toThrow(`${path} is not as \`npm run update\` writes it`);
});

test("every file of a source is known by its hash, by its path within the API's folder", () => {
  expect(hashSources("boats", [page("a.md", "caf\u00e9"), page("b/c.md", "\uFEFF")])).toEqual({
    "source/a.md": sha256("caf\u00e9"),
    "source/b/c.md": createHash("sha256")
      .update(new Uint8Array([0xef, 0xbb, 0xbf]))
      .digest("hex"),
  });
});

describe("files of the source that are not the known ones are named", () => {
  const known = [page("a.md", "A"), page("b.md", "B")];
  const tree = () =>
    emptyTree({
      [path]: printProvenance({ url: undefined, retrieved: undefined, sha256: hashSources("boats", known) }),
    });

  test.each<[what: string, sources: { path: string; text: string }[], changed: string[]]>([
    ["none of them", known.toReversed(), []],
    ["one that changed", [page("a.md", "A"), page("b.md", "B\n")], ["b.md"]],
    ["one that came", [...known, page("c.md", "C")], ["c.md"]],
    ["one that went", known.slice(1), ["a.md"]],
    ["one that has another name", [page("a.md", "A"), page("c.md", "B")], ["b.md", "c.md"]],
  ])("%s", (_, sources, changed) => {
    expect(changedSources(tree(), "boats", sources)).toEqual(
      changed.map((name) => `specs/boats/source/${name}`),
    );
  });

  test("none where nothing is known", () => {
    expect(changedSources(emptyTree(), "boats", known)).toEqual([]);
  });
});
