import type { CompileError } from "../compile.ts";
import { describeFinding, formatLocation } from "../problem.ts";
import { count, listing } from "../words.ts";
import { type Change, type Impact, impactOf, worst } from "./change.ts";
import { changesetPath, folded, headline, sentence } from "./changeset.ts";
import type { Contradiction } from "./contradictions.ts";
import type { Fix } from "./fix.ts";
import type { UpdatePlan } from "./plan.ts";

/** What a maintainer reads, and the text of a pull request: what a vendor's new document changes, and what is to be done. Markdown. */
export function writeStory(plan: UpdatePlan): string {
  return `${[
    `# ${headline(plan)}`,
    ...warnings(plan),
    ...toDo(plan),
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

/** More than these are counted. */
const mostSubjects = 4;
const mostRepairs = 30;
const mostDeletions = 10;
const mostCallers = 20;

/** The steps that need a person, in order; nothing if there are fewer than two. */
function toDo({
  api,
  problems: list,
  contradictions: open,
  overlayPatch,
  fixes,
  additions,
  callers: broken,
}: UpdatePlan): string[] {
  const steps = [
    ...(list.length > 0
      ? [`Fix in the overlay the problems listed under "Needs attention" (${list.length}).`]
      : []),
    ...(open.length > 0
      ? [
          `Decide for each correction that contradicts the vendor: keep it, or follow the vendor (${open.length}).`,
        ]
      : []),
    ...(overlayPatch
      ? [
          `Run \`npm run update -- ${api} … --fix\`, which edits the ${count(fixes.length + additions.length, "correction")} that no longer fit.`,
        ]
      : []),
    ...(broken.length > 0
      ? [`Change the code that no longer compiles (${count(broken.length, "error")}).`]
      : []),
  ];
  return steps.length < 2
    ? []
    : [`To do, in this order:`, steps.map((step, index) => `${index + 1}. ${step}`).join("\n")];
}

/** A download that was cut off can still be a valid document. */
function warnings({ operations: { removed, changed, unchanged } }: UpdatePlan): string[] {
  return removed > changed + unchanged
    ? [
        `**${removed} of ${removed + changed + unchanged} operations were removed: is the document complete?**`,
      ]
    : [];
}

function vendor(list: Change[]): string[] {
  if (list.length === 0) return [];
  return [
    `## What the vendor's document changed (${list.length})`,
    folded(list, mostSubjects)
      .map((change) => `- ${sentence(change)}`)
      .join("\n"),
  ];
}

function contradictions(list: Contradiction[]): string[] {
  if (list.length === 0) return [];
  return [
    `## Corrections that contradict the vendor (${list.length})`,
    "Decide for each: keep it, or follow the vendor. Nothing is written until you have decided.",
    [...Map.groupBy(list, ({ action, toKeep }) => (toKeep ? toKeep : action)).values()]
      .map((group) =>
        group.flatMap((each, index) => decision(each, group, index === group.length - 1)).join("\n"),
      )
      .join("\n"),
  ];
}

/** What an action says and what the vendor says; after the last contradiction of an action, also what can be done about all of them. */
function decision(
  { action, subjects, vendor: theirs, ours, toKeep }: Contradiction,
  all: Contradiction[],
  isLast: boolean,
): string[] {
  const { source, confidence, disputed: known } = action.evidence;
  const says = `- ${formatLocation(action.location)}: action ${action.number} says ${ours} (${source}; confidence ${confidence}),`;
  const where = listing(subjects, mostSubjects);
  const since = `since ${new Date().toISOString().slice(0, 10)} the vendor says ${all.map(({ vendor }) => vendor).join("; ")}`;
  const disputed = `disputed: ${JSON.stringify(known && !toKeep ? `${known}; ${since}` : since)}`;
  if (toKeep)
    return [
      `${says} and has no effect where the vendor says ${theirs}: ${where}.`,
      "  - To keep it, add this action at the end of the overlay:",
      "    ```yaml",
      `      - target: ${JSON.stringify(toKeep.target)}`,
      `        description: ${toKeep.description}`,
      `        x-evidence: { source: ${JSON.stringify(source)}, confidence: ${confidence}, ${disputed} }`,
      "        remove: true",
      "    ```",
      `  - To follow the vendor there, add to the x-evidence of action ${action.number}: \`${disputed}\``,
    ];
  const line = `${says} and the vendor says ${theirs}: ${where}.`;
  if (!isLast) return [line];
  const words = all.filter((each) => each.ours !== "nothing").map((each) => each.ours);
  return [
    line,
    `  - To keep ${all.length === 1 ? "it" : "all of it"}, ${known ? "replace the `disputed` in its x-evidence with" : "add to its x-evidence"}: \`${disputed}\``,
    words.length === 0
      ? "  - To follow the vendor, add what the vendor says to the action, or delete the action."
      : `  - To follow the vendor, take ${listing(words)} out of the action; if nothing is left of it, delete it.`,
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
    `On the wire this is a ${worst(all.map(({ wire }) => wire))} change, for TypeScript programs a ${worst(all.map(({ types }) => types))} one. The larger of the two decides the version.${isEarly ? " While a package is 0.x, what breaks is a minor version and everything else a patch." : ""}`,
    ["| package | version | change | bump |", "|---|---|---|---|", ...rows].join("\n"),
    isReleased
      ? `The change is measured from the last release, and \`${changesetPath(api)}\` records all of it.`
      : "Nothing has been released yet: the changeset of the first release covers this too.",
  ];
}

function changes(title: string, all: Change[], impact: Impact): string[] {
  const list = all.filter((change) => impactOf(change) === impact);
  if (list.length === 0) return [];
  return [
    `### ${title} (${list.length})`,
    folded(list, mostSubjects)
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
    `## Needs attention (${list.length})`,
    "The document cannot be used before these are corrected in the overlay:",
    list.map((problem) => `- ${problem}`).join("\n"),
  ];
}

function overlay({ fixes, additions, overlayPatch }: UpdatePlan): string[] {
  if (overlayPatch === "") return [];
  const said = fixes.filter(({ reason }) => reason === "changes nothing");
  // Many that the vendor has caught up with are one line.
  const isLong = said.length > mostDeletions;
  const lines = said.map(({ action }) => action.location.line);
  return [
    `## Corrections that no longer fit (${fixes.length + additions.length})`,
    [
      ...(isLong
        ? [
            `- ${said.length} actions repeat what the vendor's document now says itself: delete them. They are in ${said[0]?.action.location.file}, on lines ${lines.join(", ")}.`,
          ]
        : []),
      ...fixes.filter((fix) => !isLong || !said.includes(fix)).map(fixLine),
      ...additions.map(({ target, description }) => `- \`${target}\` needs a new action. ${description}`),
    ].join("\n"),
    ...(isLong && said.length === fixes.length + additions.length
      ? ["`--fix` deletes them."]
      : [
          `\`--fix\` makes these edits${isLong ? ", and the deletions" : ""}:`,
          `\`\`\`diff\n${(isLong ? withoutDeletions(overlayPatch) : overlayPatch).trimEnd()}\n\`\`\``,
        ]),
  ];
}

/** The hunks of a unified diff that write something, without what they delete in passing. */
function withoutDeletions(patch: string): string {
  const [head = "", ...hunks] = patch.split(/^(?=@@ )/m);
  const written = hunks.filter((hunk) => /^\+/m.test(hunk));
  return (
    head +
    written
      .join("")
      .replaceAll(/(?:^-.*\n){9,}/gm, (lines) => `  … ${lines.split("\n").length - 1} lines deleted …\n`)
  );
}

function fixLine({ action, reason, targets, parts }: Fix): string {
  const where = `${formatLocation(action.location)}: action ${action.number}`;
  if (reason === "changes nothing")
    return `- ${where}, \`${action.target}\`, says what the vendor's document now says itself: delete it.`;
  if (reason === "says partly what the vendor says")
    return `- ${where} partly says what the vendor's document now says itself: delete ${listing((parts ?? []).map((path) => `\`${path.join(".")}\``).reverse(), mostSubjects)} in its update.`;
  if (reason === "changed what the vendor took back")
    return `- ${where} changes a string that the vendor removed: it is kept, as an addition to ${listing(targets.map((target) => `\`${target}\``))}.`;
  if (reason === "names what was renamed")
    return `- ${where} names something that the vendor has renamed: ${targets.length > 1 ? "a copy of it gets the new name" : "it gets the new name"}.`;
  return targets.length === 0
    ? `- ${where}, \`${action.target}\`, matches nothing any more: delete it, or find where its subject has moved to. It says: ${action.description.replaceAll(/\s+/g, " ")}`
    : `- ${where} no longer matches all of its target. What it is about is now at ${listing(targets.map((target) => `\`${target}\``))}.`;
}

function unknowns({ unknowns: list }: UpdatePlan): string[] {
  if (list.length === 0) return [];
  return [
    `## Newly unknown (${list.length})`,
    "These are typed `unknown`. Where you know more, add a correction with its source:",
    list.map((unknown) => `- ${unknown}`).join("\n"),
  ];
}

