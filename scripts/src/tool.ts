import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** Nothing that we run reports home. */
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

export function turbo(args: string[], root: string): Promise<number> {
  return runNode(require.resolve("turbo/bin/turbo"), args, root);
}

export function biome(args: string[], root: string): Promise<number> {
  return runNode(require.resolve("@biomejs/biome/bin/biome"), args, root);
}

export function vitest(args: string[], root: string): Promise<number> {
  return runNode(join(dirname(require.resolve("vitest/package.json")), "vitest.mjs"), args, root);
}
