import { type OpenApiDocument, type Operation, operationsOf } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { camelCase, isIdentifier, pascalCase } from "../words.ts";

/**
 * Every operation has an id, and no two have the same. A repeated id stays with the operation after whose method and path it is named,
 * else with the first; the others, and those without one, are named after their method and path. So an operation that is added with
 * the id of another does not take it away.
 */
export function repairOperationIds(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  const operations = [...operationsOf(document)];
  const given = new Set(operations.map(({ operation }) => operation.operationId));
  const owners = new Map<string, Operation>();
  for (const { method, path, operation } of operations) {
    const id = operation.operationId;
    if (id && isIdentifier(id) && (!owners.has(id) || id === nameFor(method, path)))
      owners.set(id, operation);
  }
  const taken = new Set(owners.keys());
  for (const { method, path, operation } of operations) {
    const id = operation.operationId;
    if (id && owners.get(id) === operation) continue;
    const replacement = unused(
      id && !taken.has(id) && isIdentifier(camelCase(id)) ? camelCase(id) : nameFor(method, path),
      (name) => taken.has(name) || given.has(name),
    );
    operation.operationId = replacement;
    taken.add(replacement);
    const name = place.operation(method, path);
    const [rule, problem] = !id
      ? ["operation-id-missing", "No operationId is given"]
      : taken.has(id)
        ? ["operation-id-unique", `The operationId "${id}" is that of another operation`]
        : ["operation-id-name", `The operationId "${id}" is not a name in TypeScript`];
    findings.push({
      kind: "repair",
      rule,
      subject: name,
      message: `${problem}; it became "${replacement}".`,
      location: places.find(name),
    });
  }
  return findings;
}

/** `GET /customers/{id}/bookings` -> `getCustomersIdBookings` */
function nameFor(method: string, path: string): string {
  return method + pascalCase(path);
}

function unused(name: string, isUsed: (name: string) => boolean): string {
  let candidate = name;
  for (let suffix = 2; isUsed(candidate); suffix++) candidate = `${name}${suffix}`;
  return candidate;
}

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
      subject: name,
      message: `No summary is given; it became "${operation.summary}".`,
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
