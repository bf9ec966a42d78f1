import { httpMethods, type OpenApiDocument, type Server } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

/**
 * A server is an absolute https URL without query, fragment and slash at its end: keys never travel in the clear. One that is listed twice
 * is kept once. Those of a path or an operation are left out, as a client has one server.
 */
export function repairServers(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  const location = places.find(place.servers);
  const repair = (rule: string, message: string) =>
    void findings.push({ kind: "repair", rule, message, location });
  const kept = new Set<string>();
  const servers = (document.servers ?? []).filter((server) => {
    const before = String(server.url);
    const url = absolute(before);
    if (url === undefined) {
      repair(
        "server",
        `The server ${JSON.stringify(before)} is not an address that a client can call: it is ${/^wss?:/i.test(before) ? "for WebSockets" : "relative, or empty"}. It was left out.`,
      );
      return false;
    }
    const secure = /^http:/i.test(url) ? url.replace(/^http:/i, "https:") : url;
    if (secure !== url) repair("https", `The server ${before} is called over https.`);
    server.url = secure.replace(/\/+$/, "");
    if (url.replace(/\/+$/, "").toLowerCase() !== before.trim().replace(/\/+$/, "").toLowerCase())
      repair("server", `The server ${JSON.stringify(before)} was read as ${server.url}.`);
    return !kept.has(server.url) && kept.add(server.url);
  });
  if (servers.length > 0) document.servers = servers;
  else delete document.servers;
  return [...findings, ...dropOwnServers(document, places)];
}

/** An absolute URL without query and fragment; undefined for one that a client cannot call. */
function absolute(written: string): string | undefined {
  const url = written.trim().replace(/[?#].*$/, "");
  if (/^https?:\/\/[^/]/i.test(url)) return url.replace(/^https?/i, (scheme) => scheme.toLowerCase());
  if (/^\/\/[^/]/.test(url)) return `https:${url}`;
  // A host without a scheme: a relative path has no dot in its first segment, or begins with one.
  return /^[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:\/|$)/.test(url) ? `https://${url}` : undefined;
}

function dropOwnServers(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  const drop = (holder: Record<string, unknown>, name: string): void => {
    if (!Array.isArray(holder.servers)) return;
    const urls = (holder.servers as Server[]).map(({ url }) => url).join(", ");
    delete holder.servers;
    findings.push({
      kind: "unsupported",
      rule: "own-servers",
      message: `${name} has servers of its own (${urls}), which a client does not call: it calls those of the document.`,
      location: places.find(name),
    });
  };
  for (const [path, item] of Object.entries(document.paths)) {
    drop(item, place.path(path));
    for (const method of httpMethods) if (item[method]) drop(item[method], place.operation(method, path));
  }
  return findings;
}
