import { forEachReference, pointer, resolveReference } from "../json.ts";
import type { OpenApiDocument } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { pascalCase } from "../words.ts";

const allowed = /^[A-Za-z0-9._-]+$/;

/** The name of a component holds only the signs that OpenAPI 3 allows: `Page«Pet»` becomes `PagePet`. */
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
      findings.push({
        kind: "repair",
        rule: "component-name",
        message: `The name "${name}" in ${section} has signs that OpenAPI 3 does not allow; it became "${replacement}".`,
        location: places.find(place.schema(name)),
      });
    }
  }
  return findings;
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
