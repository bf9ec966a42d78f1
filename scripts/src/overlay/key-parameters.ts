import { follow } from "../json.ts";
import { type OpenApiDocument, operationsOf, type Parameter } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

/**
 * Takes out the header parameters that carry a key: the security schemes describe them, and a call that could set one could replace
 * the client's own.
 */
export function dropKeyParameters(document: OpenApiDocument, places: Places): Finding[] {
  const keyHeaders = new Set(
    Object.values(document.components?.securitySchemes ?? {}).flatMap(({ in: location, name }) =>
      location === "header" && name !== undefined ? [name.toLowerCase()] : [],
    ),
  );
  const findings: Finding[] = [];
  const seen = new Set<object>();
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    for (const holder of [operation, pathItem]) {
      if (!holder.parameters || seen.has(holder)) continue;
      seen.add(holder);
      holder.parameters = holder.parameters.filter((parameter) => {
        const { in: location, name } = follow<Parameter>(document, parameter);
        if (location !== "header" || !keyHeaders.has(name.toLowerCase())) return true;
        findings.push({
          kind: "repair",
          rule: "key-parameter",
          message: `${place.operation(method, path)}: the header parameter "${name}" carries a key, which a security scheme describes; it was removed.`,
          location: places.find(
            place.parameter(method, path, location, name),
            place.sharedParameter(path, location, name),
            place.operation(method, path),
          ),
        });
        return false;
      });
    }
  }
  return findings;
}
