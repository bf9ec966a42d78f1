import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { root } from "./support.ts";

interface Block {
  language: string;
  line: number;
  code: string;
}

const documents = globSync(["*.md", "specs/README.md", "packages/*/README.md", "examples/README.md"], {
  cwd: root,
}).sort();

function blocksOf(document: string): Block[] {
  const text = readFileSync(join(root, document), "utf8");
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(({ index, 1: language = "", 2: code = "" }) => ({
    language,
    code,
    line: text.slice(0, index).split("\n").length + 1,
  }));
}

const blocks = documents.flatMap((document) => blocksOf(document).map((block) => ({ document, ...block })));

/** Compiles a block as a module in examples/, strictly, against the built packages. */
function compile(blocks: { file: string; code: string }[]): Map<string, string[]> {
  const files = new Map(blocks.map(({ file, code }) => [file, `${code}\nexport {};\n`]));
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile(path, languageVersion, ...rest)
      : ts.createSourceFile(path, text, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = new Map<string, string[]>();
  for (const { file, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    const name = file?.fileName ?? "";
    problems.set(name, [
      ...(problems.get(name) ?? []),
      `line ${line} of the block: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    ]);
  }
  return problems;
}

describe("every TypeScript block in the documentation compiles against the packages", () => {
  const typescript = blocks
    .filter(({ language }) => language === "ts")
    .map((block, index) => ({ ...block, file: join(root, "examples", `documentation-${index}.ts`) }));
  const problems = compile(typescript);

  test("there are such blocks", () => {
    expect(typescript.length).toBeGreaterThan(3);
  });
  test.each(typescript)("$document:$line", ({ file }) => {
    expect(problems.get(file) ?? []).toEqual([]);
  });
  test("nothing else is wrong either", () => {
    expect([...problems.keys()].filter((name) => !typescript.some(({ file }) => file === name))).toEqual([]);
  });
  test("a block that is wrong is noticed", () => {
    const file = join(root, "examples", "documentation-wrong.ts");
    const code =
      'import { createBookeoClient } from "@booking-apis/bookeo-client";\ncreateBookeoClient({ apikey: "a" });\n';
    expect(compile([{ file, code }]).get(file)?.join()).toMatch(/line 2 of the block:.*apikey/);
  });
});

test("every npm script that the documentation names exists", () => {
  const scripts = Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts);
  const named = documents.flatMap((document) =>
    [...readFileSync(join(root, document), "utf8").matchAll(/\bnpm (?:run ([\w:-]+)|(start|test))\b/g)].map(
      (match) => match[1] ?? match[2],
    ),
  );
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((name) => !scripts.includes(name ?? ""))).toEqual([]);
});

test("every link to a file of the repository leads somewhere", () => {
  const broken = documents.flatMap((document) =>
    [...readFileSync(join(root, document), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !existsSync(join(root, dirname(document), target)))
      .map((target) => `${document} -> ${target}`),
  );
  expect(broken).toEqual([]);
});
