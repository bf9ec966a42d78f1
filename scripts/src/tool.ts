import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** No tool that we run sends usage data. */
export const quiet = {
  TURBO_TELEMETRY_DISABLED: "1",
  REDOCLY_TELEMETRY: "off",
  REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
  DO_NOT_TRACK: "1",
};

/** Runs a JavaScript program with this Node, its output going where ours goes; returns its exit code. */
export function runNode(script: string, args: string[], root: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...quiet },
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

/** Builds the packages that have changed. Prints how long it took, and what turbo and the compilers say only if a build fails. */
export async function build(root: string): Promise<number> {
  const start = performance.now();
  const turbo = require.resolve("turbo/bin/turbo");
  const { exitCode, output } = await collect(turbo, ["run", "build", "--output-logs=errors-only"], root);
  if (exitCode === 0)
    console.log(`packages   build    ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  else console.error(output);
  return exitCode;
}

/** Runs a JavaScript program with this Node and keeps what it prints. */
function collect(
  script: string,
  args: string[],
  root: string,
): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...quiet },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ exitCode: signal ? 1 : (code ?? 1), output }));
  });
}

export function biome(args: string[], root: string): Promise<number> {
  return runNode(require.resolve("@biomejs/biome/bin/biome"), args, root);
}

export function vitest(args: string[], root: string): Promise<number> {
  return runNode(join(dirname(require.resolve("vitest/package.json")), "vitest.mjs"), args, root);
}
