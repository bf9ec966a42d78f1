import type { Finding, Location } from "../../problem.ts";
import type { Field, Variant } from "./fields.ts";
import { type Line, locate } from "./lines.ts";
import { groupBy } from "./notes.ts";
import type { Page } from "./page.ts";
import { bodyFieldOf } from "./schema.ts";
import { type Prose, shorten } from "./value.ts";

/** What a page leaves unknown as a whole. */
export function pageFindings(page: Page, label: string): Finding[] {
  const found = (rule: string, message: string, location: Location): Finding => {
    return { kind: "unknown", rule, subject: label, message, location };
  };
  const statuses = page.sections.flatMap(({ heading }) => ("status" in heading ? [heading.status] : []));
  const request = page.sections.find(({ heading }) => heading.kind === "request");
  const count = page.sections.reduce((sum, { fields }) => sum + countScalars(fields), 0);
  const findings: Finding[] = page.unread.map((line) =>
    found(
      "unread-line",
      `The line \`${shorten(line.text.trim())}\` is not part of the format; it was left out.`,
      {
        file: page.file,
        line: line.number,
        column: 1,
      },
    ),
  );
  if (!page.title)
    findings.push(found("no-title", "The page has no title, so the operation has no summary.", page.start));
  if (!statuses.some((status) => /^[23]/.test(status)))
    findings.push(found("no-success-response", "The page describes no successful response.", page.endpoint));
  if (request && !bodyFieldOf(request)?.required)
    findings.push(
      found(
        "request-body-required",
        "The page does not say whether the request body is required.",
        request.location,
      ),
    );
  if (count > 0)
    findings.push(
      found(
        "no-formats",
        `The page gives no format and no limits for its ${fieldCount(count)}.`,
        page.endpoint,
      ),
    );
  return findings;
}

function fieldCount(count: number): string {
  return count === 1 ? "one string or number" : `${count} strings and numbers`;
}

function countScalars(fields: Field[]): number {
  return fields.reduce((sum, { type, children, variants }) => {
    const own = /\b(string|integer|number)\b/.test(type) && variants.length === 0 ? 1 : 0;
    return (
      sum +
      own +
      countScalars(children) +
      variants.reduce((all, variant) => all + countScalars(variant.fields), 0)
    );
  }, 0);
}

/** The exporter deletes inline code: it leaves a double blank, or a label or sentence without its end. */
export function lostWordsOf(page: Page, label: string): Finding[] {
  const lines = [...proseOf(page)].flatMap(({ lines }) => lines.filter((line) => lossColumn(line.text) > 0));
  return groupBy(lines, (line) => line.text.trim()).map((same): Finding => {
    const [first, ...others] = same as [Line, ...Line[]];
    const also = others.length > 0 ? ` (also in line ${others.map((line) => line.number).join(", ")})` : "";
    const quote = JSON.stringify(shorten(first.text.trimStart(), 120));
    return {
      kind: "unknown",
      rule: "lost-words",
      subject: label,
      message: `Words seem to be missing in ${quote}${also}.`,
      location: locate(page.file, first, lossColumn(first.text)),
    };
  });
}

/** The 1-based column of the gap, or 0. Two blanks after a full stop are how some people write. */
export function lossColumn(text: string): number {
  if (text.trimStart().startsWith("|")) return 0;
  const gap = /[^\s.!?:;|*-] {2,}[^\s|]| [.,)](?=\s|$)|: $/.exec(text);
  return gap ? gap.index + gap[0].search(/ /) + 1 : 0;
}

function* proseOf(page: Page): Generator<Prose> {
  if (page.title) yield page.title;
  if (page.description) yield page.description;
  for (const { fields } of page.sections) yield* proseOfFields(fields);
}

function* proseOfFields(fields: (Field | Variant)[]): Generator<Prose> {
  for (const field of fields) {
    if (field.description) yield field.description;
    if ("variants" in field) yield* proseOfFields([...field.variants, ...field.children]);
    else yield* proseOfFields(field.fields);
  }
}
