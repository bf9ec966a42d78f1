import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isAllSeen, judge, lastLines } from "../judge.ts";
import type { Finding, Servers } from "../servers.ts";
import {
  type Consumer,
  configOf,
  here,
  installed,
  node,
  type Outcome,
  project,
  run,
  start,
  stop,
  write,
} from "../tools.ts";

const cli = installed("next/dist/bin/next");
const folder = join(project, "next");

export const next: Consumer[] = [
  { id: "next-node", name: "Next, a route in Node", run: (servers) => inNext(servers, "next-node") },
  {
    id: "next-edge",
    name: "Next, a route in the edge runtime",
    run: (servers) => inNext(servers, "next-edge"),
  },
];

/** One application for both. */
let server: Promise<Started> | undefined;

interface Started {
  url: string;
  output(): string;
  stop(): void;
}

export async function stopNext(): Promise<void> {
  (await server?.catch(() => undefined))?.stop();
}

async function inNext(servers: Servers, id: string): Promise<Outcome> {
  server ??= startNext(servers);
  const { url, output } = await server;
  const findings: Finding[] = [];
  await fetch(`${url}/${id}`);
  // What the server prints comes another way than its response, and may come later.
  for (let count = 0; count < 50 && !isAllSeen(id, output()); count++) await wait(100);
  findings.push(...judge(servers, id, output()));
  if (id === "next-node") findings.push(await isNotCached(servers, url));
  const { version } = createRequire(import.meta.url)(installed("next/package.json"));
  return { version, findings };
}

/** Two requests of a page that calls the API give two calls, and two different pages. */
async function isNotCached(servers: Servers, url: string): Promise<Finding> {
  const calls = () => servers.arrivals.filter(({ scenario }) => scenario === "next-page").length;
  const before = calls();
  const pages = [];
  for (let count = 0; count < 2; count++)
    pages.push(/booking B\d+/.exec(await (await fetch(`${url}/page`)).text())?.[0]);
  const ok = calls() === before + 2 && pages[0] !== undefined && pages[0] !== pages[1];
  return {
    group: "calls",
    name: "two requests of a page give two calls",
    ok,
    detail: `${calls() - before} calls, pages: ${pages.join(", ")}`,
  };
}

async function startNext(servers: Servers): Promise<Started> {
  writeApp(servers);
  const built = await run(node, [cli, "build"], { cwd: folder });
  if (built.code !== 0) throw new Error(`next build failed:\n${lastLines(built.output)}`);
  const child = start(node, [cli, "start", "--port", "0", "--hostname", "127.0.0.1"], {
    cwd: folder,
  });
  let output = "";
  let timer: NodeJS.Timeout | undefined;
  const url = await new Promise<string>((resolve, reject) => {
    const keep = (chunk: Buffer) => {
      output += chunk;
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (found && /Ready/.test(output)) resolve(found);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const fail = (what: string) => reject(new Error(`next start ${what}:\n${lastLines(output)}`));
    child.on("close", () => fail("ended"));
    timer = setTimeout(() => {
      stop(child);
      fail("was not ready within two minutes");
    }, 120_000);
  }).finally(() => clearTimeout(timer));
  return { url, output: () => built.output + output, stop: () => stop(child) };
}

function writeApp(servers: Servers): void {
  for (const path of ["next-node", "next-edge", "page"])
    mkdirSync(join(folder, "app", path), { recursive: true });
  write("next/package.json", '{"private":true,"type":"module"}');
  write("next/next.config.mjs", `export default { turbopack: { root: ${JSON.stringify(here)} } };\n`);
  write("next/app/layout.jsx", "export default ({ children }) => <html><body>{children}</body></html>;\n");
  for (const [id, runtime] of [
    ["next-node", "nodejs"],
    ["next-edge", "edge"],
  ] as const)
    write(
      `next/app/${id}/route.js`,
      `import { report } from "../../../checks.mjs";
export const runtime = "${runtime}";
export const dynamic = "force-dynamic";
export const GET = async () => new Response(await report(${configOf(servers, id)}));
`,
    );
  const options = JSON.stringify({
    baseUrl: `${servers.origin}/api/next/next-page`,
    apiKey: "a",
    secretKey: "b",
  });
  write(
    "next/app/page/page.jsx",
    `import { createBookeo } from "@booking-apis/sdk/bookeo";
const bookeo = createBookeo(${options});
export default async () => <p>{\`booking \${(await bookeo.bookings.get("B1")).bookingNumber}\`}</p>;
`,
  );
}
