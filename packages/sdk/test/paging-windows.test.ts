import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ConfigurationError, MalformedResponseError } from "../src/bookeo/index.ts";
import {
  collect,
  gate,
  type Handler,
  page,
  type Received,
  rejection,
  reply,
  startBookeo,
} from "./support.ts";

const asked = (requests: Received[], from = "startTime", to = "endTime") =>
  requests.map(({ query }) => [query.get(from), query.get(to)]);

/** Responds, in one page, with what begins within the window: both its ends are part of it. */
const calendar =
  (times: string[]): Handler =>
  ({ query }, response) => {
    const [from = 0, to = 0] = ["startTime", "endTime"].map((name) => Date.parse(query.get(name) ?? ""));
    const within = times.filter((time) => Date.parse(time) >= from && Date.parse(time) <= to);
    const items = within.map((startTime) => ({ bookingNumber: startTime, eventId: startTime, startTime }));
    reply(response, 200, page(items, 1, 1));
  };

describe("a walk over windows", () => {
  const startTime = "2026-01-01T00:00:00-04:00";
  const endTime = "2026-03-10T00:00:00-04:00";
  const border = "2026-02-01T00:00:00-04:00";
  const times = [startTime, "2026-01-20T10:00:00-04:00", border, "2026-02-20T10:00:00-04:00", endTime];

  test("bookings: each comes once, though the one on the border is sent twice", async () => {
    const { bookeo, requests } = await startBookeo(calendar(times));
    const found = await collect(bookeo.bookings.list({ startTime, endTime, productId: "p" }));
    expect(found.map(({ bookingNumber }) => bookingNumber)).toEqual(times);
    expect(asked(requests)).toEqual([
      [startTime, border],
      [border, "2026-03-04T00:00:00-04:00"],
      ["2026-03-04T00:00:00-04:00", endTime],
    ]);
    expect(requests.map(({ query }) => query.get("productId"))).toEqual(["p", "p", "p"]);
  });

  test("slots: the same", async () => {
    const { bookeo, requests } = await startBookeo(calendar(times));
    const found = await collect(bookeo.availability.slots({ startTime, endTime }));
    expect(found.map(({ eventId }) => eventId)).toEqual(times);
    expect(requests).toHaveLength(3);
  });

  test("an item without a key is never taken for another", async () => {
    const { bookeo } = await startBookeo((_, response) =>
      reply(response, 200, page([{ title: "a" }, null], 1, 1)),
    );
    expect(await collect(bookeo.bookings.list({ startTime, endTime }))).toHaveLength(6);
  });

  test("pages() leaves out of a page what an earlier window had, and changes nothing else", async () => {
    const { bookeo } = await startBookeo(calendar(times));
    const pages = await collect(bookeo.bookings.list({ startTime, endTime }).pages());
    expect(pages.map(({ data }) => data?.length)).toEqual([3, 1, 1]);
    for (const { info } of pages) expect(info).toEqual({ totalItems: 0, totalPages: 1, currentPage: 1 });
  });

  test.each([0, 1, 8])("windows, pages and prefetch go together (prefetch %i)", async (prefetch) => {
    const numbers = Array.from({ length: 10 }, (_, index) => index);
    const { bookeo, requests } = await startBookeo(({ query }, response) => {
      const token = query.get("pageNavigationToken") ?? query.get("startTime") ?? "";
      const number = Number(query.get("pageNumber") ?? 1);
      // The last of a window is the first of the next.
      const first = (Date.parse(token.slice(0, 10)) - Date.parse("2026-01-01")) / 86_400_000 / 31;
      const items = [0, 1].map((index) => ({ bookingNumber: String(first * 3 + (number - 1) + index) }));
      reply(response, 200, page(items, number, 3, number === 1 ? token : undefined));
    });
    const found = await collect(bookeo.bookings.list({ startTime, endTime }).items({ prefetch }));
    const seen = found.map(({ bookingNumber }) => Number(bookingNumber));
    // Within one window the vendor's own pages are not compared: what is on two of them comes twice.
    expect([...new Set(seen)]).toEqual(numbers);
    expect(seen.filter((number) => number === 3 || number === 6)).toEqual([3, 6]);
    expect(requests).toHaveLength(9);
    expect(
      requests.filter(({ query }) => query.has("pageNavigationToken") && query.has("startTime")),
    ).toEqual([]);
  });

  test("the filters by time of change are cut as well", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, page([], 1, 1)));
    const query = { lastUpdatedStartTime: startTime, lastUpdatedEndTime: "2026-02-15T00:00:00-04:00" };
    await collect(bookeo.bookings.list(query));
    expect(asked(requests, "lastUpdatedStartTime", "lastUpdatedEndTime")).toEqual([
      [startTime, border],
      [border, query.lastUpdatedEndTime],
    ]);
  });

  test("both filters at once: every pair of windows, each item once", async () => {
    const { bookeo, requests } = await startBookeo((request, response) => {
      const corner = [request.query.get("startTime"), request.query.get("lastUpdatedStartTime")].join();
      // On all the borders at once, and one that is in this pair of windows only.
      reply(response, 200, page([{ bookingNumber: "border" }, { bookingNumber: corner }], 1, 1));
    });
    const end = "2026-02-15T00:00:00-04:00";
    const found = await collect(
      bookeo.bookings.list({
        startTime,
        endTime: end,
        lastUpdatedStartTime: startTime,
        lastUpdatedEndTime: end,
      }),
    );
    expect(requests).toHaveLength(4);
    expect(found.map(({ bookingNumber }) => bookingNumber)).toEqual([
      "border",
      [startTime, startTime].join(),
      [startTime, border].join(),
      [border, startTime].join(),
      [border, border].join(),
    ]);
  });

  test("an item that an earlier window had, but not the one before, is given again", async () => {
    const { bookeo } = await startBookeo(({ query }, response) => {
      const number = query.get("startTime") === border ? "2" : "1";
      reply(response, 200, page([{ bookingNumber: number }], 1, 1));
    });
    // It is on no border: the keys of two windows are kept, and no more.
    const found = await collect(bookeo.bookings.list({ startTime, endTime }));
    expect(found.map(({ bookingNumber }) => bookingNumber)).toEqual(["1", "2", "1"]);
  });

  test("an abort between windows ends it", async () => {
    const controller = new AbortController();
    const reason = new Error("the user has left");
    const { bookeo, requests } = await startBookeo(calendar(times));
    const walk = async () => {
      const listing = bookeo.bookings.list({ startTime, endTime }, { signal: controller.signal });
      for await (const _ of listing.pages()) controller.abort(reason);
    };
    expect(await rejection(walk())).toBe(reason);
    expect(requests).toHaveLength(1);
  });
});

