import { STATUS_CODES } from "node:http";
import { type OpenApiDocument, operationsOf, type Response } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

/** Every operation has a success response, and every response the description that OpenAPI requires. */
export function repairResponses(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  for (const { method, path, operation } of operationsOf(document)) {
    const name = place.operation(method, path);
    operation.responses ??= {};
    const responses = operation.responses;
    for (const [status, response] of Object.entries(responses)) {
      if ("$ref" in response) continue;
      if ((response as Response).description) continue;
      (response as Response).description =
        STATUS_CODES[status] ??
        (status === "default" ? "Any other response" : `A response with status ${status}`);
      findings.push({
        kind: "repair",
        rule: "response-description",
        subject: name,
        message: `The ${status} response has no description; it got the name of its status.`,
        location: places.find(place.response(method, path, status), name),
      });
    }
    if (Object.keys(responses).some((status) => status.startsWith("2"))) continue;
    operation.responses = {
      "2XX": {
        description: "Success",
        ...(method === "head" ? {} : { content: { "application/json": { schema: {} } } }),
      },
      ...responses,
    };
    findings.push({
      kind: "unknown",
      rule: "success-response",
      subject: name,
      message: "No success response is described; any 2xx status with any body counts as one.",
      location: places.find(name),
    });
  }
  return findings;
}
