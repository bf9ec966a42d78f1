import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodesOnPath, npm, publishedPackages, readManifest, root, run, temporaryFolder } from "./support.ts";

const folders = publishedPackages();
const bin = (name: string) => join(root, "node_modules/.bin", name);
const project = temporaryFolder();
interface PackResult {
  name: string;
  filename: string;
  files: { path: string }[];
}
/** By name of the package. */
const packed = new Map<string, { tarball: string; files: string[] }>();

beforeAll(async () => {
  const tarballs = join(project.path, "tarballs");
  mkdirSync(tarballs);
  const { stdout, stderr, code } = await npm(
    [
      "pack",
      ...folders,
      ...runtimeDependencies(),
      "--json",
      "--ignore-scripts",
      "--pack-destination",
      tarballs,
    ],
    project.path,
  );
  if (code !== 0) throw new Error(`npm pack: ${stderr}`);
  for (const { name, filename, files } of Object.values(JSON.parse(stdout)) as PackResult[])
    packed.set(name, {
      tarball: join(tarballs, basename(filename)),
      files: files.map(({ path }) => path),
    });
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
      /^(LICENSE|README\.md|API(-\w+)?\.md|llms\.txt|CHANGELOG\.md|package\.json|dist\/.*\.(js|d\.ts|d\.ts\.map)|dist\/openapi\.yaml|bin\/booking-apis\.js|src\/.*\.ts)$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
    expect(files.filter((file) => /(?:^|\/)tests?\/|\.(?:test|spec)\.|test-d/.test(file))).toEqual([]);
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

  test.each<[string, ts.CompilerOptions]>([
    ["NodeNext", { module: ts.ModuleKind.NodeNext }],
    ["a bundler", { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
    [
      "Node's own types instead of the DOM's",
      {
        module: ts.ModuleKind.NodeNext,
        lib: ["lib.es2022.d.ts"],
        types: ["node"],
        typeRoots: [join(root, "node_modules/@types")],
      },
    ],
  ])("its types work with %s, libraries checked too", (_name, options) => {
    const program = ts.createProgram([join(project.path, "consumer.ts")], {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      target: ts.ScriptTarget.ES2022,
      types: [],
      ...options,
    });
    // The compiler's own libraries, and Node's, take the most time and are not ours to check.
    const files = program
      .getSourceFiles()
      .filter(
        (file) =>
          !program.isSourceFileDefaultLibrary(file) && !/\/(@types|undici-types)\//.test(file.fileName),
      );
    expect(files.map(({ fileName }) => fileName)).toContainEqual(
      expect.stringMatching(/node_modules\/@booking-apis\/sdk\/dist\/\S+\.d\.ts$/),
    );
    const diagnostics = [
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...files.flatMap((file) => ts.getPreEmitDiagnostics(program, file)),
    ];
    expect(
      diagnostics.map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
      ),
    ).toEqual([]);
  });

  test("nothing but the packages and openapi-fetch is installed", () => {
    expect(existsSync(join(project.path, "node_modules/typescript"))).toBe(false);
    expect(existsSync(join(project.path, "node_modules/@booking-apis/testkit"))).toBe(false);
  });
});