describe("a range that is longer than one call allows", () => {
  const startTime = "2026-01-01T00:00:00Z";
  const endTime = "2026-02-01T00:00:01Z";

  test("cannot be awaited: that is an error which says what to do, and nothing is sent", async () => {
    const errors: unknown[] = [];
    const { bookeo, requests } = await startBookeo(calendar([]), {
      hooks: { onError: ({ error, attempt }) => errors.push([error, attempt]) },
    });
    for (const read of [
      () => bookeo.bookings.list({ startTime, endTime }),
      () => bookeo.bookings.list({ startTime, endTime }).withResponse(),
      () => bookeo.bookings.list({ startTime, endTime }).result(),
      () => bookeo.availability.slots({ startTime, endTime }),
    ]) {
      const error = await rejection(read());
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.option).toBe("startTime");
      expect(error.message).toMatch(/P31D.*Iterate over the listing, use toArray\(\)/);
      expect(errors.splice(0)).toEqual([[error, 0]]);
    }
    expect(requests).toHaveLength(0);
  });

  test("can be iterated and collected", async () => {
    const { bookeo, requests } = await startBookeo(calendar([startTime]));
    expect(await bookeo.bookings.list({ startTime, endTime }).toArray()).toHaveLength(1);
    expect(await collect(bookeo.bookings.list({ startTime, endTime }))).toHaveLength(1);
    expect(requests).toHaveLength(4);
  });

  test("can be iterated after awaiting it failed", async () => {
    const { bookeo } = await startBookeo(calendar([startTime]));
    const listing = bookeo.bookings.list({ startTime, endTime });
    await rejection(listing);
    expect(await collect(listing)).toHaveLength(1);
  });

  test("names the filter that is too long", async () => {
    const { bookeo } = await startBookeo(calendar([]));
    const query = {
      startTime,
      endTime: startTime,
      lastUpdatedStartTime: startTime,
      lastUpdatedEndTime: endTime,
    };
    expect((await rejection(bookeo.bookings.list(query))).option).toBe("lastUpdatedStartTime");
  });

  test("of just 31 days can be awaited", async () => {
    const { bookeo } = await startBookeo(calendar([startTime]));
    const first = await bookeo.bookings.list({ startTime, endTime: "2026-02-01T00:00:00Z" });
    expect(first.data).toHaveLength(1);
  });
});

