import { execFile } from "node:child_process";
import { getEventListeners } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { createTransport, isBookingApiError, underlyingError } from "@booking-apis/transport";
import { build } from "esbuild";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createBookeo } from "../src/bookeo/index.ts";
import {
  LimiterError,
  type LimiterReply,
  type LimiterStep,
  type LimiterStore,
  postgresStore,
  redisStore,
  type SharedLimiterOptions,
  sharedLimiter,
} from "../src/shared-limiter/index.ts";
import { gate, keys, printed, rejection, reply, serve, until } from "./support.ts";

type Decide = (step: LimiterStep, nth: number) => LimiterReply | Promise<LimiterReply>;

/** A store that does what a test says, and notes what it was asked. */
function fakeStore(decide: Decide) {
  const steps: LimiterStep[] = [];
  const store: LimiterStore = {
    name: "Fake",
    step: async (_, step) => decide(step, steps.push(step)),
  };
  return { store, steps };
}

const grantAll: Decide = ({ asked }) => ({ granted: asked, waitMs: 0 });
const grantNone: Decide = () => ({ granted: 0, waitMs: 1 });

/** Limits that no busy machine reaches. */
const patient = { leaseMs: 600_000, storeTimeoutMs: 300_000 };

function limiterWith(decide: Decide, options: Partial<SharedLimiterOptions> = {}) {
  const { store, steps } = fakeStore(decide);
  return { limiter: sharedLimiter({ store, ...patient, ...options }), steps };
}

describe("the attempts of a process", () => {
  test("are let through in the order in which they came, however few at a time", async () => {
    const { limiter } = limiterWith(({ asked }) => ({ granted: Math.min(asked, 7), waitMs: 1 }));
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const release = await limiter.acquire("a");
        order.push(index);
        release();
      }),
    );
    expect(order).toEqual([...Array(100).keys()]);
  });

  test("are asked for in one step at a time, together", async () => {
    let running = 0;
    let most = 0;
    const { limiter, steps } = limiterWith(async ({ asked }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return { granted: asked, waitMs: 0 };
    });
    await Promise.all(Array.from({ length: 100 }, () => limiter.acquire("a")));
    expect(most).toBe(1);
    expect(steps.length).toBeLessThan(5);
  });

  test("do not make it ask before the time that the store gave", async () => {
    const { limiter, steps } = limiterWith(() => ({ granted: 0, waitMs: 3_600_000 }));
    for (let count = 0; count < 10; count++) {
      void limiter.acquire("a");
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(steps).toHaveLength(1);
  });

  test("get places whose numbers never come again, even after the lane was idle", async () => {
    const { limiter, steps } = limiterWith(grantAll);
    for (const lane of ["a", "b", "a", "b"]) {
      (await limiter.acquire(lane))();
      await until(() => steps.at(-1)?.ended.length === 1);
    }
    const places = steps.filter(({ asked }) => asked > 0).map(({ first }) => first);
    expect(places).toHaveLength(4);
    expect(new Set(places).size).toBe(4);
  });

  test("have been reported to the store after flush, so that its client can be closed", async () => {
    const { limiter, steps } = limiterWith(async ({ asked }) => {
      await new Promise((resolve) => setImmediate(resolve));
      return { granted: asked, waitMs: 0 };
    });
    for (const release of await Promise.all(["a", "a", "b"].map((lane) => limiter.acquire(lane)))) release();
    await limiter.flush();
    expect(steps.flatMap(({ ended }) => ended)).toHaveLength(3);
  });

  test("end once, however often they are released", async () => {
    const { limiter, steps } = limiterWith(grantAll);
    const release = await limiter.acquire("a");
    release();
    release();
    await until(() => steps.length === 2);
    await (await limiter.acquire("a"))();
    expect(steps.flatMap(({ ended }) => ended.filter(([place]) => place === steps[0]?.first))).toHaveLength(
      1,
    );
  });
});

