// How long a call takes: over a stub for fetch, over loopback one by one, and over loopback 50 at once.

import type { Connection, Peer } from "../peers/peer.ts";
import { bookingJson } from "../server.ts";
import { startServer } from "../server-process.ts";
import { type Figures, figure, inTurns, print, runOfArguments } from "./measure.ts";

const bookingNumber = "2856MUMPA187DC203130";
const modes = [
  { mode: "stub", perRound: 100, atOnce: 1 },
  { mode: "one by one", perRound: 20, atOnce: 1 },
  { mode: "50 at once", perRound: 100, atOnce: 50 },
];

export const stub = async (): Promise<Response> =>
  new Response(bookingJson, { headers: { "content-type": "application/json" } });

async function microseconds({ get }: Connection, calls: number, atOnce: number): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < calls; done += atOnce)
    await Promise.all(Array.from({ length: atOnce }, () => get(bookingNumber)));
  return ((performance.now() - start) / calls) * 1_000;
}

async function checked(peer: Peer, connection: Connection): Promise<Connection> {
  const got = JSON.stringify(await connection.get(bookingNumber));
  if (!got.includes(bookingNumber)) throw new Error(`${peer.name} returned ${got.slice(0, 200)}`);
  return connection;
}

if (import.meta.main) {
  const { peers, isQuick } = await runOfArguments();
  const server = await startServer();
  const figures: Figures = Object.fromEntries([...peers.keys()].map((id) => [id, {}]));
  for (const { mode, perRound, atOnce } of modes) {
    const connections = new Map<string, Connection>();
    for (const [id, peer] of peers) {
      const setup = { baseUrl: `${server.origin}/ok`, ...(mode === "stub" && { fetch: stub }) };
      connections.set(id, await checked(peer, peer.connect(setup)));
    }
    const rounds = isQuick ? 20 : 200;
    const samples = await inTurns([...peers.keys()], { rounds, warmUp: isQuick ? 5 : 20 }, (id) =>
      microseconds(connections.get(id) as Connection, perRound, atOnce),
    );
    const raw = samples.get("raw-fetch") ?? [];
    for (const [id, values] of samples) {
      const of = figures[id] as Figures[string];
      of[`${mode}, µs`] = figure(values);
      // Each is compared with raw fetch of the same round.
      of[`${mode}, ratio`] = figure(values.map((value, round) => value / (raw[round] ?? Number.NaN)));
    }
  }
  server.close();
  print(figures);
}
