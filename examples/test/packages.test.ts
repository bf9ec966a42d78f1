import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodesOnPath, npm, publishedPackages, readManifest, root, run, temporaryFolder } from "./support.ts";

const folders = publishedPackages();
const bin = (name: string) => join(root, "node_modules/.bin", name);
const project = temporaryFolder();
/** Files by name of the package, tarballs in the same order as the folders. */
const packed = new Map<string, { tarball: string; files: string[] }>();

beforeAll(async () => {
  const tarballs = join(project.path, "tarballs");
  mkdirSync(tarballs);
  for (const folder of [...folders, ...runtimeDependencies()]) {
    const { stdout, stderr, code } = await npm(
      ["pack", folder, "--json", "--ignore-scripts", "--pack-destination", tarballs],
      project.path,
    );
    if (code !== 0) throw new Error(`npm pack ${folder}: ${stderr}`);
    const [result] = Object.values(JSON.parse(stdout)) as {
      name: string;
      filename: string;
      files: { path: string }[];
    }[];
    if (!result) throw new Error(`npm pack ${folder} said nothing`);
    packed.set(result.name, {
      tarball: join(tarballs, basename(result.filename)),
      files: result.files.map(({ path }) => path),
    });
  }
});
afterAll(() => project.remove());

/** What the packages depend on at run time, from the repository: the tests reach no registry. */
function runtimeDependencies(): string[] {
  return ["openapi-fetch", "openapi-typescript-helpers"].map((name) => join(root, "node_modules", name));
}

function tarballOf(name: string): string {
  return packed.get(name)?.tarball ?? "";
}

describe.each(folders.map((folder) => [readManifest(folder).name, folder] as const))("%s", (name, folder) => {
  test("the tarball holds what is needed and nothing else", () => {
    const { files = [] } = packed.get(name) ?? {};
    expect(files).toEqual(
      expect.arrayContaining(["LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts"]),
    );
    // What an API has is listed for people and for coding agents.
    if (name !== "@booking-apis/transport")
      expect(files).toEqual(
        expect.arrayContaining(
          name === "@booking-apis/sdk"
            ? ["API-bookeo.md", "API-classes.md", "llms.txt"]
            : ["API.md", "llms.txt"],
        ),
      );
    const allowed =
      /^(LICENSE|README\.md|API(-\w+)?\.md|llms\.txt|CHANGELOG\.md|package\.json|dist\/.*\.(js|d\.ts|d\.ts\.map)|dist\/openapi\.yaml|src\/.*\.ts)$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
    expect(files.filter((file) => /test|spec\./.test(file))).toEqual([]);
  });

  test("each declaration leads an editor to its source, which is in the tarball", () => {
    const { files = [] } = packed.get(name) ?? {};
    const declarations = files.filter((file) => file.endsWith(".d.ts"));
    expect(declarations).not.toEqual([]);
    for (const file of declarations) {
      expect(readFileSync(join(folder, file), "utf8")).toContain(`sourceMappingURL=${basename(file)}.map`);
      const map = JSON.parse(readFileSync(join(folder, `${file}.map`), "utf8")) as { sources: string[] };
      expect(map.sources.map((source) => join(dirname(file), source))).toEqual([
        file.replace(/^dist/, "src").replace(/\.d\.ts$/, ".ts"),
      ]);
    }
    expect(files).toEqual(
      expect.arrayContaining(declarations.map((file) => file.replace(/^dist(.*)\.d\.ts$/, "src$1.ts"))),
    );
  });

  test("it depends on nothing but openapi-fetch and packages of this repository", () => {
    const foreign = Object.keys(readManifest(folder).dependencies ?? {}).filter(
      (dependency) => !dependency.startsWith("@booking-apis/"),
    );
    expect(foreign.filter((dependency) => dependency !== "openapi-fetch")).toEqual([]);
  });

  test("publint finds nothing wrong with it", async () => {
    const { stdout, stderr, code } = await run(bin("publint"), [tarballOf(name), "--strict"], project.path);
    expect(code, stdout + stderr).toBe(0);
  });

  test("its types resolve for everyone who can import it", async () => {
    const { stdout, stderr, code } = await run(
      bin("attw"),
      [tarballOf(name), "--profile", "esm-only", "--exclude-entrypoints", "openapi.yaml"],
      project.path,
    );
    expect(code, stdout + stderr).toBe(0);
  });
});

describe("in an empty project that installs the tarballs", async () => {
  const nodes = await nodesOnPath();

  beforeAll(async () => {
    writeFileSync(
      join(project.path, "package.json"),
      '{ "name": "consumer", "private": true, "type": "module" }',
    );
    const tarballs = [...packed.values()].map(({ tarball }) => tarball);
    const { stderr, code } = await npm(["install", "--offline", ...tarballs], project.path);
    if (code !== 0) throw new Error(`npm install: ${stderr}`);
    for (const file of ["consumer.mjs", "consumer.ts"])
      copyFileSync(fileURLToPath(new URL(`consumer/${file}`, import.meta.url)), join(project.path, file));
  });

  test.each(nodes)("both clients work on Node $version", async ({ path }) => {
    const { stdout, stderr, code } = await run(path, ["consumer.mjs"], project.path);
    expect(stderr).toBe("");
    expect(stdout.trim()).toBe("consumed");
    expect(code).toBe(0);
  });

  test.each([
    ["NodeNext", ["--module", "NodeNext"]],
    ["a bundler", ["--module", "ESNext", "--moduleResolution", "Bundler"]],
    [
      "Node's own types instead of the DOM's",
      [
        "--module",
        "NodeNext",
        "--lib",
        "ES2022",
        "--types",
        "node",
        "--typeRoots",
        join(root, "node_modules/@types"),
      ],
    ],
  ])("its types work with %s, libraries checked too", async (_name, options) => {
    const args = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--target",
      "ES2022",
      ...options,
      "consumer.ts",
    ];
    const { stdout, code } = await run(bin("tsc"), args, project.path);
    expect(stdout).toBe("");
    expect(code).toBe(0);
  });

  test("nothing but the packages and openapi-fetch is installed", () => {
    expect(existsSync(join(project.path, "node_modules/typescript"))).toBe(false);
    expect(existsSync(join(project.path, "node_modules/@booking-apis/testkit"))).toBe(false);
  });
});
