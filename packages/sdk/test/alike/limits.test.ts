import { getEventListeners } from "node:events";
import type { Fetch } from "@booking-apis/transport";
import { describe, expect, test } from "vitest";
import { type BookeoOptions, createBookeo } from "../../src/bookeo/index.ts";
import { booking, input, keys, reply, until } from "../support.ts";
import { instantWaits, manualClock } from "./clock.ts";
import { sides, start, thrownBy } from "./sides.ts";
import { httpResponse, serveWire } from "./wire.ts";

const ok: Fetch = async () => Response.json(booking);

describe.each(sides)("$name: the deadline", (side) => {
  test("of the call counts, whatever Request a middleware returns", async () => {
    const clock = manualClock();
    const { getBooking, use, requests } = await start(side, () => {}, {
      clock,
      deadlineMs: 60_000,
      timeoutMs: 50_000,
    });
    use({ onRequest: async ({ request }) => new Request(request, { headers: { "x-mine": "1" } }) });
    const ended = thrownBy(getBooking("28", undefined, { deadlineMs: 100 }));
    await until(() => requests.length === 1);
    clock.advance(100);
    expect(await ended).toMatchObject({ name: "TimeoutError", limit: "deadlineMs" });
    expect(requests[0]?.headers["x-mine"]).toBe("1");
  });

  test.each<[string, (clock: ReturnType<typeof manualClock>) => BookeoOptions["limiter"]]>([
    ["that waits past it", () => ({ acquire: () => new Promise(() => {}) })],
    [
      "that blocks the thread past it",
      (clock) => ({
        async acquire() {
          clock.skip(200);
          return () => {};
        },
      }),
    ],
  ])("with a limiter %s: nothing is sent, and the error names the limit", async (_name, limiterOf) => {
    const clock = manualClock();
    const { createBooking, requests } = await start(side, (_, response) => reply(response, 201, booking), {
      clock,
      limiter: limiterOf(clock),
    });
    const ended = thrownBy(createBooking(input, undefined, { deadlineMs: 100 }));
    await until(() => clock.delays().includes(100) || clock.now() > Date.UTC(2026, 6, 1));
    clock.advance(100);
    expect(await ended).toMatchObject({
      name: "TimeoutError",
      limit: "deadlineMs",
      outcome: "rejected",
      attempts: 0,
      message: expect.stringMatching(/limiter|not sent/),
    });
    expect(requests).toEqual([]);
  });

  test("after which a late permission is given back", async () => {
    const clock = manualClock();
    let admit = (_release: () => void) => {};
    let released = 0;
    const limiter = {
      acquire: () =>
        new Promise<() => void>((resolve) => {
          admit = resolve;
        }),
    };
    const { createBooking, requests } = await start(side, () => {}, { clock, limiter });
    const ended = thrownBy(createBooking(input, undefined, { deadlineMs: 100 }));
    await until(() => clock.delays().includes(100));
    clock.advance(100);
    await ended;
    admit(() => void released++);
    await until(() => released === 1);
    expect(requests).toEqual([]);
  });

  test("and the time of one attempt are distinguished", async () => {
    const clock = manualClock();
    const { createBooking, requests } = await start(side, () => {}, { clock, timeoutMs: 50 });
    const ended = thrownBy(createBooking(input));
    await until(() => requests.length === 1);
    clock.advance(50);
    expect(await ended).toMatchObject({
      kind: "timeout",
      limit: "timeoutMs",
      outcome: "unknown",
      attempts: 1,
    });
  });
});

