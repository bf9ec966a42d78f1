import { follow, isObject } from "../json.ts";
import { type OpenApiDocument, operationsOf, type Parameter, type RequestBody } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { dropParameters } from "./path-parameters.ts";

/**
 * Takes out what the standard says is to be ignored, and what has no meaning: header parameters named Accept, Content-Type or
 * Authorization, which bodies and security schemes describe, and request bodies without a media type.
 */
export function repairIgnoredParts(document: OpenApiDocument, places: Places): Finding[] {
  const findings = keepAccept(document, places);
  findings.push(
    ...dropParameters(
      document,
      places,
      "ignored-header",
      (location, name) => location === "header" && /^(?:accept|content-type|authorization)$/i.test(name),
      "must be ignored according to the standard",
    ),
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
      subject: name,
      message: "The request body has no media type; it was removed.",
      location: places.find(name),
    });
  }
  return findings;
}

/** Keeps the one media type that a header parameter named Accept demands: without it such an API rejects the call. */
function keepAccept(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    for (const entry of [...(operation.parameters ?? []), ...(pathItem.parameters ?? [])]) {
      const { in: location, name, schema } = follow<Partial<Parameter> | undefined>(document, entry) ?? {};
      if (location !== "header" || !/^accept$/i.test(String(name))) continue;
      const { const: only, enum: all, default: usual } = Object(follow(document, schema));
      const value = only ?? usual ?? (all?.length === 1 ? all[0] : undefined);
      if (typeof value !== "string" || operation["x-accept"] !== undefined) continue;
      operation["x-accept"] = value;
      findings.push({
        kind: "repair",
        rule: "accept",
        subject: place.operation(method, path),
        message: `The call is sent with Accept: ${value}.`,
        location: places.find(
          place.parameter(method, path, "header", String(name)),
          place.operation(method, path),
        ),
      });
    }
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
      message: `${subject} ${key}, which a client does not use; they were left out.`,
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
