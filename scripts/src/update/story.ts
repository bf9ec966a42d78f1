import type { CompileError } from "../compile.ts";
import { formatLocation } from "../problem.ts";
import { type Change, type Impact, impactOf, listing, worst } from "./change.ts";
import { changesetPath, headline, sentence } from "./changeset.ts";
import type { Contradiction } from "./contradictions.ts";
import type { Fix } from "./fix.ts";
import type { UpdatePlan } from "./plan.ts";

/** What a maintainer reads, and the text of a pull request: what a vendor's new document changes, and what it wants. Markdown. */
export function tellStory(plan: UpdatePlan): string {
  return `${[
    `# ${headline(plan)}`,
    ...warnings(plan),
    ...vendor(plan.vendor),
    ...contradictions(plan.contradictions),
    "## What changes for users of the packages",
    ...releases(plan),
    ...changes("Breaking", plan.changes, "major"),
    ...changes("New", plan.changes, "minor"),
    ...changes("Details", plan.changes, "patch"),
    ...problems(plan),
    ...overlay(plan),
    ...unknowns(plan),
    ...repairs(plan),
    ...callers(plan.callers),
  ].join("\n\n")}\n`;
}

/** A download that was cut off can still be a valid document. */
function warnings({ operations: { removed, changed, unchanged } }: UpdatePlan): string[] {
  return removed > changed + unchanged
    ? [`**${removed} of ${removed + changed + unchanged} operations are gone: is the document whole?**`]
    : [];
}

/** The same change of several things is one line. */
function folded(list: Change[]): string[] {
  const byText = new Map<string, Change[]>();
  for (const change of list) byText.set(change.text, [...(byText.get(change.text) ?? []), change]);
  return [...byText.values()].map((alike) => {
    const [first] = alike as [Change, ...Change[]];
    const subjects = [...new Set(alike.map(({ subject }) => subject))];
    return subjects.length > 1 && /^(?:is|was|has|needs|travels|are|were)\b/.test(first.text)
      ? sentence({ ...first, subject: `Each of ${listing(subjects, 4)}` })
      : sentence({ ...first, subject: listing(subjects, 4) });
  });
}

function vendor(list: Change[]): string[] {
  if (list.length === 0) return [];
  return [
    `## What the vendor's document changed (${list.length})`,
    folded(list)
      .map((line) => `- ${line}`)
      .join("\n"),
  ];
}

function contradictions(list: Contradiction[]): string[] {
  if (list.length === 0) return [];
  return [
    `## Corrections that say otherwise than the vendor now (${list.length})`,
    "Decide for each: keep it, or follow the vendor. Nothing is written before.",
    list
      .map(({ action, subjects, vendor: theirs, ours }) => {
        const { source, confidence } = action.evidence;
        const today = new Date().toISOString().slice(0, 10);
        return [
          `- ${formatLocation(action.location)}: action ${action.number} says ${ours} (${source}; confidence ${confidence}), the vendor says ${theirs}: ${listing(subjects, 4)}.`,
          `  - To keep it, add to its x-evidence: \`disputed: ${JSON.stringify(`since ${today} the vendor says ${theirs}`)}\``,
          ours === "nothing"
            ? "  - To follow the vendor, delete the action."
            : `  - To follow the vendor, take ${ours} out of the action; if nothing is left of it, delete it.`,
        ].join("\n");
      })
      .join("\n"),
  ];
}

function releases({ api, releases: list, changes: all, isReleased }: UpdatePlan): string[] {
  if (list.length === 0) return ["Nothing that a program could notice."];
  const rows = list.map(
    ({ name, version, impact, bump }) =>
      `| ${name} | ${version} | ${impact} | ${bump}${impact === bump ? "" : " (0.x)"} |`,
  );
  const isEarly = list.some(({ impact, bump }) => impact !== bump);
  return [
    `On the wire this is a ${worst(all.map(({ wire }) => wire))} change, for TypeScript a ${worst(all.map(({ types }) => types))} one; the worse decides.${isEarly ? " While a package is 0.x, what breaks is a minor version and everything else a patch." : ""}`,
    ["| package | version | change | bump |", "|---|---|---|---|", ...rows].join("\n"),
    isReleased
      ? `The change is measured from the last release, and \`${changesetPath(api)}\` says all of it.`
      : "Nothing has been released yet: the changeset of the first release covers this too.",
  ];
}

