import { describe, expect, test } from "vitest";
import { ConfigurationError, MalformedResponseError } from "../src/bookeo/index.ts";
import {
  collect,
  type Handler,
  numbersOf,
  page,
  pagesOf,
  range,
  rejection,
  reply,
  startBookeo,
} from "./support.ts";

const items = (number: number) => [{ bookingNumber: `${number}-1` }, { bookingNumber: `${number}-2` }];

/** Reads every item; what came before the error, and the error. */
async function walk(listing: AsyncIterable<{ bookingNumber?: string | undefined }>) {
  const seen: unknown[] = [];
  const error = await rejection(
    (async () => {
      for await (const { bookingNumber } of listing) seen.push(bookingNumber);
    })(),
  );
  return { seen, error };
}

/** Bodies and statuses of a response that is not the page that was asked for, which is the second. */
const notThePage: [name: string, status: number, body: unknown][] = [
  ["an empty body", 200, ""],
  ["a blank body", 200, " \n"],
  ["no body at all: 204", 204, undefined],
  ["null", 200, "null"],
  ["a bare string", 200, '"page"'],
  ["a number", 200, "7"],
  ["an array", 200, [{ bookingNumber: "2-1" }]],
  ["an empty object", 200, {}],
  ["an error object", 200, { httpStatus: 500, message: "Something went wrong", errorId: "e1" }],
  ["HTML", 200, "<html>"],
  ["JSON that was cut off", 200, '{"data":[{"bookingNumber":"2-1"}'],
  ["data that is missing", 200, page(undefined, 2, 3)],
  ["data that is null", 200, { ...page([], 2, 3), data: null }],
  ["data that is an object", 200, { ...page([], 2, 3), data: {} }],
  ["data that is a string", 200, { ...page([], 2, 3), data: "none" }],
  ["the first page again", 200, page(items(1), 1, 3, "t")],
  ["the third page", 200, page(items(3), 3, 3)],
  ["a page without its number", 200, { data: items(2), info: { totalPages: 3 } }],
  ["a page whose number is a string", 200, { data: items(2), info: { totalPages: 3, currentPage: "2" } }],
  ["a page that does not say how many there are", 200, { data: items(2), info: { currentPage: 2 } }],
  ["a number of pages that is null", 200, { data: items(2), info: { currentPage: 2, totalPages: null } }],
  ["a number of pages below 0", 200, { data: items(2), info: { currentPage: 2, totalPages: -1 } }],
  ["half a page as the number of pages", 200, { data: items(2), info: { currentPage: 2, totalPages: 2.5 } }],
  ["info that is null", 200, { data: items(2), info: null }],
];

describe("a later page that is not the one asked for is an error, and nothing is skipped", () => {
  const secondIs = (status: number, body: unknown): Handler => {
    return (request, response) =>
      request.query.get("pageNumber") === "2" ? reply(response, status, body) : pagesOf(3)(request, response);
  };

  test.each(notThePage)("%s", async (_name, status, body) => {
    const errors: unknown[] = [];
    const { bookeo, requests } = await startBookeo(secondIs(status, body), {
      hooks: { onError: ({ error }) => errors.push(error) },
    });
    const { seen, error } = await walk(bookeo.bookings.list(range));
    expect(error).toBeInstanceOf(MalformedResponseError);
    expect(error).toMatchObject({
      method: "GET",
      path: "/bookings",
      status,
      outcome: "rejected",
      attempts: 1,
    });
    expect(error.message).not.toMatch(/Something went wrong|2-1/);
    expect(seen).toEqual(numbersOf(1));
    expect(errors).toEqual([error]);
    expect(requests).toHaveLength(2);
  });

  test.each(notThePage)("%s, asked for ahead", async (_name, status, body) => {
    const { bookeo } = await startBookeo(secondIs(status, body));
    const { seen, error } = await walk(bookeo.bookings.list(range).items({ prefetch: 8 }));
    expect(error).toBeInstanceOf(MalformedResponseError);
    expect(seen).toEqual(numbersOf(1));
  });

  test("pages() and toArray() end with the same error", async () => {
    const { bookeo } = await startBookeo(secondIs(200, {}));
    expect(await rejection(collect(bookeo.bookings.list(range).pages()))).toBeInstanceOf(
      MalformedResponseError,
    );
    expect(await rejection(bookeo.bookings.list(range).toArray())).toBeInstanceOf(MalformedResponseError);
  });

  test("an error response of a later page is thrown, after the items before it", async () => {
    const { bookeo, requests } = await startBookeo(secondIs(404, { message: "no" }));
    const { seen, error } = await walk(bookeo.bookings.list(range));
    expect(error).toMatchObject({ status: 404, kind: "not-found" });
    expect(seen).toEqual(numbersOf(1));
    expect(requests).toHaveLength(2);
  });
});

