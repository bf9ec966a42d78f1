import { spawnSync } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ConfigurationError, MalformedAnswerError } from "../src/bookeo/index.ts";
import {
  collect,
  gate,
  type Handler,
  numbersOf,
  page,
  pagesOf,
  queryOf,
  range,
  rejection,
  reply,
  startBookeo,
} from "./support.ts";

interface Listing extends AsyncIterable<unknown> {
  items(): AsyncIterable<unknown>;
  pages(): AsyncIterable<unknown>;
}

const numbers = (bookings: { bookingNumber?: string | undefined }[]) =>
  bookings.map((each) => each.bookingNumber);

describe("the way from page to page", () => {
  test("every item of every page comes, in order", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(3));
    expect(numbers(await collect(bookeo.bookings.list(range)))).toEqual(numbersOf(3));
    expect(requests).toHaveLength(3);
  });

  test("further pages are asked for with the first page's token and their number, and nothing else", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(3));
    await collect(bookeo.bookings.list({ ...range, productId: "p", itemsPerPage: 2, lang: "en-US" }));
    expect(requests.map(queryOf)).toEqual([
      { ...range, productId: "p", itemsPerPage: "2", lang: "en-US" },
      { pageNavigationToken: "token-1", pageNumber: "2" },
      { pageNavigationToken: "token-1", pageNumber: "3" },
    ]);
  });

  test("the path of the listing stays", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(2));
    await collect(bookeo.bookings.payments.list("28/1"));
    expect(requests.map(({ path }) => path)).toEqual(Array(2).fill("/bookings/28%2F1/payments"));
  });

  test("neither a short page nor an empty one ends it, but the page's own number", async () => {
    const data: unknown[][] = [[{ bookingNumber: "1" }], [], [{ bookingNumber: "2" }]];
    const { bookeo, requests } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      reply(response, 200, page(data[number - 1], number, 3, "t"));
    });
    expect(numbers(await collect(bookeo.bookings.list({ ...range, itemsPerPage: 100 })))).toEqual(["1", "2"]);
    expect(requests).toHaveLength(3);
  });

  test("a full page ends it where it is the last", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(1));
    expect(await collect(bookeo.bookings.list({ ...range, itemsPerPage: 2 }))).toHaveLength(2);
    expect(requests).toHaveLength(1);
  });

  test.each([{ prefetch: 0 }, { prefetch: 2 }])(
    "a page that is added while it is read is read, too: %j",
    async (options) => {
      const { bookeo } = await startBookeo(({ query }, response) => {
        const number = Number(query.get("pageNumber") ?? 1);
        reply(response, 200, page([{ bookingNumber: `${number}` }], number, number === 1 ? 2 : 4, "t"));
      });
      expect(numbers(await collect(bookeo.bookings.list(range).items(options)))).toEqual([
        "1",
        "2",
        "3",
        "4",
      ]);
    },
  );

  test("a page that does not tell how many there are leaves that to the first", async () => {
    const { bookeo } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      reply(response, 200, number === 1 ? page([{}], 1, 3, "t") : { data: [{}] });
    });
    expect(await collect(bookeo.bookings.list(range))).toHaveLength(3);
  });

  test("missing data is no items, and not an error", async () => {
    const { bookeo } = await startBookeo((_, response) => reply(response, 200, page(undefined, 1, 1)));
    expect(await collect(bookeo.bookings.list(range))).toEqual([]);
    const none = await startBookeo((_, response) => reply(response, 200, page(undefined, 1, 0)));
    expect(await collect(none.bookeo.bookings.list(range).pages())).toHaveLength(1);
  });

  test("it goes on from the page that the caller names", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(4));
    const query = { pageNavigationToken: "mine", pageNumber: 3 };
    expect(numbers(await collect(bookeo.customers.bookings.list("c", query)))).toEqual([
      "3-1",
      "3-2",
      "4-1",
      "4-2",
    ]);
    expect(requests.map(queryOf)).toEqual([
      { pageNavigationToken: "mine", pageNumber: "3" },
      { pageNavigationToken: "mine", pageNumber: "4" },
    ]);
  });

  test("further pages have the call's own headers", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(2));
    await collect(bookeo.bookings.list(range, { headers: { "X-Trace": "t1" } }));
    expect(requests.map(({ headers }) => headers["x-trace"])).toEqual(["t1", "t1"]);
  });
});

