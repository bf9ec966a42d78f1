import { describe, expect, test } from "vitest";
import {
  type BookeoOptions,
  type Booking,
  type BookingChangesCursor,
  bookingChanges,
  ConfigurationError,
} from "../src/bookeo/index.ts";
import { collect, keys, page, queryOf, rejection, reply, startBookeo } from "./support.ts";

const start = Date.UTC(2026, 6, 1, 12);
const minute = 60_000;
const day = 86_400_000;

interface Row {
  bookingNumber: string;
  lastChangeTime: string;
  creationTime: string;
  canceled: boolean;
  version: number;
}

/** An account whose bookings change, with a clock of its own. It lists them by the time of their change, in pages of three. */
async function account(options: BookeoOptions = {}, pageSize = 3) {
  let tokenCount = 0;
  const rows = new Map<string, Row>();
  const state: Account = {
    now: start,
    order: "lastChangeTime",
    hasDate: true,
    rows,
    /** Is called before each page is made. */
    onPage() {},
    change(bookingNumber, changes = {}, at = state.now) {
      const time = new Date(at).toISOString();
      const before = rows.get(bookingNumber) ?? {
        bookingNumber,
        creationTime: time,
        canceled: false,
        version: 0,
      };
      rows.set(bookingNumber, { ...before, lastChangeTime: time, version: before.version + 1, ...changes });
    },
  };
  const tokens = new Map<string, URLSearchParams>();
  const { bookeo, requests } = await startBookeo(
    ({ query }, response) => {
      state.onPage();
      const token = query.get("pageNavigationToken") ?? `token-${++tokenCount}`;
      if (!query.has("pageNavigationToken")) tokens.set(token, query);
      const asked = tokens.get(token);
      if (!asked) return reply(response, 410, {});
      const [from = 0, to = 0] = ["lastUpdatedStartTime", "lastUpdatedEndTime"].map((name) =>
        Date.parse(asked.get(name) ?? ""),
      );
      const found = [...rows.values()]
        .filter(({ lastChangeTime, canceled }) => {
          const time = Date.parse(lastChangeTime);
          return time >= from && time <= to && (!canceled || asked.get("includeCanceled") === "true");
        })
        .toSorted((a, b) => a[state.order].localeCompare(b[state.order]));
      const number = Number(query.get("pageNumber") ?? 1);
      const items = found.slice((number - 1) * pageSize, number * pageSize);
      const pages = Math.max(number, Math.ceil(found.length / pageSize));
      const body = page(items, number, pages, number === 1 ? token : undefined);
      const date = { date: new Date(state.now).toUTCString() };
      response.sendDate = false;
      const whole = { ...body, info: { ...Object(body.info), totalItems: found.length } };
      reply(response, 200, whole, state.hasDate ? date : {});
    },
    { clock: clockAt(() => state.now), ...options },
  );
  return { bookeo, requests, state, tokens };
}

/** The time of the account, off by so much. Its timers are the system's. */
function clockAt(now: () => number, apart = 0) {
  const after = (delay: number, callback: () => void) => {
    const timer = setTimeout(callback, Math.min(delay, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  };
  return { now: () => now() + apart, after };
}

interface Account {
  now: number;
  /** What a listing is sorted by: Bookeo does not say. */
  order: "lastChangeTime" | "bookingNumber";
  /** Whether its responses say when they were sent. */
  hasDate: boolean;
  rows: Map<string, Row>;
  onPage(): void;
  change(bookingNumber: string, changes?: Partial<Row>, at?: number): void;
}

const roundTrip = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));
const numbersIn = (items: readonly Booking[]) => items.map(({ bookingNumber }) => bookingNumber);

/** A run to its end: what it gave, and where the next begins, as it comes back from storage. */
async function runFrom(
  bookeo: Parameters<typeof bookingChanges>[0],
  since: Parameters<typeof bookingChanges>[1],
  options: Parameters<typeof bookingChanges>[2] = {},
) {
  const pages = await collect(bookingChanges(bookeo, since, options));
  return {
    items: pages.flatMap(({ items }) => items),
    cursor: roundTrip(pages.at(-1)?.cursor as BookingChangesCursor),
    pages,
  };
}

