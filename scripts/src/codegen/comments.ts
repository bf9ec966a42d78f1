import ts from "typescript";

/**
 * Rewrites the comments of openapi-typescript for an editor's hover: the description stands as text and not behind a tag,
 * without the indentation that Markdown takes for code, and tags that repeat what the type says are gone.
 */
export function tidyComments(root: ts.Node): ts.Node {
  const visit = (node: ts.Node): ts.Node => {
    const comments = ts.getSyntheticLeadingComments(node);
    if (comments) {
      const tidied = comments.flatMap((comment) => {
        const lines = tidy(comment.text);
        return lines.length === 0 ? [] : [{ ...comment, text: format(lines) }];
      });
      ts.setSyntheticLeadingComments(node, tidied);
    }
    ts.forEachChild(node, (child) => void visit(child));
    return node;
  };
  return visit(root);
}

function tidy(text: string): string[] {
  const lines = text.replace(/^\*/, "").split("\n").map((line) => line.replace(/^\s*\* ?/, "").trim());
  const kept: string[] = [];
  const formats: string[] = [];
  for (const line of lines) {
    if (/^@enum\b/.test(line) || line === "@constant") continue;
    if (/^Format: \S+$/.test(line)) {
      formats.push(line);
      continue;
    }
    const description = /^@description (.*)$/.exec(line)?.[1];
    if (description === undefined) kept.push(line);
    else if (!kept.some((other) => sentence(other) === sentence(description))) kept.push(...(kept.some(Boolean) ? [""] : []), description);
  }
  const firstTag = kept.findIndex((line) => line.startsWith("@"));
  kept.splice(firstTag < 0 ? kept.length : firstTag, 0, ...formats.flatMap((format) => (kept.some((line) => line && !line.startsWith("@")) ? ["", format] : [format])));
  return trimBlank(kept);
}

const sentence = (line: string): string => line.toLowerCase().replace(/\.$/, "");

function trimBlank(lines: string[]): string[] {
  const first = lines.findIndex(Boolean);
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(Boolean) + 1);
}

function format(lines: string[]): string {
  if (lines.length === 1) return `* ${lines[0]} `;
  return `*\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n `;
}
