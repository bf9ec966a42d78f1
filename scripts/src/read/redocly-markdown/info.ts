import type { OpenApiDocument, SecurityRequirement, SecurityScheme, Server } from "../../openapi.ts";
import type { Finding, Location } from "../../problem.ts";
import { groupBy } from "./notes.ts";
import type { Overview } from "./overview.ts";
import type { Page } from "./page.ts";

type Info = OpenApiDocument["info"];

export function infoOf(
  pages: Page[],
  overview: Overview | undefined,
): { info: Info; findings: Finding[]; location: Location } {
  const findings: Finding[] = [];
  const start = overview?.start ?? (pages[0] as Page).start;
  const unknown = (rule: string, message: string, location: Location): void => {
    findings.push({ kind: "unknown", rule, message, location });
  };
  if (!overview?.title)
    unknown("no-api-title", "The source does not name the API: its pages name operations only.", start);
  const version = versionOf(pages, overview, unknown);
  if (version === undefined) unknown("no-api-version", "The source gives no version of the API.", start);
  const info: Info = {
    title: overview?.title ?? "Untitled API",
    version: version?.text ?? "unknown",
    ...(overview?.description ? { description: overview.description } : {}),
    ...(overview?.license ? { license: { name: overview.license } } : {}),
  };
  return { info, findings, location: overview ? start : (version?.location ?? start) };
}

interface Version {
  text: string;
  location: Location;
}

/** The overview's version; without one the most frequent, and of equally frequent ones the last. */
function versionOf(
  pages: Page[],
  overview: Overview | undefined,
  unknown: (rule: string, message: string, location: Location) => void,
): Version | undefined {
  const versions = pages.flatMap(({ version }) => (version ? [version] : []));
  const groups = groupBy(versions.toReversed(), ({ text }) => text).sort((a, b) => b.length - a.length);
  const chosen = overview?.version ?? groups[0]?.at(-1);
  const other = versions.find(({ text }) => text !== chosen?.text);
  if (chosen && other) {
    const counts = groups.map((group) => `${group[0]?.text} on ${pagesText(group.length)}`).join(", ");
    unknown(
      "versions-differ",
      `The pages are of different versions (${counts}): info.version is ${chosen.text}.`,
      other.location,
    );
  }
  return chosen;
}

function pagesText(count: number): string {
  return count === 1 ? "1 page" : `${count} pages`;
}

export function serversOf(
  overview: Overview | undefined,
  start: Location,
): { servers: Server[]; findings: Finding[] } {
  const servers = (overview?.servers ?? []).map(({ server }) => server);
  const findings = (overview?.servers ?? [])
    .filter(({ server }) => server.url.includes("{"))
    .map(({ server, location }): Finding => {
      const message = `The source gives no value for the variables of the server ${server.url}.`;
      return { kind: "unknown", rule: "server-variables", message, location };
    });
  if (servers.length === 0)
    findings.push({
      kind: "unknown",
      rule: "no-servers",
      message: "The source names no server.",
      location: start,
    });
  return { servers, findings };
}

/** A missing line says nothing, an empty one says that the operation is public, and each id is an alternative. */
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
    const message = `Security scheme ${id}: the source does not say its type or where its key goes; a placeholder is in components.securitySchemes.`;
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
