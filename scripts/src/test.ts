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

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** Adds up vitest's own results; a file that could not even be loaded is one failure. A workspace without results is one too. */
function summarize(workspaces: string[]): { passed: number; failed: number } {
  const sum = { passed: 0, failed: 0 };
  for (const workspace of workspaces) {
    if (!existsSync(resultFile(workspace))) {
      console.error(`${workspace} has no test results.`);
      sum.failed++;
      continue;
    }
    const results = JSON.parse(readFileSync(resultFile(workspace), "utf8")) as Results;
    const broken = results.testResults.filter(
      ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
    );
    sum.passed += results.numPassedTests;
    sum.failed += results.numFailedTests + broken.length;
  }
  return sum;
}

/** The workspaces whose tests do not type-check them already, as those with type tests do. */
const typechecks = ["scripts", "testkit", "examples"].map((name) => `@booking-apis/${name}#typecheck`);

const workspaces = testedWorkspaces();
// turbo restores the results of what it does not run again; anything else here is from an earlier run.
for (const workspace of workspaces) rmSync(resultFile(workspace), { force: true });

const steps: [name: string, exitCode: number][] = [
  // Outside of turbo, whose cache would quietly put a file that was edited by hand back in order.
  [
    "regenerate --check",
    await regenerate(["--check"], { root, stdout: process.stdout, stderr: process.stderr }),
  ],
  ["lint", await biome(["ci", "--error-on-warnings"], root)],
  [
    "typecheck and test",
    await turbo(
      ["run", ...typechecks, "test", "--continue", "--output-logs=new-only", ...process.argv.slice(2)],
      root,
    ),
  ],
];
const { passed, failed } = summarize(workspaces);
const failedSteps = steps.filter(([, exitCode]) => exitCode !== 0).map(([name]) => name);
if (failedSteps.length > 0) console.error(`\nFailed: ${failedSteps.join(", ")}; look above for the reason.`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failedSteps.length > 0 || failed > 0 ? 1 : 0;
