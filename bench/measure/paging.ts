// How long every item of 10,000 pages takes over loopback, and how high the heap gets; each client in a process of its own.
// And what the SDK gains by reading ahead where a page takes 5 ms.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createBookeo } from "@booking-apis/sdk/bookeo";
import { keys, range } from "../peers/peer.ts";
import { startServer } from "../server-process.ts";
import { type Figures, figure, inTurns, print, runOfArguments } from "./measure.ts";

interface Read {
  seconds: number;
  megabytes: number;
}

/** Reads all items and counts them; a client that loses some has no figure. */
async function readAll(items: AsyncIterable<unknown>, expected: number): Promise<Read> {
  let count = 0;
  let highest = 0;
  const start = performance.now();
  for await (const _ of items)
    if (count++ % 1_000 === 0) highest = Math.max(highest, process.memoryUsage().heapUsed);
  const seconds = (performance.now() - start) / 1_000;
  if (count !== expected) throw new Error(`${count} items instead of ${expected}`);
  return { seconds, megabytes: highest / 1_048_576 };
}

async function readAhead(isQuick: boolean): Promise<Record<string, number>> {
  const pages = isQuick ? 60 : 300;
  const server = await startServer();
  await server.ask({ pages });
  const bookeo = createBookeo({ ...keys, baseUrl: `${server.origin}/slow-pages` });
  const samples = await inTurns(["0", "4", "8"], { rounds: isQuick ? 1 : 5, warmUp: 1 }, async (ahead) => {
    const items = bookeo.bookings.list(range).items({ prefetch: Number(ahead) });
    return (await readAll(items, pages * 10)).seconds;
  });
  server.close();
  return Object.fromEntries([...samples].map(([ahead, seconds]) => [ahead, figure(seconds).median]));
}

const { peers, isQuick } = await runOfArguments();
const pages = isQuick ? 500 : 10_000;
const [one] = process.env.BENCH_PAGING ? [...peers.values()] : [];
if (one) {
  const server = await startServer();
  await server.ask({ pages });
  print(await readAll(one.connect({ baseUrl: `${server.origin}/pages` }).items(), pages * 10));
  server.close();
} else {
  const megabytes = new Map<string, number[]>();
  const samples = await inTurns([...peers.keys()], { rounds: isQuick ? 1 : 3 }, (id) => {
    const args = [fileURLToPath(import.meta.url), ...(isQuick ? ["--quick"] : []), id];
    const env = { ...process.env, BENCH_PAGING: "one" };
    const read = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", env })) as Read;
    megabytes.set(id, [...(megabytes.get(id) ?? []), read.megabytes]);
    return read.seconds;
  });
  const figures: Figures = {};
  for (const [id, seconds] of samples)
    figures[id] = { "pages, s": figure(seconds), "pages, MB": figure(megabytes.get(id) ?? []) };
  print({ figures, pages, ahead: await readAhead(isQuick) });
}
