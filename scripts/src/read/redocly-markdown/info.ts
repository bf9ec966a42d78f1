import type { OpenApiDocument, Server } from "../../openapi.ts";
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