describe("the error of a page says what is wrong with it", () => {
  const info = (more: object) => ({ totalPages: 3, currentPage: 2, ...more });
  test.each([
    [2, { info: info({}) }, "a page without a list of items at /data."],
    [
      2,
      { data: [], info: { currentPage: 2 } },
      "a page that does not say at /info/totalPages how many pages there are.",
    ],
    [2, { data: [], info: info({ currentPage: 3 }) }, "another page than the one asked for, which was 2."],
    [2, { data: [], info: info({ currentPage: 1 }) }, "another page than the one asked for, which was 2."],
    [
      1,
      { data: [], info: { totalPages: 1, currentPage: 1, totalItems: 4 } },
      "a first page without items, though it says that there are 4.",
    ],
    [
      1,
      { data: [{}], info: { totalPages: 2, currentPage: 1 } },
      "a page that does not lead to the next one: there is no token at /info/pageNavigationToken.",
    ],
    [
      1,
      { data: [], info: { totalPages: 2, currentPage: 2 } },
      "another page than the one asked for, which was 1.",
    ],
    [
      1,
      { data: [{}], info: { totalPages: 0, currentPage: 0 } },
      "another page than the one asked for, which was 1.",
    ],
  ])("page %i: %j", async (number, body, problem) => {
    const { bookeo } = await startBookeo((request, response) =>
      number === 2 && !request.query.has("pageNumber")
        ? pagesOf(3)(request, response)
        : reply(response, 200, body),
    );
    const error = await rejection(collect(bookeo.bookings.list(range)));
    expect(error).toMatchObject({
      kind: "malformed-response",
      method: "GET",
      path: "/bookings",
      status: 200,
    });
    expect(error.message).toContain(` returned ${problem} Pages would be lost.`);
  });

  test.each([
    ["toArray", { limit: 0.5 }, "limit", "limit must be a whole number, 0 or more."],
    ["toArray", { limit: -1 }, "limit", "limit must be a whole number, 0 or more."],
    ["toArray", { prefetch: 1.5 }, "prefetch", "prefetch must be a whole number, 0 or more."],
    ["toArray", { prefetch: -1 }, "prefetch", "prefetch must be a whole number, 0 or more."],
  ] as const)("%s(%j) is rejected, and reported", async (method, options, option, message) => {
    const reported: unknown[] = [];
    const { bookeo, requests } = await startBookeo(pagesOf(1), {
      hooks: { onError: ({ error, method, path }) => reported.push([error, method, path]) },
    });
    const error = await rejection(bookeo.bookings.list(range)[method](options));
    expect(error).toMatchObject({ kind: "configuration", option, message });
    expect(reported).toEqual([[error, "GET", "/bookings"]]);
    expect(requests).toEqual([]);
  });

  test("a listing is iterated once", async () => {
    const { bookeo } = await startBookeo(pagesOf(1));
    const listing = bookeo.bookings.list(range);
    await collect(listing);
    expect((await rejection(collect(listing))).message).toBe(
      "This listing has been iterated already: call the method again.",
    );
  });

  test("one page of no items is the whole of an empty listing, however it is numbered", async () => {
    for (const info of [
      { totalPages: 0, currentPage: 0 },
      { totalPages: 1, currentPage: 1, totalItems: 0 },
      { totalPages: 0, currentPage: 1 },
    ]) {
      const { bookeo } = await startBookeo((_, response) => reply(response, 200, { data: [], info }));
      expect(await collect(bookeo.bookings.list(range))).toEqual([]);
    }
  });
});

