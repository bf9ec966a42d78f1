import {
  isOpenSchema,
  type MediaType,
  type OpenApiDocument,
  operationsOf,
  type RequestBody,
  type Response,
} from "../../openapi.ts";
import { type Places, place } from "../../places.ts";
import type { Finding } from "../../problem.ts";
import { camelCase, isIdentifier } from "../../words.ts";
import type { Prepared } from "./prepare.ts";

const withoutBody = new Set(["204", "205", "304"]);

/**
 * Finishes the bodies after conversion. A success response without a schema becomes one of unknown content: Swagger 2.0
 * means "no content" by it, but documents leave the schema out just as often because it was not written down.
 */
export function describeBodies(
  document: OpenApiDocument,
  { bodies, swagger }: Pick<Prepared, "bodies" | "swagger">,
  places: Places,
): Finding[] {
  const findings: Finding[] = [];
  for (const { method, path, operation } of operationsOf(document)) {
    const name = place.operation(method, path);
    const body = bodies.get(name);
    const requestBody = operation.requestBody as RequestBody | undefined;
    if (body && requestBody) {
      const bodyName = isIdentifier(body.name) ? body.name : camelCase(body.name);
      if (isIdentifier(bodyName)) requestBody["x-name"] = bodyName;
      if (body.description && !requestBody.description) requestBody.description = body.description;
    }
    if (!body && requestBody && Object.values(requestBody.content).some(requiresFields))
      requestBody.required = true;
    // A response to HEAD never has a body.
    if (method === "head") continue;
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      if ("$ref" in response || !/^2/.test(status) || withoutBody.has(status)) continue;
      const { content } = response as Response;
      if (content && !Object.values(content).every(isEmpty)) continue;
      (response as Response).content = content ?? contentOf(producedBy(swagger, path, method));
      findings.push({
        kind: "unknown",
        rule: "response-body",
        subject: name,
        message: `Nothing is said about the body of the ${status} response.`,
        location: places.find(place.response(method, path, status), name),
      });
    }
  }
  return findings;
}

/** The media types that an operation's responses have. */
function producedBy(swagger: Record<string, unknown>, path: string, method: string): string[] {
  const { produces } = Object(Object(Object(swagger.paths)[path])[method]) as { produces?: unknown };
  const types = produces ?? swagger.produces;
  return Array.isArray(types) && types.length > 0 ? types.map(String) : ["application/json"];
}

function contentOf(mediaTypes: string[]): Record<string, MediaType> {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, { schema: {} }]));
}

/** A form that must have a field must be there. */
const requiresFields = ({ schema }: MediaType): boolean => (schema?.required ?? []).length > 0;
const isEmpty = ({ schema }: MediaType): boolean => isOpenSchema(schema);
