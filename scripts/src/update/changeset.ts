import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { count, listing } from "../words.ts";
import { type Change, type Impact, impactOf, worst } from "./change.ts";
import type { Comparison } from "./compare.ts";

/** A published package that a change of an API's document changes. */
export interface Release {
  name: string;
  version: string;
  /** What the changes ask of its users. */
  impact: Impact;
  /** By how much its version grows for that. */
  bump: Impact;
}

/** The packages that the changes concern, and the bump for each. */
export function releasesFor(root: string, api: string, changes: Change[]): Release[] {
  const packages: [folder: string, changes: Change[]][] = [
    [`packages/${api}-client`, changes.filter((change) => !isOfSdkAlone(change))],
    ["packages/sdk", changes],
  ];
  return packages.flatMap(([folder, about]) => {
    const manifest = join(root, folder, "package.json");
    if (about.length === 0 || !existsSync(manifest)) return [];
    const { name, version } = JSON.parse(readFileSync(manifest, "utf8")) as { name: string; version: string };
    const impact = worst(about.map(impactOf));
    return [{ name, version, impact, bump: bumpFor(version, impact) }];
  });
}

/** The names and the order of arguments are the SDK's; the client beneath knows only paths. */
function isOfSdkAlone({ location, wire }: Change): boolean {
  const [kind, , part] = location;
  return wire === "patch" && kind === "operation" && (part === "name" || part === "arguments");
}

/** While a package is 0.x, what breaks is a minor version and everything else a patch, as npm's `^` reads it. */
export function bumpFor(version: string, impact: Impact): Impact {
  if (!version.startsWith("0.")) return impact;
  return impact === "major" ? "minor" : "patch";
}

/** What breaks first, else as they come. */
export function inOrder(changes: Change[]): Change[] {
  const order: Impact[] = ["major", "minor", "patch"];
  return changes.toSorted((a, b) => order.indexOf(impactOf(a)) - order.indexOf(impactOf(b)));
}

/** The path of the one changeset for an API's next release: each update rewrites it. */
export function changesetPath(api: string): string {
  return `.changeset/${api}-document.md`;
}

export function printChangeset(releases: Release[], summary: string): string {
  const lines = releases.map(({ name, bump }) => `${JSON.stringify(name)}: ${bump}`);
  return `---\n${lines.join("\n")}\n---\n\n${summary}\n`;
}

/** What an update does to an API, in numbers and in sentences. */
export interface Summarized {
  title: string;
  operations: Comparison["operations"];
  changes: Change[];
}

/** The text of a changeset, and so of a changelog: a line for each change, what breaks first. */
export function changesetSummary(plan: Summarized): string {
  const lines = folded(plan.changes).map(
    (change) => `- ${impactOf(change) === "major" ? "**Breaking:** " : ""}${sentence(change)}`,
  );
  return `${headline(plan)}\n\n${lines.join("\n")}`;
}

export function headline({ title, operations, changes }: Summarized): string {
  const counts = (["added", "removed", "changed"] as const).filter((word) => operations[word] > 0);
  const parts = counts.map((word, index) =>
    index === 0 ? `${count(operations[word], "operation")} ${word}` : `${operations[word]} ${word}`,
  );
  return `${title}: ${listing(parts) || count(changes.length, "change")}`;
}

export function sentence({ subject, text }: Change): string {
  return `${subject}${/^(is|are|was|were|has|no|also|needs|may|travels)\b/.test(text) ? "" : ":"} ${text}${/[.?!]$/.test(text) ? "" : "."}`;
}

/** The same change of several things is one. Of more subjects than `most` the rest are counted, and so are descriptions. */
export function folded(all: Change[], most = Number.POSITIVE_INFINITY): Change[] {
  const isDescribed = ({ text }: Change) =>
    /(?:described differently|has a different description)$/.test(text);
  const described = all.filter(isDescribed);
  const isLong = described.length > most;
  const list = isLong ? all.filter((change) => !isDescribed(change)) : all;
  const groups = Map.groupBy(list, ({ text, types, wire }) => JSON.stringify([text, types, wire]));
  const changes = [...groups.values()].map((alike) => {
    const [first] = alike as [Change, ...Change[]];
    const subjects = [...new Set(alike.map(({ subject }) => subject))];
    const isPlural = subjects.length > 1 && /^(?:is|was|has|needs|travels|are|were)\b/.test(first.text);
    return { ...first, subject: `${isPlural ? "Each of " : ""}${listing(subjects, most)}` };
  });
  if (!isLong) return changes;
  const subjects = [...new Set(described.map(({ subject }) => subject))];
  return [
    ...changes,
    {
      ...(described[0] as Change),
      subject: `${described.length} descriptions`,
      text: `are different: ${listing(subjects, most)}`,
    },
  ];
}
