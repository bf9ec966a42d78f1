import { type OpenApiDocument, operationsOf, type SecurityScheme } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

/** What the keys of an API are, and where they travel. */
export interface SecurityModel {
  /** By name, as the transport knows it. */
  readonly schemes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The names of the schemes whose keys are sent together, for each way to call the API. */
  readonly ways: readonly (readonly string[])[];
  readonly findings: readonly Finding[];
}

export function securityOf(document: OpenApiDocument, places: Places): SecurityModel {
  const schemes: Record<string, Readonly<Record<string, unknown>>> = {};
  const findings: Finding[] = [];
  for (const [id, scheme] of Object.entries(document.components?.securitySchemes ?? {})) {
    const known = placeOf(scheme);
    if (known) schemes[id] = known;
    else
      findings.push({
        kind: "unsupported",
        rule: "security-scheme",
        message: `The security scheme ${id} is ${[scheme.type, scheme.scheme].filter(Boolean).join(" ")}, which a client cannot send by itself. If the API takes a key in a header or a bearer token, say so in the overlay; else send it with the option headers or fetch.`,
        location: places.find(place.securityScheme(id), place.info),
      });
  }
  const requirements = [...operationsOf(document)].map(
    ({ operation }) => operation.security ?? document.security ?? [],
  );
  const isNeeded = requirements.some(
    (all) => all.length > 0 && all.every((requirement) => Object.keys(requirement).length > 0),
  );
  const uses = new Map<string, number>();
  for (const requirement of requirements.flat()) {
    const names = Object.keys(requirement);
    if (names.length === 0 || names.some((name) => !schemes[name])) continue;
    uses.set(JSON.stringify(names), (uses.get(JSON.stringify(names)) ?? 0) + 1);
  }
  const ways = [...uses].sort(([, a], [, b]) => b - a).map(([names]): string[] => JSON.parse(names));
  return { schemes, ways: isNeeded ? ways : [], findings };
}

/** Where the key of a scheme travels; undefined for what is more than one string. */
function placeOf({ type, in: location, name, scheme }: SecurityScheme): Record<string, unknown> | undefined {
  const authorization = { in: "header", name: "Authorization" };
  switch (`${type} ${type === "http" ? String(scheme).toLowerCase() : (location ?? "")}`.trim()) {
    case "apiKey header":
    case "apiKey query":
      return { in: location, name };
    case "apiKey cookie":
      return { in: "header", name: "Cookie", prefix: `${name}=` };
    case "http basic":
      return { ...authorization, isBasic: true, prefix: "Basic " };
    case "http bearer":
    case "oauth2":
    case "openIdConnect":
      return { ...authorization, prefix: "Bearer " };
    default:
      return undefined;
  }
}
