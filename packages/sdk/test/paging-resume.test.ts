import { describe, expect, test } from "vitest";
import { ConfigurationError, type Cursor, HttpError, type ListingProgress } from "../src/bookeo/index.ts";
import { collect, type Handler, keys, page, rejection, reply, startBookeo } from "./support.ts";

const startTime = "2026-01-01T00:00:00Z";
const endTime = "2026-03-10T00:00:00Z";
const range = { startTime, endTime };

interface Account {
  /** The starts of the bookings, in order. */
  bookings: string[];
  /** The tokens that still work. A new one is given with every first page. */
  tokens: Map<string, { from: number; to: number }>;
  handle: Handler;
}

/** An account with bookings, in pages of two, which gives page tokens, which a test may clear. */
function account(
  bookings: string[],
  reject: Handler = (_, response) => reply(response, 422, { message: "unknown token" }),
): Account {
  const tokens: Account["tokens"] = new Map();
  let made = 0;
  const state: Account = {
    bookings,
    tokens,
    handle(request, response) {
      const { query } = request;
      const token = query.get("pageNavigationToken") ?? `token-${++made}`;
      if (!query.has("pageNavigationToken")) {
        const [from = 0, to = 0] = ["startTime", "endTime"].map((name) => Date.parse(query.get(name) ?? ""));
        tokens.set(token, { from, to });
      }
      const window = tokens.get(token);
      if (!window) return reject(request, response);
      const number = Number(query.get("pageNumber") ?? 1);
      const found = state.bookings.filter(
        (start) => Date.parse(start) >= window.from && Date.parse(start) <= window.to,
      );
      const items = found
        .slice(number * 2 - 2, number * 2)
        .map((start) => ({ bookingNumber: start, startTime: start }));
      const total = Math.max(1, Math.ceil(found.length / 2));
      const body = page(items, number, total, number === 1 ? token : undefined);
      reply(response, 200, { ...body, info: { ...Object(body.info), totalItems: found.length } });
    },
  };
  return state;
}

const at = (month: number, day: number) =>
  `2026-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}T00:00:00Z`;

/** Bookings of three windows; the first and the last of the one in the middle are on its borders. */
const bookings = [
  ...[2, 5, 9, 14, 30].map((day) => at(1, day)),
  at(2, 1),
  ...[3, 8, 11, 20].map((day) => at(2, day)),
  at(3, 4),
  ...[5, 6, 7].map((day) => at(3, day)),
];
const pageCount = 3 + 3 + 2;

/** Reads a listing until a page, and what it gave until there. The cursor comes back from storage. */
async function readUntil(
  listing: ReturnType<Awaited<ReturnType<typeof startBookeo>>["bookeo"]["bookings"]["list"]>,
  count: number,
): Promise<{ given: string[]; cursor: Cursor }> {
  const given: string[] = [];
  let stored = "";
  for await (const { items, cursor } of listing.resumable()) {
    given.push(...items.map(({ bookingNumber }) => bookingNumber));
    stored = JSON.stringify(cursor);
    if (--count === 0) break;
  }
  return { given, cursor: JSON.parse(stored) };
}

const numbersIn = (pages: readonly { items: readonly { bookingNumber: string }[] }[]) =>
  pages.flatMap(({ items }) => items.map(({ bookingNumber }) => bookingNumber));

const everyPage = Array.from({ length: pageCount }, (_, index) => index + 1);