describe("matching slots, whose token travels in the path", () => {
  const search = { productId: "p", ...range, peopleNumbers: [] };
  const slots: Handler = ({ method, path, query }, response) => {
    if (method === "POST") return reply(response, 201, page([{ eventId: "1" }], 1, 3, "to/ken"));
    const number = Number(query.get("pageNumber"));
    reply(response, 200, path.endsWith("to%2Fken") ? page([{ eventId: String(number) }], number, 3) : {});
  };

  test("one search, and then a GET for each further page", async () => {
    const { bookeo, requests } = await startBookeo(slots);
    const found = await collect(bookeo.availability.matchingSlots(search, { itemsPerPage: 1 }));
    expect(found.map(({ eventId }) => eventId)).toEqual(["1", "2", "3"]);
    expect(requests.map(({ method, path, query, body }) => [method, path, String(query), body])).toEqual([
      ["POST", "/availability/matchingslots", "itemsPerPage=1", JSON.stringify(search)],
      ["GET", "/availability/matchingslots/to%2Fken", "pageNumber=2", ""],
      ["GET", "/availability/matchingslots/to%2Fken", "pageNumber=3", ""],
    ]);
  });

  test("its pages can be walked from any of them", async () => {
    const { bookeo, requests } = await startBookeo(slots);
    const found = await collect(bookeo.availability.matchingSlotsPage("to/ken", { pageNumber: 2 }));
    expect(found.map(({ eventId }) => eventId)).toEqual(["2", "3"]);
    expect(requests.map(({ query }) => String(query))).toEqual(["pageNumber=2", "pageNumber=3"]);
  });

  test("the first page tells its status", async () => {
    const { bookeo } = await startBookeo(slots);
    expect(await bookeo.availability.matchingSlots(search).result()).toMatchObject({ ok: true, status: 201 });
  });
});

describe("pages are never lost silently", () => {
  test.each([
    ["more pages, and no token for them", page([{}], 1, 2)],
    ["no number of pages", { data: [{}], info: { currentPage: 1 } }],
    ["no info", { data: [{}] }],
    ["nothing", undefined],
    ["a number of pages that is none", { data: [{}], info: { currentPage: 1, totalPages: "2" } }],
  ])("a first page with %s is an error", async (_name, body) => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, body));
    const error = await rejection(collect(bookeo.bookings.list(range)));
    expect(error).toBeInstanceOf(MalformedAnswerError);
    expect(error).toMatchObject({ path: "/bookings", outcome: "rejected" });
    expect(error.message).toContain("Pages would be lost");
    expect(requests).toHaveLength(1);
  });

  test("items that are asked for at once all come, each once", async () => {
    const { bookeo } = await startBookeo(pagesOf(3));
    const items = bookeo.bookings.list(range).items();
    const results = await Promise.all(Array.from({ length: 8 }, () => items.next()));
    expect(results.flatMap(({ done, value }) => (done ? [] : [value.bookingNumber]))).toEqual(numbersOf(3));
    expect(results.map(({ done }) => done)).toEqual([...Array(6).fill(false), true, true]);
  });

  test("an error on the way is thrown, after the items before it", async () => {
    const { bookeo, requests } = await startBookeo(
      (request, response) =>
        request.query.get("pageNumber") === "3" ? reply(response, 404) : pagesOf(4)(request, response),
      { maxRetries: 0 },
    );
    const seen: unknown[] = [];
    const walk = async () => {
      for await (const { bookingNumber } of bookeo.bookings.list(range)) seen.push(bookingNumber);
    };
    expect(await rejection(walk())).toMatchObject({ status: 404 });
    expect(seen).toEqual(numbersOf(2));
    expect(requests).toHaveLength(3);
  });
});

describe("one listing, one walk", () => {
  const ways: [string, (listing: Listing) => AsyncIterable<unknown>][] = [
    ["items", (listing) => listing],
    ["items()", (listing) => listing.items()],
    ["pages()", (listing) => listing.pages()],
  ];
  test.each(ways)("to walk %s a second time is an error that says what to do", async (_name, again) => {
    const { bookeo, requests } = await startBookeo(pagesOf(1));
    const listing = bookeo.bookings.list(range);
    await collect(listing);
    const error = await rejection((async () => collect(again(listing)))());
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(/iterated already: call the method again/);
    expect(requests).toHaveLength(1);
  });

  test("awaiting and iterating the same listing sends its first page once", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(2));
    const listing = bookeo.bookings.list(range);
    const [first, all] = await Promise.all([listing, collect(listing)]);
    expect(numbers(first.data ?? [])).toEqual(numbersOf(1));
    expect(numbers(all)).toEqual(numbersOf(2));
    expect(requests).toHaveLength(2);
  });

  test("pages() gives each page as it came", async () => {
    const { bookeo } = await startBookeo(pagesOf(2));
    const pages = await collect(bookeo.bookings.list(range).pages());
    expect(pages.map(({ info }) => info.currentPage)).toEqual([1, 2]);
  });
});

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

