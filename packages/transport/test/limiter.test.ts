import { getEventListeners } from "node:events";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createLimiter, createTransport, type Limiter, type LimiterOptions } from "../src/index.ts";
import { fingerprint } from "../src/key.ts";
import { fakeClock, quick, rejection } from "./clock.ts";
import { serve, until } from "./servers.ts";

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe("1,000 calls at once", () => {
  test("begin in order, so many in an interval", async () => {
    const clock = fakeClock();
    const limiter = createLimiter({ requests: 100, intervalMs: 1_000, clock });
    const started: [index: number, at: number][] = [];
    const begin = clock.now();
    const calls = Array.from({ length: 1_000 }, async (_, index) => {
      const release = await limiter.acquire("a");
      started.push([index, clock.now() - begin]);
      release();
    });
    for (let second = 0; second < 10; second++) {
      await soon();
      expect(started).toHaveLength((second + 1) * 100);
      clock.advance(1_000);
    }
    await Promise.all(calls);
    expect(started.map(([index]) => index)).toEqual([...Array(1_000).keys()]);
    for (let index = 100; index < started.length; index++) {
      expect((started[index]?.[1] ?? 0) - (started[index - 100]?.[1] ?? 0)).toBeGreaterThanOrEqual(1_000);
    }
    expect(clock.pending()).toBe(0);
  });

  test("through a transport: so many at a time, and all get a response", async () => {
    let now = 0;
    let most = 0;
    const server = await serve((_, response) => {
      most = Math.max(most, ++now);
      setImmediate(() => {
        now--;
        response.end("1");
      });
    });
    const fetch = createTransport({ baseUrl: server.origin, limiter: createLimiter({ concurrency: 3 }) });
    const responses = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        fetch(`${server.origin}/${index}`).then((response) => response.json()),
      ),
    );
    expect(responses).toHaveLength(1_000);
    expect(server.requests).toHaveLength(1_000);
    expect(most).toBeLessThanOrEqual(3);
  });
});

test("each key has its own limits", async () => {
  const limiter = createLimiter({ concurrency: 1 });
  const release = await limiter.acquire("a");
  await limiter.acquire("b");
  let isThrough = false;
  const second = limiter.acquire("a").then(() => {
    isThrough = true;
  });
  await soon();
  expect(isThrough).toBe(false);
  release();
  await second;
});

test("releasing twice frees one place", async () => {
  const limiter = createLimiter({ concurrency: 1 });
  const release = await limiter.acquire("a");
  const order: number[] = [];
  void limiter.acquire("a").then(() => order.push(1));
  void limiter.acquire("a").then(() => order.push(2));
  release();
  release();
  await soon();
  expect(order).toEqual([1]);
});

describe("an abort while waiting", () => {
  test("rejects with the reason, gives the place up, and leaves no listener or timer", async () => {
    const clock = fakeClock();
    const limiter = createLimiter({ requests: 1, clock });
    (await limiter.acquire("a"))();
    const controller = new AbortController();
    const waiting = rejection(limiter.acquire("a", controller.signal));
    expect(clock.pending()).toBe(1);
    controller.abort("enough");
    expect(await waiting).toBe("enough");
    expect(clock.pending()).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    const next = limiter.acquire("a");
    clock.advance(1_000);
    await next;
  });

  test("before it began takes no place", async () => {
    const limiter = createLimiter({ concurrency: 1 });
    expect(await rejection(limiter.acquire("a", AbortSignal.abort("early")))).toBe("early");
    await limiter.acquire("a");
  });

  test("of a call ends the call", async () => {
    const limiter = createLimiter({ concurrency: 1 });
    const release = await limiter.acquire(await fingerprint(""));
    let calls = 0;
    const { fetch, clock } = quick({
      baseUrl: "https://a.example",
      limiter,
      fetch: async () => {
        calls++;
        return new Response();
      },
    });
    const controller = new AbortController();
    const call = rejection(fetch("https://a.example/", { signal: controller.signal }));
    await until(() => getEventListeners(controller.signal, "abort").length === 1);
    controller.abort("enough");
    expect(await call).toBe("enough");
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    expect(clock.pending()).toBe(0);
    release();
    await fetch("https://a.example/");
    expect(calls).toBe(1);
  });
});

