import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";

const source = fileURLToPath(new URL("node20/promises.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sdk-"));
afterAll(() => rmSync(folder, { recursive: true }));
/** The program as JavaScript: Node 20 cannot run TypeScript. */
const program = join(folder, "promises.mjs");
const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
writeFileSync(program, ts.transpileModule(readFileSync(source, "utf8"), { compilerOptions }).outputText);

/** Every Node on the PATH, one of each major version. */
function nodesOnPath(): [version: string, path: string][] {
  const nodes = new Map<string, [string, string]>();
  for (const directory of [join(process.execPath, ".."), ...(process.env.PATH ?? "").split(delimiter)]) {
    const path = join(directory, process.platform === "win32" ? "node.exe" : "node");
    if (!existsSync(path)) continue;
    const version = execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
    const major = version.split(".")[0] ?? version;
    if (!nodes.has(major)) nodes.set(major, [version, path]);
  }
  return [...nodes.values()].filter(([version]) => Number.parseInt(version.slice(1), 10) >= 20);
}

const runs: [name: string, node: string, program: string, sdk: URL][] = [
  ["the sources", process.execPath, source, new URL("../src/bookeo/index.ts", import.meta.url)],
  ...nodesOnPath().map(([version, path]): [string, string, string, URL] => [
    `what is published, on Node ${version}`,
    path,
    program,
    new URL("../dist/bookeo/index.js", import.meta.url),
  ]),
];

/** How many failures are unhandled: for an HTTP error, a connection error, a wrong argument and a malformed response. */
const handled = [0, 0, 0, 0];
const unhandled = [1, 1, 1, 1];
const onlyHttpHandled = [0, 1, 1, 1];

describe.each(runs)("%s", (_name, node, script, sdk) => {
  test("the stack of an error shows the caller, and a failure is unhandled only where the caller does not wait for it", async () => {
    const { stdout } = await promisify(execFile)(node, [script, sdk.href]);
    const found = JSON.parse(stdout) as {
      stacks: Record<string, string>;
      unhandled: Record<string, number[]>;
    };
    const isResult = (way: string) => /result/.test(way);
    for (const [way, shown] of Object.entries(found.stacks))
      expect([way, shown]).toEqual([
        way,
        isResult(way) ? " no http connection argument malformed" : " http connection argument malformed",
      ]);
    expect(Object.keys(found.stacks)).toHaveLength(21);
    expect(found.unhandled).toEqual({
      forgotten: unhandled,
      "withResponse forgotten": unhandled,
      "then without a second function": unhandled,
      "a listing's then": unhandled,
      "result alone": onlyHttpHandled,
      "a listing's result": onlyHttpHandled,
      caught: handled,
      "result caught": handled,
      "withResponse caught": handled,
      "caught late": handled,
      "read in every way": handled,
      "Promise.all caught": handled,
      "a listing iterated": handled,
      "a listing awaited": handled,
    });
  });
});
