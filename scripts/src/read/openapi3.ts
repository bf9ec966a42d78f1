import { upgradeFromThreeToThreeOne } from "@scalar/openapi-upgrader/3.0-to-3.1";
import { isObject } from "../json.ts";
import type { OpenApiDocument } from "../openapi.ts";
import type { ReadResult } from "../places.ts";
import { sourceError } from "../problem.ts";
import { checkKeywords } from "./keywords.ts";
import { locateDocument } from "./locate.ts";
import type { YamlFile } from "./yaml.ts";

/** OpenAPI 3.0 and 3.1 pass through; 3.0 is lifted to 3.1. */
export function readOpenApi3(source: YamlFile): ReadResult {
  const version = String(source.value.openapi);
  if (!/^3\.[01](\.|$)/.test(version)) {
    throw sourceError(
      source.locate(["openapi"]),
      `expected openapi: 3.0.x or 3.1.x, found ${JSON.stringify(source.value.openapi)}`,
      "Only OpenAPI 3.0 and 3.1 are read: ask the vendor for one of these, or convert the document.",
    );
  }
  if (!isObject(source.value.paths))
    throw sourceError(
      source.locate([]),
      "the document has no `paths`",
      "Without operations there is no client: is the download complete?",
    );
  if (!isObject(source.value.info))
    throw sourceError(
      source.locate([]),
      "the document has no `info`",
      "OpenAPI requires it, with a title and a version.",
    );
  const document = structuredClone(source.value) as unknown as OpenApiDocument;
  const findings = checkKeywords(
    document as unknown as Record<string, unknown>,
    version.startsWith("3.0") ? "oas3_0" : "oas3_1",
    source,
  );
  return {
    document: upgradeFromThreeToThreeOne(document) as OpenApiDocument,
    findings,
    places: locateDocument(source),
    format: `OpenAPI ${version.slice(0, 3)}`,
  };
}
