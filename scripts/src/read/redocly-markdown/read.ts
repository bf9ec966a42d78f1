import type { OpenApiDocument, PathItem, Schema } from "../../openapi.ts";
import { Places, place, type ReadResult, type SourceFile } from "../../places.ts";
import {
  type DocumentError,
  type Finding,
  formatLocation,
  type Location,
  sourceError,
} from "../../problem.ts";
import { extractComponents } from "./components.ts";
import { readEndpointLine } from "./grammar.ts";
import { infoOf, securitySchemesOf, serversOf } from "./info.ts";
import { linesOf, locate } from "./lines.ts";
import { labelOf, operationOf } from "./operation.ts";
import { type Overview, readOverview } from "./overview.ts";
import { type Page, readPage } from "./page.ts";
import { isEndpoint, type PageText, pagesOf } from "./split.ts";

/** Whether a string has an Endpoint line with a path, as operation pages do and webhook pages do not. */
export function isOperationPage(text: string): boolean {
  const lines = linesOf(text);
  return lines.some(
    (line, index) => isEndpoint(lines, index) && readEndpointLine(line.text)?.target.includes("/"),
  );
}

/**
 * Reads the Markdown pages of a Redocly portal: one page, a folder of pages, or files that hold many.
 * What the pages leave open stays open in the document and is a finding.
 * @throws DocumentError when a page is broken, or when there is no operation in the files.
 */
export function readRedoclyMarkdown(files: SourceFile[]): ReadResult {
  const texts = files.flatMap(pagesOf);
  const pages = texts.filter(({ kind }) => kind === "operation").map(readPage);
  if (pages.length === 0) throw noOperation(files, texts);
  const overviews = texts.filter(({ kind }) => kind === "overview");
  const [overviewText] = overviews;
  const overview = overviewText && readOverview(overviewText.file, overviewText.lines);
  const start = overview?.start ?? (pages[0] as Page).start;
  const places = new Places(start.file);
  const { document, findings } = assemble(pages, overview, places);
  findings.push(...skippedPages(texts, overviewText), ...ambiguousTitles(texts), ...formatLimits(start));
  const order = new Map(files.map((file, index) => [file.path, index]));
  return { document, findings: sortFindings(findings, order), places, format: "Redocly Markdown" };
}

function assemble(
  pages: Page[],
  overview: Overview | undefined,
  places: Places,
): { document: OpenApiDocument; findings: Finding[] } {
  const schemaPlaces = new Map<Schema, Location>();
  const { paths, findings } = pathsOf(pages, places, schemaPlaces);
  const info = infoOf(pages, overview);
  const { servers, findings: serverFindings } = serversOf(overview, places.start);
  const { schemes, findings: securityFindings } = securitySchemesOf(pages, overview);
  places.set(place.info, info.location);
  const serverLocation = overview?.servers[0]?.location;
  if (serverLocation) places.set(place.servers, serverLocation);
  const document: OpenApiDocument = {
    openapi: "3.1.0",
    info: info.info,
    ...(servers.length > 0 ? { servers } : {}),
    paths,
    ...(Object.keys(schemes).length > 0 ? { components: { securitySchemes: schemes } } : {}),
  };
  const componentFindings = extractComponents(document, schemaPlaces, places);
  return {
    document,
    findings: [...info.findings, ...serverFindings, ...securityFindings, ...findings, ...componentFindings],
  };
}

function pathsOf(
  pages: Page[],
  places: Places,
  schemaPlaces: Map<Schema, Location>,
): { paths: OpenApiDocument["paths"]; findings: Finding[] } {
  const paths = new Map<string, PathItem>();
  const findings: Finding[] = [];
  for (const page of pages) {
    const item = paths.get(page.path) ?? {};
    if (item[page.method]) throw repeated(page, places);
    const result = operationOf(page, { places, schemaPlaces });
    item[page.method] = result.operation;
    findings.push(...result.findings);
    paths.set(page.path, item);
  }
  return { paths: Object.fromEntries(paths), findings };
}

function repeated(page: Page, places: Places): DocumentError {
  const first = places.find(place.operation(page.method, page.path));
  return sourceError(
    page.endpoint,
    `expected each operation once, found ${labelOf(page)} again (first at ${formatLocation(first)})`,
    "A folder has one page for each operation.",
  );
}

const kinds = {
  webhook: "the page of a webhook",
  overview: "an overview page",
  other: "a page without an Endpoint line, such as a guide or a list of links",
};

function noOperation(files: SourceFile[], texts: PageText[]): DocumentError {
  const [text] = texts;
  const found = text && text.kind !== "operation" ? kinds[text.kind] : "no file";
  return sourceError(
    locate(text?.file ?? files[0]?.path ?? "(no files)", text?.lines[0]),
    `expected the page of an operation, with a line such as "Endpoint: GET /v1/things", found ${found}`,
    "The portal serves an operation's page as Markdown at its address with .md added.",
  );
}

function skippedPages(texts: PageText[], used: PageText | undefined): Finding[] {
  return texts.flatMap((text): Finding[] => {
    if (text.kind === "operation" || text === used) return [];
    const message = `Skipped ${kinds[text.kind]}${text.kind === "overview" ? ": another one was read before it" : ""}.`;
    return [{ kind: "unknown", rule: "skipped-page", message, location: locate(text.file, text.lines[0]) }];
  });
}

function ambiguousTitles(texts: PageText[]): Finding[] {
  return texts
    .filter(({ ambiguousTitle, kind }) => ambiguousTitle && kind === "operation")
    .map((text) => ({
      kind: "unknown",
      rule: "ambiguous-title",
      message:
        "More than one line above the Endpoint line could be the page's title: the first one was taken, so text of another page may be in the description.",
      location: locate(text.file, text.lines[0]),
    }));
}

/** True of every page of this format, so said once. */
function formatLimits(location: Location): Finding[] {
  const limits: [rule: string, message: string][] = [
    ["no-operation-ids", "The pages give no operationId and no tag."],
    [
      "absence-proves-nothing",
      "The exporter of these pages may leave out a field, with everything below it, if it has already printed a similar one; it may also leave out a response that has no fields. What is missing here may exist.",
    ],
    [
      "format-limits",
      "The pages say nothing about defaults, read-only or deprecated fields, maps, response headers, further media types and the styles of parameters, and print an array of arrays like an array.",
    ],
  ];
  return limits.map(([rule, message]) => ({ kind: "unknown", rule, message, location }));
}

function sortFindings(findings: Finding[], order: Map<string, number>): Finding[] {
  const rank = ({ location }: Finding): number => order.get(location.file) ?? 0;
  return findings.toSorted(
    (a, b) => rank(a) - rank(b) || a.location.line - b.location.line || a.location.column - b.location.column,
  );
}
