#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseApis, readApi, UsageError } from "./apis.ts";
import { readArguments } from "./arguments.ts";
import { recordSizes } from "./bundle.ts";
import { describeFailure } from "./failure.ts";
import { compareFiles, writeFiles } from "./output.ts";
import type { SourceFile } from "./places.ts";
import { startProgress } from "./progress.ts";
import { inOrderOfArrival } from "./provenance.ts";
import type { Environment } from "./regenerate.ts";
import { readIncoming } from "./update/incoming.ts";
import { planUpdate, type UpdatePlan } from "./update/plan.ts";
import { writeStory } from "./update/story.ts";
import { count } from "./words.ts";

const usage = `Usage: npm run update -- <api> [--from <path>] [--fix] [--dry-run] [--url <url>]

Replaces a vendor's document, generates everything again from it, writes a changeset, and reports what changed, what breaks and what to correct.

  <api>           the API, by the name of its folder in specs/
  --from <path>   the vendor's new document: a file, a folder of Markdown pages, or - for standard input;
                  without it, the document that is there already (after an edit of the overlay)
  --fix           fix the actions of the overlay that no longer fit; without it, they are reported and nothing is written
  --dry-run       report everything and write nothing
  --url <url>     where the document was fetched, for provenance.yaml
  --help          this text

The story goes to standard output, in Markdown; the progress to standard error.
`;

export interface UpdateEnvironment extends Environment {
  /** The folder that the user's paths start from. */
  cwd: string;
  standardInput: () => Uint8Array;
}

/** Returns the exit code: 0 done, 1 nothing written because something needs attention, 2 called in the wrong way. */
export async function update(args: string[], environment: UpdateEnvironment): Promise<number> {
  const { root, cwd, stdout, stderr, standardInput } = environment;
  let asGiven = (text: string) => text;
  try {
    const { values, api } = parse(args, root);
    if (values.help || api === undefined) {
      stdout.write(usage);
      return 0;
    }
    const present = readApi(root, api);
    present.sources = inOrderOfArrival(root, api, present.sources);
    const from = values.from === undefined || values.from === "-" ? values.from : resolve(cwd, values.from);
    const incoming =
      from === undefined
        ? present.sources
        : inOrderOfArrival(root, api, readIncoming(api, from, standardInput));
    asGiven = (text) => nameAsGiven(text, api, incoming, values.from);
    const progress = startProgress(stderr, api);
    const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const fetched = from === undefined ? undefined : { url: values.url, time };
    const plan = await planUpdate(root, present, incoming, fetched, progress.step);
    progress.done(count(plan.changes.length, "change"));
    if (
      plan.problems.length === 0 &&
      plan.removed.length === 0 &&
      compareFiles(root, plan.files).length === 0
    ) {
      stdout.write("Nothing changed: the document is the one that is there.\n");
      return 0;
    }
    const obstacle = obstacleOf(plan, values);
    if (obstacle) {
      stdout.write(`${asGiven(writeStory(plan))}\nNothing was written${obstacle}\n`);
      return obstacle === dryRun ? 0 : 1;
    }
    const written = [...writeFiles(root, plan.files, plan.removed), ...(await recordSizes(root))];
    stdout.write(
      `${writeStory(plan)}\n## Written\n\n${written.map((path) => `- ${path}${plan.removed.includes(path) ? " (removed)" : ""}\n`).join("")}`,
    );
    return 0;
  } catch (error) {
    const failure = describeFailure(error);
    if (!failure) throw error;
    if (failure.exitCode === 2) stderr.write(`\n${failure.message}\n\n${usage}`);
    // The reason is the whole story then.
    else
      stdout.write(
        `# The new document cannot be applied\n\n${asGiven(failure.message)}\n\nNothing was written.\n`,
      );
    return failure.exitCode;
  }
}

const dryRun = ": this was a dry run.";

/** Why nothing is to be written, to follow those words; undefined if nothing prevents it. */
function obstacleOf(
  { api, problems, contradictions, overlayPatch }: UpdatePlan,
  options: Options,
): string | undefined {
  if (problems.length > 0)
    return `. Correct what needs attention, in specs/${api}/overlay.yaml, and run this again.`;
  if (contradictions.length > 0)
    return `. Decide which corrections to keep, in specs/${api}/overlay.yaml, and run this again.`;
  if (overlayPatch !== "" && !options.fix) return ". Run this again with --fix, or fix the overlay first.";
  return options["dry-run"] ? dryRun : undefined;
}

/** What is not in the repository yet is named by where the user has it. */
function nameAsGiven(text: string, api: string, incoming: SourceFile[], from: string | undefined): string {
  if (from === undefined) return text;
  return incoming.reduce((named, { path }) => {
    const page = path.startsWith(`specs/${api}/source/`) ? path.slice(`specs/${api}/source`.length) : "";
    return named.replaceAll(
      `${path}:`,
      `${from === "-" ? "standard input" : from.replace(/\/$/, "")}${page}:`,
    );
  }, text);
}

type Options = ReturnType<typeof parse>["values"];

function parse(args: string[], root: string) {
  const { values, positionals } = readArguments(args, {
    from: { type: "string" },
    fix: { type: "boolean" },
    "dry-run": { type: "boolean" },
    url: { type: "string" },
    help: { type: "boolean", short: "h" },
  });
  if (values.help) return { values, api: undefined };
  if (values.url !== undefined && values.from === undefined)
    throw new UsageError("--url says where the document of --from was fetched: give both.");
  if (positionals.length !== 1)
    throw new UsageError(
      positionals.length === 0
        ? "Which API? Name one."
        : `One API at a time, not ${positionals.join(" and ")}.`,
    );
  return { values, api: chooseApis(root, positionals)[0] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await update(process.argv.slice(2), {
    root: fileURLToPath(new URL("../../", import.meta.url)),
    // npm starts scripts at the root, wherever the user is.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    standardInput: () => readFileSync(0),
  });
}
