import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { mostWithin, type Respond, startCountingServer, startWorker } from "./shared-limiter/processes.ts";
import { type RunningStore, storeKinds } from "./shared-limiter/stores.ts";
import type { Task } from "./shared-limiter/worker.ts";
import { until } from "./support.ts";

/** Limits that no busy machine reaches. */
const patient = { leaseMs: 600_000, storeTimeoutMs: 300_000 };

describe.each(Object.values(storeKinds("Processes that share a limiter")))(
  "processes that share $name",
  ({ start, missing }) => {
    let store: RunningStore;
    beforeAll(async () => {
      if (!missing) store = await start();
    });
    afterAll(() => store?.stop());

    const setUp = async (tasks: Omit<Task, "store" | "baseUrl" | "apiKey">[], respond?: Respond) => {
      const server = await startCountingServer(respond);
      const apiKey = randomUUID();
      const workers = await Promise.all(
        tasks.map((task) => startWorker({ ...task, apiKey, store: store.url, baseUrl: server.baseUrl })),
      );
      onTestFinished(async () => {
        for (const { process } of workers) process.kill("SIGKILL");
        await server.close();
      });
      return { server, workers };
    };

    test.skipIf(missing)(
      "never send more than the rate within any interval of the server's clock, however wrong their own clocks are, and lose no call",
      async () => {
        const options = { ...patient, requests: 100, intervalMs: 100 };
        const tasks = [0, 3_600_000, -3_600_000, 50].map((clockIsOffBy) => ({
          calls: 500,
          options,
          clockIsOffBy,
        }));
        const { server, workers } = await setUp(tasks);
        const results = await Promise.all(workers.map((worker) => worker.run()));
        expect(results.flatMap(({ failed }) => failed)).toEqual([]);
        expect(new Set(server.arrivals.map(({ id }) => id)).size).toBe(2_000);
        expect(server.arrivals).toHaveLength(2_000);
        expect(mostWithin(100, server.arrivals)).toBeLessThanOrEqual(100);
      },
    );

    test.skipIf(missing)("never have more attempts under way than allowed", async () => {
      const options = { ...patient, concurrency: 3, pollMs: 5 };
      const { server, workers } = await setUp(Array(3).fill({ calls: 40, options }));
      const results = await Promise.all(workers.map((worker) => worker.run()));
      expect(results.flatMap(({ failed }) => failed)).toEqual([]);
      expect(server.arrivals).toHaveLength(120);
      expect(server.mostAtOnce()).toBeLessThanOrEqual(3);
    });

    test.skipIf(missing)("pause for a 429 that one of them got", async () => {
      const options = { ...patient, requests: 1, intervalMs: 1 };
      let turnedAwayAt = 0;
      const { server, workers } = await setUp(Array(2).fill({ calls: 50, options }), (response, _, count) => {
        if (count !== 20) return void response.end("{}");
        turnedAwayAt = performance.now();
        response.writeHead(429, { "retry-after": "1" }).end("{}");
      });
      const results = await Promise.all(workers.map((worker) => worker.run()));
      expect(results.flatMap(({ failed }) => failed)).toEqual([]);
      // At one attempt at a time, the 429 is known before the next one is sent.
      expect(server.arrivals[20]?.at).toBeGreaterThanOrEqual(turnedAwayAt + 1000);
      expect(server.arrivals).toHaveLength(101);
    });

    test.skipIf(missing)("go on after one of them was killed in the middle, within the rate", async () => {
      const limits = { requests: 10, intervalMs: 50, concurrency: 10 };
      const task = {
        calls: 100,
        options: { ...limits, leaseMs: 1_000, storeTimeoutMs: 500, onStoreError: "allow" as const },
      };
      let isHeld = true;
      // Its attempts never end.
      const { server, workers } = await setUp(
        [task, { calls: 100, options: { ...limits, ...patient } }],
        (response, id) => {
          if (!(isHeld && id.startsWith(`${workers[0]?.process.pid}-`))) response.end("{}");
        },
      );
      const [killed, other] = workers;
      const killing = killed?.run().catch((error: Error) => error.message);
      await until(() => server.arrivals.length === 10);
      const others = other?.run();
      killed?.process.kill("SIGKILL");
      expect(await killing).toContain("SIGKILL");
      isHeld = false;
      expect((await others)?.failed).toEqual([]);
      expect(server.arrivals).toHaveLength(110);
      expect(mostWithin(50, server.arrivals)).toBeLessThanOrEqual(10);
    });
  },
);
