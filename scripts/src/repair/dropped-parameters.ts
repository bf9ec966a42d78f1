import { follow } from "../json.ts";
import { type OpenApiDocument, operationsOf, type Parameter } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

/** Takes parameters out of every operation and path. */
export function dropParameters(
  document: OpenApiDocument,
  places: Places,
  rule: string,
  isDropped: (location: string, name: string) => boolean,
  why: string,
): Finding[] {
  const findings: Finding[] = [];
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    const operationName = place.operation(method, path);
    for (const holder of [operation, pathItem])
      if (holder.parameters)
        holder.parameters = holder.parameters.filter((entry) => {
          const { in: location, name } = follow<Partial<Parameter> | undefined>(document, entry) ?? {};
          if (location === undefined || !isDropped(location, String(name))) return true;
          findings.push({
            kind: "repair",
            rule,
            message: `${operationName}: the ${location} parameter "${name}" ${why}; it was removed.`,
            location: places.find(place.parameter(method, path, location, String(name)), operationName),
          });
          return false;
        });
  }
  return findings;
}
