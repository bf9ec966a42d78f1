import { isBlank, type Line, trimBlank } from "./lines.ts";

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

/** Where the page of a title starts in a file of many pages: above the title its front matter or comment may stand. */
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
