import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quiet } from "./tool.ts";

const redocly = createRequire(import.meta.url).resolve("@redocly/cli/bin/cli.js");

/** Runs a command of redocly on documents, each the text of a file, and reads the JSON that it prints. */
export async function runRedocly<T>(command: string, documents: string[], options: string[]): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "redocly-"));
  try {
    const files = documents.map((_, index) => join(folder, `${index}.yaml`));
    await Promise.all(documents.map((text, index) => writeFile(files[index] as string, text)));
    return JSON.parse(await run(command, [...files, ...options, "--format=json"])) as T;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: string[]): Promise<string> {
  const env = { ...process.env, ...quiet, NO_COLOR: "1" };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [redocly, command, ...args],
      { env, maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => {
        // Findings end redocly with 1 too, but with a list of them on its standard output.
        if (stdout.trimStart().startsWith("{")) resolve(stdout);
        else reject(new Error(`redocly ${command} did not run: ${stderr.trim() || error?.message}`));
      },
    );
  });
}
