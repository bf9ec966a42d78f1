import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  type Bookeo,
  type Booking,
  type BookingsGetResult,
  type BookingsList,
  type BookingsListResult,
  type Call,
  isHttpError,
  type PagedCall,
} from "../src/bookeo/index.ts";
import { booking, collect, input, page, range, rejection, reply, startBookeo, until } from "./support.ts";

const responding = (status: number, body?: unknown) =>
  startBookeo((_, response) => reply(response, status, body), { maxRetries: 0 });

describe("a call is a promise", () => {
  test("every call is an instance of Promise, a listing too", async () => {
    const { bookeo } = await responding(200, page([], 1, 1));
    const calls = [
      bookeo.customers.delete("1"),
      bookeo.request("GET", "/settings/products"),
      bookeo.bookings.list(range),
      bookeo.requestList("/settings/products"),
    ];
    for (const call of calls) expect(call).toBeInstanceOf(Promise);
    await Promise.all(calls.map((call) => call.result()));
  });

  test("then, catch, finally and withResponse give plain promises", async () => {
    const { bookeo } = await responding(200, booking);
    const call = bookeo.bookings.get("28");
    const listing = bookeo.requestList("/settings/products");
    for (const each of [call.then(), call.catch(() => {}), call.finally(() => {}), call.withResponse()])
      expect(Object.getPrototypeOf(each)).toBe(Promise.prototype);
    for (const each of [
      listing.catch(() => {}),
      listing.finally(() => {}).catch(() => {}),
      listing.result().catch(() => {}),
    ])
      expect(Object.getPrototypeOf(each)).toBe(Promise.prototype);
    await call;
  });

  test("then, catch and finally do what a promise's do", async () => {
    const { bookeo } = await responding(200, booking);
    const log: string[] = [];
    const title = await bookeo.bookings
      .get("28")
      .finally(() => log.push("finally"))
      .then((data) => data.title);
    expect([title, ...log]).toEqual(["Tour", "finally"]);
    expect(await bookeo.bookings.get("28").catch(() => "caught")).toEqual(booking);

    const failing = await responding(409);
    const kind = await failing.bookeo.bookings.get("28").catch((error) => isHttpError(error) && error.kind);
    expect(kind).toBe("conflict");
    expect(await failing.bookeo.bookings.get("28").then(null, () => "other")).toBe("other");
    const error = await rejection(failing.bookeo.bookings.get("28").finally(() => log.push("again")));
    expect([error.kind, ...log]).toEqual(["conflict", "finally", "again"]);
  });

  test("Promise.all, Promise.allSettled, Promise.any and Promise.race take calls and listings", async () => {
    const { bookeo } = await responding(200, page([booking], 1, 1));
    const { request } = bookeo;
    const get = () => request<Booking>("GET", "/x");
    const list = () => bookeo.bookings.list(range);
    const expected = page([booking], 1, 1);
    expect(await Promise.all([get(), 2, list()])).toEqual([expected, 2, expected]);
    expect(await Promise.race([get()])).toEqual(expected);
    expect(await Promise.race([list()])).toEqual(expected);
    expect(await Promise.any([get(), list()])).toEqual(expected);
    const failing = await responding(404);
    const settled = await Promise.allSettled([
      failing.bookeo.bookings.get("1"),
      failing.bookeo.bookings.list(range),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});

describe("when a call is sent", () => {
  test("at once, before anything reads it", async () => {
    const { bookeo, requests } = await responding(200, booking);
    const call = bookeo.bookings.get("28");
    await until(() => requests.length > 0);
    expect(await call).toEqual(booking);
    expect(requests).toHaveLength(1);
  });

  test("a call that is not awaited is sent nevertheless", async () => {
    const { bookeo, requests } = await responding(201, booking);
    bookeo.bookings.create(input);
    await until(() => requests.length > 0);
    expect(requests[0]).toMatchObject({ method: "POST", body: JSON.stringify(input) });
  });

  test("once, in whatever ways and however often it is read", async () => {
    const { bookeo, requests } = await responding(200, booking);
    const call = bookeo.bookings.get("28");
    const [first, second, whole, result] = await Promise.all([
      call,
      call,
      call.withResponse(),
      call.result(),
    ]);
    expect(await call).toBe(first);
    expect(second).toBe(first);
    expect(whole.data).toBe(first);
    expect(result).toMatchObject({ ok: true, status: 200, data: booking });
    expect(whole.response).toBe(result.response);
    expect(requests).toHaveLength(1);
  });

  test("a failure is kept: reading it again sends nothing, and gives the same error", async () => {
    const { bookeo, requests } = await responding(404, { message: "no" });
    const call = bookeo.bookings.get("28");
    const error = await rejection(call);
    expect(error.status).toBe(404);
    expect(await rejection(call)).toBe(error);
    expect(await rejection(call.withResponse())).toBe(error);
    expect((await call.result()).status).toBe(404);
    expect(requests).toHaveLength(1);
  });

  test("each call of a method is a call of its own", async () => {
    const { bookeo, requests } = await responding(200, booking);
    await Promise.all([bookeo.bookings.get("1"), bookeo.bookings.get("2")]);
    expect(requests.map(({ path }) => path).sort()).toEqual(["/bookings/1", "/bookings/2"]);
  });

  test("a listing is sent when it is awaited or iterated, and not by asking for its iterator", async () => {
    const { bookeo, requests } = await responding(200, page([], 1, 1));
    const listings = [
      bookeo.bookings.list(range),
      bookeo.bookings.list(range),
      bookeo.bookings.list(range),
    ] as const;
    const items = listings[0][Symbol.asyncIterator]();
    const pages = listings[1].pages({ prefetch: 2 });
    for (let count = 0; count < 20; count++) await turn();
    expect(requests).toHaveLength(0);
    await items.next();
    await pages.next();
    await listings[2];
    expect(requests).toHaveLength(3);
  });

  test("an await and an iteration of one listing send its first page once", async () => {
    const { bookeo, requests } = await responding(200, page([booking], 1, 1));
    const listing = bookeo.bookings.list(range);
    const [first, all, result] = await Promise.all([listing, collect(listing), listing.result()]);
    expect(first.data).toEqual(all);
    expect(result.ok && result.data).toBe(first);
    expect(requests).toHaveLength(1);
  });
});

describe("a wrong argument", () => {
  const wrong: [name: string, call: (bookeo: Bookeo) => Promise<unknown>][] = [
    ["a path parameter that would leave its segment", ({ bookings }) => bookings.get("..")],
    ["an array in the path", ({ bookings }) => bookings.get(["a", [".."]] as never)],
    [
      "a Date for a day, deep in a body",
      ({ bookings }) => bookings.create({ productId: "p", customer: { dateOfBirth: new Date(0) } } as never),
    ],
    ["a missing path parameter", ({ bookings }) => bookings.get(undefined as never)],
    ["a query that is not an object", ({ bookings }) => bookings.get("1", "x" as never)],
    ["options that are not an object", ({ bookings }) => bookings.get("1", {}, 5 as never)],
    [
      "an option with a getter that throws",
      ({ bookings }) => bookings.get("1", {}, failingObject() as never),
    ],
    ["a query with a getter that throws", ({ bookings }) => bookings.get("1", failingObject() as never)],
    ["a body that contains itself", ({ customers }) => customers.create(circular() as never)],
    ["an invalid Date", (bookeo) => bookeo.request("GET", "/x", { query: { since: new Date(Number.NaN) } })],
    ["a lone surrogate in the query", ({ bookings }) => bookings.get("1", { lang: "\ud800" })],
    ["the path of a request", (bookeo) => bookeo.request("GET", "//evil.example/x")],
    ["a path that is not a string", (bookeo) => bookeo.request("GET", undefined as never)],
    ["the method of a request", (bookeo) => bookeo.request("get", "/x")],
    ["a method that is not a string", (bookeo) => bookeo.request(Symbol() as never, "/x")],
    ["options of a request that are not an object", (bookeo) => bookeo.request("GET", "/x", 5 as never)],
    [
      "options of a request with a getter that throws",
      ({ request }) => request("GET", "/x", failingObject()),
    ],
    [
      "options of a listing with a getter that throws",
      ({ requestList }) => requestList("/x", failingObject()),
    ],
    [
      "options of a requested listing that are not an object",
      ({ requestList }) => requestList("/x", 5 as never),
    ],
    [
      "an awaited range that cannot be read",
      ({ bookings }) => bookings.list({ startTime: "x", endTime: "y" }),
    ],
    ["a query of a listing that is not an object", ({ bookings }) => bookings.list("x" as never)],
    [
      "a query of a listing with a getter that throws",
      ({ bookings }) => bookings.list(failingObject() as never),
    ],
    ["the path of a listing", (bookeo) => bookeo.requestList("/x?y=1")],
    ["a path of a listing that is not a string", (bookeo) => bookeo.requestList(undefined as never)],
    ["a limit of toArray", ({ bookings }) => bookings.list(range).toArray({ limit: -1 })],
    ["a prefetch", ({ bookings }) => bookings.list(range).pages({ prefetch: 0.5 }).next()],
    [
      "options of pages that are null",
      ({ bookings }) =>
        bookings
          .list(range)
          .pages(null as never)
          .next(),
    ],
    ["options of toArray that are null", ({ bookings }) => bookings.list(range).toArray(null as never)],
  ];

  test.each(wrong)("never throws synchronously, and nothing is sent: %s", async (_name, call) => {
    const { bookeo, requests } = await responding(200, booking);
    let promise: Promise<unknown> | undefined;
    expect(() => {
      promise = call(bookeo);
    }).not.toThrow();
    await rejection(promise as Promise<unknown>);
    expect(requests).toHaveLength(0);
  });

  test.each(wrong.filter(([name]) => !/getter|null/.test(name)))(
    "rejects with a ConfigurationError, whose stack shows the caller: %s",
    async (_name, call) => {
      const { bookeo } = await responding(200, booking);
      const error = await rejection(call(bookeo));
      expect(error.name).toMatch(/^(Configuration|PathParameter)Error$/);
      expect(error.stack).toContain("call-promise.test.ts");
    },
  );

  test("rejects result() and withResponse() too", async () => {
    const { bookeo } = await responding(200, booking);
    expect((await rejection(bookeo.bookings.get("..").result())).name).toBe("PathParameterError");
    expect((await rejection(bookeo.bookings.get("..").withResponse())).name).toBe("PathParameterError");
  });
});

test("a test can replace a call by an object of its own", async () => {
  const response = new Response();
  const mock = Object.assign(Promise.resolve<Booking>({ ...booking } as Booking), {
    withResponse: async () => ({ data: booking as Booking, response }),
    result: async (): Promise<BookingsGetResult> => ({
      ok: true,
      status: 200,
      data: booking as Booking,
      response,
    }),
  }) satisfies Call<Booking, BookingsGetResult>;
  const bookings: Pick<Bookeo["bookings"], "get"> = { get: () => mock };
  expect(await bookings.get("1")).toEqual(booking);

  async function* items() {
    yield booking as Booking;
  }
  async function* pages() {
    yield page([booking], 1, 1) as unknown as BookingsList;
  }
  async function* resumable(): AsyncGenerator<never> {}
  const listing = Object.assign(Promise.resolve(page([booking], 1, 1) as unknown as BookingsList), {
    withResponse: async () => ({ data: page([], 1, 1) as unknown as BookingsList, response }),
    result: async (): Promise<BookingsListResult> => ({
      ok: true,
      status: 200,
      data: page([], 1, 1) as unknown as BookingsList,
      response,
    }),
    items,
    pages,
    resumable,
    toArray: async () => [booking as Booking],
    [Symbol.asyncIterator]: items,
  }) satisfies PagedCall<BookingsList, Booking, BookingsListResult>;
  const other: Pick<Bookeo["bookings"], "list"> = { list: () => listing };
  expect(await other.list(range).toArray()).toEqual([booking]);
});

function circular(): object {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

function failingObject(): object {
  return Object.defineProperty({}, "lang", {
    enumerable: true,
    get() {
      throw new Error("a getter of the caller's");
    },
  });
}
