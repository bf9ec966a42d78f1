// Times the pipeline, from the vendor's text to the text of every generated file, beside openapi-typescript alone, each run in a process
// of its own.
//   npm run bench:pipeline [-- <openapi.json> ...]    further documents, such as GitHub's from the npm package @octokit/openapi
//   --json prints the figures for bench/RESULTS.md, --quick runs each only once.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { copies } from "./copies.ts";

const sizes = [50, 200, 800];
const kinds = ["pipeline", "openapi-typescript"] as const;
/** After a change of one line of the overlay: in a new process, and in one that has run before. */
const cold = "changed, cold";
const warm = "changed, warm";
/** The size at which one line of the overlay is changed. */
const changedSize = 200;

const isCopies = (document: string): boolean => /^\d+$/.test(document);
const textOf = (document: string): string =>
  isCopies(document) ? copies(Number(document)) : readFileSync(document, "utf8");

interface Spent {
  seconds: number;
  megabytes: number;
}

/** An overlay of one correction; `description` is the line that changes. */
const overlay = (description: string) => ({
  path: "overlay.yaml",
  text: `overlay: 1.1.0
info: { title: Corrections, version: "1" }
actions:
  - target: $.info
    description: What the document is about.
    x-evidence: { source: invented, confidence: choice }
    update:
      description: ${description}
`,
});

/** In a process of its own: one kind of run on one document. The time is that since the process began. */
async function spend(kind: string, document: string): Promise<Spent> {
  const before = performance.now();
  const text = textOf(document);
  let startedAt = performance.now() - before;
  if (kind === "openapi-typescript") {
    const { default: openapiTypescript, astToString } = await import("openapi-typescript");
    astToString(await openapiTypescript(JSON.parse(text), { silent: true }));
  } else {
    const { correct, generate, run } = await import("../src/pipeline.ts");
    const pipeline = (corrections?: { path: string; text: string }): Promise<unknown> => {
      const input = { api: "bench", sources: [{ path: "source.json", text }], overlay: corrections };
      // A vendor's own document does not pass the check before it is corrected.
      return isCopies(document) ? run(input) : generate(correct(input));
    };
    if (kind === warm) {
      await pipeline(overlay("Before."));
      startedAt = performance.now();
    }
    await pipeline(kind === "pipeline" ? undefined : overlay("After."));
  }
  return {
    seconds: (performance.now() - startedAt) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
}

const file = fileURLToPath(import.meta.url);

function spendApart(kind: string, document: string): Spent {
  const args = [file, "--one", kind, document];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Spent;
}

function median(runs: Spent[] = []): Spent {
  const of = (name: keyof Spent) => {
    const sorted = runs.map((run) => run[name]).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] as number;
  };
  return { seconds: of("seconds"), megabytes: of("megabytes") };
}

function compare(documents: string[], rounds: number) {
  const runs = new Map<string, Spent[]>();
  const spent = (kind: string, document: string) => {
    const key = `${kind}:${document}`;
    runs.set(key, [...(runs.get(key) ?? []), spendApart(kind, document)]);
  };
  // They take turns, so that a slow phase of the machine affects all.
  for (let round = 0; round < rounds; round++) {
    for (const document of documents) for (const kind of kinds) spent(kind, document);
    for (const kind of [cold, warm]) spent(kind, String(changedSize));
  }
  return {
    rows: documents.map((document) => ({
      document,
      operations: Number(document),
      pipeline: median(runs.get(`pipeline:${document}`)),
      openapiTypescript: median(runs.get(`openapi-typescript:${document}`)),
    })),
    changed: {
      operations: changedSize,
      cold: median(runs.get(`${cold}:${changedSize}`)),
      warm: median(runs.get(`${warm}:${changedSize}`)),
    },
  };
}

function table({ rows, changed }: ReturnType<typeof compare>): string {
  const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;
  const lines = rows.map(({ document, operations, pipeline, openapiTypescript }) => {
    const pair = (of: keyof Spent, digits: number) => [
      pipeline[of].toFixed(digits),
      openapiTypescript[of].toFixed(digits),
      (pipeline[of] / openapiTypescript[of]).toFixed(2),
    ];
    const label = Number.isNaN(operations) ? document : `${document} operations`;
    return row(label, ...pair("seconds", 2), ...pair("megabytes", 0));
  });
  const head = [
    "document",
    "pipeline, s",
    "openapi-typescript, s",
    "ratio",
    "pipeline, MB",
    "openapi-typescript, MB",
    "ratio",
  ];
  return `${[row(...head), row(...head.map(() => "---")), ...lines].join("\n")}
After a change of one line of the overlay, ${changed.operations} operations: ${changed.cold.seconds.toFixed(2)} s in a new process, ${changed.warm.seconds.toFixed(2)} s in one that has run before.
`;
}

const { values, positionals } = parseArgs({
  options: { one: { type: "boolean" }, json: { type: "boolean" }, quick: { type: "boolean" } },
  allowPositionals: true,
});
if (values.one) {
  const [kind = "", document = ""] = positionals;
  process.stdout.write(JSON.stringify(await spend(kind, document)));
} else {
  const figures = compare([...sizes.map(String), ...positionals], values.quick ? 1 : 3);
  process.stdout.write(values.json ? JSON.stringify(figures) : table(figures));
}