function repairs({ repairs: list, api }: UpdatePlan): string[] {
  if (list.length === 0) return [];
  const lines = list
    .slice(0, mostRepairs)
    .map((finding) => `- ${formatLocation(finding.location)}: ${describeFinding(finding)} (${finding.rule})`);
  const rest = list.length - lines.length;
  return [
    `## Newly repaired (${list.length})`,
    [...lines, ...(rest > 0 ? [`- and ${rest} more, in specs/${api}/REPORT.md`] : [])].join("\n"),
  ];
}

function callers(list: CompileError[]): string[] {
  if (list.length === 0) return [];
  const at = ({ file, line, column }: CompileError) => `${file}:${line}:${column}`;
  const lines = list.map(
    (error) =>
      `- ${at(error)}: ${error.message} (TS${error.code})\n  \`${cut(error.source.replaceAll("`", "'"))}\``,
  );
  const alike = [...Map.groupBy(list, ({ message, code }) => `${message} (TS${code})`)];
  return [
    `## Code that no longer compiles (${list.length})`,
    "`npm test` fails until these are changed:",
    (list.length > mostCallers
      ? [
          ...alike
            .slice(0, mostCallers)
            .map(([message, errors]) => `- ${cut(message)}: ${listing(errors.map(at), mostSubjects)}`),
          ...(alike.length > mostCallers
            ? [`- and ${alike.length - mostCallers} more messages, which \`npm run typecheck\` prints`]
            : []),
        ]
      : lines
    ).join("\n"),
  ];
}

function cut(line: string): string {
  const most = 160;
  return line.length > most ? `${line.slice(0, most)} …` : line;
}
