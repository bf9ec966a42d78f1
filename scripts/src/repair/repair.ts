import type { OpenApiDocument } from "../openapi.ts";
import type { Places } from "../places.ts";
import type { Finding } from "../problem.ts";
import { repairOperationIds } from "./operation-ids.ts";
import { repairPathParameters } from "./path-parameters.ts";
import { repairReferences } from "./references.ts";
import { repairResponses } from "./responses.ts";
import { repairServers } from "./servers.ts";

/** Makes a document what the OpenAPI standard demands, in place. Each change is a finding; what no rule can settle is an error. */
export function repair(document: OpenApiDocument, places: Places): Finding[] {
  return [
    ...repairServers(document, places),
    ...repairReferences(document, places),
    ...repairPathParameters(document, places),
    ...repairOperationIds(document, places),
    ...repairResponses(document, places),
  ];
}
