import type { OpenApiDocument } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

/** Plain http is lifted to https, for keys never travel in the clear. A server that is then listed twice is kept once. */
export function repairServers(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  const kept = new Set<string>();
  const servers = (document.servers ?? []).filter((server) => {
    if (/^http:\/\//i.test(server.url)) {
      const secure = server.url.replace(/^http:/i, "https:");
      findings.push({
        kind: "repair",
        rule: "https",
        message: `The server ${server.url} is called over https.`,
        location: places.find(place.servers),
      });
      server.url = secure;
    }
    server.url = server.url.replace(/\/+$/, "");
    return !kept.has(server.url) && kept.add(server.url);
  });
  if (servers.length > 0) document.servers = servers;
  else delete document.servers;
  return findings;
}
