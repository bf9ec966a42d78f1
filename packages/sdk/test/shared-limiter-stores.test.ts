import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  type LimiterStep,
  postgresLimiterSchema,
  type SharedLimiterOptions,
  sharedLimiter,
} from "../src/shared-limiter/index.ts";
import { mostWithin } from "./shared-limiter/processes.ts";
import {
  type Connection,
  clients,
  type RunningStore,
  type StoreKind,
  startProxy,
  storeKinds,
} from "./shared-limiter/stores.ts";
import { rejection, until } from "./support.ts";

const kinds = storeKinds("The stores of the shared limiter");

/** Limits that no busy machine reaches. */
const patient = { leaseMs: 600_000, storeTimeoutMs: 300_000, pollMs: 2 };

/** A step that asks for one place, unless a test says otherwise. */
function stepOf(asker: string, step: Partial<LimiterStep> = {}): LimiterStep {
  const none = { asked: 1, first: 0, ended: [], running: [], pauseMs: 0, requests: 0, concurrency: 0 };
  return { ...none, asker, intervalMs: 1000, leaseMs: 600_000, pollMs: 600_000, ...step };
}

describe.each(
  Object.values(kinds).flatMap((kind: StoreKind) => kind.clients.map((client) => ({ ...kind, client }))),
)("with $client and $name", ({ client, start, missing }) => {
  let running: RunningStore;
  let first: Connection;
  let second: Connection;

  beforeAll(async () => {
    if (missing) return;
    running = await start();
    first = await clients[client](running.url);
    second = await clients[client](running.url);
  });
  afterAll(async () => {
    await Promise.all([first?.close(), second?.close()]);
    await running?.stop();
  });

  /** Tests that need the store, each with a lane of its own. */
  const it = (name: string, run: (lane: string) => Promise<void>) =>
    test.skipIf(missing)(name, () => run(randomUUID()));

  const two = (options: Omit<SharedLimiterOptions, "store">) =>
    [first, second].map(({ store }) => sharedLimiter({ ...patient, ...options, store }));

  it("two limiters together never let more through than the rate within any interval", async (lane) => {
    const intervalMs = 60;
    const limiters = two({ requests: 5, intervalMs });
    const arrivals: { at: number }[] = [];
    for (let burst = 0; burst < 6; burst++) {
      // Each burst begins somewhere in the interval: a fixed window would let twice the rate through at its border.
      const quietUntil = performance.now() + (intervalMs * burst) / 5;
      await until(() => performance.now() >= quietUntil);
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const release = await limiters[index % 2]?.acquire(lane);
          arrivals.push({ at: performance.now() });
          release?.();
        }),
      );
    }
    expect(arrivals).toHaveLength(120);
    expect(mostWithin(intervalMs, arrivals)).toBeLessThanOrEqual(5);
  });

  it("an attempt counts until an interval after its end, not after its start", async (lane) => {
    const step = { requests: 1, intervalMs: 50, pollMs: 1 };
    expect(await first.store.step(lane, stepOf("a", step))).toEqual({ granted: 1, waitMs: 0 });
    const long = performance.now() + 200;
    await until(() => performance.now() > long);
    expect((await second.store.step(lane, stepOf("b", step))).granted).toBe(0);
    const endedAt = performance.now();
    await first.store.step(lane, stepOf("a", { ...step, asked: 0, ended: [[0, 0]] }));
    for (;;) if ((await second.store.step(lane, stepOf("b", step))).granted === 1) break;
    expect(performance.now() - endedAt).toBeGreaterThanOrEqual(50);
  });

  it("says how long to wait for the end of an interval", async (lane) => {
    const step = { requests: 2, intervalMs: 3_600_000 };
    expect(await first.store.step(lane, stepOf("a", { ...step, asked: 3 }))).toMatchObject({ granted: 2 });
    const ended: [number, number][] = [[0, 1_800_000]];
    const { granted, waitMs } = await first.store.step(lane, stepOf("a", { ...step, first: 3, ended }));
    expect(granted).toBe(0);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(1_800_000);
  });

  it("a place that was given back unused does not count", async (lane) => {
    const step = { requests: 1, intervalMs: 3_600_000 };
    await first.store.step(lane, stepOf("a", step));
    const given = stepOf("a", { ...step, first: 1, ended: [[0, 3_600_000]] });
    expect((await first.store.step(lane, given)).granted).toBe(1);
  });

  it("two limiters together never have more attempts under way than allowed, and all get through", async (lane) => {
    const limiters = two({ concurrency: 3 });
    let now = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const release = await limiters[index % 2]?.acquire(lane);
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        now--;
        release?.();
      }),
    );
    expect(most).toBe(3);
  });

  it("a long queue of one process does not keep another one from its turn", async (lane) => {
    const step = { concurrency: 1 };
    await first.store.step(lane, stepOf("a", { ...step, asked: 100 }));
    expect(await second.store.step(lane, stepOf("b", step))).toEqual({ granted: 0, waitMs: -1 });
    const again = stepOf("a", { ...step, asked: 99, first: 100, ended: [[0, 0]] });
    // It asked first, and has the first turn; then the other one has.
    expect(await first.store.step(lane, again)).toMatchObject({ granted: 1 });
    const third = stepOf("a", { ...step, asked: 98, first: 200, ended: [[100, 0]] });
    expect(await first.store.step(lane, third)).toMatchObject({ granted: 0 });
    expect(await second.store.step(lane, stepOf("b", step))).toMatchObject({ granted: 1 });
  });

  it("a process that does not come back loses its turn", async (lane) => {
    const step = { concurrency: 1, pollMs: 1 };
    await first.store.step(lane, stepOf("a", step));
    await first.store.step(lane, stepOf("killed", step));
    await first.store.step(lane, stepOf("a", { ...step, asked: 0, ended: [[0, 0]] }));
    for (;;) if ((await second.store.step(lane, stepOf("b", step))).granted === 1) break;
  });

  it("the place of a killed process is free when its lease ends, and not before", async (lane) => {
    const step = { requests: 1, concurrency: 1, intervalMs: 20, leaseMs: 150, pollMs: 1 };
    const leasedAt = performance.now();
    await first.store.step(lane, stepOf("killed", step));
    for (;;) if ((await second.store.step(lane, stepOf("b", step))).granted === 1) break;
    expect(performance.now() - leasedAt).toBeGreaterThanOrEqual(150);
  });

  it("a lease that is renewed does not end, even if the store had forgotten it", async (lane) => {
    const step = { concurrency: 1, pollMs: 1 };
    await first.store.step(lane, stepOf("a", { ...step, leaseMs: 1 }));
    await first.store.step(lane, stepOf("a", { ...step, asked: 0, running: [0] }));
    expect((await second.store.step(lane, stepOf("b", step))).granted).toBe(0);
  });

  it("a pause by one holds for all others, in this lane alone, and a shorter one does not end it", async (lane) => {
    const pause = (pauseMs: number) => first.store.step(lane, stepOf("a", { asked: 0, pauseMs }));
    await pause(3_600_000);
    await pause(1_000);
    const { granted, waitMs } = await second.store.step(lane, stepOf("b"));
    expect(granted).toBe(0);
    expect(waitMs).toBeGreaterThan(3_000_000);
    expect((await second.store.step(`${lane}-other`, stepOf("b"))).granted).toBe(1);
  });

  it("a pause of one limiter is seen by another, which goes on afterwards", async (lane) => {
    const [pausing, waiting] = two({ requests: 100 });
    pausing?.pause?.(lane, 300);
    const until = performance.now() + 300;
    for (;;) if ((await second.store.step(lane, stepOf("c"))).granted === 0) break;
    await waiting?.acquire(lane);
    expect(performance.now()).toBeGreaterThanOrEqual(until - 1);
  });

  it("a limit may be larger than 32 bits", async (lane) => {
    const step = { requests: 3_000_000_000, concurrency: 3_000_000_000 };
    expect((await first.store.step(lane, stepOf("a", step))).granted).toBe(1);
  });

  it("when the clock of the store was set back, it goes on after one interval", async (lane) => {
    const step = { requests: 1, intervalMs: 50, pollMs: 1 };
    await first.store.step(lane, stepOf("a", step));
    await first.setClockBack(lane);
    const begin = performance.now();
    expect((await first.store.step(lane, stepOf("b", step))).granted).toBe(0);
    for (;;) if ((await second.store.step(lane, stepOf("b", step))).granted === 1) break;
    expect(performance.now() - begin).toBeGreaterThanOrEqual(49);
  });

  it("keys with odd characters are lanes of their own", async (lane) => {
    const odd = [
      "",
      "}",
      "{",
      "{}",
      "a}:places",
      "a",
      "a:places",
      "\0",
      "\u{d800}",
      "é😀",
      "a b\r\n",
      "'; DROP TABLE x; --",
      "%s$1",
      "x".repeat(500),
    ];
    const [limiter] = two({ requests: 1, intervalMs: 3_600_000 });
    const names = odd.map((key) => `${key}${lane}${key}`);
    for (const name of [...names, randomUUID()]) (await limiter?.acquire(name))?.();
    const other = two({ requests: 1, intervalMs: 3_600_000 })[1];
    const ending = new AbortController();
    let through = 0;
    const waiting = names.map((name) =>
      other?.acquire(name, ending.signal).then(
        () => through++,
        () => {},
      ),
    );
    await other?.acquire(randomUUID());
    ending.abort();
    await Promise.all(waiting);
    expect(through).toBe(0);
  });

  it("an abort during a wait leaves no turn in the store", async (lane) => {
    const [holder, waiter] = two({ concurrency: 1, pollMs: 300_000 });
    const release = await holder?.acquire(lane);
    const ending = new AbortController();
    const waiting = rejection(waiter?.acquire(lane, ending.signal) as Promise<unknown>);
    const step = { concurrency: 1 };
    // A third one is behind it as long as it waits.
    for (;;) if ((await first.store.step(lane, stepOf("c", step))).granted === 0) break;
    ending.abort("enough");
    expect(await waiting).toBe("enough");
    release?.();
    for (;;) if ((await first.store.step(lane, stepOf("c", step))).granted === 1) break;
  });

  describe("killed during a wait", () => {
    const whileWaiting = async (lane: string, onStoreError: "fail" | "allow") => {
      const proxy = await startProxy(running.url);
      const connection = await clients[client](proxy.url);
      onTestFinished(() => connection.close().catch(() => {}));
      const seen: string[] = [];
      const limiter = sharedLimiter({
        ...patient,
        concurrency: 1,
        onStoreError,
        onError: ({ action }) => seen.push(action),
        store: connection.store,
      });
      const [holder] = two({ concurrency: 1 });
      await holder?.acquire(lane);
      const waiting = limiter.acquire(lane);
      for (;;) if ((await first.store.step(`${lane}`, stepOf("c", { concurrency: 1 }))).granted === 0) break;
      await proxy.stop();
      return { waiting, seen };
    };

    it("fails the attempt", async (lane) => {
      const { waiting } = await whileWaiting(lane, "fail");
      expect(await rejection(waiting)).toMatchObject({
        kind: "limiter",
        action: "acquire",
        outcome: "rejected",
      });
    });

    it('lets it through with onStoreError: "allow", and says so', async (lane) => {
      const { waiting, seen } = await whileWaiting(lane, "allow");
      await waiting;
      expect(seen).toContain("acquire");
    });
  });

  it("no reply within storeTimeoutMs fails the attempt", async (lane) => {
    const proxy = await startProxy(running.url);
    const connection = await clients[client](proxy.url);
    onTestFinished(async () => {
      await proxy.stop();
      await connection.close().catch(() => {});
    });
    proxy.hold();
    const limiter = sharedLimiter({ store: connection.store, storeTimeoutMs: 100 });
    expect((await rejection(limiter.acquire(lane))).message).toContain("(storeTimeoutMs)");
  });
});