describe("an abort while waiting", () => {
  test("rejects at once with the reason, and leaves no listener and no turn", async () => {
    const { limiter, steps } = limiterWith(() => ({ granted: 0, waitMs: 3_600_000 }));
    const controller = new AbortController();
    const waiting = rejection(limiter.acquire("a", controller.signal));
    await until(() => steps.length === 1);
    controller.abort("enough");
    expect(await waiting).toBe("enough");
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    await until(() => steps.length === 2);
    expect(steps[1]?.asked).toBe(0);
  });

  test("gives back at once a place that came too late, which then does not count", async () => {
    const { open, opened } = gate();
    const { limiter, steps } = limiterWith(async (step) => {
      await opened;
      return { granted: step.asked, waitMs: 0 };
    });
    const controller = new AbortController();
    const waiting = rejection(limiter.acquire("a", controller.signal));
    await until(() => steps.length === 1);
    controller.abort("enough");
    expect(await waiting).toBe("enough");
    open();
    await until(() => steps.length === 2);
    const [place, ago] = steps[1]?.ended[0] ?? [];
    expect(place).toBe(steps[0]?.first);
    expect(ago).toBe(1000);
  });

  test("before it began asks nothing of the store", async () => {
    const { limiter, steps } = limiterWith(grantAll);
    expect(await rejection(limiter.acquire("a", AbortSignal.abort("early")))).toBe("early");
    expect(steps).toHaveLength(0);
  });
});

describe("a place is not used", () => {
  test("if the store's reply came when half the lease was over", async () => {
    const { limiter, steps } = limiterWith(
      ({ asked }, nth) => {
        const begin = performance.now();
        while (nth === 1 && performance.now() - begin < 60);
        return { granted: asked, waitMs: 0 };
      },
      { leaseMs: 100, storeTimeoutMs: 50 },
    );
    await limiter.acquire("a");
    const [late] = steps;
    expect(steps.length).toBeGreaterThan(1);
    expect(steps[1]?.ended.map(([place]) => place)).toContain(late?.first);
  });

  test("if a 429 paused the lane meanwhile", async () => {
    const { open, opened } = gate();
    const { limiter, steps } = limiterWith(async ({ asked }) => {
      await opened;
      return { granted: asked, waitMs: 0 };
    });
    let isThrough = false;
    void limiter.acquire("a").then(() => {
      isThrough = true;
    });
    await until(() => steps.length === 1);
    limiter.pause?.("a", 3_600_000);
    open();
    await until(() => steps.length === 2);
    expect(steps[1]?.pauseMs).toBeGreaterThan(3_000_000);
    expect(steps[1]?.ended).toEqual([[steps[0]?.first, 1000]]);
    expect(isThrough).toBe(false);
  });
});

describe("a lease", () => {
  test("is renewed as long as the attempt is under way, and not afterwards", async () => {
    const { limiter, steps } = limiterWith(grantAll, { leaseMs: 20, storeTimeoutMs: 10 });
    const release = await limiter.acquire("a");
    const place = steps.findLast(({ asked }) => asked > 0)?.first;
    await until(() => steps.filter(({ running }) => running[0] === place).length === 3);
    release();
    await until(() => steps.some(({ ended }) => ended[0]?.[0] === place));
    const last = steps.at(-1);
    await limiter.acquire("b");
    expect(
      steps.slice(steps.indexOf(last as LimiterStep) + 1).flatMap(({ running }) => running),
    ).not.toContain(place);
  });

  test("is renewed at each quarter of it, also where the store did not reply to the renewals before", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const renewals: number[] = [];
    const { limiter } = limiterWith(
      (step, nth) => {
        if (step.running.length === 0) return grantAll(step, nth);
        renewals.push(performance.now());
        return new Promise(() => {});
      },
      { leaseMs: 400, storeTimeoutMs: 80 },
    );
    const begin = performance.now();
    await limiter.acquire("a");
    await vi.advanceTimersByTimeAsync(350);
    expect(renewals.map((at) => at - begin)).toEqual([100, 200, 300]);
  });

  /** Runs a program that has a limiter and a store `calls`. */
  const program = (body: string): Promise<{ stdout: string; stderr: string }> => {
    const entry = new URL("../src/shared-limiter/index.ts", import.meta.url).href;
    const code = `import { sharedLimiter } from ${JSON.stringify(entry)};\n${body}`;
    return promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  };

  test("keeps no process alive", async () => {
    const { stdout } = await program(`
      const store = { name: "Fake", step: async (_, { asked }) => ({ granted: asked, waitMs: 0 }) };
      await sharedLimiter({ store }).acquire("a");
      console.log("through");`);
    expect(stdout).toBe("through\n");
  });

  test("that cannot be given back is no unhandled rejection", async () => {
    const { stdout, stderr } = await program(`
      let calls = 0;
      const store = { name: "Fake", step: async (_, { asked }) => {
        if (++calls > 1) throw new Error("down");
        return { granted: asked, waitMs: 0 };
      } };
      const limiter = sharedLimiter({ store, onError: (error) => { console.log(error.action); throw error; } });
      (await limiter.acquire("a"))();
      limiter.pause("b", 1000);`);
    expect(stderr).toBe("");
    expect(stdout).toContain("release\n");
  });
});