describe("a listing that is continued from a cursor", () => {
  test.each(everyPage)("goes on behind page %i, and gives each item once", async (count) => {
    const { bookeo, requests } = await startBookeo(account(bookings).handle);
    const { given, cursor } = await readUntil(bookeo.bookings.list(range), count);
    expect(requests).toHaveLength(count);
    const rest = await collect(bookeo.bookings.list(range).resumable(cursor));
    expect([...given, ...numbersIn(rest)]).toEqual(bookings);
    expect(requests).toHaveLength(pageCount);
    expect(cursor.isComplete).toBe(count === pageCount);
  });

  test.each(everyPage)("reads the window again where its token of page %i no longer works", async (count) => {
    const server = account(bookings);
    const { bookeo } = await startBookeo(server.handle);
    const { given, cursor } = await readUntil(bookeo.bookings.list(range), count);
    server.tokens.clear();
    const rest = await collect(bookeo.bookings.list(range).resumable(cursor));
    expect([...given, ...numbersIn(rest)]).toEqual(bookings);
  });

  test.each<[string, Handler]>([
    ["400", (_, response) => reply(response, 400, {})],
    ["403", (_, response) => reply(response, 403, {})],
    ["404", (_, response) => reply(response, 404, {})],
    ["410", (_, response) => reply(response, 410, {})],
    [
      "the first page of something",
      (_, response) => reply(response, 200, page([{ bookingNumber: "x" }], 1, 1)),
    ],
    ["a page without items or token", (_, response) => reply(response, 200, page([], 1, 0))],
  ])("reads the window again where the server responds to an old token with %s", async (_name, reject) => {
    const server = account(bookings, reject);
    const failures: unknown[] = [];
    const hooks = { onError: (event: unknown) => void failures.push(event) };
    const { bookeo } = await startBookeo(server.handle, { hooks });
    const { given, cursor } = await readUntil(bookeo.bookings.list(range), 5);
    server.tokens.clear();
    const rest = await collect(bookeo.bookings.list(range).resumable(cursor));
    expect([...given, ...numbersIn(rest)]).toEqual(bookings);
    expect(failures).toEqual([]);
  });

  test("reads the window again where the token stops working while it is read, with pages asked for ahead", async () => {
    const server = account(bookings);
    const { bookeo } = await startBookeo(server.handle);
    const given: string[] = [];
    const failedIn = new Set<number>();
    for await (const { items, progress } of bookeo.bookings.list(range).resumable(null, { prefetch: 2 })) {
      given.push(...items.map(({ bookingNumber }) => bookingNumber));
      if (!failedIn.has(progress.window)) server.tokens.clear();
      failedIn.add(progress.window);
    }
    expect(given).toEqual(bookings);
    expect([...failedIn]).toEqual([1, 2, 3]);
  });

  test("gives what was added meanwhile, and nothing twice though the pages have shifted", async () => {
    const server = account(bookings);
    const { bookeo } = await startBookeo(server.handle);
    const { given, cursor } = await readUntil(bookeo.bookings.list(range), 4);
    const added = at(2, 2);
    server.bookings = [...bookings.slice(0, 6), added, ...bookings.slice(6)];
    const rest = numbersIn(await collect(bookeo.bookings.list(range).resumable(cursor)));
    expect([...given, ...rest].filter((number) => number !== added)).toEqual(bookings);
    server.tokens.clear();
    const again = numbersIn(await collect(bookeo.bookings.list(range).resumable(cursor)));
    expect(again).toContain(added);
    expect([...given, ...again].toSorted()).toEqual(server.bookings.toSorted());
  });

  test.each([0, 2])(
    "gives what has moved to a page that was read already (prefetch %i)",
    async (prefetch) => {
      const server = account(bookings);
      const { bookeo } = await startBookeo(server.handle);
      const given: string[] = [];
      let cursor: Cursor | undefined;
      for await (const next of bookeo.bookings.list(range).resumable(null, { prefetch })) {
        given.push(...next.items.map(({ bookingNumber }) => bookingNumber));
        cursor = next.cursor;
        // The first of the window becomes the last, so that the others move up by one.
        const { window, page: number } = next.progress;
        if (window === 1 && given.length === 2 && number === 1) {
          const [first, ...others] = bookings.slice(0, 6) as [string];
          server.bookings = [...others, first, ...bookings.slice(6)];
        }
      }
      expect(given.toSorted()).toEqual(bookings);
      expect(cursor).toMatchObject({ isComplete: true, missing: 0, items: bookings.length });
    },
  );

  test("gives what has moved, too, where it is continued at the page that shows it", async () => {
    const server = account(bookings);
    const { bookeo } = await startBookeo(server.handle);
    const first = await readUntil(bookeo.bookings.list(range), 1);
    server.bookings = [...bookings.slice(1, 6), ...bookings.slice(0, 1), ...bookings.slice(6)];
    const given = [...first.given];
    let { cursor } = first;
    while (!cursor.isComplete) {
      for await (const next of bookeo.bookings.list(range).resumable(cursor)) {
        given.push(...next.items.map(({ bookingNumber }) => bookingNumber));
        cursor = JSON.parse(JSON.stringify(next.cursor));
        break;
      }
    }
    expect(given.toSorted()).toEqual(bookings);
  });

  test("gives what has moved because another item left the window, at whatever page it is left and continued", async () => {
    for (let leave = 1; leave < pageCount; leave++) {
      const server = account(bookings);
      const { bookeo } = await startBookeo(server.handle);
      const { given, cursor } = await readUntil(bookeo.bookings.list(range), leave);
      // Everything that was given leaves the listing, as a booking does that is moved to another year.
      server.bookings = bookings.filter((number) => !given.includes(number));
      const rest = numbersIn(await collect(bookeo.bookings.list(range).resumable(cursor)));
      expect([...given, ...rest].toSorted(), `left after page ${leave}`).toEqual(bookings);
    }
  });

  test("ends where the API counts more than it gives, and says how many are missing", async () => {
    const { bookeo, requests } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      const body = page([{ bookingNumber: String(number) }], number, 2, "token");
      reply(response, 200, { ...body, info: { ...Object(body.info), totalItems: 5 } });
    });
    const pages = await collect(bookeo.bookings.list({ startTime, endTime: at(1, 9) }).resumable());
    expect(numbersIn(pages)).toEqual(["1", "2"]);
    expect(pages.at(-1)?.cursor).toMatchObject({ isComplete: true, missing: 3 });
    expect(requests).toHaveLength(6);
    // What was missing in a window is remembered where the next one is continued.
    const two = { startTime, endTime: at(2, 9) };
    let stored: Cursor | undefined;
    for await (const { cursor } of bookeo.bookings.list(two).resumable()) {
      stored = cursor;
      if (cursor.window === 2) break;
    }
    expect(stored).toMatchObject({ missing: 3 });
    const rest = await collect(bookeo.bookings.list(two).resumable(stored));
    // All that this window has was given in the one before: nothing of it counts as given here.
    expect(rest.at(-1)?.cursor).toMatchObject({ isComplete: true, missing: 6 });
  });

  test("gives up where a window that is read again gets no further than before", async () => {
    let calls = 0;
    const { bookeo, requests } = await startBookeo((request, response) => {
      if (!request.query.has("pageNavigationToken")) return account(bookings).handle(request, response);
      calls++;
      reply(response, 410, { message: "unknown token" });
    });
    const error = await rejection(collect(bookeo.bookings.list(range).resumable()));
    expect(error).toBeInstanceOf(HttpError);
    expect(error.status).toBe(410);
    expect([calls, requests.length]).toEqual([2, 4]);
  });

  test.each([500, 408, 429])("does not take %i for a token that no longer works", async (status) => {
    const server = account(bookings, (_, response) => reply(response, status, {}));
    const { bookeo, requests } = await startBookeo(server.handle, { maxRetries: 0 });
    const { cursor } = await readUntil(bookeo.bookings.list(range), 1);
    server.tokens.clear();
    const error = await rejection(collect(bookeo.bookings.list(range).resumable(cursor)));
    expect(error.status).toBe(status);
    expect(requests).toHaveLength(2);
  });

  test("without a cursor a listing whose token stops working fails: what was given is not known", async () => {
    const server = account(bookings);
    const { bookeo } = await startBookeo(server.handle);
    const walk = async () => {
      for await (const _ of bookeo.bookings.list(range).pages()) server.tokens.clear();
    };
    expect((await rejection(walk())).status).toBe(422);
  });

  test("that is complete sends nothing and gives nothing", async () => {
    const { bookeo, requests } = await startBookeo(account(bookings).handle);
    const { cursor } = await readUntil(bookeo.bookings.list(range), pageCount);
    requests.length = 0;
    expect(await collect(bookeo.bookings.list(range).resumable(cursor))).toEqual([]);
    expect(requests).toEqual([]);
  });

  test("counts on from where it was left", async () => {
    const { bookeo } = await startBookeo(account(bookings).handle);
    const { cursor } = await readUntil(bookeo.bookings.list(range), 4);
    const [next] = await collect(bookeo.bookings.list(range).resumable(cursor));
    expect(next?.progress).toEqual({ window: 2, windows: 3, page: 2, pages: 3, items: 9 });
  });

  test("without windows of dates: a search, whose further pages have another path", async () => {
    const slots: Handler = ({ query, path }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      const token = decodeURIComponent(path.split("/")[3] ?? "token-1");
      if (token !== "token-1") return reply(response, 404, {});
      const data = [1, 2].map((index) => ({ eventId: `${number}-${index}` }));
      reply(response, number === 1 ? 201 : 200, page(data, number, 4, number === 1 ? token : undefined));
    };
    const { bookeo, requests } = await startBookeo(slots);
    const search = { ...range, productId: "p", peopleNumbers: [] };
    const given: string[] = [];
    let stored: Cursor | undefined;
    for (let index = 0; index < 4; index++)
      for await (const { items, cursor } of bookeo.availability.matchingSlots(search).resumable(stored)) {
        given.push(...items.map(({ eventId }) => eventId));
        stored = JSON.parse(JSON.stringify(cursor));
        break;
      }
    expect(given).toEqual([1, 2, 3, 4].flatMap((number) => [`${number}-1`, `${number}-2`]));
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /availability/matchingslots",
      ...Array.from({ length: 3 }, () => "GET /availability/matchingslots/token-1"),
    ]);
  });

  test("of an operation that the document lacks: again from its start by the key that the caller names", async () => {
    const numbers = ["1", "2", "3", "4", "5"];
    let token = "token-1";
    const { bookeo } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      if (number > 1 && query.get("pageNavigationToken") !== token) return reply(response, 400, {});
      const items = numbers.slice(number * 2 - 2, number * 2).map((sku) => ({ sku }));
      reply(response, 200, page(items, number, 3, number === 1 ? token : undefined));
    });
    const list = () => bookeo.requestList<{ sku: string }>("/settings/products", { key: "sku" });
    let cursor: Cursor | undefined;
    const given: string[] = [];
    for await (const next of list().resumable()) {
      given.push(...next.items.map(({ sku }) => sku));
      cursor = next.cursor;
      break;
    }
    token = "token-2";
    for await (const { items } of list().resumable(cursor)) given.push(...items.map(({ sku }) => sku));
    expect(given).toEqual(numbers);
  });
});

