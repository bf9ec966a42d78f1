import { existsSync, globSync } from "node:fs";
import type { Servers } from "../servers.ts";
import {
  type Consumer,
  configOf,
  here,
  installed,
  node,
  nodeOf,
  notInstalled,
  type Outcome,
  outcomeOf,
  run,
  versionOf,
  write,
  writeProgram,
} from "../tools.ts";
import { bundle } from "./bundlers.ts";

const entries = ["sdk", "sdk/bookeo", "sdk/classes", "bookeo-client", "classes-client", "transport"];

export const runtimes: Consumer[] = [
  ...[20, 22, 24].flatMap((major): Consumer[] => [
    {
      id: `node-${major}`,
      name: `Node ${major}`,
      run: (servers) =>
        execute(servers, `node-${major}`, nodeOf(major), [writeProgram(servers, `node-${major}`)]),
    },
    {
      id: `node-${major}-require`,
      name: `Node ${major}, \`require\``,
      run: (servers) => {
        const id = `node-${major}-require`;
        const required = entries.map((entry) => `require("@booking-apis/${entry}");\n`).join("");
        const program = `${required}require("./checks.mjs").report(${configOf(servers, id)});\n`;
        return execute(servers, id, nodeOf(major), [write(`${id}.cjs`, program)]);
      },
    },
  ]),
  {
    id: "bun",
    name: "Bun",
    run: (servers) => execute(servers, "bun", installed("bun/bin/bun.exe"), [writeProgram(servers, "bun")]),
  },
  {
    id: "deno",
    name: "Deno",
    run: (servers) =>
      execute(servers, "deno", globSync(installed("@deno/*/deno"))[0], [
        "run",
        "--no-remote",
        "--no-prompt",
        "--allow-net=127.0.0.1",
        writeProgram(servers, "deno"),
      ]),
  },
  { id: "workerd", name: "Cloudflare Workers (workerd)", run: inWorkerd },
];

async function execute(
  servers: Servers,
  id: string,
  command: string | undefined,
  args: string[],
): Promise<Outcome> {
  if (!command || !existsSync(command)) return notInstalled(id);
  return outcomeOf(servers, id, await versionOf(command), await run(command, args));
}

async function inWorkerd(servers: Servers): Promise<Outcome> {
  const entry = write(
    "workerd-entry.mjs",
    `import { report } from "./checks.mjs";
export default { fetch: async () => new Response(await report(${configOf(servers, "workerd")})) };
`,
  );
  const bundled = await bundle("esbuild", entry, "workerd.mjs");
  return outcomeOf(
    servers,
    "workerd",
    await versionOf(installed("workerd/bin/workerd")),
    await run(node, [`${here}drivers/workerd.mjs`, bundled]),
  );
}
