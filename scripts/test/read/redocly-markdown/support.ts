import type { Operation, Schema } from "../../../src/openapi.ts";
import type { ReadResult, SourceFile } from "../../../src/places.ts";
import { DocumentError, describeFinding, type Finding, formatLocation } from "../../../src/problem.ts";
import { readRedoclyMarkdown } from "../../../src/read/redocly-markdown/read.ts";

export const file = "page.md";

/** A page with a title and an endpoint, and below it what a test is about. */
export function page(sections = "", endpoint = "GET /boats"): string {
  return `# Boats\n\nEndpoint: ${endpoint}\nVersion: 1.0\nSecurity: key\n\n${sections}`;
}

/** The line of the first section's heading in a page made by `page`. */
export const firstSection = 7;

export function body(fields: string): string {
  return page(`## Response 200 fields (application/json):\n\n${fields}\n`);
}

export function read(...texts: string[]): ReadResult {
  return readRedoclyMarkdown(filesOf(texts));
}

function filesOf(texts: string[]): SourceFile[] {
  return texts.map((text, index) => ({ path: texts.length === 1 ? file : `page-${index + 1}.md`, text }));
}

export function operation(result: ReadResult, path = "/boats", method: "get" | "post" = "get"): Operation {
  const found = result.document.paths[path]?.[method];
  if (!found) throw new Error(`no ${method} ${path}`);
  return found;
}

/** The schema of a 200 body with these fields. */
export function schemaOf(fields: string): Schema {
  return bodySchema(operation(read(body(fields))), "200");
}

export function bodySchema(of: Operation, status: string): Schema {
  const response = of.responses?.[status];
  const content = response && "content" in response ? Object.values(response.content as object) : [];
  return (content[0] as { schema: Schema }).schema;
}

export function found(result: ReadResult, rule: string): Finding[] {
  return result.findings.filter((finding) => finding.rule === rule);
}

/** `file:line:column message` of the findings of a rule. */
export function linesOf(result: ReadResult, rule: string): string[] {
  return found(result, rule).map(
    (finding) => `${formatLocation(finding.location)} ${describeFinding(finding)}`,
  );
}

export function errorOf(...texts: string[]): string {
  try {
    read(...texts);
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  throw new Error("the pages were read without an error");
}
