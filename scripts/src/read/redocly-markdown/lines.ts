import type { Location } from "../../problem.ts";

/** One line of a file, without its line ending. */
export interface Line {
  text: string;
  /** 1-based, counted in the whole file. */
  number: number;
}

export function linesOf(text: string): Line[] {
  return text
    .replace(/^\uFEFF/gm, "") // A file of joined files has one in the middle, too.
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ text: line, number: index + 1 }));
}

export function isBlank(line: Line | undefined): boolean {
  return line === undefined || line.text.trim() === "";
}

export function locate(file: string, line: Line | undefined, column = 1): Location {
  return { file, line: line?.number ?? 1, column };
}

/** The lines without the blank ones at both ends. */
export function trimBlank(lines: Line[]): Line[] {
  let start = 0;
  let end = lines.length;
  while (start < end && isBlank(lines[start])) start++;
  while (end > start && isBlank(lines[end - 1])) end--;
  return lines.slice(start, end);
}

/** The page without YAML front matter, HTML comments around it and blank lines at its ends. */
export function skipPreamble(lines: Line[]): Line[] {
  let page = trimBlank(lines);
  for (let length = preambleLength(page); length > 0; length = preambleLength(page))
    page = trimBlank(page.slice(length));
  const end = page.at(-1)?.text.trimEnd() ?? "";
  if (!end.endsWith("-->")) return page;
  const open = page.findLastIndex((line) => line.text.includes("<!--"));
  return page[open]?.text.startsWith("<!--") ? trimBlank(page.slice(0, open)) : page;
}

function preambleLength(lines: Line[]): number {
  const first = lines[0]?.text ?? "";
  if (first.trimEnd() === "---") {
    const end = lines.findIndex((line, index) => index > 0 && line.text.trimEnd() === "---");
    return end > 0 ? end + 1 : 0;
  }
  if (!first.startsWith("<!--")) return 0;
  return lines.findIndex((line) => line.text.trimEnd().endsWith("-->")) + 1;
}

/** Where the page of a title starts in a file of many pages: its front matter or a comment may come before the title. */
export function startOfPreamble(lines: Line[], title: number): number {
  let above = title - 1;
  while (above >= 0 && isBlank(lines[above])) above--;
  const text = lines[above]?.text.trimEnd() ?? "";
  if (text !== "---" && !text.endsWith("-->")) return title;
  for (let index = above - (text === "---" ? 1 : 0); index >= 0; index--) {
    const line = lines[index]?.text ?? "";
    if (text === "---" ? line.trimEnd() === "---" : line.startsWith("<!--")) return index;
    if (text === "---" && !/^[\w"'-]+:|^\s+\S|^#/.test(line)) return title;
    if (isBlank(lines[index])) return title;
  }
  return title;
}
