import { isObject } from "../json.ts";
import { type OpenApiDocument, operationsOf, type RequestBody } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { dropParameters } from "./dropped-parameters.ts";

/**
 * Takes out what the standard says is to be ignored, and what has no meaning: header parameters named Accept, Content-Type or
 * Authorization, which bodies and security schemes describe, and request bodies without a media type.
 */
export function repairIgnoredParts(document: OpenApiDocument, places: Places): Finding[] {
  const findings = dropParameters(
    document,
    places,
    "ignored-header",
    (location, name) => location === "header" && /^(?:accept|content-type|authorization)$/i.test(name),
    "is to be ignored by the standard",
  );
  findings.push(...dropUnsupported(document, places));
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

/** Takes out what a server calls and what leads to other calls: no client does anything with it. */
function dropUnsupported(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  const drop = (holder: Record<string, unknown>, key: string, subject: string, ...at: string[]): void => {
    if (holder[key] === undefined) return;
    delete holder[key];
    findings.push({
      kind: "unsupported",
      rule: key,
      message: `${subject} ${key}, which are calls that a client does not make; they were left out.`,
      location: places.find(...at),
    });
  };
  drop(document, "webhooks", "The document has", place.info);
  for (const section of ["callbacks", "links", "pathItems"])
    if (document.components) drop(document.components, section, "The document's components have", place.info);
  for (const { method, path, operation } of operationsOf(document)) {
    const name = place.operation(method, path);
    drop(operation, "callbacks", `${name} has`, name);
    for (const [status, entry] of Object.entries(operation.responses ?? {}))
      drop(
        entry as unknown as Record<string, unknown>,
        "links",
        `${name}, response ${status} has`,
        place.response(method, path, status),
        name,
      );
  }
  return findings;
}
