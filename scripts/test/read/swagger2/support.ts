import type { Operation } from "../../../src/openapi.ts";
import type { ReadResult } from "../../../src/places.ts";
import { readSwagger2 } from "../../../src/read/swagger2/read.ts";
import { yaml } from "../../support.ts";

/** A Swagger 2.0 document; what is given begins on line 3. */
export function swagger(rest: string): string {
  return `swagger: "2.0"\ninfo: { title: A, version: "1" }\n${rest}`;
}

export function read(rest: string): ReadResult {
  return readSwagger2(yaml(swagger(rest)));
}

export function operation(
  result: ReadResult,
  method: "get" | "post" | "head" = "get",
  path = "/a",
): Operation {
  const found = result.document.paths[path]?.[method];
  if (!found) throw new Error(`no ${method} ${path}`);
  return found;
}
