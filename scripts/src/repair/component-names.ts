import { forEachReference, pointer, resolveReference } from "../json.ts";
import { type OpenApiDocument, operationsOf, type SecurityRequirement } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { pascalCase } from "../words.ts";

const allowed = /^[A-Za-z0-9._-]+$/;

/** The name of a component holds only the characters that OpenAPI 3 allows: `Page«Pet»` becomes `PagePet`. */
export function repairComponentNames(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  for (const [section, components] of Object.entries(document.components ?? {})) {
    if (section.startsWith("x-")) continue;
    const named = components as Record<string, unknown>;
    for (const name of Object.keys(named)) {
      if (allowed.test(name)) continue;
      const replacement = unused(pascalCase(name) || "Component", named);
      moveReferences(document, named[name], pointer("#/components", section, replacement));
      named[replacement] = named[name];
      delete named[name];
      if (section === "securitySchemes") renameRequirements(document, name, replacement);
      findings.push({
        kind: "repair",
        rule: "component-name",
        message: `The name "${name}" in ${section} has characters that OpenAPI 3 does not allow; it became "${replacement}".`,
        location: places.find(
          section === "securitySchemes" ? place.securityScheme(name) : place.schema(name),
        ),
      });
    }
  }
  return findings;
}

/** Requirements name a security scheme and do not refer to it. */
function renameRequirements(document: OpenApiDocument, from: string, to: string): void {
  const rename = (security: SecurityRequirement[] | undefined) =>
    security?.map((all) =>
      Object.fromEntries(Object.entries(all).map(([name, scopes]) => [name === from ? to : name, scopes])),
    );
  if (document.security) document.security = rename(document.security) as SecurityRequirement[];
  for (const { operation } of operationsOf(document))
    if (operation.security) operation.security = rename(operation.security) as SecurityRequirement[];
}

function moveReferences(document: OpenApiDocument, component: unknown, to: string): void {
  forEachReference(document, (holder) => {
    if (resolveReference(document, holder.$ref) === component) holder.$ref = to;
  });
}

function unused(name: string, taken: Record<string, unknown>): string {
  let candidate = name;
  for (let suffix = 2; Object.hasOwn(taken, candidate); suffix++) candidate = `${name}${suffix}`;
  return candidate;
}
