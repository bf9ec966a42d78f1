import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { build } from "./build.ts";

const { dist, remove } = build();
afterAll(remove);

/** Every Node on the PATH, one of each major version. */
function nodesOnPath(): [version: string, path: string][] {
  const nodes = new Map<string, [string, string]>();
  for (const folder of [join(process.execPath, ".."), ...(process.env.PATH ?? "").split(delimiter)]) {
    const path = join(folder, process.platform === "win32" ? "node.exe" : "node");
    if (!existsSync(path)) continue;
    const version = execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
    const major = version.split(".")[0] ?? version;
    if (!nodes.has(major)) nodes.set(major, [version, path]);
  }
  return [...nodes.values()].filter(([version]) => Number.parseInt(version.slice(1), 10) >= 20);
}

describe("what is published keeps its promises on every Node that is installed", () => {
  test.each(nodesOnPath())("%s", async (_, path) => {
    const script = fileURLToPath(new URL("node20/promises.mjs", import.meta.url));
    const { stdout } = await promisify(execFile)(path, [script, pathToFileURL(join(dist, "index.js")).href]);
    expect(stdout.trim()).toMatch(/^12 promises kept on v\d+/);
  });
});
