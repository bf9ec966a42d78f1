import { type Compiled, explanations, settingNames } from "./consumers/typescript.ts";
import { type Group, groups } from "./judge.ts";
import { isKnown, type KnownLimit, knownLimits } from "./known-limits.ts";
import type { Finding } from "./servers.ts";
import type { Consumer, Outcome } from "./tools.ts";

export interface Ran {
  consumer: Consumer;
  outcome: Outcome;
}

/** What fails the command: checks that failed and are not known, and known limits that did not fail. */
export function problemsOf({ consumer, outcome }: Ran): string[] {
  if (!("findings" in outcome)) return [];
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

/** `RESULTS.md`. */
export function describe(ran: Ran[], compiled: Compiled[], versions: string): string {
  const header = ["consumer", "version", "checks", ...groups];
  const rows = ran.map(({ consumer, outcome }) => {
    if ("notRun" in outcome)
      return [consumer.name, "", "0", ...groups.map(() => ""), `not run: ${outcome.notRun}`];
    if ("limit" in outcome) return [consumer.name, outcome.version, "0", ...groups.map(() => "no")];
    const cells = groups.map((group) => cellOf(consumer.id, outcome.findings, group));
    return [consumer.name, outcome.version, String(outcome.findings.length), ...cells];
  });
  const notes = [
    ...ran.flatMap(({ consumer, outcome }) => {
      if ("notRun" in outcome) return [`- ${consumer.name}: not run, because ${outcome.notRun}.`];
      return "limit" in outcome ? [`- ${consumer.name}: ${outcome.limit}`] : [];
    }),
    ...knownLimits.map((limit, index) => `- [${index + 1}] ${limit.reason}`),
  ];
  const sizes = ran.flatMap(({ consumer, outcome }) =>
    "bytes" in outcome && outcome.bytes
      ? [
          [
            consumer.name,
            outcome.version,
            kilobytes(outcome.bytes.createBookeo),
            kilobytes(outcome.bytes.program),
          ],
        ]
      : [],
  );
  const codes = [...new Set(compiled.flatMap((each) => Object.values(each.codes)))].filter(Boolean).sort();
  return `# Where the packages run

Written by \`npm run ecosystem\`, which packs the four packages, installs the tarballs in a project, and runs [one program](checks.mjs) there in every runtime, test runner and bundle. Its requests go to Prism mocks of the corrected documents and to a server that misbehaves. What the servers received, and what the runtime printed, is checked too.

${versions}

${table(
  header,
  rows.map((row) => row.slice(0, header.length)),
)}

“yes”: every check of the group passed. “[1]”: every check passed, except for the known limit below.

${notes.join("\n")}

## Size

In kB of gzip, openapi-fetch included. Each bundle of the program is a row above: it ran in Node 24.

${table(["bundler", "version", "`createBookeo`", "the whole program, with webhooks and fakes"], sizes)}

## TypeScript

One [program](fixtures/consumer.ts), which uses every package, with \`skipLibCheck: false\`, each with \`strict\` on and off.

${table(
  ["TypeScript", ...settingNames],
  compiled.map(({ version, codes: found }) => [version, ...settingNames.map((name) => found[name] || "yes")]),
)}

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

function table(header: string[], rows: string[][]): string {
  const lines = [header, header.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
