// How long the import of a client takes in a fresh process, after Node has loaded what every client needs for its first call: some load it at
// import, others then.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Figures, figure, inTurns, print, runOfArguments } from "./measure.ts";

const bench = fileURLToPath(new URL("..", import.meta.url));

function milliseconds(specifier: string): number {
  const program = `void [Request, Headers, Response, fetch]; const start = performance.now(); await import(${JSON.stringify(specifier)}); console.log(performance.now() - start);`;
  const args = ["--input-type=module", "--eval", program];
  return Number(execFileSync(process.execPath, args, { cwd: bench, encoding: "utf8" }));
}

const { peers, isQuick } = await runOfArguments();
const importing = [...peers].filter(([, { imports }]) => imports !== undefined).map(([id]) => id);
const samples = await inTurns(importing, { rounds: isQuick ? 3 : 15, warmUp: 1 }, (id) =>
  milliseconds(peers.get(id)?.imports ?? ""),
);
const figures: Figures = {};
for (const [id, values] of samples) figures[id] = { "import, ms": figure(values) };
print(figures);
