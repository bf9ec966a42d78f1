import ts from "typescript";

/**
 * Rewrites the comments of openapi-typescript for an editor's hover: the description is text and not behind a tag,
 * without the indentation that Markdown takes for code, and tags that repeat what the type says are left out.
 */
export function tidyComments(root: ts.Node): ts.Node {
  const visit = (node: ts.Node): ts.Node => {
    const comments = ts.getSyntheticLeadingComments(node);
    if (comments) {
      const tidied = comments.flatMap((comment) => {
        const lines = tidy(comment.text);
        return lines.length === 0 ? [] : [{ ...comment, text: commentText(lines) }];
      });
      ts.setSyntheticLeadingComments(node, tidied);
    }
    ts.forEachChild(node, (child) => void visit(child));
    return node;
  };
  return visit(root);
}

/** The text first, then what is known of the format, then the tags: an editor takes all that follows a tag for a part of it. */
function tidy(text: string): string[] {
  const lines = text
    .replace(/^\*/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trim());
  const prose: string[] = [];
  const formats: string[] = [];
  const tags: string[] = [];
  let into = prose;
  for (const line of lines) {
    const description = /^@description (.*)$/.exec(line)?.[1];
    if (/^@enum\b/.test(line) || line === "@constant") into = [];
    else if (/^Format: \S+$/.test(line)) formats.push(line);
    else if (description !== undefined) {
      into = prose.some((other) => sentence(other) === sentence(description)) ? [] : prose;
      if (prose.length > 0) into.push("");
      into.push(description);
    } else {
      if (line.startsWith("@")) into = tags;
      into.push(line);
    }
  }
  const blocks = [prose, formats].map(trimBlank).filter((block) => block.length > 0);
  return [...blocks.flatMap((block, index) => (index > 0 ? ["", ...block] : block)), ...trimBlank(tags)];
}

const sentence = (line: string): string => line.toLowerCase().replace(/\.$/, "");

function trimBlank(lines: string[]): string[] {
  const first = lines.findIndex(Boolean);
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(Boolean) + 1);
}

/** The inside of a comment with these lines. */
export function commentText(lines: string[]): string {
  if (lines.length === 1) return `* ${lines[0]} `;
  return `*\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n `;
}

/** Prints a value as TypeScript, keys without quotes where they need none. */
export function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `${printKey(key)}: ${print(item)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** A key of an object, in quotes where it needs them. */
export function printKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