describe("a transport gives the place back exactly once", () => {
  const counting = () => {
    const counts = { acquired: 0, released: 0, keys: new Set<string>() };
    const limiter: Limiter = {
      async acquire(key) {
        counts.acquired++;
        counts.keys.add(key);
        return () => {
          counts.released++;
        };
      },
    };
    return { counts, limiter };
  };

  test.each<[string, () => Promise<Response>, number]>([
    ["a response", async () => new Response("{}"), 1],
    ["responses that are tried again", async () => new Response("{}", { status: 503 }), 3],
    ["errors", () => Promise.reject(new TypeError("fetch failed")), 3],
    [
      "a fetch that throws",
      () => {
        throw new TypeError("Failed to fetch");
      },
      3,
    ],
    ["a redirect", async () => new Response(null, { status: 302, headers: { location: "/" } }), 1],
  ])("after %s", async (_, fetch, attempts) => {
    const { counts, limiter } = counting();
    await quick({ baseUrl: "https://a.example", limiter, fetch })
      .fetch("https://a.example/")
      .catch(() => {});
    expect(counts).toMatchObject({ acquired: attempts, released: attempts });
  });

  test("after an abort at any time", async () => {
    for (let turns = 0; turns < 25; turns++) {
      const { counts, limiter } = counting();
      const controller = new AbortController();
      const { fetch, clock } = quick({
        baseUrl: "https://a.example",
        limiter,
        fetch: async () => new Response("{}"),
      });
      const call = fetch("https://a.example/", { signal: controller.signal }).catch((thrown) => thrown);
      for (let turn = 0; turn < turns; turn++) await undefined;
      controller.abort("enough");
      await call;
      await soon();
      expect(counts.released).toBe(counts.acquired);
      expect(clock.pending()).toBe(0);
      expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    }
  });

  test("while it waits for another attempt, so that others may go", async () => {
    const { counts, limiter } = counting();
    let atRetry = -1;
    await quick({
      baseUrl: "https://a.example",
      limiter,
      fetch: async () => new Response("{}", { status: 503 }),
      hooks: {
        onRetry() {
          atRetry = counts.acquired - counts.released;
        },
      },
    }).fetch("https://a.example/");
    expect(atRetry).toBe(0);
  });

  test("and what a custom limiter throws reaches the caller unchanged", async () => {
    const broken = new Error("the database is down");
    const limiter: Limiter = { acquire: () => Promise.reject(broken) };
    const { fetch, clock } = quick({
      baseUrl: "https://a.example",
      limiter,
      fetch: () => expect.fail("nothing may be sent"),
    });
    expect(await rejection(fetch("https://a.example/"))).toBe(broken);
    expect(clock.pending()).toBe(0);
  });

  test("under a key of the account that does not reveal the API key", async () => {
    const { counts, limiter } = counting();
    for (const apiKey of ["hunter2hunter2", "hunter3hunter3", "hunter2hunter2"]) {
      const fetch = createTransport({
        baseUrl: "https://a.example",
        keys: { "x-key": apiKey },
        limiter,
        fetch: async () => new Response(),
      });
      await fetch("https://a.example/");
    }
    expect([...counts.keys]).toEqual([
      expect.stringMatching(/^[0-9a-f]{32}$/),
      expect.stringMatching(/^[0-9a-f]{32}$/),
    ]);
  });
});

test("when the system's clock is set back, calls do not wait for it to catch up", async () => {
  let time = 1_000_000;
  const limiter = createLimiter({ requests: 1, clock: { ...fakeClock(), now: () => time } });
  (await limiter.acquire("a"))();
  time = 0;
  await limiter.acquire("a");
});

