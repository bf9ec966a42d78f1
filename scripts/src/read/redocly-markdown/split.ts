import type { SourceFile } from "../../places.ts";
import { sourceError } from "../../problem.ts";
import { readEndpointLine, readFieldLine, readHeading } from "./grammar.ts";
import { isBlank, type Line, linesOf, locate, skipPreamble, startOfPreamble } from "./lines.ts";
import { isOverview } from "./overview.ts";

export interface PageText {
  kind: "operation" | "webhook" | "overview" | "other";
  file: string;
  /** From the title on; front matter and comments are left out. */
  lines: Line[];
  /** Index of the Endpoint line, for an operation or a webhook. */
  endpoint: number;
  /** More than one line could be the title: the first one was taken. */
  ambiguousTitle: boolean;
}

/** The pages of a file: one, or many if it is an all-in-one file. */
export function pagesOf(source: SourceFile): PageText[] {
  const lines = linesOf(source.text);
  if (lines.every(isBlank))
    throw sourceError(
      locate(source.path, lines[0]),
      "expected the Markdown page of an operation, found an empty file",
      "The portal serves a page as Markdown at its address with .md added.",
    );
  const cuts = cutsOf(lines);
  const first = cuts[0]?.start ?? lines.length;
  const pages = cuts.map((cut, index) =>
    endpointPage(source.path, lines, cut, cuts[index + 1]?.start ?? lines.length),
  );
  const before = skipPreamble(lines.slice(0, first));
  return before.every(isBlank) ? pages : [plainPage(source.path, before), ...pages];
}

function endpointPage(file: string, lines: Line[], cut: Cut, end: number): PageText {
  const page = skipPreamble(lines.slice(cut.start, end));
  const number = lines[cut.endpoint]?.number;
  const endpoint = page.findIndex((line) => line.number === number);
  const isPath = readEndpointLine(page[endpoint]?.text ?? "")?.target.includes("/");
  return {
    kind: isPath ? "operation" : "webhook",
    file,
    lines: page,
    endpoint,
    ambiguousTitle: cut.ambiguous,
  };
}

function plainPage(file: string, lines: Line[]): PageText {
  const kind = isOverview(lines) ? "overview" : "other";
  const heading = lines.find((line) => readHeading(line.text));
  if (kind === "other" && heading) {
    const near = lines.find((line) => line.text.startsWith("Endpoint:"));
    throw sourceError(
      locate(file, near ?? heading),
      `expected a line such as "Endpoint: GET /v1/things" above the sections, found ${near ? `\`${near.text}\`` : "none"}`,
      "The page is cut off or was edited.",
    );
  }
  return { kind, file, lines, endpoint: -1, ambiguousTitle: false };
}

interface Cut {
  start: number;
  endpoint: number;
  ambiguous: boolean;
}

function cutsOf(lines: Line[]): Cut[] {
  const cuts: Cut[] = [];
  for (const [index] of lines.entries()) {
    if (!isEndpoint(lines, index)) continue;
    const previous = cuts.at(-1);
    const from = previous ? previous.endpoint + 1 : 0;
    const structure = lastStructure(lines, from, index);
    const titles = titlesBetween(lines, Math.max(from, structure + 1), index);
    const [title] = titles;
    if (previous && title === undefined && structure < from && isBlank(lines[from])) {
      // Neither header lines, title nor section in between: the earlier line was part of a description.
      Object.assign(previous, { endpoint: index, ambiguous: true });
      continue;
    }
    const start = title === undefined ? index : startOfPreamble(lines, title);
    const opensFile = !previous && (structure < 0 || title === undefined);
    cuts.push({ start: opensFile ? 0 : start, endpoint: index, ambiguous: !opensFile && titles.length > 1 });
  }
  return cuts;
}

/** A description may quote such a line, but hardly with this line after it. */
export function isEndpoint(lines: Line[], index: number): boolean {
  if (!readEndpointLine(lines[index]?.text ?? "")) return false;
  const next = lines[index + 1];
  return isBlank(next) || /^(Version|Security):/.test(next?.text ?? "");
}

/** The last line before the Endpoint line that surely is no part of its page, or -1. */
function lastStructure(lines: Line[], from: number, to: number): number {
  const isStructure = from === 0 ? isOverviewLine : isSectionLine;
  for (let index = to - 1; index >= from; index--) if (isStructure(lines[index]?.text ?? "")) return index;
  return -1;
}

function isSectionLine(text: string): boolean {
  return readHeading(text) !== undefined || (text.startsWith("  - `") && readFieldLine(text) !== undefined);
}

function isOverviewLine(text: string): boolean {
  return /^ ?- \[[A-Z]+ \S+\]\(|^## (Servers|Security|Download OpenAPI description)$/.test(text.trimEnd());
}

function titlesBetween(lines: Line[], from: number, to: number): number[] {
  const titles: number[] = [];
  let fenced = false;
  for (let index = from; index < to; index++) {
    const text = lines[index]?.text ?? "";
    if (text.startsWith("```")) fenced = !fenced;
    else if (!fenced && text.startsWith("# ") && isBlank(lines[index + 1])) titles.push(index);
  }
  return titles;
}