const secret = "redis://default:hunter2hunter2@cache.internal:6379";

describe("a store that fails", () => {
  const broken: Decide = () => {
    throw Object.assign(new Error(`connect ECONNREFUSED ${secret}`), { code: "ECONNREFUSED", secret });
  };

  test("fails each attempt that waits, with an error that says what to check and hides what the client threw", async () => {
    const seen: LimiterError[] = [];
    const { limiter } = limiterWith(broken, { onError: (error) => seen.push(error) });
    const errors = await Promise.all([1, 2].map(() => rejection(limiter.acquire("a"))));
    expect(errors[0]).not.toBe(errors[1]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(LimiterError);
      expect(isBookingApiError(error, "limiter")).toBe(true);
      expect(error).toMatchObject({
        name: "LimiterError",
        action: "acquire",
        code: "ECONNREFUSED",
        outcome: "rejected",
        retryable: true,
        hint: "Check the store of the limiter, then call again.",
        message:
          "The limiter could not let the attempt through: Fake: its client failed with ECONNREFUSED. This attempt was not sent. Check that the store runs, that its client is connected, and how long it takes to reply.",
      });
      expect(printed(error)).not.toMatch(/hunter2|cache\.internal/);
      expect(underlyingError(error)).toMatchObject({ secret });
    }
    expect(seen.length).toBeGreaterThan(0);
  });

  test.each([
    ["42883", false, /postgresLimiterSchema/],
    ["28P01", false, /password/],
    ["40001", true, /store runs/],
  ])("with PostgreSQL's %s says what to do", async (code, retryable, advice) => {
    const { limiter } = limiterWith(() => Promise.reject(Object.assign(new Error("no"), { code })));
    const error = await rejection(limiter.acquire("a"));
    expect(error).toMatchObject({ code, retryable });
    expect(error.message).toMatch(advice);
  });

  test("with an error reply of Redis shows its first word only", async () => {
    const { limiter } = limiterWith(() => Promise.reject(new Error("WRONGPASS invalid hunter2")));
    const error = await rejection(limiter.acquire("a"));
    expect(error).toMatchObject({ code: "WRONGPASS", retryable: false });
    expect(printed(error)).not.toContain("hunter2");
  });

  test("or does not reply in time fails the attempt, and a place that it gave too late is given back", async () => {
    const { limiter, steps } = limiterWith(
      (step, nth) => (nth === 1 ? new Promise(() => {}) : grantAll(step, nth)),
      { storeTimeoutMs: 20, leaseMs: 600_000 },
    );
    const error = await rejection(limiter.acquire("a"));
    expect(error.message).toContain("it did not reply within 20 ms (storeTimeoutMs)");
    await limiter.acquire("a");
    expect(steps[1]?.ended.map(([place]) => place)).toContain(steps[0]?.first);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a word", "OK"],
    ["no numbers", { granted: "1", waitMs: "0" }],
    ["more than it was asked for", { granted: 2, waitMs: 0 }],
    ["less than nothing", { granted: -1, waitMs: 0 }],
    ["a part of an attempt", { granted: 0.5, waitMs: 0 }],
    ["no time", { granted: 0, waitMs: Number.NaN }],
  ])("or replies with %s lets nothing through", async (_, result) => {
    const { limiter } = limiterWith(() => result as LimiterReply, { storeTimeoutMs: 300_000 });
    expect(await rejection(limiter.acquire("a"))).toMatchObject({ kind: "limiter", outcome: "rejected" });
  });

  test.each<[string, unknown]>([
    ["a word", "OK"],
    ["an empty list", []],
    ["words in a list", ["a", "b"]],
    ["nulls", [null, null]],
  ])("as the reply of Redis, %s lets nothing through", async (_, result) => {
    const limiter = sharedLimiter({ store: redisStore(async () => result) });
    expect((await rejection(limiter.acquire("a"))).message).toContain(
      "its reply is not one of the limiter's",
    );
  });

  test.each<[string, { rows: unknown[] }]>([
    ["no row", { rows: [] }],
    ["another row", { rows: [{ a: 1 }] }],
    ["nulls", { rows: [{ granted: null, wait_ms: null }] }],
  ])("as the reply of PostgreSQL, %s lets nothing through", async (_, result) => {
    const limiter = sharedLimiter({ store: postgresStore({ query: async () => result }) });
    expect((await rejection(limiter.acquire("a"))).message).toContain(
      "its reply is not one of the limiter's",
    );
  });

  describe('with onStoreError: "allow"', () => {
    test("lets through what the limits allow for this process alone, and reports each failure", async () => {
      const seen: LimiterError[] = [];
      const { limiter } = limiterWith(broken, {
        onStoreError: "allow",
        requests: 5,
        intervalMs: 3_600_000,
        concurrency: 3,
        onError: (error) => seen.push(error),
      });
      const releases = await Promise.all([1, 2, 3].map(() => limiter.acquire("a")));
      const through: number[] = [];
      for (const index of [4, 5, 6]) void limiter.acquire("a").then(() => through.push(index));
      await new Promise((resolve) => setImmediate(resolve));
      expect(through).toEqual([]);
      for (const release of releases) release();
      await until(() => through.length === 2);
      await new Promise((resolve) => setImmediate(resolve));
      expect(through).toEqual([4, 5]);
      expect(seen[0]).toMatchObject({ kind: "limiter", action: "acquire", code: "ECONNREFUSED" });
    });

    test("counts what was sent before the store failed, also after the lane was idle", async () => {
      let isDown = false;
      const { limiter } = limiterWith((step, nth) => (isDown ? broken(step, nth) : grantAll(step, nth)), {
        onStoreError: "allow",
        requests: 2,
        intervalMs: 3_600_000,
      });
      for (const release of [await limiter.acquire("a"), await limiter.acquire("a")]) release();
      await limiter.flush();
      isDown = true;
      const { signal } = new AbortController();
      void limiter.acquire("a", signal);
      limiter.pause("b", 3_600_000);
      await limiter.flush();
      void limiter.acquire("b", signal);
      for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
      // Both still wait.
      expect(getEventListeners(signal, "abort")).toHaveLength(2);
    });

    test("reports to the store, when it is back, what was let through without it", async () => {
      const { limiter, steps } = limiterWith(
        (step, nth) => (nth === 1 ? broken(step, nth) : grantAll(step, nth)),
        {
          onStoreError: "allow",
          storeTimeoutMs: 10,
          leaseMs: 400,
        },
      );
      const ended = await limiter.acquire("a");
      await limiter.acquire("a");
      ended();
      await until(() => steps.some(({ running }) => running.length > 0));
      await until(() => steps.some(({ ended }) => ended.some(([, ago]) => ago < 1000)));
    });
  });
});

