import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { collect, countedSignal, gate, pagesOf, range, rejection, startBookeo } from "./support.ts";

describe("leaving early", () => {
  test("nothing more is sent, and nothing more is given", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(5));
    const items = bookeo.bookings.list(range).items();
    for await (const { bookingNumber } of items) if (bookingNumber === "2-1") break;
    expect(await items.next()).toEqual({ done: true, value: undefined });
    await turn();
    expect(requests).toHaveLength(2);
  });

  test("before the first item, nothing is sent at all", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(5));
    const items = bookeo.bookings.list(range).items({ prefetch: 8 });
    expect(await items.return?.()).toEqual({ done: true, value: undefined });
    expect(await items.next()).toEqual({ done: true, value: undefined });
    expect(requests).toHaveLength(0);
  });

  test("what was asked for ahead is aborted", async () => {
    const ahead = gate();
    let arrived = 0;
    const closed: Promise<unknown>[] = [];
    const { bookeo, requests } = await startBookeo((request, response) => {
      if (!request.query.has("pageNumber")) return pagesOf(9)(request, response);
      closed.push(new Promise((resolve) => response.on("close", () => resolve(response.writableFinished))));
      if (++arrived === 3) ahead.open();
    });
    for await (const _ of bookeo.bookings.list(range).items({ prefetch: 3 })) {
      await ahead.opened;
      break;
    }
    expect(await Promise.all(closed)).toEqual([false, false, false]);
    expect(requests).toHaveLength(4);
  });
});

test("leaving early is no error to any hook, and every attempt ends in one event", async () => {
  const ahead = gate();
  let arrived = 0;
  const counts = { begun: 0, ended: 0 };
  const errors: unknown[] = [];
  const all = gate();
  const end = () => {
    if (++counts.ended === 4) all.open();
  };
  const { bookeo } = await startBookeo(
    (request, response) => {
      if (!request.query.has("pageNumber")) return pagesOf(9)(request, response);
      if (++arrived === 3) ahead.open();
    },
    {
      hooks: {
        onRequest: () => counts.begun++,
        onResponse: end,
        onAttemptError: end,
        onError: ({ error }) => errors.push(error),
      },
    },
  );
  for await (const _ of bookeo.bookings.list(range).pages({ prefetch: 3 })) {
    await ahead.opened;
    break;
  }
  await all.opened;
  await turn();
  expect(counts).toEqual({ begun: 4, ended: 4 });
  expect(errors).toEqual([]);
});

describe("abort", () => {
  const reason = new Error("the user has left");

  test.each([0, 3])(
    "ends an iteration at once, also in the middle of a page (prefetch %i)",
    async (prefetch) => {
      const controller = new AbortController();
      const { bookeo } = await startBookeo(pagesOf(3));
      const seen: unknown[] = [];
      const walk = async () => {
        const listing = bookeo.bookings.list(range, { signal: controller.signal });
        for await (const { bookingNumber } of listing.items({ prefetch })) {
          seen.push(bookingNumber);
          controller.abort(reason);
        }
      };
      expect(await rejection(walk())).toBe(reason);
      expect(seen).toEqual(["1-1"]);
    },
  );

  test.each([0, 3])("ends the wait for a page at once (prefetch %i)", async (prefetch) => {
    const controller = new AbortController();
    const { bookeo } = await startBookeo((request, response) => {
      if (request.query.has("pageNumber")) controller.abort(reason);
      else pagesOf(9)(request, response);
    });
    const listing = bookeo.bookings.list(range, { signal: controller.signal });
    expect(await rejection(collect(listing.pages({ prefetch })))).toBe(reason);
  });

  test("holds back pages that have arrived already", async () => {
    const controller = new AbortController();
    const ahead = gate();
    let responses = 0;
    const { bookeo } = await startBookeo(pagesOf(3), {
      hooks: { onResponse: () => ++responses === 3 && ahead.open() },
    });
    const pages = bookeo.bookings.list(range, { signal: controller.signal }).pages({ prefetch: 2 });
    await pages.next();
    await ahead.opened;
    await turn();
    controller.abort(reason);
    expect(await rejection(pages.next())).toBe(reason);
    expect(await pages.next()).toEqual({ done: true, value: undefined });
  });

  test("before the walk, though the first page was read, sends nothing more", async () => {
    const controller = new AbortController();
    const { bookeo, requests } = await startBookeo(pagesOf(3));
    const listing = bookeo.bookings.list(range, { signal: controller.signal });
    await listing;
    controller.abort(reason);
    expect(await rejection(listing.pages({ prefetch: 2 }).next())).toBe(reason);
    expect(requests).toHaveLength(1);
  });

  test("leaves no listener behind on the caller's signal", async () => {
    const { signal, listeners } = countedSignal();
    const { bookeo } = await startBookeo(pagesOf(4));
    await collect(bookeo.bookings.list(range, { signal }).items({ prefetch: 2 }));
    for await (const _ of bookeo.bookings.list(range, { signal }).items({ prefetch: 2 })) break;
    expect(listeners()).toBe(0);
  });
});
