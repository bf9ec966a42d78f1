import type { Json } from "../../openapi.ts";
import { type DocumentError, sourceError } from "../../problem.ts";
import { isBlank, type Line, locate, trimBlank } from "./lines.ts";

/** Text as the page has it, with the lines it came from. */
export interface Prose {
  text: string;
  lines: Line[];
}

export interface FieldText {
  description?: Prose;
  enum?: Json[];
  /** `Enum: same as …`: the path that it names and how many values it promises. */
  sameAs?: { path: string; count: number; line: Line };
  example?: Json;
  /** A line that looks like an Enum or Example and is prose. */
  notJson?: Line;
}

type Label = "Enum" | "Example";

/**
 * What comes below a field line: a description, then at most one Enum and one Example. These come last, so a
 * description that speaks of an example stays a description.
 */
export function readFieldText(file: string, block: Line[], indent: number): FieldText {
  const lines = trimBlank(block);
  const text: FieldText = {};
  const taken = new Set<Label>();
  for (let last = lines.at(-1); last !== undefined; last = lines.at(-1)) {
    const label = labelOf(last.text, indent);
    if (label === undefined || taken.has(label)) break;
    if (!takeValue(file, last, label, indent, lines.length === 1, text)) break;
    taken.add(label);
    lines.pop();
  }
  rejectTextAfterValue(file, lines, indent, taken.size > 0);
  const description = proseOf(lines, indent);
  return description ? { ...text, description } : text;
}

function labelOf(text: string, indent: number): Label | undefined {
  const margin = " ".repeat(indent);
  if (text.startsWith(`${margin}Enum: `)) return "Enum";
  if (text.startsWith(`${margin}Example: `)) return "Example";
  return undefined;
}

function afterLabel(line: Line, label: Label, indent: number): string {
  return line.text.slice(indent + label.length + ": ".length).trim();
}

function takeValue(
  file: string,
  line: Line,
  label: Label,
  indent: number,
  alone: boolean,
  text: FieldText,
): boolean {
  const value = afterLabel(line, label, indent);
  const sameAs = /^same as `(.+)` \((\d+) values?\)$/.exec(value);
  if (label === "Enum" && sameAs) {
    text.sameAs = { path: sameAs[1] as string, count: Number(sameAs[2]), line };
    return true;
  }
  const parsed = parseValue(value, label);
  if (parsed === undefined) {
    // Directly below its field the line can also be a description that happens to begin with the word.
    if (!alone || /^["[{]/.test(value)) throw notJson(file, line, label, value, indent);
    text.notJson = line;
    return false;
  }
  if (label === "Enum") text.enum = parsed as Json[];
  else text.example = parsed;
  return true;
}

function parseValue(value: string, label: Label): Json | undefined {
  try {
    const parsed: Json = JSON.parse(label === "Enum" ? `[${value}]` : value);
    return Array.isArray(parsed) && label === "Enum" && parsed.length === 0 ? undefined : parsed;
  } catch {
    return undefined;
  }
}

function notJson(file: string, line: Line, label: Label, value: string, indent: number): DocumentError {
  const expected = label === "Enum" ? 'JSON literals joined by ", "' : "one JSON literal";
  return sourceError(
    locate(file, line, indent + label.length + 3),
    `expected ${expected} after "${label}:", found ${value === "" ? "nothing" : `\`${shorten(value)}\``}`,
    "The value after the label is one line of JSON.",
  );
}

function rejectTextAfterValue(file: string, lines: Line[], indent: number, hasValue: boolean): void {
  if (hasValue) return;
  const index = lines.findIndex((line) => {
    const label = labelOf(line.text, indent);
    return label !== undefined && parseValue(afterLabel(line, label, indent), label) !== undefined;
  });
  const next = index < 0 ? undefined : lines.slice(index + 1).find((line) => !isBlank(line));
  if (next === undefined) return;
  throw sourceError(
    locate(file, next),
    `expected the next field after an Enum or Example, found \`${shorten(next.text.trim())}\``,
    'A field line is two spaces, then "- `name` (type)".',
  );
}

export function proseOf(lines: Line[], indent = 0): Prose | undefined {
  const kept = trimBlank(lines);
  const [first, ...rest] = kept.map((line) => line.text);
  if (first === undefined) return undefined;
  const margin = " ".repeat(indent);
  const start = first.startsWith(margin) ? first.slice(indent) : first;
  return { text: [start, ...rest].join("\n").trim(), lines: kept };
}

export function shorten(text: string, length = 80): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
