import { isObject } from "../json.ts";
import { type OpenApiDocument, operationsOf, type RequestBody } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

const ignoredHeaders = /^(accept|content-type|authorization)$/i;

/**
 * Takes out what the standard says is to be ignored, and what has no meaning: header parameters named Accept, Content-Type or
 * Authorization, which bodies and security schemes describe, and request bodies without a media type.
 */
export function repairIgnoredParts(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    const name = place.operation(method, path);
    const location = places.find(name);
    for (const holder of [operation, pathItem]) {
      if (!holder.parameters) continue;
      holder.parameters = holder.parameters.filter((parameter) => {
        if (!("in" in parameter) || parameter.in !== "header" || !ignoredHeaders.test(String(parameter.name)))
          return true;
        findings.push({
          kind: "repair",
          rule: "ignored-header",
          message: `${name}: the header parameter "${parameter.name}" is to be ignored by the standard; it was removed.`,
          location,
        });
        return false;
      });
    }
    const { content } = (operation.requestBody ?? {}) as Partial<RequestBody>;
    if (isObject(content) && Object.keys(content).length === 0) {
      delete operation.requestBody;
      findings.push({
        kind: "repair",
        rule: "empty-request-body",
        message: `${name}: the request body has no media type; it was removed.`,
        location,
      });
    }
  }
  return findings;
}
