import { existsSync, globSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { regenerate } from "./regenerate.ts";
import { biome, turbo } from "./tool.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Paths of the workspaces that have tests. */
function testedWorkspaces(): string[] {
  return globSync("{packages/*,scripts,examples}/vitest.config.ts", { cwd: root }).map((path) =>
    join(root, path, ".."),
  );
}

function resultFile(workspace: string): string {
  return join(workspace, "test-results.json");
}

/** Adds up vitest's own results. A workspace without any has failed before its first test. */
function summarize(workspaces: string[]): { passed: number; failed: number; silent: string[] } {
  const sum = { passed: 0, failed: 0, silent: [] as string[] };
  for (const workspace of workspaces) {
    if (!existsSync(resultFile(workspace))) {
      sum.silent.push(workspace);
      continue;
    }
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(resultFile(workspace), "utf8"));
    sum.passed += numPassedTests;
    sum.failed += numFailedTests;
  }
  return sum;
}

const workspaces = testedWorkspaces();
// turbo restores the results of what it does not run again; anything else here is from an earlier run.
for (const workspace of workspaces) rmSync(resultFile(workspace), { force: true });

const codes = [
  // Outside of turbo, whose cache would quietly put a file that was edited by hand back in order.
  await regenerate(["--check"], { root, stdout: process.stdout, stderr: process.stderr }),
  await biome(["ci", "--error-on-warnings"], root),
  await turbo(
    ["run", "typecheck", "test", "--continue", "--output-logs=new-only", ...process.argv.slice(2)],
    root,
  ),
];
const { passed, failed, silent } = summarize(workspaces);
for (const workspace of silent) console.error(`${workspace} has no test results.`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = codes.some((code) => code !== 0) || failed > 0 || silent.length > 0 ? 1 : 0;