describe("bookingChanges", () => {
  test("gives what has changed since a time, cancelled bookings included, and asks for no more", async () => {
    const { bookeo, requests, state } = await account();
    state.change("old", {}, start - 2 * day);
    for (const number of ["1", "2", "3", "4"]) state.change(number);
    state.change("5", { canceled: true });
    const { items } = await runFrom(bookeo, new Date(start - day));
    expect(numbersIn(items).toSorted()).toEqual(["1", "2", "3", "4", "5"]);
    expect(queryOf(requests[0])).toEqual({
      lastUpdatedStartTime: "2026-06-30T12:00:00Z",
      lastUpdatedEndTime: "2026-07-02T12:00:00Z",
      includeCanceled: "true",
      itemsPerPage: "100",
    });
  });

  test("a run after that gives only what has changed again", async () => {
    const { bookeo, requests, state } = await account();
    for (const number of ["1", "2", "3"]) state.change(number);
    const first = await runFrom(bookeo, new Date(start - day));
    state.now += minute;
    state.change("2");
    state.change("4");
    requests.length = 0;
    const second = await runFrom(bookeo, first.cursor);
    expect(numbersIn(second.items)).toEqual(["2", "4"]);
    // From five minutes before the latest change that was seen.
    expect(queryOf(requests[0]).lastUpdatedStartTime).toBe("2026-07-01T11:55:00Z");
    expect((await runFrom(bookeo, second.cursor)).items).toEqual([]);
  });

  test("gives a change that was written late, with an earlier time", async () => {
    const { bookeo, state } = await account();
    state.change("1");
    const first = await runFrom(bookeo, new Date(start - day));
    state.change("late", {}, start - 4 * minute);
    expect(numbersIn((await runFrom(bookeo, first.cursor)).items)).toEqual(["late"]);
  });

  test("gives two changes within one second, and a booking that became what it was", async () => {
    const { bookeo, state } = await account();
    state.change("1", { version: 1 }, start + 100);
    const first = await runFrom(bookeo, new Date(start - day));
    state.change("1", { version: 2 }, start + 100);
    const second = await runFrom(bookeo, first.cursor);
    expect(second.items).toMatchObject([{ version: 2 }]);
    state.change("1", { version: 1 }, start + 200);
    expect((await runFrom(bookeo, second.cursor)).items).toMatchObject([{ version: 1 }]);
  });

  test("remembers of a run only what may come again, and moves on where nothing happens", async () => {
    const { bookeo, state } = await account();
    for (let index = 0; index < 30; index++) state.change(String(index), {}, start - index * minute);
    const first = await runFrom(bookeo, new Date(start - day));
    expect(first.items).toHaveLength(30);
    expect(Object.keys(first.cursor.given)).toHaveLength(6);
    state.now += 60 * day;
    const second = await runFrom(bookeo, first.cursor);
    expect(second.items).toEqual([]);
    expect(second.cursor).toEqual({ since: "2026-08-30T11:55:00Z", given: {} });
  });

  test("reads a month again in the next run where Bookeo counts bookings that it did not give", async () => {
    const { bookeo, requests } = await startBookeo(
      (_, response) => {
        const body = page([{ bookingNumber: "1", creationTime: new Date(start).toISOString() }], 1, 1);
        const date = { date: new Date(start).toUTCString() };
        reply(response, 200, { ...body, info: { ...Object(body.info), totalItems: 2 } }, date);
      },
      { clock: clockAt(() => start) },
    );
    const { cursor, items } = await runFrom(bookeo, new Date(start - 90 * day));
    expect(items.length).toBeGreaterThan(0);
    expect(cursor.since).toBe("2026-05-31T12:00:00Z");
    requests.length = 0;
    await runFrom(bookeo, cursor);
    expect(queryOf(requests[0]).lastUpdatedStartTime).toBe("2026-05-31T12:00:00Z");
  });

  test.each([
    [-30, true],
    [-20, true],
    [-5, false],
    [5, true],
    [20, false],
    [30, true],
  ])(
    "loses nothing where the machine's clock is %i hours off (responses with a date: %j)",
    async (hours, hasDate) => {
      const server = await account();
      const { state } = server;
      state.hasDate = hasDate;
      const bookeo = server.bookeo.withOptions({ clock: clockAt(() => state.now, hours * 60 * minute) });
      let cursor: BookingChangesCursor | undefined;
      const given = new Map<string, number>();
      for (let hour = 0; hour < 30; hour++) {
        state.change(`b${hour % 7}`);
        const result = await runFrom(bookeo, cursor ?? new Date(start - day));
        for (const { bookingNumber, ...rest } of result.items)
          given.set(bookingNumber, (rest as unknown as Row).version);
        cursor = result.cursor;
        state.now += 60 * minute;
      }
      // A clock that is behind sees a change when its own time has come.
      state.now += 31 * 60 * minute;
      const last = await runFrom(bookeo, cursor as BookingChangesCursor);
      for (const { bookingNumber, ...rest } of last.items)
        given.set(bookingNumber, (rest as unknown as Row).version);
      expect(given).toEqual(new Map([...state.rows.values()].map((row) => [row.bookingNumber, row.version])));
    },
  );

  test.each(["lastChangeTime", "bookingNumber"] as const)(
    "gives what changed on a page that was read before, in a long run too (sorted by %s)",
    async (order) => {
      const { bookeo, state } = await account();
      state.order = order;
      for (let index = 0; index < 9; index++) state.change(`b${index}`, {}, start - minute);
      const given = new Map<string, unknown>();
      let cursor: BookingChangesCursor | Date = new Date(start - day);
      let isFirst = true;
      for await (const page of bookingChanges(bookeo, cursor)) {
        for (const item of page.items) given.set(item.bookingNumber, item);
        cursor = roundTrip(page.cursor);
        if (!isFirst) continue;
        isFirst = false;
        // The first page was read. Its first booking changes, and an hour later the last of all.
        state.now += 60 * minute;
        state.change("b0");
        state.now += 60 * minute;
        state.change("b8");
      }
      const next = await runFrom(bookeo, cursor);
      for (const item of next.items) given.set(item.bookingNumber, item);
      expect(Object.fromEntries(given)).toEqual(Object.fromEntries(state.rows));
    },
  );

  test("a run that was left for a day gives what changed meanwhile on pages that it had read", async () => {
    const { bookeo, state } = await account();
    state.order = "bookingNumber";
    for (let index = 0; index < 9; index++) state.change(`b${index}`, {}, start - minute);
    const given = new Map<string, unknown>();
    let cursor: BookingChangesCursor | Date = new Date(start - day);
    for await (const page of bookingChanges(bookeo, cursor)) {
      for (const item of page.items) given.set(item.bookingNumber, item);
      cursor = roundTrip(page.cursor);
      break;
    }
    state.now += 10 * 60 * minute;
    state.change("b0");
    state.now += 10 * 60 * minute;
    state.change("b8");
    const { items } = await runFrom(bookeo, cursor);
    for (const item of items) given.set(item.bookingNumber, item);
    expect(Object.fromEntries(given)).toEqual(Object.fromEntries(state.rows));
  });

  test("a run that was left goes on behind its last page, and then to the present", async () => {
    const { bookeo, requests, state } = await account();
    for (let index = 0; index < 10; index++) state.change(`a${index}`, {}, start - index * minute);
    let left: BookingChangesCursor | undefined;
    const given: string[] = [];
    for await (const { items, cursor } of bookingChanges(bookeo, new Date(start - day))) {
      given.push(...numbersIn(items));
      left = roundTrip(cursor);
      if (given.length >= 6) break;
    }
    expect(requests).toHaveLength(2);
    state.now += 10 * minute;
    state.change("b");
    const { items } = await runFrom(bookeo, left as BookingChangesCursor);
    expect([...given, ...numbersIn(items)].toSorted()).toEqual([
      ...Array.from({ length: 10 }, (_, index) => `a${index}`),
      "b",
    ]);
  });

  test("the copy of a program that is killed at any page, while bookings change, becomes equal to the account", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = generator(seed);
      const { bookeo, state, tokens } = await account({}, 1 + Math.floor(random() * 4));
      if (seed % 2 === 0) state.order = "bookingNumber";
      let calls = Math.floor(random() * 20);
      state.onPage = () => {
        state.now += Math.floor(random() * 90_000);
        if (random() < 0.5) {
          // Written up to two minutes after the time that it bears.
          const at = state.now - Math.floor(random() * 2 * minute);
          state.change(`b${Math.floor(random() * 12)}`, { canceled: random() < 0.2 }, at);
        }
        // Often enough, but not again before the window that is read again gets further than before.
        if (++calls % 20 === 0) tokens.clear();
      };
      for (let index = 0; index < 12; index++) state.change(`b${index}`, {}, start - index * minute);
      const copy = new Map<string, unknown>();
      let cursor: BookingChangesCursor | Date = new Date(start - day);
      for (let run = 0; run < 12; run++) {
        const dies = 1 + Math.floor(random() * 6);
        let count = 0;
        for await (const each of bookingChanges(bookeo, cursor)) {
          for (const item of each.items) copy.set(item.bookingNumber, item);
          cursor = roundTrip(each.cursor);
          if (++count === dies) break;
        }
      }
      state.onPage = () => {};
      state.now += 10 * minute;
      const last = await runFrom(bookeo, cursor);
      for (const item of last.items) copy.set(item.bookingNumber, item);
      expect(Object.fromEntries(copy), `seed ${seed}`).toEqual(Object.fromEntries(state.rows));
    }
  });

  test("a cursor is plain JSON, of hashes and not of bookings, and without a key of the API", async () => {
    const { bookeo, state } = await account();
    state.change("number-1");
    const { pages } = await runFrom(bookeo, new Date(start - day));
    for (const { cursor } of pages) {
      expect(roundTrip(cursor)).toEqual(cursor);
      for (const secret of Object.values(keys)) expect(JSON.stringify(cursor)).not.toContain(secret);
    }
    expect(JSON.stringify(pages.at(-1)?.cursor)).not.toContain("number-1");
  });

  test("passes on the options of a listing and of a call", async () => {
    const { bookeo, requests, state } = await account();
    for (let index = 0; index < 7; index++) state.change(String(index));
    const seen: number[] = [];
    const options = {
      onPage: ({ items }: { items: number }) => void seen.push(items),
      headers: { "X-Trace": "t" },
    };
    const { pages } = await runFrom(bookeo, new Date(start - day), { ...options, prefetch: 2 });
    expect(seen).toEqual([3, 6, 7]);
    expect(pages.map(({ progress }) => progress.page)).toEqual([1, 2, 3]);
    expect(requests.every(({ headers }) => headers["x-trace"] === "t")).toBe(true);
  });

  test.each<[string, unknown, object, string]>([
    ["a word", "yesterday", {}, "since"],
    ["a time in a zone that is not known", "2026-07-01T00:00:00-00:00", {}, "since"],
    ["an invalid Date", new Date(Number.NaN), {}, "since"],
    ["nothing", undefined, {}, "since"],
    ["the cursor of a listing", { listing: {}, window: 1, page: 0, items: 0, given: [] }, {}, "since"],
    ["a negative overlap", new Date(start), { overlapMs: -1 }, "overlapMs"],
  ])("%s is an error before anything is sent", async (_name, since, options, option) => {
    const { bookeo, requests } = await account();
    const error = await rejection(collect(bookingChanges(bookeo, since as Date, options)));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.option).toBe(option);
    expect(requests).toEqual([]);
  });
});

/** Numbers from 0 up to 1 that are the same in every run of the test (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
