import { expect, test } from "vitest";
import { lossColumn } from "../../../src/read/redocly-markdown/findings.ts";
import { body, linesOf, read } from "./support.ts";

test.each([
  ["Same as  but longer", 8],
  ["    on the  header.", 11],
  ["Scopes: ", 8],
  ["See the .", 8],
  ["one (e.g. ) two", 10],
])("words are missing in %j", (text, column) => {
  expect(lossColumn(text)).toBe(column);
});

test.each([
  "One sentence.  Another one.",
  "A label: with words",
  "A label:",
  "| a   | b |",
  "| a  b |",
  "*   a bullet",
  "-  a bullet",
  "    indented code",
  "a hard break  ",
  "Use .NET or .5",
])("nothing is missing in %j", (text) => {
  expect(lossColumn(text)).toBe(0);
});

test("titles, descriptions, fields and variants are all looked at", () => {
  const text = body(
    "  - `a` (any) — one of:\n    - X:\n      - `b` (string)\n        Like  here\n\n  - `c` (object)\n\n  - `c.d` (string)\n    Like  there",
  ).replace("# Boats", "# The  boats\n\nOf : ");
  expect(linesOf(read(text), "lost-words").map((line) => line.split(" ")[0])).toEqual([
    "page.md:1:6",
    "page.md:3:5",
    "page.md:14:13",
    "page.md:19:9",
  ]);
});
