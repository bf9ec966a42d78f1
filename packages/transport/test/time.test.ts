import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { createTransport } from "../src/index.ts";
import { systemClock, timedOut, wait, within } from "../src/time.ts";
import { fakeClock, quick, rejection } from "./clock.ts";
import { serveRaw, until } from "./servers.ts";

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n";

const STALLS: [string, string][] = [
  ["before the headers", ""],
  ["in the middle of the headers", "HTTP/1.1 200 OK\r\ncontent-"],
  ["before the body", HEAD],
  ["in the middle of the body", `${HEAD}{"a":`],
];

describe("an attempt's timeout covers reading the body", () => {
  test.each(STALLS)("a stall %s", async (_, bytes) => {
    const server = await serveRaw((socket) => socket.write(bytes));
    const clock = fakeClock();
    const { fetch } = quick({ baseUrl: server.origin, timeoutMs: 1_000, maxRetries: 0 }, clock);
    const { signal } = new AbortController();
    const call = rejection(fetch(server.origin, { signal }));
    await server.arrived(1);
    clock.advance(999);
    expect(clock.pending()).toBe(1);
    clock.advance(1);
    expect(await call).toMatchObject({
      name: "TimeoutError",
      kind: "timeout",
      attempts: 1,
      outcome: "rejected",
      limit: "timeoutMs",
      message: `GET / at ${server.origin.slice(7)} timed out before the response was complete (timeoutMs: 1000).`,
    });
    expect(clock.pending()).toBe(0);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    await until(async () => (await server.connections()) === 0);
    expect(server.heads).toHaveLength(1);
  });

  test.each(STALLS)("a stall %s of a POST leaves its outcome unknown", async (_, bytes) => {
    const server = await serveRaw((socket) => socket.write(bytes));
    const clock = fakeClock();
    const call = rejection(
      quick({ baseUrl: server.origin }, clock).fetch(server.origin, { method: "POST", timeoutMs: 5_000 }),
    );
    await server.arrived(1);
    clock.advance(5_000);
    expect(await call).toMatchObject({
      name: "TimeoutError",
      attempts: 1,
      outcome: "unknown",
      message: expect.stringContaining("Check whether it did before calling again"),
    });
    expect(server.heads).toHaveLength(1);
  });

  test("a slow trickle that never ends", async () => {
    let trickles = 0;
    const server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
      const drop = () => {
        if (socket.destroyed) return;
        trickles++;
        socket.write("1\r\nx\r\n", () => setImmediate(drop));
      };
      drop();
    });
    const clock = fakeClock();
    const call = rejection(
      quick({ baseUrl: server.origin, timeoutMs: 1_000, maxRetries: 0 }, clock).fetch(server.origin),
    );
    await until(() => trickles > 20);
    clock.advance(1_000);
    expect(await call).toMatchObject({ name: "TimeoutError" });
    await until(async () => (await server.connections()) === 0);
  });

  test("and each attempt has its own", async () => {
    const server = await serveRaw((socket, nth) => {
      if (nth === 3) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    });
    const clock = fakeClock(500);
    const { fetch } = quick({ baseUrl: server.origin, timeoutMs: 1_000 }, clock);
    const call = fetch(server.origin);
    for (const attempt of [1, 2]) {
      await server.arrived(attempt);
      clock.advance(1_000);
    }
    expect((await call).status).toBe(200);
    expect(clock.waits).toEqual([250, 500]);
  });
});

describe("the deadline is over all attempts", () => {
  test("it cuts the last attempt short", async () => {
    const server = await serveRaw(() => {});
    const clock = fakeClock(500);
    const { fetch } = quick({ baseUrl: server.origin, timeoutMs: 1_000, deadlineMs: 1_500 }, clock);
    const call = rejection(fetch(server.origin));
    const started = clock.now();
    await server.arrived(1);
    clock.advance(1_000);
    expect(await call).toMatchObject({ name: "TimeoutError", attempts: 2 });
    expect(clock.waits).toEqual([250, 250]);
    expect(clock.now() - started).toBe(1_500);
    expect(clock.pending()).toBe(0);
  });

  test("no attempt is made that has no time left", async () => {
    const server = await serveRaw(() => {});
    const clock = fakeClock();
    const { fetch } = quick({ baseUrl: server.origin, timeoutMs: 1_000, deadlineMs: 1_200 }, clock);
    const call = rejection(fetch(server.origin));
    await server.arrived(1);
    clock.advance(1_000);
    expect(await call).toMatchObject({ attempts: 1 });
  });

  test("it holds while waiting for the limiter, and then nothing was sent", async () => {
    const clock = fakeClock();
    let isReleased = false;
    let grant = (_: () => void): void => {};
    const { fetch } = quick(
      {
        baseUrl: "https://a.example",
        deadlineMs: 100,
        fetch: () => expect.fail("nothing may be sent"),
        limiter: {
          acquire: () =>
            new Promise((resolve) => {
              grant = resolve;
            }),
        },
      },
      clock,
    );
    const call = rejection(fetch("https://a.example/", { method: "POST" }));
    await until(() => clock.pending() === 1);
    clock.advance(100);
    expect(await call).toMatchObject({ name: "TimeoutError", attempts: 0, outcome: "rejected" });
    grant(() => {
      isReleased = true;
    });
    await until(() => isReleased);
  });
});

