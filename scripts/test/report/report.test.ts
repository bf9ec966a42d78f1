import { createHash } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { run } from "../../src/pipeline.ts";

const source = {
  path: "specs/boats/source.yaml",
  text: `swagger: "2.0"
info: { title: Boats, version: "1" }
host: boats.test
schemes: [https]
paths:
  /boats/{id}:
    get:
      operationId: getBoat
      summary: Get a boat
      parameters:
        - { in: path, name: id, type: string }
        - { in: query, name: known, type: string }
        - { in: query, name: guessed }
        - { in: query, name: lost }
      responses:
        200: { description: OK }
        404: { description: No, schema: { type: object, properties: { text: { type: string } } } }
    put:
      operationId: putBoat
      summary: Put a boat
      parameters: [{ in: path, name: id, type: string }, { in: body, name: boat, schema: { $ref: "#/definitions/Boat" } }]
      responses: { 204: { description: Done } }
definitions:
  Boat: { type: object, properties: { seats: { type: integer }, extras: { type: array }, owner: { type: object } } }
`,
};
const overlay = {
  path: "specs/boats/overlay.yaml",
  text: `overlay: 1.0.0
info:
  title: Corrections
  version: "3"
  description: "Read on.\\n\\nP: a page."
  x-not-known: [How long it floats., Who owns it.]
actions:
  - target: $
    description: Keys | and servers.
    x-evidence: { source: the | page, confidence: high }
    update: { security: [{ key: [] }], components: { securitySchemes: { key: { type: apiKey, in: header, name: K } } } }
  - target: $.paths.*.get.parameters[?@.name=='guessed'].schema
    description: It looks like a number.
    x-evidence: { source: inference, confidence: low }
    update: { type: number }
  - target: $.paths.*['get','put'].responses
    description: Errors are not described.
    x-evidence: { source: one client, confidence: medium }
    update: { "422": { description: Broken } }
`,
};

let report: string;
beforeAll(async () => {
  const { files } = await run({ api: "boats", sources: [source], overlay });
  report = files.get("specs/boats/REPORT.md") ?? "";
});

test("the counts at the top are what one counts by hand", () => {
  expect(report).toContain(
    `# Boats: how far the document can be trusted

Read on.

- Source: specs/boats/source.yaml, Swagger 2.0, 2 operations.
- Corrections: 1 of high confidence, 1 of medium, 1 of low.
- Repairs: 2.
- Untyped: 4 places.
- Not known: 2 things.
`,
  );
  expect(report).toContain(`| Parameters | 5 | 3 | 1 | 1 |
| Request bodies | 1 | 1 | 0 | 0 |
| Success responses | 2 | 1 | 0 | 1 |
| Error responses | 3 | 1 | 2 | 0 |`);
});

test("what is untyped is listed, one line each, and nothing else", () => {
  expect(/## Untyped\n(.*?)\n## /s.exec(report)?.[1]?.match(/^- .*$/gm)).toEqual([
    "- GET /boats/{id}: the type of the query parameter `lost`",
    "- GET /boats/{id}: the body of the 200 response",
    "- `Boat.extras`: what is in it",
    "- `Boat.owner`: what is in it",
  ]);
});

test("every operation has a row, with the SDK's method", () => {
  expect(report).toContain(`| boats.get | GET /boats/{id} | getBoat | 2 + 1 + 1 |  | 200 unknown |
| boats.update | PUT /boats/{id} | putBoat | 1 + 0 + 0 | Boat | 204 no body |`);
});

test("doubtful corrections come first, each with its reason, source and confidence", () => {
  const [, doubtful = "", certain = ""] = /### Low and medium(.*?)### High(.*?)\n## /s.exec(report) ?? [];
  expect(doubtful.match(/^\| \d.*$/gm)).toEqual([
    "| 2 | `$.paths.*.get.parameters[?@.name=='guessed'].schema` | It looks like a number. | inference | low |",
    "| 3 | `$.paths.*['get','put'].responses` (2 places) | Errors are not described. | one client | medium |",
  ]);
  expect(certain.match(/^\| \d.*$/gm)).toEqual(["| 1 | `$` | Keys \\| and servers. | the \\| page | high |"]);
});

test("what is not known is listed in the overlay's own words", () => {
  expect(report).toMatch(/\n## Not known\n\n.*\n\n- How long it floats\.\n- Who owns it\.\n\n/);
});

test("what the sources are called is said above the corrections", () => {
  expect(report).toContain("\n## Corrections\n\nP: a page.\n");
});

test("repairs and gaps are listed with their lines, those of one kind in one line", () => {
  expect(report).toContain(
    '### path-parameter-required (2)\n\n- A path parameter is always required, but was not marked so; it is now. 2 places: GET /boats/{id}, "id" (source.yaml:11); PUT /boats/{id}, "id" (source.yaml:21).\n',
  );
  expect(report).toContain(
    "### response-body (1)\n\n- source.yaml:16: GET /boats/{id}: Nothing is said about the body of the 200 response.",
  );
});

test("the files that it was made from are listed with size and checksum", () => {
  for (const { path, text } of [source, overlay])
    expect(report).toMatch(
      new RegExp(
        `${path} \\| .* \\| ${text.length} \\| \`${createHash("sha256").update(text).digest("hex")}\``,
      ),
    );
  expect(report).toContain("| Corrections, version 3 |");
});