describe("a cursor", () => {
  test("is plain JSON without a key of the API", async () => {
    const { bookeo } = await startBookeo(account(bookings).handle);
    const { cursor } = await readUntil(bookeo.bookings.list(range), 2);
    const text = JSON.stringify(cursor);
    for (const key of Object.values(keys)) expect(text).not.toContain(key);
    for await (const next of bookeo.bookings.list(range).resumable(cursor)) {
      expect(JSON.parse(JSON.stringify(next.cursor))).toEqual(next.cursor);
      break;
    }
  });

  test("stays as it was when the listing goes on", async () => {
    const { bookeo } = await startBookeo(account(bookings).handle);
    const pages = await collect(bookeo.bookings.list(range).resumable());
    const late = pages.map(({ cursor }) => cursor);
    const early: Cursor[] = [];
    for await (const { cursor } of bookeo.bookings.list(range).resumable()) early.push(cursor);
    // Another walk has other tokens.
    const withoutToken = (cursors: Cursor[]) => cursors.map(({ token: _, ...cursor }) => cursor);
    expect(withoutToken(late)).toEqual(withoutToken(early));
  });

  test("remembers no more than the items of two windows", async () => {
    const { bookeo } = await startBookeo(account(bookings).handle);
    for await (const { cursor } of bookeo.bookings.list(range).resumable())
      expect(cursor.given.flat().length).toBeLessThanOrEqual(bookings.length - 3);
  });

  test.each<[string, (cursor: Cursor) => unknown, string]>([
    [
      "of JSON that was not parsed",
      (cursor) => JSON.stringify(cursor),
      "is not one that a listing has given",
    ],
    ["of another kind", () => ({ page: 2 }), "is not one that a listing has given"],
    ["that is cut", ({ given: _, ...cursor }) => cursor, "is not one that a listing has given"],
    ["with a page that is not a number", (cursor) => ({ ...cursor, page: "2" }), "is not one that"],
    ...(["window", "page", "items", "missing"] as const).map(
      (name): [string, (cursor: Cursor) => unknown, string] => [
        `with ${name} below what it can be`,
        (cursor) => ({ ...cursor, [name]: name === "window" ? 0 : -1 }),
        "is not one that a listing has given",
      ],
    ),
    ["with a listing that is a string", (cursor) => ({ ...cursor, listing: "x" }), "is not one that"],
    ["with no word on its end", ({ isComplete: _, ...cursor }) => cursor, "is not one that"],
    ["with a list that holds something else", (cursor) => ({ ...cursor, given: [[], 5] }), "is not one that"],
    [
      "of another range and another operation",
      (cursor) => ({
        ...cursor,
        listing: { operation: "GET /customers", query: { startTime, endTime: "secret" } },
      }),
      "belongs to another listing: the operation, endTime differ. Call the method with the arguments that the cursor was made with.",
    ],
    [
      "with a window that is not there",
      (cursor) => ({ ...cursor, window: 9 }),
      "is in window 9 of a listing",
    ],
    [
      "of another operation",
      (cursor) => ({ ...cursor, listing: { ...cursor.listing, operation: "GET /customers" } }),
      "belongs to another listing: the operation differs.",
    ],
    [
      "of another range",
      (cursor) => ({ ...cursor, listing: { ...cursor.listing, query: { startTime, endTime: "secret" } } }),
      "belongs to another listing: endTime differs.",
    ],
  ])("%s is rejected before anything is sent, without its values", async (_name, change, problem) => {
    const reported: string[] = [];
    const hooks = { onError: ({ error }: { error: unknown }) => void reported.push(String(error)) };
    const { bookeo, requests } = await startBookeo(account(bookings).handle, { hooks });
    const { cursor } = await readUntil(bookeo.bookings.list(range), 2);
    requests.length = 0;
    const changed = change(cursor) as Cursor;
    const error = await rejection(collect(bookeo.bookings.list(range).resumable(changed)));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.option).toBe("cursor");
    expect(error.message).toContain(`cursor ${problem}`);
    expect(error.message).not.toMatch(/2026|secret/);
    expect(reported).toHaveLength(1);
    expect(requests).toEqual([]);
  });

  test("made with Dates continues a call with equal Dates", async () => {
    const { bookeo } = await startBookeo(account(bookings).handle);
    const dates = () => ({ startTime: new Date(startTime), endTime: new Date(endTime) });
    const { given, cursor } = await readUntil(bookeo.bookings.list(dates()), 3);
    const rest = await collect(bookeo.bookings.list(dates()).resumable(cursor));
    expect([...given, ...numbersIn(rest)]).toEqual(bookings);
  });
});