test("a custom fetch that ignores its signal cannot hold a call, and its late response is discarded", async () => {
  const clock = fakeClock();
  let response = (_: Response): void => {};
  let cancelled = 0;
  const body = () =>
    new ReadableStream({
      cancel() {
        cancelled++;
      },
    });
  const { fetch } = quick(
    {
      baseUrl: "https://a.example",
      maxRetries: 0,
      fetch: () =>
        new Promise((resolve) => {
          response = resolve;
        }),
    },
    clock,
  );
  const late = rejection(fetch("https://a.example/", { timeoutMs: 10 }));
  await until(() => clock.pending() === 1);
  clock.advance(10);
  expect(await late).toMatchObject({ name: "TimeoutError" });
  response(new Response(body()));
  await until(() => cancelled === 1);

  const controller = new AbortController();
  const aborted = rejection(fetch("https://a.example/", { signal: controller.signal }));
  await until(() => clock.pending() === 1);
  controller.abort("enough");
  expect(await aborted).toBe("enough");
  response(new Response(body()));
  await until(() => cancelled === 2);
  expect(clock.pending()).toBe(0);
});

describe("limits that are not ordinary numbers", () => {
  test("Infinity is no limit, and does not overflow the runtime's timers", async () => {
    const server = await serveRaw((socket) => {
      setTimeout(() => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"), 30);
    });
    const time = { timeoutMs: Number.POSITIVE_INFINITY, deadlineMs: Number.POSITIVE_INFINITY };
    for (const limits of [time, { timeoutMs: 2 ** 31, deadlineMs: 2 ** 40 }]) {
      const fetch = createTransport({ baseUrl: server.origin, maxRetries: 0, ...limits });
      expect(await (await fetch(server.origin)).json()).toEqual({});
    }
  });

  test("the system's clock takes any delay", async () => {
    let calls = 0;
    const cancel = systemClock.after(Number.POSITIVE_INFINITY, () => calls++);
    await new Promise((resolve) => setTimeout(resolve, 5));
    cancel();
    expect(calls).toBe(0);
    await new Promise<void>((resolve) => systemClock.after(0, resolve));
  });

  test.each(["timeoutMs", "deadlineMs", "maxRetries"])(
    "%s that cannot work is rejected before anything is sent",
    async (option) => {
      const baseUrl = "https://a.example";
      const fetch = createTransport({ baseUrl, fetch: () => expect.fail("nothing may be sent") });
      for (const value of [Number.NaN, -1, Number.NEGATIVE_INFINITY, "5", null, {}]) {
        const wrong = { [option]: value };
        const rejected = expect.objectContaining({ name: "ConfigurationError", option });
        expect(() => createTransport({ baseUrl, ...wrong })).toThrow(rejected);
        expect(await rejection(fetch(baseUrl, wrong))).toEqual(rejected);
      }
    },
  );

  test("a limit of 0 is rejected, as some mean none by it and some at once", () => {
    for (const option of ["timeoutMs", "deadlineMs"]) {
      expect(() => createTransport({ baseUrl: "https://a.example", [option]: 0 })).toThrow("above 0");
    }
    createTransport({ baseUrl: "https://a.example", maxRetries: 0 });
  });

  test("undefined is the default, and the call's own counts before the transport's", async () => {
    const clock = fakeClock();
    const delays: number[] = [];
    const watched = {
      ...clock,
      after(delay: number, callback: () => void) {
        delays.push(delay);
        return clock.after(delay, callback);
      },
    };
    const options = { baseUrl: "https://a.example", clock: watched, fetch: async () => new Response() };
    const nothing = { timeoutMs: undefined, deadlineMs: undefined, maxRetries: undefined };
    await createTransport({ ...options, ...nothing })("https://a.example/", nothing);
    await createTransport({ ...options, timeoutMs: 7 })("https://a.example/", nothing);
    await createTransport({ ...options, timeoutMs: 7 })("https://a.example/", { timeoutMs: 9 });
    await createTransport({ ...options, timeoutMs: 7 })("https://a.example/", { deadlineMs: 5 });
    expect(delays).toEqual([30_000, 7, 9, 5]);
    expect(clock.pending()).toBe(0);
  });
});

test("what is run within a limit is given a signal that ends with it", async () => {
  const clock = fakeClock();
  let signal: AbortSignal | undefined;
  const result = within(5, clock, [undefined], (given) => {
    signal = given;
    return new Promise(() => {});
  });
  clock.advance(5);
  await expect(result).rejects.toBe(timedOut);
  expect(signal?.aborted).toBe(true);
});

test("nothing is run for a signal that is aborted already", async () => {
  const clock = fakeClock();
  const signals = [undefined, AbortSignal.abort("over")];
  const result = within(5, clock, signals, () => expect.fail("nothing may be run"));
  await expect(result).rejects.toBe("over");
  expect(clock.pending()).toBe(0);
});

test("a wait ends at its time, and with the signal's reason if that is aborted before", async () => {
  const clock = fakeClock();
  const controller = new AbortController();
  const ends = wait(5, clock, [controller.signal]);
  clock.advance(5);
  await expect(ends).resolves.toBeUndefined();
  const aborted = wait(5, clock, [controller.signal]);
  controller.abort("over");
  await expect(aborted).rejects.toBe("over");
  expect(clock.pending()).toBe(0);
});

test("a timer of the system's clock that was called off does not call back", async () => {
  let called = false;
  const callOff = systemClock.after(1, () => {
    called = true;
  });
  callOff();
  // A timer that is set later, with a longer delay, ends later.
  await new Promise<void>((resolve) => void systemClock.after(20, resolve));
  expect(called).toBe(false);
});
