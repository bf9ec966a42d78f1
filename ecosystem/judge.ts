import type { Arrival, Finding, Servers } from "./servers.ts";

/** The groups of checks: the columns of the table, and what “yes” means in each. */
export const columns = {
  calls:
    "single objects, every page of a listing, a create, a typed error and a middleware work, and the program ends by itself.",
  keys: "each API key arrives in its own header, in no other and not in the URL, and no request follows a redirect. A page sends no key.",
  paths: "an identifier such as `../..` cannot leave its segment of the path.",
  silence:
    "no key, query, body or header is in what the runtime prints of errors and hooks. The program also prints controls, which must be seen.",
  "once only":
    "a POST that may have taken effect is sent once: after a closed connection, a 503, a timeout, and a response that is cut off.",
  retries: "a GET is sent again after a 503 or a closed connection, and a POST after a 429.",
  bodies:
    "a body that is cut off, incomplete, stalled, endless or missing ends the call with the right result.",
  abort: "the caller's signal ends a call at once, in each phase.",
  fakes: "the in-memory APIs for tests work.",
  webhooks: "webhooks are signed, verified and handled once.",
} as const;
export type Group = keyof typeof columns;
export const groups = Object.keys(columns) as Group[];

/** The ways of printing that the program uses. `headers`: those of a request that belongs to an error. */
const ways = ["debug", "info", "log", "dir", "error", "headers"];

/** What must have arrived at the servers: the group, the property, the scenario, and what holds for its requests. */
const onTheWire: [Group, string, string, (arrivals: Arrival[]) => boolean][] = [
  ["calls", "a page is requested once", "pages", (all) => pagesOf(all) === "1,2,3"],
  ["calls", "a page is requested once, ahead too", "pages-ahead", (all) => pagesOf(all) === "1,2,3"],
  ["keys", "nothing follows a GET that is redirected", "redirect", (all) => all.length === 1],
  ["keys", "nothing follows a POST that is redirected", "redirect-post", (all) => posts(all) === 1],
  [
    "paths",
    "only the id that may be sent arrives, encoded",
    "paths",
    (all) => all.map(({ path }) => path.replace(/\?.*/, "")).join() === "/bookings/a%2Fb%20%C3%BC%3F%23",
  ],
  ["once only", "one POST: its connection closes", "drop", (all) => posts(all) === 1],
  [
    "once only",
    "one POST: a connection that was used before closes",
    "drop-reused",
    (all) => posts(all) === 1,
  ],
  ["once only", "one POST: 503", "unavailable", (all) => posts(all) === 1],
  ["once only", "one POST: no response in time", "silent", (all) => posts(all) === 1],
  ["once only", "one POST: its response is cut off", "truncated-post", (all) => posts(all) === 1],
  ["retries", "two GETs: 503", "unavailable-once", (all) => all.length === 2],
  ["retries", "two GETs: the connection closes", "drop-once", (all) => all.length >= 2],
  ["retries", "two POSTs: 429", "limited-once", (all) => posts(all) === 2],
  ["abort", "nothing follows an abort of a wait", "unavailable-long", (all) => all.length === 1],
];

const posts = (arrivals: Arrival[]) => arrivals.filter(({ method }) => method === "POST").length;
const pagesOf = (arrivals: Arrival[]) =>
  arrivals
    .map(({ path }) => new URL(path, "http://localhost").searchParams.get("pageNumber") ?? "1")
    .sort()
    .join();

/**
 * What the program of a run found, and what the servers and the output say.
 *
 * @param output All that the runtime printed.
 */
export function judge(servers: Servers, run: string, output: string, isPage = false): Finding[] {
  const found = servers.reports.get(run);
  if (!found)
    return groups.map((group) => ({ group, name: "it runs", ok: false, detail: lastLines(output) }));
  const own = servers.arrivals.filter((arrival) => arrival.run === run);
  const findings = groups
    .filter((group) => !found.some((finding) => finding.group === group))
    .map((group) => ({ group, name: "it reports", ok: false, detail: "nothing reported" }) as Finding);
  findings.push(...found);
  for (const [group, name, scenario, holds] of onTheWire) {
    const arrivals = own.filter((arrival) => arrival.scenario === scenario);
    const detail = arrivals
      .map(({ method, path, connection }) => `${method} ${path} (connection ${connection})`)
      .join(", ");
    findings.push({
      group,
      name,
      ok: holds(arrivals),
      detail: `arrived: ${detail || "nothing"}`,
      posts: posts(arrivals),
    });
  }
  const stolen = servers.stolen.filter((url) => url.split(/[/?]/)[1] === run);
  findings.push({
    group: "keys",
    name: "nothing arrives at another origin",
    ok: stolen.length === 0,
    detail: stolen.join(", "),
  });
  const wrongKeys = own
    .filter((arrival) => !hasRightKeys(arrival, isPage))
    .map((arrival) => `${arrival.scenario}: ${arrival.method} ${arrival.path} ${keysOf(arrival).join(", ")}`);
  for (const scenario of ["prism", "prism-classes", "empty-object"])
    if (!own.some((arrival) => arrival.scenario === scenario)) wrongKeys.push(`${scenario}: nothing arrived`);
  findings.push({
    group: "keys",
    name: isPage ? "a page sends no key" : "keys arrive in their headers, and not in the URL",
    ok: wrongKeys.length === 0,
    detail: wrongKeys.join("\n"),
  });
  for (const way of ways)
    findings.push({
      group: "silence",
      name: `what is printed is seen: ${way}`,
      ok: isSeen(run, output, way),
      detail: `the output does not hold shown.${run}.${way}`,
    });
  const printed = output.split("\n").find((line) => line.includes(`hidden.${run}.`));
  findings.push({
    group: "silence",
    name: "what the runtime printed",
    ok: printed === undefined,
    detail: printed ?? "",
  });
  return findings;
}

const isSeen = (run: string, output: string, way: string) =>
  new RegExp(`shown\\.${run}\\.${way}(?!\\w)`).test(output);

/** Whether all that a program prints has arrived. */
export const isAllSeen = (run: string, output: string): boolean =>
  ways.every((way) => isSeen(run, output, way));

function hasRightKeys(arrival: Arrival, isPage: boolean): boolean {
  const { scenario, path, run } = arrival;
  const apiKey = `hidden.${run}.api-key`;
  let expected = [`x-bookeo-apikey: ${apiKey}`, `x-bookeo-secretkey: hidden.${run}.secret-key`];
  if (scenario === "prism-classes") expected = [`x-api-key: ${apiKey}`];
  if (scenario === "empty-object" || isPage) expected = [];
  return !path.includes("-key") && keysOf(arrival).join() === expected.join();
}

/** The headers that are for keys, and those that hold what must be hidden, as `name: value`. */
function keysOf({ headers }: Arrival): string[] {
  return headers
    .flatMap((name, index) => (index % 2 === 0 ? [`${name.toLowerCase()}: ${headers[index + 1]}`] : []))
    .filter((header) => /^(authorization|cookie|x-api-key|x-bookeo-\w+):|hidden\./.test(header))
    .sort();
}

export function lastLines(output: string): string {
  return output.trim().split("\n").slice(-12).join("\n");
}