function changes(title: string, all: Change[], impact: Impact): string[] {
  const list = all.filter((change) => impactOf(change) === impact);
  if (list.length === 0) return [];
  return [
    `### ${title} (${list.length})`,
    list
      .map((change) => `- ${sentence(change)}${impact === "major" ? ` *${whatBreaks(change)}*` : ""}`)
      .join("\n"),
  ];
}

function whatBreaks({ wire, types }: Change): string {
  if (wire === types) return "wire and types";
  return wire === "major" ? "wire" : "types";
}

function problems({ problems: list }: UpdatePlan): string[] {
  if (list.length === 0) return [];
  return [
    `## Wants a hand (${list.length})`,
    "The document cannot be used before these are put right in the overlay:",
    list.map((problem) => `- ${problem}`).join("\n"),
  ];
}

function overlay({ fixes, additions, overlayPatch }: UpdatePlan): string[] {
  if (overlayPatch === "") return [];
  return [
    `## Corrections that no longer fit (${fixes.length + additions.length})`,
    [
      ...fixes.map(fixLine),
      ...additions.map(({ target, description }) => `- \`${target}\` needs a new action. ${description}`),
    ].join("\n"),
    "`--fix` makes these edits:",
    `\`\`\`diff\n${overlayPatch.trimEnd()}\n\`\`\``,
  ];
}

function fixLine({ action, reason, targets }: Fix): string {
  const where = `${formatLocation(action.location)}: action ${action.number}`;
  if (reason === "changes nothing")
    return `- ${where}, \`${action.target}\`, says what the vendor's document says itself now: delete it.`;
  if (reason === "names what was renamed")
    return `- ${where} names something that the vendor calls by another name now: it follows.`;
  return targets.length === 0
    ? `- ${where}, \`${action.target}\`, matches nothing any more: delete it, or find where what it corrects has gone. It says: ${action.description.replaceAll(/\s+/g, " ")}`
    : `- ${where} no longer matches all that it names. What it means is at ${listing(targets.map((target) => `\`${target}\``))} now.`;
}

function unknowns({ unknowns: list }: UpdatePlan): string[] {
  if (list.length === 0) return [];
  return [
    `## Newly unknown (${list.length})`,
    "Typed `unknown` until the overlay says more, with a source:",
    list.map((unknown) => `- ${unknown}`).join("\n"),
  ];
}

/** More than these are for the report. */
const mostRepairs = 30;

function repairs({ repairs: list, api }: UpdatePlan): string[] {
  if (list.length === 0) return [];
  const lines = list
    .slice(0, mostRepairs)
    .map(({ location, rule, message }) => `- ${formatLocation(location)}: ${message} (${rule})`);
  const rest = list.length - lines.length;
  return [
    `## Newly repaired (${list.length})`,
    [...lines, ...(rest > 0 ? [`- and ${rest} more, in specs/${api}/REPORT.md`] : [])].join("\n"),
  ];
}

function callers(list: CompileError[]): string[] {
  if (list.length === 0) return [];
  const lines = list.map(
    ({ file, line, column, message, code, source }) =>
      `- ${file}:${line}:${column}: ${message} (TS${code})\n  \`${cut(source.replaceAll("`", "'"))}\``,
  );
  return [
    `## Code that no longer compiles (${list.length})`,
    "The build is red until these are changed:",
    lines.join("\n"),
  ];
}

function cut(line: string): string {
  const most = 160;
  return line.length > most ? `${line.slice(0, most)} …` : line;
}
