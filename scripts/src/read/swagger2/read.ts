import { upgradeFromTwoToThree } from "@scalar/openapi-upgrader/2.0-to-3.0";
import { upgradeFromThreeToThreeOne } from "@scalar/openapi-upgrader/3.0-to-3.1";
import type { OpenApiDocument } from "../../openapi.ts";
import type { ReadResult } from "../../places.ts";
import { sourceError } from "../../problem.ts";
import { checkKeywords } from "../keywords.ts";
import { locateDocument } from "../locate.ts";
import type { YamlFile } from "../yaml.ts";
import { describeBodies } from "./bodies.ts";
import { prepare } from "./prepare.ts";

/** Reads a Swagger 2.0 document into OpenAPI 3.1, with everything on the way that the converter leaves to its caller. */
export function readSwagger2(source: YamlFile): ReadResult {
  const keywords = structuredClone(source.value);
  const dropped = checkKeywords(keywords, "oas2", source);
  const places = locateDocument(source);
  const { swagger, bodies, findings } = prepare({ ...source, value: keywords });
  findings.unshift(...dropped);

  let document: OpenApiDocument;
  try {
    document = upgradeFromThreeToThreeOne(upgradeFromTwoToThree(swagger)) as OpenApiDocument;
  } catch (error) {
    throw sourceError(
      places.start,
      `the document cannot be converted to OpenAPI 3.1: ${(error as Error).message}`,
      "Look for a parameter or a response with an unusual shape.",
    );
  }
  findings.push(...describeBodies(document, { bodies, swagger: keywords }, places));
  return { document, findings, places, format: "Swagger 2.0" };
}
