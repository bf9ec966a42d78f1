import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, relative } from "node:path";
import { onTestFinished } from "vitest";
import { quiet } from "../../src/tool.ts";
import { root } from "../tree.ts";

const leftOut = new Set(["node_modules", "dist", ".turbo", ".git", "coverage", "test-results.json"]);

/**
 * A copy of the whole repository, which goes away with the test. Nothing in it is built. It shares by links what is installed, while its
 * workspaces find each other in the copy.
 *
 * @param withCallers Without the tests and examples, which call the packages, there is less to type-check.
 */
export function copyRepository({ withCallers = true } = {}): string {
  // Node and the compiler print real paths, and a system's temporary folder may be a link.
  const copy = mkdtempSync(join(realpathSync(tmpdir()), "repository-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));
  const callers = /^(?:examples|packages\/[^/]+\/test)$/;
  cpSync(root, copy, {
    recursive: true,
    filter: (path) =>
      !leftOut.has(basename(path)) &&
      (withCallers || !callers.test(relative(root, path).replaceAll("\\", "/"))),
  });
  linkInstalled(copy);
  return copy;
}

function linkInstalled(copy: string): void {
  const installed = join(root, "node_modules");
  const modules = join(copy, "node_modules");
  mkdirSync(join(modules, "@booking-apis"), { recursive: true });
  // Behind a dot are the commands, and caches, of which a copy makes its own.
  const shared = readdirSync(installed).filter((name) => name === ".bin" || !name.startsWith("."));
  for (const name of shared)
    if (name !== "@booking-apis") symlinkSync(join(installed, name), join(modules, name), "junction");
  linkWorkspaces(copy);
}

/** Lets the workspaces of a copy find each other, as `npm install` does. */
export function linkWorkspaces(copy: string): void {
  for (const path of globSync("{packages/*,scripts,examples}/package.json", { cwd: copy })) {
    const { name } = JSON.parse(readFileSync(join(copy, path), "utf8"));
    const link = join(copy, "node_modules", name);
    if (!existsSync(link)) symlinkSync(join(copy, dirname(path)), link, "junction");
  }
}

export interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a JavaScript program, by its path in the copy, with this Node; in the root of the copy, or in another folder of it. */
export function runIn(copy: string, program: string, args: string[] = [], folder = "."): Promise<Outcome> {
  // Neither a test runner in the copy nor a command must take itself for a part of this run.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV$|TEST$|INIT_CWD$|npm_)/.test(name),
  );
  const env = {
    ...Object.fromEntries(inherited),
    ...quiet,
    NO_COLOR: "1",
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(copy, program), ...args],
      { cwd: join(copy, folder), env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const exitCode = error ? (typeof error.code === "number" ? error.code : 1) : 0;
        resolve({ exitCode, stdout, stderr });
      },
    );
  });
}

/** Builds all packages of a copy, whose generated files are written again on the way. */
export function build(copy: string): Promise<Outcome> {
  return runIn(copy, "node_modules/turbo/bin/turbo", ["run", "build", "--output-logs=errors-only"]);
}

/** Runs the contract tests of a workspace of a copy, which must be built. */
export function runContractTests(copy: string, workspace: string): Promise<Outcome> {
  return runIn(copy, "node_modules/vitest/vitest.mjs", [
    "run",
    "contract",
    "--reporter=default",
    `--project=${workspace}`,
  ]);
}
