import { type Compiled, explanations, settingNames } from "./consumers/typescript.ts";
import { columns, type Group, groups } from "./judge.ts";
import { isKnown, type KnownLimit, knownLimits } from "./known-limits.ts";
import type { Finding } from "./servers.ts";
import type { Consumer, Outcome } from "./tools.ts";

export interface Ran {
  consumer: Consumer;
  outcome: Outcome;
}

/** What fails the command: checks that failed and are not known, and known limits that did not fail. */
export function problemsOf({ consumer, outcome }: Ran): string[] {
  if ("notRun" in outcome) return [outcome.notRun];
  if ("limit" in outcome) return [];
  const { findings } = outcome;
  const problems = findings
    .filter((finding) => !finding.ok && !isKnown(consumer.id, finding))
    .map(({ group, name, detail }) => `${group}: ${name}\n${detail}`);
  for (const limit of knownLimits.filter(({ consumers }) => consumers.includes(consumer.id)))
    for (const name of limit.names) {
      const finding = findings.find((each) => each.group === limit.group && each.name === name);
      if (!finding) problems.push(`${limit.group}: ${name}\nis in known-limits.ts, and is not a check`);
      else if (finding.ok)
        problems.push(`${limit.group}: ${name}\nis in known-limits.ts, and passes: remove it there`);
    }
  return problems;
}

/** The lines of `RESULTS.md` about some consumers and compilers that have no problems. */
export function rowsOf(
  ran: Ran[],
  compiled: Compiled[],
): Record<"checks" | "notes" | "sizes" | "types", string[]> {
  const lines = { checks: [] as string[], notes: [] as string[], sizes: [] as string[] };
  for (const { consumer, outcome } of ran) {
    if ("notRun" in outcome) continue;
    const { version } = outcome;
    const isLimited = "limit" in outcome;
    const cells = groups.map((group) => (isLimited ? "-" : cellOf(consumer.id, outcome.findings, group)));
    lines.checks.push(row([consumer.name, version, isLimited ? "-" : outcome.findings.length, ...cells]));
    if (isLimited) lines.notes.push(`- ${consumer.name}: ${outcome.limit}`);
    else if (outcome.bytes) {
      const { createBookeo, program } = outcome.bytes;
      lines.sizes.push(row([consumer.name, version, kilobytes(createBookeo), kilobytes(program)]));
    }
  }
  const types = compiled.map(({ version, codes }) =>
    row([version, ...settingNames.map((name) => codes[name] || "yes")]),
  );
  return { ...lines, types };
}

/** `RESULTS.md`. */
export function describe(ran: Ran[], compiled: Compiled[], versions: string): string {
  const { checks, notes, sizes, types } = rowsOf(ran, compiled);
  const codes = [...new Set(compiled.flatMap((each) => Object.values(each.codes)))].filter(Boolean).sort();
  const node = `Node ${Number.parseInt(process.versions.node, 10)}`;
  return `# Where the packages run

Written by \`npm run ecosystem\`, which packs the four packages, installs the tarballs in a project, and runs [one program](checks.mjs) there in every runtime, test runner and bundle. Its requests go to Prism mocks of the corrected documents and to a server that misbehaves. What the servers received, and what the runtime printed, is checked too.

${versions}

${table(["consumer", "version", "checks", ...groups], checks)}

“yes”: every check of the column passed. “[1]”: every other check passed, and the known limit [1] below was seen. The column “checks” counts them. “-”: not checked, because the program cannot run there. Test runners, Next and bundles ran in ${node}, unless the row says another.

What “yes” means in each column:

${groups.map((group) => `- ${group}: ${columns[group]}`).join("\n")}

What does not work, or needs something:

- †: Jest must run with \`NODE_OPTIONS=--experimental-vm-modules\`, because the packages are ES modules. These rows did.
${[...notes, ...knownLimits.map(({ reason }, index) => `- [${index + 1}] ${reason}`)].join("\n")}

## Size

In kB of gzip, openapi-fetch included. The bundles of the whole program are rows above.

${table(["bundler", "version", "`createBookeo`", "the whole program, with webhooks and fakes"], sizes)}

## TypeScript

One [program](fixtures/consumer.ts), which uses every package, with \`skipLibCheck: false\`, each with \`strict\` on and off. “yes”: it compiles. A code: the first error that a user reads.

${table(["TypeScript", ...settingNames], types)}

${codes.map((code) => `- ${explanations[code] ?? `${code}: not known.`}`).join("\n")}
`;
}

function cellOf(id: string, findings: Finding[], group: Group): string {
  const limits = findings
    .filter((finding) => finding.group === group && !finding.ok)
    .map((finding) => isKnown(id, finding))
    .filter((limit): limit is KnownLimit => limit !== undefined);
  return [...new Set(limits)].map((limit) => `[${knownLimits.indexOf(limit) + 1}]`).join(" ") || "yes";
}

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);

const row = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
const table = (header: string[], rows: string[]) =>
  [row(header), row(header.map(() => "---")), ...rows].join("\n");
