/** The exact lines of a page. Whatever does not match stays text: descriptions may hold headings, bullets and labels. */

export interface EndpointLine {
  method: string;
  /** A path, or the name of a webhook. */
  target: string;
}

export function readEndpointLine(text: string): EndpointLine | undefined {
  const match = /^Endpoint: ([A-Z]+) (\S.*)$/.exec(text);
  return match ? { method: match[1] as string, target: (match[2] as string).trimEnd() } : undefined;
}

export type ParameterPlace = "path" | "query" | "header" | "cookie";

export type Heading =
  | { kind: "parameters"; in: ParameterPlace }
  | { kind: "request"; mediaType?: string }
  | { kind: "response"; status: string; mediaType?: string }
  | { kind: "bodyless"; status: string };

export function readHeading(text: string): Heading | undefined {
  if (!text.startsWith("## ")) return undefined;
  const line = text.trimEnd();
  const parameters = /^## (Path|Query|Header|Cookie) parameters:$/.exec(line);
  if (parameters)
    return { kind: "parameters", in: (parameters[1] as string).toLowerCase() as ParameterPlace };
  const request = /^## Request fields(?: \((.+)\))?:$/.exec(line);
  if (request) return { kind: "request", ...mediaTypeOf(request[1]) };
  const response = /^## Response (default|[1-5](?:\d\d|XX)) fields(?: \((.+)\))?:$/.exec(line);
  if (response) return { kind: "response", status: response[1] as string, ...mediaTypeOf(response[2]) };
  const bodyless = /^## Response (default|[1-5](?:\d\d|XX)) fields$/.exec(line);
  return bodyless ? { kind: "bodyless", status: bodyless[1] as string } : undefined;
}

function mediaTypeOf(text: string | undefined): { mediaType?: string } {
  return text === undefined ? {} : { mediaType: text };
}

export interface FieldLine {
  /** Dotted path: absolute in a section, relative in a variant. */
  path: string;
  /** Everything in the bracket but ", required". */
  type: string;
  required: boolean;
  /** The line announces variants. */
  oneOf: boolean;
  discriminator?: string;
}

export function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** Whether a line starts as a field does; such a line at a field's depth must then be one. */
export function startsField(text: string): boolean {
  return text.startsWith("- `", indentOf(text));
}

export function readFieldLine(text: string): FieldLine | undefined {
  if (!startsField(text)) return undefined;
  const start = indentOf(text) + "- `".length;
  const end = text.indexOf("` (", start);
  if (end <= start) return undefined;
  const { bracket, ...variants } = readOneOfMark(text.slice(end + "` (".length).trimEnd());
  if (!bracket.endsWith(")")) return undefined;
  const inside = bracket.slice(0, -1);
  const required = inside.endsWith(", required");
  const type = required ? inside.slice(0, -", required".length) : inside;
  if (type.trim() === "") return undefined;
  return { path: text.slice(start, end), type, required, ...variants };
}

function readOneOfMark(text: string): { bracket: string; oneOf: boolean; discriminator?: string } {
  const start = text.lastIndexOf(") \u2014 one of");
  if (start < 0) return { bracket: text, oneOf: false };
  const match = /^ \u2014 one of(?: \(discriminator: (.+)\))?:$/.exec(text.slice(start + 1));
  if (!match) return { bracket: text, oneOf: false };
  const discriminator = match[1] === undefined ? {} : { discriminator: match[1] };
  return { bracket: text.slice(0, start + 1), oneOf: true, ...discriminator };
}

/** The title of a variant: `    - Card:`. */
export function readVariantLine(text: string): string | undefined {
  const line = text.trim();
  return line.startsWith("- ") && line.endsWith(":") && line.length > 3 ? line.slice(2, -1) : undefined;
}
