import { describe, expect, test } from "vitest";
import { readRedoclyMarkdown } from "../../../src/read/redocly-markdown/read.ts";
import { body, errorOf, page } from "./support.ts";

const overview =
  "# Boat API\n\n## Servers\n\n```\nhttps://a.example\n```\n\n## Download OpenAPI description\n";

const cases: [name: string, text: string, message: RegExp][] = [
  ["an empty file", "", /^page\.md:1:1: expected .* found an empty file\n/],
  ["a file of blanks", "\uFEFF \r\n\n", /^page\.md:1:1: .*empty file/],
  [
    "a guide as the only page",
    "\n# Guide\n\nText.\n",
    /^page\.md:2:1: expected the page of an operation.* found a page without an Endpoint line/,
  ],
  ["an overview as the only page", overview, /^page\.md:1:1: .*found an overview page/],
  [
    "a webhook as the only page",
    "# Hook\n\nEndpoint: POST boat rented\n",
    /^page\.md:1:1: .*found the page of a webhook/,
  ],
  [
    "sections without an Endpoint line",
    "# A\n\n## Query parameters:\n\n  - `a` (string)\n",
    /^page\.md:3:1: expected a line such as "Endpoint: /,
  ],
  [
    "a broken Endpoint line",
    "# A\n\nEndpoint: GET\n\n## Query parameters:\n\n  - `a` (string)\n",
    /^page\.md:3:1: .*found `Endpoint: GET`/,
  ],
  [
    "an unknown HTTP method",
    page("", "FETCH /boats"),
    /^page\.md:3:11: expected one of GET, .*found the HTTP method FETCH/,
  ],
  [
    "a path without its slash",
    page("", "GET v1/boats"),
    /^page\.md:3:15: expected a path that starts with a slash, found `v1\/boats`/,
  ],
  ["a field without a type", body("  - `a`"), /^page\.md:9:3: expected a field line .*found `- `a``/],
  ["a field with an empty type", body("  - `a` ()"), /^page\.md:9:3: expected a field line/],
  ["a field with an open bracket", body("  - `a` (string\n    Text"), /^page\.md:9:3: expected a field line/],
  [
    "a field with an unknown mark",
    body("  - `a` (string) — any of:"),
    /^page\.md:9:3: expected a field line/,
  ],
  [
    "a broken field among others",
    body("  - `a` (string)\n    Text\n\n  - `b (string)"),
    /^page\.md:12:3: expected a field line/,
  ],
  [
    "a broken field of a variant",
    body("  - `a` (any) — one of:\n    - X:\n      - `b` string"),
    /^page\.md:11:7: expected a field line/,
  ],
  ["fields that a formatter moved", body("- `a` (string)"), /^page\.md:9:1: expected a field line/],
  ["text above the first field", body("Some text."), /^page\.md:9:1: .*found `Some text\.`/],
  [
    "a field far from its parent",
    body("  - `a` (object)\n\n  - `b` (string)\n\n  - `a.c` (string)"),
    /^page\.md:13:6: expected the parent `a` directly before its field `a\.c`, found it at page\.md:9:6/,
  ],
  [
    "a broken string in an Enum",
    body('  - `a` (string)\n    Text\n    Enum: "a", b'),
    /^page\.md:11:11: expected JSON literals joined by ", " after "Enum:", found `"a", b`/,
  ],
  ["an Enum cut off", body('  - `a` (string)\n    Enum: "a", "b'), /^page\.md:10:11: expected JSON literals/],
  [
    "an Enum without values",
    body("  - `a` (string)\n    Text\n    Enum: "),
    /^page\.md:11:11: .*found nothing/,
  ],
  [
    "a broken Example",
    body('  - `a` (string)\n    Example: {"a":'),
    /^page\.md:10:14: expected one JSON literal after "Example:"/,
  ],
  [
    "text after an Enum",
    body('  - `a` (string)\n    Enum: "a"\nmore'),
    /^page\.md:11:1: expected the next field after an Enum or Example, found `more`/,
  ],
  [
    "an unknown section",
    page("## Trailer parameters:\n\n  - `a` (string)\n"),
    /^page\.md:7:1: .*found the section heading `## Trailer parameters:`/,
  ],
  [
    "an unknown section, after others",
    body("  - `a` (string)\n\n## Response 2000 fields (a/b):\n\n  - `b` (string)"),
    /^page\.md:11:1: .*Response 2000/,
  ],
  [
    "a section without fields",
    page("## Response 404 fields (application/json):\n"),
    /^page\.md:7:1: expected at least one field/,
  ],
  [
    "a section printed twice",
    page("## Response 404 fields\n## Response 404 fields\n"),
    /^page\.md:8:1: expected one section for the response 404.* line 7\)/,
  ],
];

describe("a page that cannot be read names file, line and column, what was expected and what to do", () => {
  test.each(cases)("%s", (_, text, message) => {
    const error = errorOf(text);
    expect(error).toMatch(message);
    expect(error.split("\n  ")[1]).toMatch(/^[A-Z].*\.$/);
  });
});

test("an operation described by two pages names both", () => {
  expect(errorOf(page(), page())).toMatch(
    /^page-2\.md:3:1: expected each operation once, found GET \/boats again \(first at page-1\.md:3:1\)/,
  );
});

test("line numbers stay right with CRLF, a BOM and front matter", () => {
  const text = `\uFEFF---\ntitle: x\n---\n${body("  - `a`")}`.replaceAll("\n", "\r\n");
  expect(errorOf(text)).toMatch(/^page\.md:12:3: /);
});

test("an error in the second page of a file has that file's line", () => {
  expect(errorOf(`${page()}\n${page("", "FETCH /b")}`)).toMatch(/^page\.md:10:11: /);
});

test("no file at all is an error as well", () => {
  expect(() => readRedoclyMarkdown([])).toThrow("found no file");
});
