import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { add } from "../src/add.ts";
import { findCompileErrors } from "../src/compile.ts";
import { regenerate } from "../src/regenerate.ts";
import { boats } from "./boats.ts";
import { recorder } from "./support.ts";
import { emptyTree, hashes, put } from "./tree.ts";
import { copyRepository } from "./update/copy.ts";

async function run(root: string, ...args: string[]) {
  const stdout = recorder();
  const stderr = recorder();
  const environment = { root, cwd: root, stdout, stderr, standardInput: () => new Uint8Array() };
  return { code: await add(args, environment), stdout: stdout.text, stderr: stderr.text };
}

test("an API whose document names the call that checks the keys gets check()", async () => {
  const copy = copyRepository();
  put(copy, "boats.yaml", `${boats.trimEnd()}\nx-key-check: { method: GET, path: /ping }\n`);
  expect((await run(copy, "boats", "--from", "boats.yaml")).code).toBe(0);
  const path = "packages/sdk/src/boats/index.ts";
  const sdk = readFileSync(join(copy, path), "utf8");
  expect(sdk).toMatch(/interface Boats extends .*KeyCheck/);
  expect(findCompileErrors(copy, new Map([[path, sdk]]))).toEqual([]);
});

test("a third API is there as far as its document allows: it compiles, is up to date, and only its keys are left to look at", async () => {
  const copy = copyRepository();
  put(copy, "boats.yaml", boats);
  const { code, stdout, stderr } = await run(copy, "boats", "--from", "boats.yaml");
  expect(stderr).not.toContain("Nothing was written");
  expect(code).toBe(0);
  expect(stdout).toContain("packages/boats-client/src/client.ts");
  expect(stdout).toContain("1. Look at the key options in packages/boats-client/src/client.ts");
  expect(stdout).not.toContain("overlay.yaml (see");

  const generated = globSync("packages/{boats-client,sdk}/src/**/*.ts", {
    cwd: copy,
    exclude: (path) => path.endsWith("node_modules"),
  });
  const files = new Map(generated.map((path) => [path, readFileSync(join(copy, path), "utf8")]));
  expect(generated.length).toBeGreaterThan(6);
  expect(findCompileErrors(copy, files)).toEqual([]);

  const output = recorder();
  expect(await regenerate(["--check"], { root: copy, stdout: output, stderr: output })).toBe(0);

  const read = (path: string) => readFileSync(join(copy, path), "utf8");
  expect(read("README.md")).toContain("(packages/boats-client/README.md)");
  expect(read(".github/workflows/drift.yml")).toContain("api: [bookeo, classes, boats]");
  expect(JSON.parse(read("packages/sdk/package.json"))).toMatchObject({
    exports: { "./boats": { types: "./dist/boats/index.d.ts" } },
    dependencies: { "@booking-apis/boats-client": "^0.0.0" },
  });
  expect(read("packages/boats-client/src/client.ts")).toContain(
    'apiKey: { scheme: api.securitySchemes.boat_key, variable: "BOATS_API_KEY" }',
  );
  expect(read("packages/boats-client/src/client.ts")).toContain('baseUrl: "https://boats.example/v2"');
  expect(read("specs/boats/source.yaml")).toBe(boats);
  expect(existsSync(join(copy, ".changeset/boats-added.md"))).toBe(true);
});

test("every key that a document asks for is an option of the client", async () => {
  const copy = copyRepository();
  const schemes =
    "{ boat_key: { type: apiKey, in: query, name: key }, login: { type: http, scheme: basic }, token: { type: oauth2, flows: {} } }";
  put(
    copy,
    "boats.yaml",
    boats
      .replace(/securitySchemes: .*/, `securitySchemes: ${schemes}`)
      .replace("[{ boat_key: [] }]", "[{ boat_key: [], token: [] }, { login: [] }]"),
  );
  const { code, stderr } = await run(copy, "boats", "--from", "boats.yaml");
  expect(stderr).not.toContain("Nothing was written");
  expect(code).toBe(0);
  const client = readFileSync(join(copy, "packages/boats-client/src/client.ts"), "utf8");
  expect(client).toContain("boatKey?: string | undefined;");
  expect(client).toContain("login?: Credentials | undefined;");
  expect(client).toContain('token: { scheme: api.securitySchemes.token, variable: "BOATS_TOKEN" }');
});

test("what the document lacks is listed, with what to do", async () => {
  const copy = copyRepository();
  put(copy, "boats.yaml", boats.replace(/servers: .*\n/, "").replace(/security: .*\n/, ""));
  const { code, stdout } = await run(copy, "boats", "--from", "boats.yaml");
  expect(code).toBe(0);
  expect(stdout).toContain("1. Write specs/boats/overlay.yaml");
  expect(stdout).toContain("the document has no server that a client can call");
  expect(stdout).toContain("GET /boats has no security.");
  expect(readFileSync(join(copy, "packages/boats-client/src/client.ts"), "utf8")).toContain(
    'baseUrlVariable: "BOATS_BASE_URL"',
  );
});

describe("what cannot be added changes nothing", () => {
  test.each([
    [["boats"], 2, "Say with --from where the vendor's document is."],
    [[], 2, "Name one API."],
    [["a", "b", "--from", "boats.yaml"], 2, "Name one API."],
    [["Boats", "--from", "boats.yaml"], 2, '"Boats" cannot be the name of an API'],
    [["sdk", "--from", "boats.yaml"], 2, 'There is already an API or a package "sdk".'],
    [["taken", "--from", "boats.yaml"], 2, 'There is already an API or a package "taken".'],
    [["boats", "--from", "missing.yaml"], 2, "there is no such file or folder"],
    [["boats", "--form", "boats.yaml"], 2, "--form"],
    [["boats", "--from", "broken.yaml"], 1, "not valid YAML"],
  ])("%j", async (args, code, message) => {
    const tree = emptyTree({
      "boats.yaml": boats,
      "broken.yaml": "openapi: [\n",
      "specs/taken/source.yaml": boats,
    });
    const before = hashes(tree);
    const outcome = await run(tree, ...args);
    expect(outcome.stderr).toContain(message);
    expect(outcome.code).toBe(code);
    expect(hashes(tree)).toEqual(before);
  });
});
