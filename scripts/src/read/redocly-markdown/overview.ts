import type { SecurityScheme, Server } from "../../openapi.ts";
import type { Location } from "../../problem.ts";
import { isBlank, type Line, locate } from "./lines.ts";
import { proseOf } from "./value.ts";

/** The first page of an API: what its operations' pages leave out. */
export interface Overview {
  start: Location;
  title?: string;
  description?: string;
  version?: { text: string; location: Location };
  license?: string;
  servers: { server: Server; location: Location }[];
  schemes: { id: string; scheme: SecurityScheme | undefined; location: Location }[];
}

const headings = new Set(["## Servers", "## Security", "## Download OpenAPI description"]);

export function isOverview(lines: Line[]): boolean {
  const download = lines.some((line) => line.text.trimEnd() === "## Download OpenAPI description");
  return download || blockOf(lines, "## Servers").some((line) => line.text.startsWith("```"));
}

export function readOverview(file: string, lines: Line[]): Overview {
  const end = lines.findIndex((line) => headings.has(line.text.trimEnd()));
  const top = lines.slice(0, end < 0 ? lines.length : end);
  const titleLine = top.find((line) => line.text.startsWith("# "));
  const version = top.findLast((line) => line.text.startsWith("Version: "));
  const license = top.findLast((line) => line.text.startsWith("License: "));
  const skipped = new Set([titleLine, version, license]);
  const description = proseOf(top.filter((line) => !skipped.has(line)));
  return {
    start: locate(file, lines[0]),
    ...(titleLine ? { title: titleLine.text.slice("# ".length).trim() } : {}),
    ...(description ? { description: description.text } : {}),
    ...(version ? { version: { text: afterLabel(version), location: locate(file, version) } } : {}),
    ...(license ? { license: afterLabel(license) } : {}),
    servers: readServers(file, blockOf(lines, "## Servers")),
    schemes: readSchemes(file, blockOf(lines, "## Security")),
  };
}

function afterLabel(line: Line): string {
  return line.text.slice(line.text.indexOf(":") + 1).trim();
}

/** The lines below a heading, up to the next one of its level. */
function blockOf(lines: Line[], heading: string): Line[] {
  const start = lines.findIndex((line) => line.text.trimEnd() === heading);
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index > start && /^##? /.test(line.text));
  return lines.slice(start + 1, end < 0 ? lines.length : end);
}

function readServers(file: string, lines: Line[]): Overview["servers"] {
  const servers: Overview["servers"] = [];
  let fenced = false;
  let words: string[] = [];
  for (const line of lines) {
    const text = line.text.trim();
    if (text.startsWith("```")) fenced = !fenced;
    else if (fenced && text !== "") {
      const description = words.join(" ");
      const server = { url: text, ...(description ? { description } : {}) };
      servers.push({ server, location: locate(file, line) });
      words = [];
    } else if (text !== "") words.push(text);
  }
  return servers;
}

function readSchemes(file: string, lines: Line[]): Overview["schemes"] {
  const starts = [...lines.keys()].filter((index) => lines[index]?.text.startsWith("### "));
  return starts.map((start, index) => {
    const block = lines.slice(start + 1, starts[index + 1] ?? lines.length);
    const id = (lines[start]?.text ?? "").slice("### ".length).trim();
    return { id, scheme: readScheme(block), location: locate(file, lines[start]) };
  });
}

const keys: Record<string, string> = {
  Type: "type",
  In: "in",
  Name: "name",
  Scheme: "scheme",
  "Bearer Format": "bearerFormat",
  "OpenID Connect URL": "openIdConnectUrl",
};

/** Undefined when the page leaves out what OpenAPI requires of the type. */
function readScheme(lines: Line[]): SecurityScheme | undefined {
  const start = lines.findIndex((line) => line.text.startsWith("Type: "));
  if (start < 0) return undefined;
  const scheme: SecurityScheme = { type: "" };
  for (const line of lines.slice(start)) {
    const key = isBlank(line) ? undefined : keys[line.text.slice(0, Math.max(0, line.text.indexOf(":")))];
    if (key) scheme[key] = afterLabel(line);
  }
  const description = proseOf(lines.slice(0, start));
  if (description) scheme.description = description.text;
  return required[scheme.type]?.every((key) => scheme[key] !== undefined) ? scheme : undefined;
}

const required: Record<string, string[]> = {
  apiKey: ["in", "name"],
  http: ["scheme"],
  openIdConnect: ["openIdConnectUrl"],
  mutualTLS: [],
};
