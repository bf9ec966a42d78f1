import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { regenerate } from "./regenerate.ts";
import { biome, build, vitest } from "./tool.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const resultFile = join(root, "test-results.json");

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** What vitest counted; a file that could not even be loaded is one failure, and so are results that are not there. */
function summarize(): { passed: number; failed: number } {
  if (!existsSync(resultFile)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(
    readFileSync(resultFile, "utf8"),
  ) as Results;
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

rmSync(resultFile, { force: true });
const steps: [name: string, exitCode: number][] = [
  // Before the build, which would silently overwrite a file that was edited by hand.
  [
    "regenerate --check",
    await regenerate(["--check"], { root, stdout: process.stdout, stderr: process.stderr }),
  ],
  ["lint", await biome(["ci", "--error-on-warnings"], root)],
  ["build", await build(root)],
  ["typecheck and test", await vitest(["run", ...process.argv.slice(2)], root)],
];
const { passed, failed } = summarize();
const failedSteps = steps.filter(([, exitCode]) => exitCode !== 0).map(([name]) => name);
if (failedSteps.length > 0) console.error(`\nFailed: ${failedSteps.join(", ")}; look above for the reason.`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failedSteps.length > 0 || failed > 0 ? 1 : 0;