describe("a first page that would lose others is an error", () => {
  const total = (body: Record<string, unknown>, totalItems: unknown) => ({
    ...body,
    info: { ...(body.info as object), totalItems },
  });
  test.each<[name: string, body: unknown]>([
    ["more pages, and no token for them", page(items(1), 1, 2)],
    [
      "a token that is not a string",
      { ...page(items(1), 1, 2), info: { totalPages: 2, currentPage: 1, pageNavigationToken: 7 } },
    ],
    ["no number of pages", { data: [{}], info: { currentPage: 1 } }],
    ["a number of pages that is a string", { data: [{}], info: { currentPage: 1, totalPages: "2" } }],
    [
      "a number of pages that is not a whole number",
      { data: [{}], info: { currentPage: 1, totalPages: 1.5 } },
    ],
    ["no info", { data: [{}] }],
    ["an empty body", ""],
    ["null", "null"],
    ["an empty object", {}],
    ["an error object", { message: "Something went wrong" }],
    ["data that is missing", page(undefined, 1, 1)],
    ["data that is null", { ...page([], 1, 1), data: null }],
    ["data that is an object", { ...page([], 1, 1), data: {} }],
    ["another number than 1", page(items(2), 2, 2, "t")],
    ["no items, though there are 40", total(page([], 1, 1), 40)],
    ["no items, though there are 40 on no pages", total(page([], 1, 0), 40)],
    ["no items, though there are 40 on two pages", total(page([], 1, 2, "t"), 40)],
  ])("%s", async (_name, body) => {
    const errors: unknown[] = [];
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, body), {
      hooks: { onError: ({ error }) => errors.push(error) },
    });
    for (const read of [
      () => collect(bookeo.bookings.list(range)),
      () => bookeo.bookings.list(range),
      () => bookeo.bookings.list(range).withResponse(),
      () => bookeo.bookings.list(range).result(),
    ]) {
      const error = await rejection(read());
      expect(error).toBeInstanceOf(MalformedResponseError);
      expect(error).toMatchObject({ path: "/bookings", status: 200, outcome: "rejected" });
      expect(errors.splice(0)).toEqual([error]);
    }
    expect(requests).toHaveLength(4);
  });

  test("an empty page that the caller names is no fault, whatever the total", async () => {
    const { bookeo } = await startBookeo((_, response) => reply(response, 200, total(page([], 3, 2), 40)));
    const query = { pageNavigationToken: "t", pageNumber: 3 };
    expect(await collect(bookeo.customers.bookings.list("c", query))).toEqual([]);
  });
});

test("where the document allows the items to be missing, null in their place is still an error", async () => {
  const search = { productId: "p", ...range, peopleNumbers: [] };
  const { bookeo } = await startBookeo(({ method }, response) =>
    reply(response, 200, method === "POST" ? page([{}], 1, 2, "t") : { ...page([], 2, 2), data: null }),
  );
  const error = await rejection(collect(bookeo.availability.matchingSlots(search)));
  expect(error).toBeInstanceOf(MalformedResponseError);
  expect(error).toMatchObject({ path: "/availability/matchingslots/{pageNavigationToken}" });
});

describe("a listing that never ends is an error", () => {
  const most = Number.MAX_SAFE_INTEGER;

  test.each([0, 1, 8])(
    "three pages without items, one after another, end it (prefetch %i)",
    async (prefetch) => {
      const { bookeo, requests } = await startBookeo(({ query }, response) => {
        const number = Number(query.get("pageNumber") ?? 1);
        reply(response, 200, page(number === 1 ? items(1) : [], number, most, "t"));
      });
      const { seen, error } = await walk(bookeo.bookings.list(range).items({ prefetch }));
      expect(error).toBeInstanceOf(MalformedResponseError);
      expect(error.message).toContain("3 pages without items");
      expect(seen).toEqual(numbersOf(1));
      expect(requests.length).toBeLessThanOrEqual(4 + prefetch);
    },
  );

  test("two pages without items between others do not end it", async () => {
    const { bookeo } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      reply(response, 200, page(number % 3 === 0 ? items(number) : [], number, 9, "t"));
    });
    const found = await collect(bookeo.bookings.list(range));
    expect(found.map(({ bookingNumber }) => bookingNumber)).toEqual([
      "3-1",
      "3-2",
      "6-1",
      "6-2",
      "9-1",
      "9-2",
    ]);
  });

  test("three pages without items at the very end do not end it", async () => {
    const { bookeo } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      reply(response, 200, page(number === 1 ? items(1) : [], number, 4, "t"));
    });
    expect(await collect(bookeo.bookings.list(range))).toHaveLength(2);
  });

  test("more pages than there are items end it", async () => {
    const { bookeo, requests } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      reply(response, 200, {
        data: items(1),
        info: { totalItems: 10, totalPages: number + 1, currentPage: number, pageNavigationToken: "t" },
      });
    });
    const { error } = await walk(bookeo.bookings.list(range));
    expect(error).toBeInstanceOf(MalformedResponseError);
    expect(requests.length).toBeLessThan(20);
  });
});

describe("prefetch", () => {
  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "2", null])(
    "that is not a whole number is a ConfigurationError before anything is sent: %j",
    async (prefetch) => {
      const { bookeo, requests } = await startBookeo(pagesOf(3));
      const options = { prefetch: prefetch as number };
      for (const read of [
        () => collect(bookeo.bookings.list(range).pages(options)),
        () => collect(bookeo.bookings.list(range).items(options)),
        () => bookeo.bookings.list(range).toArray(options),
      ]) {
        const error = await rejection(read());
        expect(error).toBeInstanceOf(ConfigurationError);
        expect(error.option).toBe("prefetch");
      }
      expect(requests).toHaveLength(0);
    },
  );
});
