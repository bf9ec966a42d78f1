import type { OpenApiDocument } from "../openapi.ts";
import type { Places } from "../places.ts";
import type { Finding } from "../problem.ts";
import { repairComponentNames } from "./component-names.ts";
import { repairIgnoredParts } from "./ignored-parts.ts";
import { repairOperationIds, repairSummaries } from "./operations.ts";
import { repairPathParameters } from "./path-parameters.ts";
import { repairPaths } from "./paths.ts";
import { repairReferences } from "./references.ts";
import { repairResponses } from "./responses.ts";
import { repairOldKeywords, repairRequiredProperties } from "./schemas.ts";
import { repairServers } from "./servers.ts";

/** Makes a document what the OpenAPI standard demands, in place. Each change is a finding; what no rule can settle is an error. */
export function repair(document: OpenApiDocument, places: Places): Finding[] {
  return [
    ...repairPaths(document, places),
    ...repairServers(document, places),
    ...repairOldKeywords(document, places),
    ...repairReferences(document, places),
    ...repairComponentNames(document, places),
    ...repairRequiredProperties(document, places),
    ...repairPathParameters(document, places),
    ...repairIgnoredParts(document, places),
    ...repairOperationIds(document, places),
    ...repairSummaries(document, places),
    ...repairResponses(document, places),
  ];
}