describe("pages that are asked for ahead, over a year of windows", () => {
  const startTime = "2026-01-01T00:00:00Z";
  const endTime = "2027-01-01T00:00:00Z";
  const days = Array.from({ length: 366 }, (_, day) =>
    new Date(Date.parse(startTime) + day * 86_400_000).toISOString().replace(".000", ""),
  );

  test("come in order and each once, though the last window is responded to first", async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    let underway = 0;
    const { bookeo, requests } = await startBookeo(async (request, response) => {
      most = Math.max(most, ++underway);
      const { open, opened } = gate();
      waiting.push(open);
      // All windows that may be under way at once have come, or the last of the year has.
      const last = request.query.get("endTime") === endTime;
      if (waiting.length === 6 || last) for (const each of waiting.splice(0).reverse()) each();
      await opened;
      underway--;
      calendar(days)(request, response);
    });
    const found = await collect(bookeo.bookings.list({ startTime, endTime }).items({ prefetch: 5 }));
    expect(found.map(({ bookingNumber }) => bookingNumber)).toEqual(days);
    expect(requests).toHaveLength(12);
    expect(most).toBe(6);
  });

  test("are under way before the first window has come", async () => {
    const all = gate();
    let arrived = 0;
    const { bookeo } = await startBookeo(async (request, response) => {
      if (++arrived === 5) all.open();
      await all.opened;
      calendar(days)(request, response);
    });
    const pages = bookeo.bookings.list({ startTime, endTime }).pages({ prefetch: 4 });
    expect((await pages.next()).done).toBe(false);
    await pages.return?.();
  });

  test.each([0, 3, 100])("windows of several pages come in order too (prefetch %i)", async (prefetch) => {
    const perPage = 10;
    const { bookeo, requests } = await startBookeo(({ query }, response) => {
      const token = query.get("pageNavigationToken") ?? `${query.get("startTime")} ${query.get("endTime")}`;
      const [from = "", to = ""] = token.split(" ");
      const within = days.filter((day) => day >= from && day <= to);
      const number = Number(query.get("pageNumber") ?? 1);
      const items = within.slice((number - 1) * perPage, number * perPage);
      const data = items.map((bookingNumber) => ({ bookingNumber }));
      reply(
        response,
        200,
        page(data, number, Math.ceil(within.length / perPage), number === 1 ? token : undefined),
      );
    });
    const found = await collect(bookeo.bookings.list({ startTime, endTime }).items({ prefetch }));
    expect(found.map(({ bookingNumber }) => bookingNumber)).toEqual(days);
    expect(requests).toHaveLength(11 * 4 + 3);
  });

  test("an error comes in its turn, after the items of the windows before it", async () => {
    const { bookeo } = await startBookeo((request, response) =>
      request.query.get("startTime")?.startsWith("2026-03")
        ? reply(response, 200, {})
        : calendar(days)(request, response),
    );
    const seen: unknown[] = [];
    const walk = async () => {
      const listing = bookeo.bookings.list({ startTime, endTime });
      for await (const { bookingNumber } of listing.items({ prefetch: 8 })) seen.push(bookingNumber);
    };
    expect(await rejection(walk())).toBeInstanceOf(MalformedResponseError);
    expect(seen).toEqual(days.slice(0, 63));
  });

  test("a limit ends it early, and aborts what was asked for ahead", async () => {
    const closed: Promise<unknown>[] = [];
    const ahead = gate();
    let arrived = 0;
    const { bookeo } = await startBookeo(async (request, response) => {
      if (request.query.get("startTime") !== startTime) {
        closed.push(new Promise((resolve) => response.on("close", () => resolve(response.writableFinished))));
        if (++arrived === 3) ahead.open();
        return;
      }
      await ahead.opened;
      calendar(days)(request, response);
    });
    const listing = bookeo.bookings.list({ startTime, endTime });
    expect(await listing.toArray({ prefetch: 3, limit: 2 })).toHaveLength(2);
    expect(await Promise.all(closed)).toEqual([false, false, false]);
    await turn();
    expect(arrived).toBe(3);
  });
});
