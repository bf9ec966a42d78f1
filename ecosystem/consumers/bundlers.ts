import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  type Consumer,
  here,
  installed,
  must,
  node,
  outcomeOf,
  project,
  run,
  type Sizes,
  write,
  writeProgram,
} from "../tools.ts";

export type Tool = "esbuild" | "rollup" | "vite" | "webpack";

/** Bundles a file of the project with a tool, and returns the path of the bundle. */
export async function bundle(tool: Tool, entry: string, name: string): Promise<string> {
  const out = join(project, name);
  await must(node, [join(here, "drivers/bundle.mjs"), tool, entry, out], here);
  return out;
}

const names: [Tool, string][] = [
  ["esbuild", "esbuild"],
  ["rollup", "Rollup, not minified"],
  ["vite", "Vite"],
  ["webpack", "webpack"],
];

/** Each bundle runs in the Node that runs this. */
export const bundlers = names.map(
  ([tool, name]): Consumer => ({
    id: tool,
    name,
    run: async (servers) => {
      const { version } = JSON.parse(readFileSync(installed(`${tool}/package.json`), "utf8"));
      const small = write(`${tool}-small.mjs`, 'export { createBookeo } from "@booking-apis/sdk/bookeo";\n');
      const bundled = await bundle(tool, writeProgram(servers, tool), `${tool}.bundle.mjs`);
      const bytes: Sizes = {
        program: gzipped(bundled),
        createBookeo: gzipped(await bundle(tool, small, `${tool}-small.bundle.mjs`)),
      };
      return { ...outcomeOf(servers, tool, version, await run(node, [bundled])), bytes };
    },
  }),
);

const gzipped = (path: string) => gzipSync(readFileSync(path), { level: 9 }).length;
