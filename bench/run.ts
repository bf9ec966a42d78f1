// Measures our clients beside others: npm run bench:peers [-- --quick] [--only time,size,…] [<client> …]
// A run of everything writes RESULTS.md and results.svg; any other writes them into tmp/.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { generate } from "./generate.ts";
import type { Figures } from "./measure/measure.ts";
import { flags as memoryFlags } from "./measure/memory.ts";
import { loadPeers, peerIds } from "./peers/all.ts";
import type { Peer } from "./peers/peer.ts";
import type { Verdicts } from "./probes.ts";
import { type Codegen, markdown, type Results } from "./results.ts";
import { picture } from "./results-svg.ts";

const bench = fileURLToPath(new URL(".", import.meta.url));
const measures = ["time", "memory", "imports", "size", "types", "paging", "probes", "codegen"];
const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
  allowPositionals: true,
});
const chosen = values.only?.split(",") ?? measures;
const unknown = chosen.find((name) => !measures.includes(name));
if (unknown !== undefined)
  throw new Error(`There is no measurement "${unknown}". Known: ${measures.join(", ")}.`);
// Everything is compared with raw fetch.
const ids =
  positionals.length > 0 ? ["raw-fetch", ...positionals.filter((id) => id !== "raw-fetch")] : [...peerIds];
const isWhole = !values.quick && values.only === undefined && positionals.length === 0;

async function run(script: string, args: readonly string[], flags: readonly string[] = []): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, `${bench}${script}`, ...args], {
    cwd: bench,
    maxBuffer: 1e8,
  });
  return stdout;
}

const quick = values.quick ? ["--quick"] : [];

async function measured<T>(name: string, empty: T, measure: () => Promise<T>): Promise<T> {
  if (!chosen.includes(name)) return empty;
  const start = performance.now();
  const result = await measure();
  console.log(`${name.padEnd(8)} ${((performance.now() - start) / 1_000).toFixed(0)} s`);
  return result;
}

const figuresOf = (name: string, flags: readonly string[] = []): Promise<Figures> =>
  measured(name, {}, async () => JSON.parse(await run(`measure/${name}.ts`, [...quick, ...ids], flags)));

/** Mostly waits, so many clients at a time. */
async function probeAll(): Promise<Record<string, Verdicts>> {
  const verdicts: Record<string, Verdicts> = {};
  const waiting = [...ids];
  const worker = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      Object.assign(verdicts, JSON.parse(await run("probes.ts", [...quick, id])));
  };
  await Promise.all(Array.from({ length: 12 }, worker));
  return verdicts;
}

function versionOf({ package: name, isOurs }: Peer): string {
  if (name === undefined) return process.version;
  if (isOurs) return "this commit";
  const manifest = readFileSync(`${bench}node_modules/${name}/package.json`, "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

await generate();
const peers = await loadPeers(ids);
const parts = [
  await figuresOf("time"),
  await figuresOf("memory", memoryFlags),
  await figuresOf("imports"),
  await figuresOf("size"),
  await figuresOf("types"),
];
const nothingPaged: Omit<Results["paging"], "figures"> & { figures: Figures } = {
  figures: {},
  pages: 0,
  ahead: {},
};
const paging = await measured("paging", nothingPaged, async () =>
  JSON.parse(await run("measure/paging.ts", [...quick, ...ids])),
);
parts.push(paging.figures);
const figures: Figures = {};
for (const part of parts)
  for (const [id, of] of Object.entries(part)) figures[id] = { ...figures[id], ...of };

const results: Results = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} × ${cpus()[0]?.model ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`,
  isQuick: values.quick,
  peers: new Map([...peers].map(([id, peer]) => [id, { ...peer, version: versionOf(peer) }])),
  figures,
  paging,
  verdicts: await measured("probes", {}, probeAll),
  codegen: await measured<Codegen | undefined>("codegen", undefined, async () =>
    JSON.parse(await run("../scripts/bench/pipeline.ts", ["--json", ...quick])),
  ),
};
const folder = isWhole ? bench : `${bench}tmp/`;
writeFileSync(`${folder}RESULTS.md`, markdown(results));
writeFileSync(`${folder}results.svg`, picture(results));
console.log(`Written: ${folder}RESULTS.md, ${folder}results.svg`);