test("keys that have had no call for a while are forgotten", async () => {
  const clock = fakeClock();
  let looks = 0;
  const watched = {
    ...clock,
    now() {
      looks++;
      return clock.now();
    },
  };
  const limiter = createLimiter({ requests: 2, clock: watched });
  for (let key = 0; key < 100; key++) (await limiter.acquire(String(key)))();
  const looksFor = async (key: string) => {
    clock.advance(1_001);
    looks = 0;
    (await limiter.acquire(key))();
    return looks;
  };
  // Each key that is still known is looked at when a new one comes.
  expect(await looksFor("a new one")).toBeGreaterThan(100);
  expect(await looksFor("another")).toBeLessThan(5);
});

describe("a waiter looks again", () => {
  /** A limiter, and the delays of all timers that its waiters have set. */
  function watched(options: LimiterOptions) {
    const clock = fakeClock();
    const delays: number[] = [];
    const limiter = createLimiter({
      ...options,
      clock: {
        now: clock.now,
        after(delay, run) {
          delays.push(delay);
          return clock.after(delay, run);
        },
      },
    });
    return { clock, delays, limiter };
  }

  test("not before the first place is free", async () => {
    const { clock, delays, limiter } = watched({ requests: 2, intervalMs: 500 });
    for (const release of [await limiter.acquire("a"), await limiter.acquire("a")]) release();
    clock.advance(100);
    for (let waiter = 0; waiter < 5; waiter++) void limiter.acquire("a");
    expect(delays).toEqual([400, 400, 400, 400, 400]);
  });

  test("in time where those before it have left", async () => {
    const { clock, limiter } = watched({ requests: 2, intervalMs: 500 });
    for (const release of [await limiter.acquire("a"), await limiter.acquire("a")]) release();
    const leaving = new AbortController();
    const left = Array.from({ length: 20 }, () => rejection(limiter.acquire("a", leaving.signal)));
    let isThrough = false;
    void limiter.acquire("a").then(() => {
      isThrough = true;
    });
    clock.advance(100);
    leaving.abort("enough");
    await Promise.all(left);
    clock.advance(400);
    await soon();
    expect(isThrough).toBe(true);
  });

  test("not before the pause is over", async () => {
    const { delays, limiter } = watched({ requests: 2, intervalMs: 500 });
    limiter.pause?.("a", 3_000);
    void limiter.acquire("a");
    expect(delays).toEqual([3_000]);
  });

  test("once a second where it waits for the end of another attempt, which calls it anyway", async () => {
    const { clock, delays, limiter } = watched({ concurrency: 1 });
    const release = await limiter.acquire("a");
    let isThrough = false;
    void limiter.acquire("a").then(() => {
      isThrough = true;
    });
    clock.advance(3_000);
    expect(delays).toEqual([1_000, 1_000, 1_000, 1_000]);
    release();
    await soon();
    expect(isThrough).toBe(true);
    expect(clock.pending()).toBe(0);
  });
});

test("200,000 attempts within one interval are let through, and the next one waits for the first place", async () => {
  const clock = fakeClock();
  const limiter = createLimiter({ requests: 200_000, intervalMs: 86_400_000, clock });
  for (let call = 0; call < 200_000; call++) (await limiter.acquire("a"))();
  let isThrough = false;
  void limiter.acquire("a").then(() => {
    isThrough = true;
  });
  await soon();
  expect(isThrough).toBe(false);
  clock.advance(86_400_000);
  await soon();
  expect(isThrough).toBe(true);
});

test.each([null, 5, { request: 2 }])("%j is no limiter's options", (options) => {
  expect(() => createLimiter(options as LimiterOptions)).toThrow(
    expect.objectContaining({ name: "ConfigurationError" }),
  );
});

