import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";

const directory = fileURLToPath(new URL("./consumer/", import.meta.url));
const dist = mkdtempSync(join(tmpdir(), "transport-"));
const base: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: false,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: [],
  paths: { "@booking-apis/transport": [join(dist, "index.d.ts")] },
};

// What is published, made from the sources at hand.
beforeAll(() => {
  const project = fileURLToPath(new URL("../tsconfig.build.json", import.meta.url));
  const { config } = ts.readConfigFile(project, ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    config,
    ts.sys,
    fileURLToPath(new URL("..", import.meta.url)),
  );
  const emitted = ts.createProgram(fileNames, { ...options, outDir: dist }).emit();
  expect(emitted.diagnostics).toEqual([]);
  writeFileSync(join(dist, "package.json"), '{ "type": "module" }');
}, 60_000);

afterAll(() => rmSync(dist, { recursive: true }));

test.each<[string, ts.CompilerOptions]>([
  ["strict", {}],
  ["exactOptionalPropertyTypes", { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }],
  ["strict off", { strict: false }],
  ["strict without strictNullChecks", { strictNullChecks: false }],
  [
    "a bundler's resolution",
    { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  ],
  ["Node's types instead of DOM", { lib: ["lib.es2022.d.ts"], types: ["node"] }],
])(
  "a consumer compiles with %s, and its mistakes do not",
  (_, options) => {
    const program = ts.createProgram([`${directory}consumer.ts`], { ...base, ...options });
    const problems = ts.getPreEmitDiagnostics(program);
    expect(
      ts.formatDiagnostics(problems, {
        getCanonicalFileName: (f) => f,
        getCurrentDirectory: () => directory,
        getNewLine: () => "\n",
      }),
    ).toBe("");
  },
  60_000,
);
