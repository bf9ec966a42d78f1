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
