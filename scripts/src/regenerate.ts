#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { chooseApis, readApi } from "./apis.ts";
import { readArguments } from "./arguments.ts";
import { findGeneratedErrors, GeneratedCodeError } from "./compile.ts";
import { describeFailure } from "./failure.ts";
import { compareFiles, writeFiles } from "./output.ts";
import { run } from "./pipeline.ts";
import { type Output, startProgress } from "./progress.ts";
import { changedSources, inOrderOfArrival } from "./provenance.ts";
import { count } from "./words.ts";

const usage = `Usage: npm run regenerate [-- <api> ...] [--check]

Generates openapi.yaml, REPORT.md and the code of each API again from its source and overlay.

  <api>     only these APIs, by the names of their folders in specs/
  --check   write nothing; exit with 1 and a diff if a generated file is not what it should be
  --help    this text
`;

export interface Environment {
  root: string;
  stdout: Output;
  stderr: Output;
}

/** Returns the exit code: 0 done or up to date, 1 stale or a document that cannot be used, 2 called in the wrong way. */
export async function regenerate(args: string[], { root, stdout, stderr }: Environment): Promise<number> {
  try {
    const { values, positionals } = readArguments(args, {
      check: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    });
    if (values.help) {
      stdout.write(usage);
      return 0;
    }
    const files = new Map<string, string>();
    const replaced: string[] = [];
    for (const api of chooseApis(root, positionals)) {
      const progress = startProgress(stdout, api);
      const input = readApi(root, api);
      input.sources = inOrderOfArrival(root, api, input.sources);
      // The README is one for all.
      const text = input.readme && files.get(input.readme.path);
      if (input.readme && text !== undefined) input.readme.text = text;
      const result = await run(input, progress.step);
      replaced.push(...changedSources(root, api, input.sources));
      for (const [path, text] of result.files) files.set(path, text);
      progress.done(`${count(result.applied.length, "correction")}, ${count(result.files.size, "file")}`);
    }
    if (!values.check) {
      rejectBroken(root, files);
      reportReplaced(replaced, stderr);
      return reportWritten(writeFiles(root, files), stdout);
    }
    const isReplaced = reportReplaced(replaced, stderr);
    return reportStale(root, files, stdout, stderr) || isReplaced;
  } catch (error) {
    const failure = describeFailure(error);
    if (!failure) throw error;
    stderr.write(`\n${failure.message}\n\n${failure.exitCode === 2 ? usage : "Nothing was written.\n"}`);
    return failure.exitCode;
  }
}

/** Generated code that does not compile would break every program that uses it: it is not written. */
function rejectBroken(root: string, files: Map<string, string>): void {
  if (!compareFiles(root, files).some(({ path }) => path.endsWith(".ts"))) return;
  const errors = findGeneratedErrors(root, files);
  if (errors.length > 0) throw new GeneratedCodeError(errors);
}

function reportWritten(changed: string[], stdout: Output): number {
  stdout.write(
    changed.length === 0
      ? "Nothing changed.\n"
      : `${changed.map((path) => `  ${path}\n`).join("")}${count(changed.length, "file")} changed.\n`,
  );
  return 0;
}

function reportReplaced(paths: string[], stderr: Output): number {
  if (paths.length === 0) return 0;
  stderr.write(
    `\n${paths.join(", ")}: not the vendor's document that provenance.yaml beside it describes.\nApply a new one with \`npm run update\`; restore one that was edited by hand, and correct the overlay instead.\n`,
  );
  return 1;
}

/** A longer diff is cut: the file was rewritten as a whole. */
const longestDiff = 60;

function reportStale(root: string, files: Map<string, string>, stdout: Output, stderr: Output): number {
  const stale = compareFiles(root, files);
  if (stale.length === 0) {
    stdout.write("Everything generated is up to date.\n");
    return 0;
  }
  for (const { diff } of stale) {
    const lines = diff.split("\n");
    const rest = lines.length - longestDiff;
    stderr.write(
      `\n${lines.slice(0, longestDiff).join("\n")}${rest > 0 ? `\n… and ${rest} more lines` : ""}\n`,
    );
  }
  stderr.write(
    `\nStale: ${stale.map(({ path }) => path).join(", ")}.\nRun \`npm run regenerate\` and commit what it changes.\n`,
  );
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  process.exitCode = await regenerate(process.argv.slice(2), {
    root,
    stdout: process.stdout,
    stderr: process.stderr,
  });
}
