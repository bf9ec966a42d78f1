import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, expect, test } from "vitest";
import { build } from "./build.ts";

const directory = fileURLToPath(new URL("./consumer/", import.meta.url));
const { dist, remove } = build();
afterAll(remove);
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
    // The compiler's own libraries, and Node's, take the most time and are not ours to check.
    const files = program
      .getSourceFiles()
      .filter(
        (file) =>
          !program.isSourceFileDefaultLibrary(file) && !/\/(@types|undici-types)\//.test(file.fileName),
      );
    const problems = [
      ...program.getOptionsDiagnostics(),
      ...program.getGlobalDiagnostics(),
      ...files.flatMap((file) => ts.getPreEmitDiagnostics(program, file)),
    ];
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

test("the declarations compile with TypeScript 5.5, where Uint8Array has no type parameter", () => {
  const entries = ["index.d.ts", "internal.d.ts"].map((name) => join(dist, name));
  const files = ts
    .createProgram(entries, base)
    .getSourceFiles()
    .filter(({ fileName }) => !/\/node_modules\//.test(fileName));
  expect(files.map(({ fileName }) => fileName)).toEqual(expect.arrayContaining(entries));
  expect(files.filter(({ text }) => /\bUint8Array</.test(text)).map(({ fileName }) => fileName)).toEqual([]);
});