describe("through the SDK", () => {
  const down = () => limiterWith(() => Promise.reject(new Error("down")));

  test("a failure of the store ends the call, which was not sent and is not retried", async () => {
    const { baseUrl, requests } = await serve((_, response) => reply(response, 200, {}));
    const { limiter, steps } = down();
    const bookeo = createBookeo({ ...keys, baseUrl, limiter });
    const error = await rejection(bookeo.bookings.get("1"));
    expect(error).toMatchObject({
      name: "LimiterError",
      method: "GET",
      path: "/bookings/{bookingNumber}",
      attempts: 0,
      outcome: "rejected",
    });
    expect(error.stack).toContain("shared-limiter.test.ts");
    expect(requests).toHaveLength(0);
    expect(steps).toHaveLength(1);
  });

  test("after an attempt that may have taken effect, the outcome is unknown", async () => {
    const { baseUrl } = await serve((_, response) => reply(response, 503, {}));
    const { limiter } = limiterWith((step, nth) =>
      nth > 1 && step.asked > 0 ? Promise.reject(new Error("down")) : grantAll(step, nth),
    );
    const fetch = createTransport({ baseUrl, limiter });
    const error = await rejection(fetch(`${baseUrl}/customers/1`, { method: "PUT", body: "{}" }));
    expect(error).toMatchObject({ kind: "limiter", attempts: 1, outcome: "unknown", retryable: false });
    expect(error.hint).toContain("The server may have acted");
  });

  test("a 429 reaches the store in the same step as the end of its attempt, so that no other process comes between", async () => {
    const { baseUrl } = await serve((_, response) => reply(response, 429, {}, { "retry-after": "200" }));
    const { limiter, steps } = limiterWith(grantAll);
    const bookeo = createBookeo({ ...keys, baseUrl, limiter });
    expect(await rejection(bookeo.bookings.get("1"))).toMatchObject({ kind: "rate-limit" });
    await limiter.flush();
    expect(steps).toHaveLength(2);
    expect(steps[1]?.ended).toHaveLength(1);
    expect(steps[1]?.pauseMs).toBeGreaterThan(100_000);
  });

  test("nothing is sent after the deadline, and the place in the queue is given up", async () => {
    const { baseUrl, requests } = await serve((_, response) => reply(response, 200, {}));
    const { limiter, steps } = limiterWith(grantNone);
    const bookeo = createBookeo({ ...keys, baseUrl, limiter, deadlineMs: 30 });
    expect(await rejection(bookeo.bookings.get("1"))).toMatchObject({ kind: "timeout", limit: "deadlineMs" });
    await until(() => steps.at(-1)?.asked === 0);
    expect(requests).toHaveLength(0);
  });
});