test("an attempt that was let through leaves no listener", async () => {
  const limiter = createLimiter({ concurrency: 1 });
  const { signal } = new AbortController();
  const release = await limiter.acquire("a", signal);
  const next = limiter.acquire("a", signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  release();
  await next;
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("a limit that cannot work is an error that says what it must be", () => {
  expect(() => createLimiter({ requests: 0.5 })).toThrow("requests must be a whole number above 0.");
  expect(() => createLimiter({ concurrency: 0 })).toThrow("concurrency must be a whole number above 0.");
  expect(() => createLimiter({ intervalMs: 0 })).toThrow(
    "intervalMs must be a number of milliseconds above 0.",
  );
  createLimiter({ intervalMs: 0.5 });
});

test.each(["requests", "intervalMs", "concurrency"])(
  "%s that would let no call through is rejected",
  (option) => {
    for (const value of [0, -1, Number.NaN, ...(option === "intervalMs" ? [] : [0.5])]) {
      expect(() => createLimiter({ [option]: value })).toThrow(
        expect.objectContaining({ name: "ConfigurationError", option }),
      );
    }
    createLimiter({ [option]: Number.POSITIVE_INFINITY });
  },
);

describe("a server that counts within a sliding interval", () => {
  test("never has to turn a call away, at its own rate", async () => {
    const intervalMs = 50;
    const arrivals: number[] = [];
    let most = 0;
    const server = await serve((_, response) => {
      const now = performance.now();
      arrivals.push(now);
      most = Math.max(most, arrivals.filter((arrival) => now - arrival < intervalMs).length);
      response.end("{}");
    });
    const limiter = createLimiter({ requests: 2, intervalMs });
    const fetch = createTransport({ baseUrl: server.origin, limiter, deadlineMs: Number.POSITIVE_INFINITY });
    await Promise.all(Array.from({ length: 40 }, () => fetch(server.origin)));
    expect(arrivals).toHaveLength(40);
    expect(most).toBeLessThanOrEqual(2);
  });

  test("is called at 90 % of its rate and more, where a response takes little of the interval", async () => {
    const clock = fakeClock();
    const limiter = createLimiter({ requests: 5, intervalMs: 1_000, clock });
    const begin = clock.now();
    const calls = Array.from({ length: 200 }, async () => {
      const release = await limiter.acquire("a");
      await new Promise<void>((resolve) => clock.after(40, resolve));
      release();
    });
    let ended = false;
    const all = Promise.all(calls).then(() => {
      ended = true;
    });
    while (!ended) {
      await soon();
      clock.advance(1);
    }
    await all;
    expect(200 / ((clock.now() - begin) / 1_000)).toBeGreaterThan(0.9 * 5);
  });
});

describe("after a 429 a lane is paused", () => {
  test("for all of its calls, and for no other lane", async () => {
    const clock = fakeClock();
    const limiter = createLimiter({ requests: 10, clock });
    limiter.pause?.("a", 3_000);
    let started = 0;
    const waiting = [1, 2, 3].map(() => limiter.acquire("a").then(() => started++));
    await limiter.acquire("b");
    clock.advance(2_999);
    await soon();
    expect(started).toBe(0);
    clock.advance(1);
    await Promise.all(waiting);
  });

  test("and a shorter pause does not end a longer one", async () => {
    const clock = fakeClock();
    const limiter = createLimiter({ clock });
    limiter.pause?.("a", 3_000);
    limiter.pause?.("a", 10);
    let isThrough = false;
    const waiting = limiter.acquire("a").then(() => {
      isThrough = true;
    });
    clock.advance(2_999);
    await soon();
    expect(isThrough).toBe(false);
    clock.advance(1);
    await waiting;
  });

  test("over a transport: an attempt that waits for the place of one that gets a 429 is not sent", async () => {
    const sent: string[] = [];
    const send = createTransport({
      baseUrl: "https://a.example",
      limiter: createLimiter({ concurrency: 1 }),
      maxRetries: 0,
      fetch: async (url) => {
        sent.push(url);
        return new Response("{}", { status: 429, headers: { "retry-after": "60" } });
      },
    });
    const stop = new AbortController();
    const first = send("https://a.example/1");
    const second = send("https://a.example/2", { signal: stop.signal });
    expect((await first).status).toBe(429);
    await soon();
    stop.abort("enough");
    await expect(second).rejects.toBe("enough");
    expect(sent).toEqual(["https://a.example/1"]);
  });

  test("over a transport: for five minutes at most, whatever the server asks for", async () => {
    const pauses: number[] = [];
    const limiter: Limiter = {
      acquire: async () => () => {},
      pause: (_, ms) => void pauses.push(ms),
    };
    for (const retryAfter of ["Fri, 31 Dec 9999 23:59:59 GMT", "9".repeat(400), "99999999"]) {
      const send = createTransport({
        baseUrl: "https://a.example",
        limiter,
        maxRetries: 0,
        fetch: async () => new Response("{}", { status: 429, headers: { "retry-after": retryAfter } }),
      });
      await send("https://a.example/1");
    }
    expect(pauses).toEqual([300_000, 300_000, 300_000]);
  });

  test("over a transport: the 429 of one call holds the next one back", async () => {
    const clock = fakeClock();
    const limiter = createLimiter({ clock });
    const sentAt: number[] = [];
    const fetch = createTransport({
      baseUrl: "https://a.example",
      limiter,
      clock,
      random: () => 0,
      maxRetries: 0,
      fetch: async () => {
        sentAt.push(clock.now());
        return new Response("{}", { status: 429, headers: { "retry-after": "5" } });
      },
    });
    await fetch("https://a.example/");
    const next = fetch("https://a.example/");
    await until(() => clock.pending() > 0);
    clock.advance(4_999);
    await soon();
    expect(sentAt).toHaveLength(1);
    clock.advance(1);
    await next;
    expect(sentAt[1]).toBe((sentAt[0] ?? 0) + 5_000);
  });
});

describe("where a timer ends with the request that set it, as in Cloudflare Workers", () => {
  /** A clock for each request, over one time: the timers of a request that has ended never call back. */
  function requestClocks() {
    const shared = fakeClock();
    let request = 0;
    const ended = new Set<number>();
    return {
      shared,
      clock: {
        now: () => shared.now(),
        after(delay: number, run: () => void) {
          const owner = request;
          return shared.after(delay, () => {
            if (ended.has(owner)) return;
            const before = request;
            request = owner;
            run();
            request = before;
          });
        },
      },
      begin: (id: number) => {
        request = id;
      },
      end: (id: number) => void ended.add(id),
    };
  }

  test("every waiter is let through by a timer of its own", async () => {
    const { shared, clock, begin, end } = requestClocks();
    const limiter = createLimiter({ requests: 1, intervalMs: 100, clock });
    const through: number[] = [];
    for (let id = 1; id <= 6; id++) {
      begin(id);
      void limiter.acquire("a").then((release) => {
        through.push(id);
        release();
        end(id);
      });
    }
    for (let step = 0; step < 1_000; step++) {
      await soon();
      shared.advance(1);
    }
    expect(through).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("a waiter whose request was canceled does not hold up others", async () => {
    vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
    onTestFinished(() => void vi.unstubAllGlobals());
    const { shared, clock, begin, end } = requestClocks();
    const limiter = createLimiter({ requests: 1, intervalMs: 100, clock });
    const through: number[] = [];
    for (let id = 1; id <= 4; id++) {
      begin(id);
      void limiter.acquire("a").then((release) => {
        through.push(id);
        release();
        end(id);
      });
    }
    end(2);
    for (let step = 0; step < 10_000; step++) {
      await soon();
      shared.advance(1);
    }
    expect(through).toEqual([1, 3, 4]);
  });
});
