import type { OpenApiDocument, Operation, PathItem, Schema } from "../../src/openapi.ts";
import { Places } from "../../src/places.ts";
import type { Finding } from "../../src/problem.ts";
import { readOpenApi3 } from "../../src/read/openapi3.ts";
import { repair } from "../../src/repair/repair.ts";
import { linesOf, yaml } from "../support.ts";

export const nowhere = new Places("source.yaml");

/** An OpenAPI document that needs no repair but what is given, which begins on line 3. */
export function repaired(rest: string): { document: OpenApiDocument; findings: Finding[]; lines: string[] } {
  const { document, places } = readOpenApi3(
    yaml(`openapi: 3.1.0\ninfo: { title: A, version: "1" }\n${rest}`),
  );
  const findings = repair(document, places);
  return { document, findings, lines: linesOf(findings) };
}

export function item(document: OpenApiDocument, path: string): PathItem & { get?: Operation } {
  return document.paths[path] ?? {};
}

export function schema(document: OpenApiDocument, name: string): Schema | undefined {
  return document.components?.schemas?.[name];
}
