import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../src/bookeo/index.ts";
import {
  collect,
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

  test("further pages are asked for with the first page's token and their number, and of the query with its language alone", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(3));
    await collect(bookeo.bookings.list({ ...range, productId: "p", itemsPerPage: 2, lang: "en-US" }));
    expect(requests.map(queryOf)).toEqual([
      { ...range, productId: "p", itemsPerPage: "2", lang: "en-US" },
      { lang: "en-US", pageNavigationToken: "token-1", pageNumber: "2" },
      { lang: "en-US", pageNavigationToken: "token-1", pageNumber: "3" },
    ]);
  });

  test("a language of the client is sent with every page", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(2), { lang: "de-DE" });
    await collect(bookeo.bookings.list(range));
    expect(requests.map(({ query }) => query.get("lang"))).toEqual(["de-DE", "de-DE"]);
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

  test("pages that are removed while it is read end it, and are no fault", async () => {
    const { bookeo, requests } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      reply(response, 200, number === 1 ? page([{}], 1, 3, "t") : page([], 2, 1));
    });
    expect(await collect(bookeo.bookings.list(range))).toHaveLength(1);
    expect(requests).toHaveLength(2);
  });

  test("a listing without items is one empty page, whatever number that has", async () => {
    for (const body of [page([], 1, 1), page([], 1, 0), page([], 0, 0)]) {
      const { bookeo } = await startBookeo((_, response) => reply(response, 200, body));
      expect(await collect(bookeo.bookings.list(range))).toEqual([]);
      expect(await collect(bookeo.bookings.list(range).pages())).toEqual([body]);
      expect(await bookeo.bookings.list(range)).toEqual(body);
    }
  });

  test("the field of the items may be missing where the document allows it", async () => {
    const { bookeo } = await startBookeo((_, response) => reply(response, 201, page(undefined, 1, 1)));
    const search = { productId: "p", ...range, peopleNumbers: [] };
    expect(await collect(bookeo.availability.matchingSlots(search))).toEqual([]);
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

  test("the first page says its status", async () => {
    const { bookeo } = await startBookeo(slots);
    expect(await bookeo.availability.matchingSlots(search).result()).toMatchObject({ ok: true, status: 201 });
  });
});

describe("toArray", () => {
  test("gives every item", async () => {
    const { bookeo } = await startBookeo(pagesOf(3));
    expect(numbers(await bookeo.bookings.list(range).toArray())).toEqual(numbersOf(3));
    expect(numbers(await bookeo.bookings.list(range).toArray({ prefetch: 2 }))).toEqual(numbersOf(3));
  });

  test.each([
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 2],
    [99, 3],
    [Number.POSITIVE_INFINITY, 3],
  ])("gives at most %d items, and asks for no page beyond them", async (limit, pages) => {
    const { bookeo, requests } = await startBookeo(pagesOf(3));
    expect(numbers(await bookeo.bookings.list(range).toArray({ limit }))).toEqual(
      numbersOf(3).slice(0, limit),
    );
    expect(requests).toHaveLength(pages);
  });

  test.each([-1, 0.5, Number.NaN, "10", null])(
    "an invalid limit is a ConfigurationError: %j",
    async (limit) => {
      const { bookeo, requests } = await startBookeo(pagesOf(3));
      const error = await rejection(bookeo.bookings.list(range).toArray({ limit: limit as number }));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.option).toBe("limit");
      expect(requests).toHaveLength(0);
    },
  );
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

  test("pages() gives each page as it came", async () => {
    const { bookeo } = await startBookeo(pagesOf(2));
    const pages = await collect(bookeo.bookings.list(range).pages());
    expect(pages.map(({ info }) => info.currentPage)).toEqual([1, 2]);
  });
});