describe("the progress of a listing", () => {
  const expected = [
    [1, 1, 3, 2],
    [1, 2, 3, 4],
    [1, 3, 3, 6],
    [2, 1, 3, 7],
    [2, 2, 3, 9],
    [2, 3, 3, 11],
    [3, 1, 2, 12],
    [3, 2, 2, 14],
  ].map(([window, number, pages, items]) => ({ window, windows: 3, page: number, pages, items }));

  test.each(["pages", "items", "toArray", "resumable"] as const)(
    "is reported to onPage by %s",
    async (way) => {
      const { bookeo } = await startBookeo(account(bookings).handle);
      const seen: ListingProgress[] = [];
      const options = { onPage: (progress: ListingProgress) => void seen.push(progress), prefetch: 3 };
      const listing = bookeo.bookings.list(range);
      if (way === "toArray") await listing.toArray(options);
      else if (way === "resumable") await collect(listing.resumable(null, options));
      else await collect<unknown>(listing[way](options));
      expect(seen).toEqual(expected);
    },
  );

  test("what onPage throws ends the listing", async () => {
    const { bookeo, requests } = await startBookeo(account(bookings).handle);
    const onPage = () => {
      throw new Error("the bar is closed");
    };
    expect((await rejection(bookeo.bookings.list(range).toArray({ onPage }))).message).toBe(
      "the bar is closed",
    );
    expect(requests).toHaveLength(1);
  });
});
