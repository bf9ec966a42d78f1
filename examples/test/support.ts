import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program and waits for its end. */
export function run(
  program: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { cwd, env: { ...process.env, NO_COLOR: "1", ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) || 1 : 0, stdout, stderr });
      },
    );
  });
}

export function npm(args: string[], cwd: string): Promise<Outcome> {
  return run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], cwd);
}

/** A folder of its own for a test, with a function that removes it. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "booking-apis-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Folders of the packages that are published. */
export function publishedPackages(): string[] {
  return readdirSync(join(root, "packages"))
    .map((name) => join(root, "packages", name))
    .filter((folder) => existsSync(join(folder, "package.json")) && !readManifest(folder).private);
}

export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  dependencies?: Record<string, string>;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

/** Every Node on the PATH, one of each major version. npm puts the repository's own first; behind it comes the machine's. */
export async function nodesOnPath(): Promise<{ version: string; path: string }[]> {
  const nodes = new Map<string, { version: string; path: string }>();
  for (const folder of [join(process.execPath, ".."), ...(process.env.PATH ?? "").split(delimiter)]) {
    const path = join(folder, process.platform === "win32" ? "node.exe" : "node");
    if (!existsSync(path)) continue;
    const version = (await run(path, ["--version"], root)).stdout.trim();
    const major = version.split(".")[0] ?? version;
    if (!nodes.has(major)) nodes.set(major, { version, path });
  }
  return [...nodes.values()];
}