describe.each(sides)("$name: what Retry-After asks for", (side) => {
  const date = (seconds: number) => new Date(Date.UTC(2026, 6, 1, 0, 0, seconds)).toUTCString();
  const waited = async (headers: string[], options: BookeoOptions = {}, body = "{}") => {
    const { waits, ...quick } = instantWaits();
    const wire = await serveWire((socket, nth) =>
      socket.write(
        nth > 1
          ? httpResponse("{}")
          : httpResponse(body, ["HTTP/1.1 429 Slow down", ...headers].join("\r\n")),
      ),
    );
    const calls = side.connect({ ...keys, ...quick, baseUrl: wire.baseUrl, random: () => 0, ...options });
    const ended = await calls.getBooking("28");
    return { waits, status: "status" in ended ? ended.status : ended };
  };

  test.each<[string, string[], number]>([
    [
      "a date, by a server whose clock is ten minutes late",
      [`Date: ${date(-600)}`, `Retry-After: ${date(-597)}`],
      3_000,
    ],
    [
      "a date, by a server whose clock is ten minutes early",
      [`Date: ${date(600)}`, `Retry-After: ${date(603)}`],
      3_000,
    ],
    ["nothing, with a floor", ["Retry-After: 0"], 200],
    ["of two headers the longer", ["Retry-After: 5", "Retry-After: 2"], 5_000],
    [
      "of two headers the longer, a date among them",
      ["Retry-After: 2", `Date: ${date(0)}`, `Retry-After: ${date(9)}`],
      9_000,
    ],
    ["more than a minute, within the deadline", ["Retry-After: 75"], 75_000],
  ])("is waited for: %s", async (_name, headers, wait) => {
    expect(await waited(headers, { deadlineMs: 120_000 })).toEqual({ waits: [wait], status: 200 });
  });

  test("is waited for where it is in the body alone", async () => {
    expect(await waited([], {}, '{"message":"Slow","retryAfter":7}')).toEqual({
      waits: [7_000],
      status: 200,
    });
  });

  test("is not waited for beyond the deadline, and nothing is sent before", async () => {
    expect(await waited(["Retry-After: 75"], { deadlineMs: 60_000 })).toEqual({ waits: [], status: 429 });
  });

  test("has some jitter, and never ends early", async () => {
    const { waits } = await waited(["Retry-After: 3"], { random: () => 0.999 });
    expect(waits[0]).toBeGreaterThan(3_000);
  });
});

describe.each(sides)("$name: the limiter", (side) => {
  test("pauses the lane after a 429, for all calls of the account", async () => {
    const paused: [string, number][] = [];
    const acquired: string[] = [];
    const { waits: _, ...quick } = instantWaits();
    const limiter = {
      async acquire(key: string) {
        acquired.push(key);
        return () => {};
      },
      pause: (key: string, ms: number) => void paused.push([key, ms]),
    };
    let count = 0;
    const { getBooking } = await start(
      side,
      (_, response) => reply(response, ++count === 1 ? 429 : 200, {}, { "retry-after": "3" }),
      { ...quick, limiter, random: () => 0 },
    );
    await getBooking("28");
    expect(paused).toEqual([[acquired[0], 3_000]]);
    expect(new Set(acquired).size).toBe(1);
  });

  test("may be one without pause", async () => {
    const { waits: _, ...quick } = instantWaits();
    let count = 0;
    const { getBooking } = await start(
      side,
      (_, response) => reply(response, ++count === 1 ? 429 : 200, booking),
      {
        ...quick,
        limiter: { acquire: async () => () => {} },
      },
    );
    expect(await getBooking("28")).toEqual({ status: 200, data: booking });
  });
});

test("an SDK, its client and another client of the account share one lane, and no key is in its name", async () => {
  const lanes = new Set<string>();
  const limiter = {
    async acquire(key: string) {
      lanes.add(key);
      return () => {};
    },
  };
  for (const baseUrl of ["https://api.bookeo.com/v2", "https://other.example/v2"])
    for (const side of sides) await side.connect({ ...keys, baseUrl, limiter, fetch: ok }).getBooking("28");
  const { client } = createBookeo({ ...keys, secretKey: "another-secret", limiter, fetch: ok });
  await client.GET("/customers/{id}", { params: { path: { id: "c" } } });
  expect(lanes.size).toBe(1);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(keys.apiKey));
  expect(Buffer.from(digest).toString("hex")).toContain([...lanes][0]);
  expect([...lanes][0]).toMatch(/^[\da-f]{32,}$/);
});

describe.each(sides)("$name: one signal", (side) => {
  test("for 300 calls has no listener of them once they have ended", async () => {
    const { signal } = new AbortController();
    const { getBooking, createBooking } = await start(side, (_, response) => reply(response, 200, booking));
    await Promise.all(
      Array.from({ length: 150 }, (_, index) => [
        getBooking(`${index}`, undefined, { signal }),
        createBooking(input, undefined, { signal }),
      ]).flat(),
    );
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("that aborts rejects with its reason, and leaves no listener", async () => {
    const controller = new AbortController();
    const { getBooking, requests } = await start(side, () => {});
    const ended = thrownBy(getBooking("28", undefined, { signal: controller.signal }));
    await until(() => requests.length === 1);
    controller.abort("enough");
    expect(await ended).toBe("enough");
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });
});

describe.each(sides)("$name: caching", (side) => {
  const initOf = async (options: BookeoOptions = {}) => {
    let init: RequestInit = {};
    await side
      .connect({
        ...keys,
        ...options,
        fetch: async (_url, given) => {
          init = given;
          return Response.json(booking);
        },
      })
      .getBooking("28");
    return init;
  };

  test("is turned off, as Next.js would keep a GET forever", async () => {
    expect((await initOf()).cache).toBe("no-store");
  });
});
