import { randomUUID } from "node:crypto";
import { mostWithin, startCountingServer, startWorker } from "./processes.ts";
import { storeKinds } from "./stores.ts";

/** How much of the rate four processes reach together, and the most in any sliding interval: `node <this file> [requests] [intervalMs]`. */
const [requests = 100, intervalMs = 100] = process.argv.slice(2).map(Number);
const processes = 4;
const callsOfEach = 500;

for (const { name, start, missing } of Object.values(storeKinds("The rate"))) {
  if (missing) continue;
  const store = await start();
  const server = await startCountingServer();
  const task = {
    apiKey: randomUUID(),
    store: store.url,
    baseUrl: server.baseUrl,
    calls: callsOfEach,
    options: { requests, intervalMs },
  };
  const workers = await Promise.all(Array.from({ length: processes }, () => startWorker(task)));
  const results = await Promise.all(workers.map((worker) => worker.run()));
  const { arrivals } = server;
  const took = (arrivals.at(-1)?.at ?? 0) - (arrivals[0]?.at ?? 0);
  // The last batch ends the measurement, as it comes at once.
  const possible = (took / intervalMs) * requests;
  const reached = ((arrivals.length - requests) / possible) * 100;
  const failed = results.flatMap((result) => result.failed).length;
  console.log(
    `${name}: ${arrivals.length} of ${processes * callsOfEach} calls in ${took.toFixed(0)} ms, ${failed} failed; ` +
      `${reached.toFixed(1)} % of ${requests} per ${intervalMs} ms; at most ${mostWithin(intervalMs, arrivals)} in any interval`,
  );
  await server.close();
  await store.stop();
}