describe("abort", () => {
  const reason = new Error("the user has left");

  test.each([0, 3])("ends an iteration at once, also amid a page (prefetch %i)", async (prefetch) => {
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
  });

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
    let answers = 0;
    const { bookeo } = await startBookeo(pagesOf(3), {
      hooks: { onResponse: () => ++answers === 3 && ahead.open() },
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
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<AbortSignal["addEventListener"]>) => {
      listeners++;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<AbortSignal["removeEventListener"]>) => {
      listeners--;
      removeEventListener.apply(signal, args);
    };
    const { bookeo } = await startBookeo(pagesOf(4));
    await collect(bookeo.bookings.list(range, { signal }).items({ prefetch: 2 }));
    for await (const _ of bookeo.bookings.list(range, { signal }).items({ prefetch: 2 })) break;
    expect(listeners).toBe(0);
  });
});

describe("pages that are asked for ahead", () => {
  test("keep their order, come once each, and are never more than that many", async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    let underway = 0;
    const total = 30;
    const { bookeo, requests } = await startBookeo(async (request, response) => {
      if (request.query.has("pageNumber")) {
        most = Math.max(most, ++underway);
        const { open, opened } = gate();
        waiting.push(open);
        // The last that came is answered first, once as many as may be under way are.
        const rest = total - 1 - (requests.length - 1 - underway);
        if (waiting.length >= Math.min(8, rest)) for (const each of waiting.splice(0).reverse()) each();
        else setImmediate(() => waiting.length === underway && waiting.pop()?.());
        await opened;
        underway--;
      }
      pagesOf(total)(request, response);
    });
    expect(numbers(await collect(bookeo.bookings.list(range).items({ prefetch: 8 })))).toEqual(
      numbersOf(total),
    );
    expect(requests).toHaveLength(total);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  test("are under way, all of them, before the first page is handed out", async () => {
    const ahead = gate();
    let arrived = 0;
    const { bookeo, requests } = await startBookeo((request, response) => {
      if (request.query.has("pageNumber") && ++arrived === 8) ahead.open();
      pagesOf(20)(request, response);
    });
    const items = bookeo.bookings.list(range).items({ prefetch: 8 });
    await items.next();
    await ahead.opened;
    expect(requests).toHaveLength(9);
    await items.return?.();
  });

  test("without it a page is asked for when the one before has been read", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(3));
    const items = bookeo.bookings.list(range).items();
    await items.next();
    await items.next();
    await turn();
    expect(requests).toHaveLength(1);
    await items.next();
    expect(requests).toHaveLength(2);
  });

  test("an error among them comes in its turn, and is handled", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      const failed = gate();
      const { bookeo } = await startBookeo(
        async (request, response) => {
          const number = Number(request.query.get("pageNumber"));
          if (number === 4 || number === 5) {
            reply(response, number === 4 ? 404 : 409);
            failed.open();
            return;
          }
          if (number === 2) await failed.opened;
          pagesOf(9)(request, response);
        },
        { maxRetries: 0 },
      );
      const seen: unknown[] = [];
      const walk = async () => {
        for await (const { bookingNumber } of bookeo.bookings.list(range).items({ prefetch: 8 }))
          seen.push(bookingNumber);
      };
      expect(await rejection(walk())).toMatchObject({ status: 404 });
      expect(seen).toEqual(numbersOf(3));
      await turn();
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });
});

test.each([0, 8])("ten thousand pages are read in constant memory (prefetch %i)", (prefetch) => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", new URL("memory.ts", import.meta.url).pathname, String(prefetch)],
    { encoding: "utf8" },
  );
  expect(stdout, stderr).not.toBe("");
  const { items, grownBytes } = JSON.parse(stdout);
  expect(items).toBe(100_000);
  // A page is about 10 kB here: ten thousand that stay would be 100 MB.
  expect(grownBytes).toBeLessThan(1_000_000);
});