describe("options", () => {
  const { store } = fakeStore(grantAll);

  test.each<[string, unknown[]]>([
    ["requests", [0, -1, Number.NaN, 0.5, "2"]],
    ["concurrency", [0, -1, Number.NaN, 0.5, "2"]],
    ["intervalMs", [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "1000"]],
    ["leaseMs", [0, -1, Number.NaN, Number.POSITIVE_INFINITY]],
    ["pollMs", [0, -1, Number.NaN, Number.POSITIVE_INFINITY]],
    ["storeTimeoutMs", [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2_501]],
    ["onStoreError", ["ignore", null]],
    ["onError", ["log", null]],
    ["store", [undefined, null, {}, "redis://127.0.0.1"]],
  ])("%s that cannot work is an error", (option, values) => {
    for (const value of values)
      expect(() => sharedLimiter({ store, [option]: value })).toThrow(
        expect.objectContaining({ name: "ConfigurationError", option }),
      );
  });

  test("limits of Infinity are no limits", async () => {
    const { limiter, steps } = limiterWith(grantAll, {
      requests: Number.POSITIVE_INFINITY,
      concurrency: Number.POSITIVE_INFINITY,
    });
    await limiter.acquire("a");
    expect(steps[0]).toMatchObject({ requests: 0, concurrency: 0 });
  });

  test.each([undefined, null, {}, "redis://127.0.0.1"])("%j is no client of a store", (client) => {
    for (const create of [redisStore, postgresStore] as ((client: unknown) => unknown)[])
      expect(() => create(client)).toThrow(
        expect.objectContaining({ name: "ConfigurationError", option: "client" }),
      );
  });

  test("nothing random is made before the first attempt: Cloudflare Workers forbid it", () => {
    const random = vi.spyOn(crypto, "randomUUID");
    sharedLimiter({ store });
    expect(random).not.toHaveBeenCalled();
  });
});

test("it works with the globals that every runtime has, and without those that only Node has", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../src/shared-limiter/index.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "entry",
    platform: "neutral",
    mainFields: ["module", "main"],
  });
  const context = createContext({ setTimeout, clearTimeout, performance, crypto, TextEncoder, Uint8Array });
  const through = runInContext(
    `${outputFiles[0]?.text}
    const store = entry.redisStore(async ([command]) => {
      if (command === "EVALSHA") throw new Error("NOSCRIPT No matching script.");
      return [1, 0];
    });
    entry.sharedLimiter({ store, requests: 1 }).acquire("a").then((release) => typeof release);`,
    context,
  );
  expect(await through).toBe("function");
});
