import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { regenerate } from "../src/regenerate.ts";
import { recorder } from "./support.ts";
import { classesSource, copyTree, edit, emptyTree, hashes, put } from "./tree.ts";

async function call(tree: string, ...args: string[]) {
  const stdout = recorder();
  const stderr = recorder();
  const code = await regenerate(args, { root: tree, stdout, stderr });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

test("the committed tree is up to date, and neither a check nor a run touches it", async () => {
  const tree = copyTree();
  const before = hashes(tree);
  const checked = await call(tree, "--check");
  expect(checked).toMatchObject({ code: 0, stderr: "" });
  expect(checked.stdout).toMatch(/Everything generated is up to date\.\n$/);
  const ran = await call(tree);
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  expect(ran.stdout).toMatch(/Nothing changed\.\n$/);
  expect(hashes(tree)).toEqual(before);
});

test("everything generated can be thrown away and comes back byte for byte", async () => {
  const tree = copyTree();
  const before = hashes(tree);
  for (const path of ["specs/bookeo/openapi.yaml", "specs/bookeo/REPORT.md", "packages"])
    rmSync(join(tree, path), { recursive: true });
  const { code, stdout } = await call(tree);
  expect(code).toBe(0);
  expect(stdout).toMatch(/22 files changed\.\n$/);
  expect(hashes(tree)).toEqual(before);
});

test("only the APIs that were named are made", async () => {
  const tree = copyTree();
  for (const api of ["bookeo", "classes"]) edit(tree, `specs/${api}/REPORT.md`, (text) => `${text}x`);
  const { code, stdout } = await call(tree, "classes");
  expect(code).toBe(0);
  expect(stdout).toMatch(/ {2}specs\/classes\/REPORT\.md\n1 file changed\.\n$/);
  expect(stdout).not.toContain("bookeo");
  expect((await call(tree, "--check", "classes")).code).toBe(0);
  expect((await call(tree, "--check", "bookeo")).code).toBe(1);
});

const hello = "export const hello = 1;\n";

describe("--check writes nothing, names the stale file and shows the difference after", () => {
  const report = "specs/classes/REPORT.md";
  test.each<[name: string, edit: (tree: string) => void, stale: string, shown: string]>([
    [
      "a hand edit of openapi.yaml",
      (tree) => edit(tree, "specs/classes/openapi.yaml", (text) => text.replace("customerId", "customerID")),
      "specs/classes/openapi.yaml",
      "customerID",
    ],
    [
      "a hand edit of REPORT.md",
      (tree) => edit(tree, report, (text) => text.replace("1 operation", "2 operations")),
      report,
      "2 operations",
    ],
    [
      "a hand edit of schema.ts",
      (tree) =>
        edit(tree, "packages/classes-client/src/generated/schema.ts", (text) =>
          text.replace("number", "string"),
        ),
      "packages/classes-client/src/generated/schema.ts",
      "string",
    ],
    [
      "a blank line more in operations.ts",
      (tree) => edit(tree, "packages/classes-client/src/generated/operations.ts", (text) => `${text}\n`),
      "packages/classes-client/src/generated/operations.ts",
      "as it should be",
    ],
    [
      "a blank line more in a source",
      (tree) => edit(tree, classesSource, (text) => `${text}\n`),
      report,
      classesSource,
    ],
    [
      "a comment in an overlay",
      (tree) => edit(tree, "specs/classes/overlay.yaml", (text) => `${text}# noted\n`),
      report,
      "specs/classes/overlay.yaml",
    ],
    [
      "another word in a correction",
      (tree) =>
        edit(tree, "specs/classes/overlay.yaml", (text) =>
          text.replace(
            /\n*$/,
            "\n\n  - target: $.info\n    description: It is so.\n    x-evidence: { source: S, confidence: high }\n    update: { description: Said otherwise. }\n",
          ),
        ),
      "specs/classes/openapi.yaml",
      "Said otherwise.",
    ],
    ["a missing generated file", (tree) => rmSync(join(tree, report)), report, "## Untyped"],
    [
      "an extra file in a generated folder",
      (tree) => put(tree, "packages/classes-client/src/generated/extra.ts", hello),
      "packages/classes-client/src/generated/extra.ts",
      "delete it",
    ],
    [
      "an extra folder in a generated folder",
      (tree) => put(tree, "packages/classes-client/src/generated/more/extra.ts", hello),
      "packages/classes-client/src/generated/more/extra.ts",
      "delete it",
    ],
  ])("%s", async (_, change, stale, shown) => {
    const tree = copyTree();
    change(tree);
    const before = hashes(tree);
    const { code, stderr } = await call(tree, "--check", "classes");
    expect(code).toBe(1);
    expect(stderr).toContain(shown);
    expect(stderr).toMatch(/\nStale: .*\.\nRun `npm run regenerate` and commit what it changes\.\n$/);
    expect(/\nStale: (.*)\.\n/.exec(stderr)?.[1]?.split(", ")).toContain(stale);
    expect(hashes(tree)).toEqual(before);
  });
});

test("what a check finds stale, a run fixes", async () => {
  const tree = copyTree();
  const before = hashes(tree);
  edit(tree, "specs/classes/openapi.yaml", (text) => text.replace("customerId", "customerID"));
  put(tree, "packages/classes-client/src/generated/more/extra.ts", hello);
  rmSync(join(tree, "specs/classes/REPORT.md"));
  expect((await call(tree, "classes")).code).toBe(0);
  expect(hashes(tree)).toEqual(before);
});

test("a long diff is cut, and says so", async () => {
  const tree = copyTree();
  put(tree, "specs/classes/openapi.yaml", "other: file\n");
  expect((await call(tree, "--check", "classes")).stderr).toMatch(/\n… and \d+ more lines\n/);
});

const swagger = (rest: string): string => `swagger: "2.0"\ninfo: { title: A, version: "1" }\n${rest}`;
const get = "get: { summary: S, responses: { 200: { description: OK } } }";
const a = (name: string): string => `specs/a/${name}`;
const place = "specs/a/source.yaml";
/** What every error in a source advises: a source is never edited. */
const patched = "Fetch the source again, or correct it in a patch.yaml beside it (see specs/README.md).";

describe("bad input gets one error with its place and what to do, and nothing is written", () => {
  test.each<[name: string, files: Record<string, string | Uint8Array>, message: string]>([
    ["an empty source", { [a("source.yaml")]: " \n" }, `${place}:1:1: the file is empty\n  Fetch it again`],
    [
      "a source that is not YAML",
      { [a("source.yaml")]: "swagger: '2.0'\ninfo: [a, b\npaths: {}\n" },
      `${place}:3:1: not valid YAML: `,
    ],
    [
      "an HTML page",
      { [a("source.yaml")]: "<!doctype html>\n<title>Not found</title>\n" },
      `${place}:1:1: expected a mapping with keys such as "openapi" or "swagger", found the string "<!doctype html>`,
    ],
    [
      "a document that is neither Swagger nor OpenAPI",
      { [a("source.yaml")]: "asyncapi: 2.0.0\nchannels: {}\n" },
      `${place}:1:1: neither Swagger nor OpenAPI: the document has no \`swagger\` and no \`openapi\` key\n  ${patched} It has: asyncapi, channels.`,
    ],
    [
      "a key twice",
      { [a("source.yaml")]: swagger(`paths:\n  /a: { ${get} }\n  /a: { ${get} }\n`) },
      `${place}:5:3: the key /a is there twice in the same mapping\n  ${patched} Only one of the two`,
    ],
    [
      "a second YAML document",
      { [a("source.yaml")]: swagger("paths: {}\n---\nswagger: '2.0'\n") },
      `${place}:4:1: a second YAML document follows the first\n  ${patched} One file has one document`,
    ],
    [
      "another version of Swagger",
      { [a("source.yaml")]: "info: {}\nswagger: 1.2\npaths: {}\n" },
      `${place}:2:1: expected swagger: "2.0", found 1.2\n  ${patched} Other versions`,
    ],
    [
      "another version of OpenAPI",
      { [a("source.yaml")]: "openapi: 3.2.0\ninfo: {}\npaths: {}\n" },
      `${place}:1:1: expected openapi: 3.0.x or 3.1.x, found "3.2.0"\n  ${patched} Only OpenAPI 3.0 and 3.1`,
    ],
    [
      "a keyword that Swagger 2.0 does not have",
      { [a("source.yaml")]: swagger(`paths:\n  /a:\n    get: { summry: S, responses: {} }\n`) },
      `${place}:5:12: unsupported keyword "summry" in an Operation object\n  ${patched} Swagger 2.0 has no such keyword and it would be lost. Did you mean "summary"?`,
    ],
    [
      "a document without paths",
      { [a("source.yaml")]: swagger("host: a.example\n") },
      `${place}:1:1: the document has no \`paths\``,
    ],
    [
      "a parameter without a name",
      {
        [a("source.yaml")]: swagger(
          "paths:\n  /a:\n    get:\n      parameters:\n        - in: query\n      responses: {}\n",
        ),
      },
      `${place}:7:11: a parameter has no name\n  ${patched} Every parameter needs`,
    ],
    [
      "a parameter without a place",
      {
        [a("source.yaml")]: swagger(
          "paths:\n  /a:\n    get:\n      parameters:\n        - name: b\n      responses: {}\n",
        ),
      },
      `${place}:7:11: the parameter "b" does not say where it is\n  ${patched} Expected "in" to be one of path, query, header, formData, body.`,
    ],
    [
      "a path without its slash",
      { [a("source.yaml")]: swagger(`paths:\n  a/b: { ${get} }\n`) },
      `${place}:4:3: the path "a/b" does not begin with a slash\n  ${patched} A path is appended`,
    ],
    [
      "a reference to a response that is not there",
      {
        [a("source.yaml")]: swagger(
          "paths:\n  /a:\n    get:\n      responses:\n        200: { $ref: '#/responses/B' }\n",
        ),
      },
      `${place}:7:16: dangling reference: there is nothing at #/responses/B\n  ${patched} Only a missing schema`,
    ],
    [
      "a reference to a parameter that is not there",
      {
        [a("source.yaml")]: swagger(
          "paths:\n  /a:\n    get:\n      parameters: [{ $ref: '#/parameters/B' }]\n      responses: {}\n",
        ),
      },
      `${place}:6:22: dangling reference: there is nothing at #/parameters/B\n  ${patched} A parameter cannot be guessed`,
    ],
    [
      "a reference to another file",
      { [a("source.yaml")]: swagger(`paths:\n  /a: { ${get} }\ndefinitions:\n  B: { $ref: 'b.yaml#/C' }\n`) },
      `${place}:6:8: dangling reference: there is nothing at b.yaml#/C\n  ${patched} Other files are not read`,
    ],
    [
      "a Markdown page that is a guide",
      { [a("source.md")]: "# Guide\n\nWelcome.\n" },
      "specs/a/source.md:1:1: expected the page of an operation",
    ],
    ["an empty Markdown page", { [a("source.md")]: "" }, "specs/a/source.md:1:1: expected "],
    [
      "an empty overlay",
      { [a("source.yaml")]: swagger(`paths:\n  /a: { ${get} }\n`), [a("overlay.yaml")]: "" },
      "specs/a/overlay.yaml:1:1: the file is empty",
    ],
    [
      "an overlay with a typing error in a field",
      {
        [a("source.yaml")]: swagger(`paths:\n  /a: { ${get} }\n`),
        [a("overlay.yaml")]:
          'overlay: 1.0.0\ninfo: { title: O, version: "1" }\nactions:\n  - targt: $.info\n    description: D\n',
      },
      'specs/a/overlay.yaml:4:5: unknown field "targt" in the overlay\n  Known here: target,',
    ],
    [
      "an overlay whose target matches nothing",
      {
        [a("source.yaml")]: swagger(`paths:\n  /a: { ${get} }\n`),
        [a("overlay.yaml")]:
          'overlay: 1.0.0\ninfo: { title: O, version: "1" }\nactions:\n  - target: $.infos\n    description: It is so.\n    x-evidence: { source: S, confidence: high }\n    update: { title: T }\n',
      },
      'specs/a/overlay.yaml:4:5: action 1 ($.infos) matches nothing: $ is there, but .infos selects nothing in it. Did you mean "info"?\n',
    ],
    [
      "a document without servers, security or errors",
      { [a("source.yaml")]: swagger(`paths:\n  /a: { ${get} }\n`) },
      "a: the normalized document has 3 problems\n  specs/a/source.yaml:2:1: the document has no server that a client can call.",
    ],
  ])("%s", async (_, files, message) => {
    const tree = emptyTree({ "specs/a/openapi.yaml": "old: true\n", ...files });
    const before = hashes(tree);
    for (const args of [[], ["--check"]]) {
      const { code, stderr } = await call(tree, ...args);
      expect(stderr.slice(1, 1 + message.length)).toBe(message);
      expect(stderr).toMatch(/\n\nNothing was written\.\n$/);
      expect(code).toBe(1);
      expect(hashes(tree)).toEqual(before);
    }
  });
});

describe("a call in the wrong way ends with 2, one sentence and the usage", () => {
  const source = swagger(`paths:\n  /a: { ${get} }\n`);
  test.each<[name: string, files: Record<string, string | Uint8Array>, args: string[], message: string]>([
    ["no source", { [a("overlay.yaml")]: "x" }, [], "specs/a has no source. Expected one of source.yaml"],
    [
      "two sources",
      { [a("source.yaml")]: source, [a("source.md")]: "# A" },
      [],
      "specs/a has more than one source: source.md, source.yaml. Expected one of",
    ],
    [
      "a binary file",
      { [a("source.yaml")]: Uint8Array.of(0x50, 0x4b, 3, 4, 0xff, 0xfe) },
      [],
      "specs/a/source.yaml is not UTF-8 text. Convert it,",
    ],
    [
      "an empty folder of pages",
      { [a("source/readme.txt")]: "x" },
      [],
      "specs/a/source holds no Markdown page. Put",
    ],
    ["an unknown API", { [a("source.yaml")]: source }, ["b"], 'There is no API "b" in specs/.'],
    [
      "a misspelled API",
      { "specs/bookeo/source.yaml": source },
      ["bokeo"],
      'There is no API "bokeo" in specs/. Did you mean "bookeo"? Known: bookeo.',
    ],
    [
      "an unknown flag",
      { [a("source.yaml")]: source },
      ["--chek"],
      'There is no option --chek. Did you mean "--check"? Known: --check, --help.',
    ],
    [
      "a flag by the name of what every object has",
      { [a("source.yaml")]: source },
      ["--constructor"],
      "There is no option --constructor.",
    ],
  ])("%s", async (_, files, args, message) => {
    const tree = emptyTree(files);
    const before = hashes(tree);
    const { code, stderr } = await call(tree, ...args);
    expect(stderr.slice(1)).toMatch(message);
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage: npm run regenerate");
    expect(code).toBe(2);
    expect(hashes(tree)).toEqual(before);
  });
});

test("an error in the last API leaves the files of the others as they were", async () => {
  const tree = copyTree();
  edit(tree, "specs/bookeo/REPORT.md", (text) => `${text}x`);
  put(tree, classesSource, "Endpoint: nowhere\n");
  const before = hashes(tree);
  expect((await call(tree)).code).toBe(1);
  expect(hashes(tree)).toEqual(before);
});

test("--help shows the usage and does nothing", async () => {
  const { code, stdout, stderr } = await call(emptyTree(), "--help");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^Usage: /);
});

