import type { SecurityRequirement, SecurityScheme } from "../../openapi.ts";
import type { Finding } from "../../problem.ts";
import type { Overview } from "./overview.ts";
import type { Page } from "./page.ts";

/** No line says nothing, an empty one says that the operation is public, and each id is an alternative. */
export function securityOf({ security }: Page): SecurityRequirement[] | undefined {
  return security?.ids.map((id) => Object.fromEntries([[id, []]]));
}

/** OpenAPI wants a type, a place and a name: these are placeholders, and marked as such. */
const undocumented: SecurityScheme = {
  type: "apiKey",
  in: "header",
  name: "unknown",
  description:
    "The source names this security scheme without describing it: type, place and name are placeholders.",
  "x-undocumented": true,
};

export function securitySchemesOf(
  pages: Page[],
  overview: Overview | undefined,
): { schemes: Record<string, SecurityScheme>; findings: Finding[] } {
  const schemes = new Map<string, SecurityScheme>();
  const findings: Finding[] = [];
  const add = (id: string, scheme: SecurityScheme | undefined, location: Finding["location"]): void => {
    if (schemes.has(id)) return;
    schemes.set(id, scheme ?? { ...undocumented });
    const message = `Security scheme ${id}: the source does not say of which type it is and where its key goes; a placeholder stands in components.securitySchemes.`;
    if (!scheme) findings.push({ kind: "unknown", rule: "security-scheme", message, location });
  };
  for (const { id, scheme, location } of overview?.schemes ?? []) add(id, scheme, location);
  for (const { security } of pages)
    if (security) for (const id of security.ids) add(id, undefined, security.location);
  return { schemes: Object.fromEntries(schemes), findings: [...findings, ...pages.flatMap(combinationOf)] };
}

function combinationOf({ method, path, security }: Page): Finding[] {
  if (!security || security.ids.length < 2) return [];
  const message = `${method.toUpperCase()} ${path}: the page does not say whether ${security.ids.join(" and ")} are needed together or instead of each other; they are described as alternatives.`;
  return [{ kind: "unknown", rule: "security-combination", message, location: security.location }];
}
