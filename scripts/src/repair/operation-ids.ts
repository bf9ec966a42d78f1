import { type OpenApiDocument, operationsOf } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { camelCase, isIdentifier, pascalCase } from "../words.ts";

/**
 * Every operation has an id, and no two have the same. The first keeps a repeated id; the others, and those without one, are
 * named after their method and path.
 */
export function repairOperationIds(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  const operations = [...operationsOf(document)];
  const given = new Set(operations.map(({ operation }) => operation.operationId));
  const taken = new Set<string>();
  for (const { method, path, operation } of operations) {
    const id = operation.operationId;
    if (id && isIdentifier(id) && !taken.has(id)) {
      taken.add(id);
      continue;
    }
    const replacement = unused(
      // `GET /customers/{id}/bookings` -> `getCustomersIdBookings`
      id && !taken.has(id) && isIdentifier(camelCase(id)) ? camelCase(id) : method + pascalCase(path),
      (name) => taken.has(name) || given.has(name),
    );
    operation.operationId = replacement;
    taken.add(replacement);
    const name = place.operation(method, path);
    const [rule, problem] = !id
      ? ["operation-id-missing", "no operationId"]
      : taken.has(id)
        ? ["operation-id-unique", `the operationId "${id}" of another operation`]
        : ["operation-id-name", `the operationId "${id}", which is no name in a program`];
    findings.push({
      kind: "repair",
      rule,
      message: `${name} has ${problem}; it became "${replacement}".`,
      location: places.find(name),
    });
  }
  return findings;
}

function unused(name: string, isTaken: (name: string) => boolean): string {
  let candidate = name;
  for (let suffix = 2; isTaken(candidate); suffix++) candidate = `${name}${suffix}`;
  return candidate;
}
