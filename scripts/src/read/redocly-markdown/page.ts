import { type HttpMethod, httpMethods } from "../../openapi.ts";
import { type Location, sourceError } from "../../problem.ts";
import { type Field, readFields } from "./fields.ts";
import { type Heading, readEndpointLine, readHeading, startsField } from "./grammar.ts";
import { isBlank, type Line, locate } from "./lines.ts";
import type { PageText } from "./split.ts";
import { type Prose, proseOf } from "./value.ts";

export interface Page {
  file: string;
  start: Location;
  title?: Prose;
  deprecated: boolean;
  description?: Prose;
  method: HttpMethod;
  path: string;
  endpoint: Location;
  version?: { text: string; location: Location };
  security?: { ids: string[]; location: Location };
  sections: Section[];
  /** Lines below the Endpoint line that are not part of the grammar. */
  unread: Line[];
}

export interface Section {
  heading: Heading;
  location: Location;
  fields: Field[];
}

const deprecatedMark = " (deprecated)";

export function readPage({ file, lines, endpoint }: PageText): Page {
  const endpointLine = lines[endpoint];
  const body = lines.slice(endpoint + 1);
  const firstHeading = body.findIndex((_, index) => isHeading(file, body, index));
  const header = firstHeading < 0 ? body : body.slice(0, firstHeading);
  return {
    file,
    start: locate(file, lines[0]),
    ...readTop(lines.slice(0, endpoint)),
    ...readEndpoint(file, endpointLine),
    ...readHeader(file, header),
    ...readSections(file, firstHeading < 0 ? [] : body.slice(firstHeading), unreadIn(header)),
  };
}

function readTop(lines: Line[]): Pick<Page, "title" | "deprecated" | "description"> {
  const [first] = lines;
  const titled = first?.text.startsWith("# ") ?? false;
  const description = proseOf(titled ? lines.slice(1) : lines);
  const top = description ? { description } : {};
  if (!first || !titled) return { ...top, deprecated: false };
  const text = first.text.slice("# ".length).trim();
  const deprecated = text.endsWith(deprecatedMark);
  const title = deprecated ? text.slice(0, -deprecatedMark.length).trim() : text;
  return { ...top, deprecated, title: { text: title, lines: [first] } };
}

function readEndpoint(file: string, line: Line | undefined): Pick<Page, "method" | "path" | "endpoint"> {
  const { method, target } = readEndpointLine(line?.text ?? "") ?? { method: "", target: "" };
  const known = httpMethods.find((name) => name.toUpperCase() === method);
  if (!known)
    throw sourceError(
      locate(file, line, "Endpoint: ".length + 1),
      `expected one of ${httpMethods.map((name) => name.toUpperCase()).join(", ")}, found the HTTP method ${method}`,
      "OpenAPI 3.1 cannot describe other methods.",
    );
  if (!target.startsWith("/"))
    throw sourceError(
      locate(file, line, `Endpoint: ${method} `.length + 1),
      `expected a path that starts with a slash, found \`${target}\``,
      "A path is printed without its server.",
    );
  return { method: known, path: target, endpoint: locate(file, line) };
}

function readHeader(file: string, lines: Line[]): Pick<Page, "version" | "security"> {
  const header: Pick<Page, "version" | "security"> = {};
  const [version, security] = [labelled(lines, "Version"), labelled(lines, "Security")];
  if (version?.value) header.version = { text: version.value, location: locate(file, version.line) };
  if (security) {
    const ids = security.value.split(",").map((id) => id.trim());
    header.security = {
      ids: [...new Set(ids.filter((id) => id !== ""))],
      location: locate(file, security.line),
    };
  }
  return header;
}

function labelled(lines: Line[], label: string): { value: string; line: Line } | undefined {
  const line = lines.find(({ text }) => text.startsWith(`${label}:`));
  return line && { value: line.text.slice(label.length + 1).trim(), line };
}

function unreadIn(header: Line[]): Line[] {
  const known = new Set([labelled(header, "Version")?.line, labelled(header, "Security")?.line]);
  return header.filter((line) => !isBlank(line) && !known.has(line));
}

function readSections(file: string, lines: Line[], unread: Line[]): Pick<Page, "sections" | "unread"> {
  const starts = [...lines.keys()].filter((index) => isHeading(file, lines, index));
  const places = new Map<string, Location>();
  const sections = starts.map((start, index): Section => {
    const heading = readHeading(lines[start]?.text ?? "") as Heading;
    const location = locate(file, lines[start]);
    rejectRepetition(places, heading, location);
    const block = lines.slice(start + 1, starts[index + 1] ?? lines.length);
    if (heading.kind !== "bodyless") return { heading, location, fields: fieldsOf(file, block, location) };
    unread.push(...block.filter((line) => !isBlank(line)));
    return { heading, location, fields: [] };
  });
  return { sections, unread };
}

function fieldsOf(file: string, block: Line[], heading: Location): Field[] {
  const fields = readFields(file, block);
  if (fields.length > 0) return fields;
  throw sourceError(
    heading,
    "expected at least one field below this heading, found none",
    "The page is cut off here.",
  );
}

/** A heading that the grammar does not have is text, unless fields follow it: then it is a section that no reader knows. */
function isHeading(file: string, lines: Line[], index: number): boolean {
  const text = lines[index]?.text ?? "";
  if (!text.startsWith("## ")) return false;
  if (readHeading(text)) return true;
  const next = isBlank(lines[index + 1]) ? lines[index + 2] : lines[index + 1];
  if (!/:\s*$/.test(text) || !next?.text.startsWith("  - `") || !startsField(next.text)) return false;
  throw sourceError(
    locate(file, lines[index]),
    `expected "Path, Query, Header or Cookie parameters:", "Request fields (…):" or "Response <code> fields (…):", found the section heading \`${text.trim()}\``,
    "If the portal now prints another kind of section, the reader needs a rule for it.",
  );
}

function rejectRepetition(places: Map<string, Location>, heading: Heading, location: Location): void {
  const name = headingName(heading);
  const first = places.get(name);
  if (first)
    throw sourceError(
      location,
      `expected one section for the ${name}, found a second one (the first is on line ${first.line})`,
      "Two pages may have been joined without a title in between.",
    );
  places.set(name, location);
}

export function headingName(heading: Heading): string {
  if (heading.kind === "parameters") return `${heading.in} parameters`;
  return heading.kind === "request" ? "request" : `response ${heading.status}`;
}
