import { isObject } from "../json.ts";
import { type OpenApiDocument, operationsOf, type RequestBody } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { dropHeaderParameters } from "./header-parameters.ts";

/**
 * Takes out what the standard says is to be ignored, and what has no meaning: header parameters named Accept, Content-Type or
 * Authorization, which bodies and security schemes describe, and request bodies without a media type.
 */
export function repairIgnoredParts(document: OpenApiDocument, places: Places): Finding[] {
  const findings = dropHeaderParameters(
    document,
    places,
    "ignored-header",
    (name) => /^(?:accept|content-type|authorization)$/.test(name),
    "is to be ignored by the standard",
  );
  for (const { method, path, operation } of operationsOf(document)) {
    const { content } = (operation.requestBody ?? {}) as Partial<RequestBody>;
    if (!isObject(content) || Object.keys(content).length > 0) continue;
    delete operation.requestBody;
    const name = place.operation(method, path);
    findings.push({
      kind: "repair",
      rule: "empty-request-body",
      message: `${name}: the request body has no media type; it was removed.`,
      location: places.find(name),
    });
  }
  return findings;
}