test("a new API needs no overlay where its document says everything", async () => {
  const tree = emptyTree({
    [a("source.json")]: JSON.stringify({
      openapi: "3.1.0",
      info: { title: "A", version: "1" },
      servers: [{ url: "https://api.booking.example" }],
      security: [{ key: [] }],
      paths: {
        "/a": {
          get: {
            operationId: "getA",
            summary: "Get a",
            responses: { 200: { description: "OK" }, 401: { description: "No" } },
          },
        },
      },
      components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
    }),
  });
  const { code, stderr } = await call(tree);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(Object.keys(hashes(tree))).toEqual([
    "packages/a-client/API.md",
    "packages/a-client/llms.txt",
    "packages/a-client/src/generated/operations.ts",
    "packages/a-client/src/generated/schema.ts",
    "packages/sdk/API-a.md",
    "packages/sdk/src/a/generated/fake.ts",
    "packages/sdk/src/a/generated/resources.ts",
    "packages/sdk/src/a/generated/responses.ts",
    "packages/sdk/src/a/generated/samples.ts",
    "packages/sdk/src/a/generated/table.ts",
    "specs/a/REPORT.md",
    "specs/a/openapi.yaml",
    "specs/a/source.json",
  ]);
  expect((await call(tree, "--check")).code).toBe(0);
});
