import { type OpenApiDocument, operationsOf } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

/** Every operation has a summary: where the document gives none, the first sentence of its description, or its method and path. */
export function repairSummaries(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  for (const { method, path, operation } of operationsOf(document)) {
    if (operation.summary?.trim()) continue;
    const name = place.operation(method, path);
    operation.summary = firstSentence(operation.description) || name;
    findings.push({
      kind: "unknown",
      rule: "operation-summary",
      message: `${name} has no summary; it became "${operation.summary}".`,
      location: places.find(name),
    });
  }
  return findings;
}

/** Longer than this, a sentence is no summary. */
const longest = 120;

function firstSentence(text = ""): string {
  const sentence = /^.*?(?=[.!?](?:\s|$)|\n|$)/.exec(text.trim())?.[0] ?? "";
  return sentence.length <= longest ? sentence.trim() : "";
}
