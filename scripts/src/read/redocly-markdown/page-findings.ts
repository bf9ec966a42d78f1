import type { Finding, Location } from "../../problem.ts";
import { bodyFieldOf } from "./body.ts";
import type { Field } from "./fields.ts";
import type { Page } from "./page.ts";
import { shorten } from "./value.ts";

/** What a page leaves unknown as a whole. */
export function pageFindings(page: Page, label: string): Finding[] {
  const found = (rule: string, message: string, location: Location): Finding => {
    return { kind: "unknown", rule, message: `${label}: ${message}`, location };
  };
  const statuses = page.sections.flatMap(({ heading }) => ("status" in heading ? [heading.status] : []));
  const request = page.sections.find(({ heading }) => heading.kind === "request");
  const count = page.sections.reduce((sum, { fields }) => sum + countScalars(fields), 0);
  const findings: Finding[] = page.unread.map((line) =>
    found(
      "unread-line",
      `the line \`${shorten(line.text.trim())}\` is no part of the format and was left out.`,
      {
        file: page.file,
        line: line.number,
        column: 1,
      },
    ),
  );
  if (!page.title)
    findings.push(found("no-title", "the page has no title, so the operation has no summary.", page.start));
  if (!statuses.some((status) => /^[23]/.test(status)))
    findings.push(found("no-success-response", "the page describes no successful response.", page.endpoint));
  if (request && !bodyFieldOf(request)?.required)
    findings.push(
      found(
        "request-body-required",
        "the page does not say whether the request body is required.",
        request.location,
      ),
    );
  if (count > 0)
    findings.push(
      found(
        "no-formats",
        `the page gives no format and no limits for its ${fieldCount(count)}.`,
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
