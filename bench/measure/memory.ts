// How many bytes a call allocates on the heap, over a stub for fetch. Run with a young generation that no collection empties in between.
import { PerformanceObserver } from "node:perf_hooks";
import type { Connection } from "../peers/peer.ts";
import { type Figures, figure, inTurns, print, runOfArguments } from "./measure.ts";
import { stub } from "./time.ts";

/** For the process that runs this. */
export const flags: readonly string[] = [
  "--expose-gc",
  "--min-semi-space-size=256",
  "--max-semi-space-size=256",
];
const calls = 500;

if (import.meta.main) {
  const { peers, isQuick } = await runOfArguments();
  const connections = new Map(
    [...peers].map(([id, peer]) => [id, peer.connect({ baseUrl: "http://127.0.0.1:1/ok", fetch: stub })]),
  );
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ["gc"] });

  async function kilobytes(connection: Connection): Promise<number> {
    globalThis.gc?.();
    // Entries of the collection above arrive later.
    await new Promise((resolve) => setTimeout(resolve, 5));
    collections = 0;
    const before = process.memoryUsage().heapUsed;
    for (let call = 0; call < calls; call++) await connection.get("2856MUMPA187DC203130");
    const allocated = process.memoryUsage().heapUsed - before;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (collections > 0) throw new Error("The heap was collected while it was measured.");
    return allocated / calls / 1_024;
  }

  const samples = await inTurns([...peers.keys()], { rounds: isQuick ? 3 : 9, warmUp: 3 }, (id) =>
    kilobytes(connections.get(id) as Connection),
  );
  observer.disconnect();
  const figures: Figures = {};
  for (const [id, values] of samples) figures[id] = { "allocated, kB": figure(values) };
  print(figures);
}
