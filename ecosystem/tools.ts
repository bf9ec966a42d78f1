import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { judge } from "./judge.ts";
import type { Finding, Servers } from "./servers.ts";

/** This folder, where the runtimes and tools are installed. */
export const here = fileURLToPath(new URL(".", import.meta.url));
export const root = join(here, "..");
/** The temporary project that has installed the tarballs. */
export const project = join(here, "dist");
export const installed = (path: string): string => join(here, "node_modules", path);

/** What became of a consumer. */
export type Outcome =
  | {
      version: string;
      findings: Finding[];
      bytes?: Sizes;
      /** A version that each machine has its own of. */
      machine?: string;
    }
  /** It does not work, as known, and this is why. */
  | { version: string; limit: string }
  | { notRun: string };

/** What a bundler makes, minified where it can, in bytes of gzip. */
export interface Sizes {
  program: number;
  createBookeo: number;
}

export interface Consumer {
  /** What selects it on the command line, and what its requests are known by. */
  id: string;
  name: string;
  run(servers: Servers): Promise<Outcome>;
}

export interface Ended {
  code: number | null;
  output: string;
}

const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(cache|registry|userconfig)$)|NODE_OPTIONS$|NODE_ENV$)/i.test(name),
  ),
);

/** Runs a program to its end, or until its limit, and keeps what it prints. */
export function run(
  command: string,
  args: string[],
  {
    cwd = project,
    env = {},
    minutes = 5,
  }: { cwd?: string; env?: Record<string, string>; minutes?: number } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = start(command, args, { cwd, env });
    let output = "";
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = setTimeout(() => {
      output += `\nIt did not end within ${minutes} minutes.`;
      stop(child);
    }, minutes * 60_000);
    const end = (code: number | null, more = "") => {
      clearTimeout(timer);
      resolve({ code, output: output + more });
    };
    child.on("error", (error) => end(null, `\n${error.message}`));
    child.on("close", (code) => end(code));
  });
}

const started = new Set<ChildProcess>();
process.once("exit", () => started.forEach(stop));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** Starts a program, which ends with this one at the latest. */
export function start(
  command: string,
  args: string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(command, args, {
    cwd,
    env: { ...environment, NO_COLOR: "1", DO_NOT_TRACK: "1", NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  started.add(child);
  child.once("close", () => started.delete(child));
  return child;
}

/** Ends a program and what it has started. */
export function stop({ pid }: { pid?: number | undefined }): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {} // It has ended.
}

/** Runs a program that must succeed. */
export async function must(command: string, args: string[], cwd: string, minutes = 5): Promise<string> {
  const { code, output } = await run(command, args, { cwd, minutes });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} in ${cwd} failed:\n${output}`);
  return output;
}

/** Node 24, or whatever Node runs this. */
export const node = process.execPath;

/** The Node of a major version, if there is one for this platform. */
export function nodeOf(major: number): string | undefined {
  if (major === Number.parseInt(process.versions.node, 10)) return node;
  const path = installed(`node-${major}/bin/node`);
  return existsSync(path) ? path : undefined;
}

/** Why a runtime of this folder, such as `node-20`, does not run. */
export function notInstalled(id: string): Outcome {
  if (id === "node-24") return { notRun: `this is Node ${process.versions.node}: run it with Node 24` };
  const isForLinux = id.startsWith("node-");
  if (isForLinux && (process.platform !== "linux" || process.arch !== "x64"))
    return { notRun: `${id} is installed on Linux x64 only` };
  return { notRun: `${id} is not installed: remove ecosystem/node_modules and run this again` };
}

export async function versionOf(command: string): Promise<string> {
  const { output } = await run(command, ["--version"]);
  return /\d+(?:[.-]\d+){2}/.exec(output)?.[0] ?? "";
}

/** Writes a file of the project and returns its path. */
export function write(name: string, content: string): string {
  const path = join(project, name);
  writeFileSync(path, content);
  return path;
}

/** What the program gets. */
export function configOf(servers: Servers, run: string): string {
  return JSON.stringify({ apiUrl: `${servers.origin}/api`, run });
}

/** The program as a module that runs when it is imported. */
export function writeProgram(servers: Servers, id: string): string {
  return write(
    `${id}.mjs`,
    `import { report } from "./checks.mjs";\nawait report(${configOf(servers, id)});\n`,
  );
}

/** What a process that ran the program leads to. */
export function outcomeOf(servers: Servers, id: string, version: string, { code, output }: Ended): Outcome {
  const findings = judge(servers, id, output);
  findings.push({
    group: "calls",
    name: "the process ends by itself, with 0",
    ok: code === 0,
    detail: output.slice(-2_000),
  });
  return { version, findings };
}