test("PGlite too counts where transactions are serializable by default", async () => {
  const store = await kinds.pglite.start();
  const { pool, store: places, close } = await clients.pg(store.url);
  await pool.query("SET default_transaction_isolation TO serializable");
  const lane = randomUUID();
  const ask = async () => (await places.step(lane, stepOf("a", { requests: 1 }))).granted;
  expect([await ask(), await ask()]).toEqual([1, 0]);
  await close();
  await store.stop();
});

describe("what is left behind", () => {
  test.skipIf(kinds.redis.missing)("expires by itself in Redis", async () => {
    const store = await kinds.redis.start();
    const { redis, store: places, close } = await clients.ioredis(store.url);
    const lane = randomUUID();
    await places.step(lane, stepOf("a", { requests: 2, concurrency: 2, leaseMs: 5_000, intervalMs: 1_000 }));
    const keys = await redis.keys(`*${lane}*`);
    expect(keys).toHaveLength(3);
    for (const key of keys) {
      const left = await redis.pttl(key);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(6_000);
    }
    await close();
    await store.stop();
  });

  test.skipIf(kinds.redis.missing)("a script that Redis has lost is sent again", async () => {
    const store = await kinds.redis.start();
    const { redis, store: places, close } = await clients.ioredis(store.url);
    for (let count = 0; count < 2; count++) {
      await redis.script("FLUSH");
      expect((await places.step(randomUUID(), stepOf("a"))).granted).toBe(1);
    }
    await close();
    await store.stop();
  });

  describe.each<StoreKind>([kinds.pglite, kinds.postgres])("in $name", ({ start, missing }) => {
    test.skipIf(missing)(
      "is removed when new lanes are made; the schema can be run again, and its absence has an error",
      async () => {
        const store = await start();
        const { pool, store: places, close } = await clients.pg(store.url);
        const left = async () => {
          const sql =
            "SELECT lane FROM booking_apis_limiter_lanes UNION ALL SELECT lane FROM booking_apis_limiter_places";
          return (await pool.query(sql)).rows.filter(({ lane }) => lane.startsWith("old")).length;
        };
        const step = { requests: 2, leaseMs: 1, intervalMs: 1 };
        for (let lane = 0; lane < 20; lane++) await places.step(`old${lane}`, stepOf("a", step));
        await pool.query(postgresLimiterSchema);
        while ((await left()) > 0) await places.step(randomUUID(), stepOf("a", step));

        await pool.query("DROP PROCEDURE booking_apis_limiter_step");
        const error = await rejection(sharedLimiter({ ...patient, store: places }).acquire("a"));
        expect(error).toMatchObject({ code: "42883", retryable: false });
        expect(error.message).toContain("Run postgresLimiterSchema");
        await close();
        await store.stop();
      },
    );
  });
});
