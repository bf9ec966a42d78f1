import { callerOf, createApiClient, type Pagination } from "@booking-apis/transport/internal";
import createClient from "openapi-fetch";
import { describe, expect, test } from "vitest";
import type { Cursor } from "../src/core/cursor.ts";
import { ListingPromise, type PagedCall } from "../src/core/paging.ts";
import { createResources } from "../src/core/resources.ts";
import { collect, type Handler, keys, queryOf, rejection, reply, serve, setupOf } from "./support.ts";

interface Boats {
  list(query?: object): PagedCall<unknown, number>;
}

/** A listing of a custom API, paged by offset. */
async function startListing(pagination: Pagination, handler: Handler) {
  const { baseUrl, requests } = await serve(handler);
  const client = createApiClient(
    createClient,
    setupOf({ operations: { "GET /boats": { query: true, pagination } } }),
    { baseUrl, apiKey: keys.apiKey } as object,
  );
  const { boats } = createResources<{ boats: Boats }>(
    callerOf(client),
    { boats: { list: "GET /boats" } },
    { listing: ListingPromise, replacing: undefined },
  );
  return { boats, requests };
}

const bySlice: Pagination = {
  items: "/result",
  offsetParameter: "offset",
  sizeParameter: "sliceSize",
  hasNext: "/hasNext",
  nextOffset: "/offset",
};
const byCount: Pagination = { items: "", offsetParameter: "offset", sizeParameter: "limit" };
const all = [1, 2, 3, 4, 5, 6, 7];

/** Two items in a page, and where the next one begins, which is not a number. */
const slices: Handler = ({ query }, response) => {
  const from = Number((query.get("offset") ?? "o0").slice(1));
  const hasNext = from + 2 < all.length;
  reply(response, 200, { result: all.slice(from, from + 2), hasNext, offset: `o${from + 2}` });
};

describe("a listing that is paged by offset", () => {
  test.each([0, 1, 8])(
    "gives every item once, in order, by what each page says of the next (prefetch %i)",
    async (prefetch) => {
      const { boats, requests } = await startListing(bySlice, slices);
      expect(await boats.list({ sliceSize: 2, kind: "sail" }).toArray({ prefetch })).toEqual(all);
      expect(requests.map(queryOf)).toEqual([
        { sliceSize: "2", kind: "sail" },
        { sliceSize: "2", kind: "sail", offset: "o2" },
        { sliceSize: "2", kind: "sail", offset: "o4" },
        { sliceSize: "2", kind: "sail", offset: "o6" },
      ]);
    },
  );

  test("counts the items where no page says where the next begins, and ends with one that is not full", async () => {
    const { boats, requests } = await startListing(byCount, ({ query }, response) => {
      const from = Number(query.get("offset") ?? 0);
      reply(response, 200, all.slice(from, from + 3));
    });
    expect(await collect(boats.list({ limit: 3 }))).toEqual(all);
    expect(requests.map((request) => queryOf(request).offset)).toEqual([undefined, "3", "6"]);
    expect(await collect(boats.list({ limit: 3, offset: 3 }))).toEqual([4, 5, 6, 7]);
  });

  test("ends with an empty page where nothing is known of the size", async () => {
    const { boats, requests } = await startListing(byCount, ({ query }, response) => {
      const from = Number(query.get("offset") ?? 0);
      reply(response, 200, all.slice(from, from + 3));
    });
    expect(await collect(boats.list())).toEqual(all);
    expect(requests).toHaveLength(4);
  });

  test("asks for each page by its offset, also where it is continued", async () => {
    const { boats, requests } = await startListing(bySlice, slices);
    let cursor: Cursor | undefined;
    for await (const page of boats.list({ sliceSize: 2 }).resumable()) {
      cursor = page.cursor;
      if (page.items.includes(3)) break;
    }
    expect(cursor).toMatchObject({ page: 2, offset: "o4" });
    const rest: number[] = [];
    for await (const page of boats.list({ sliceSize: 2 }).resumable(JSON.parse(JSON.stringify(cursor)))) {
      rest.push(...page.items);
      expect(page.cursor).not.toHaveProperty("isShifted");
    }
    expect(rest).toEqual([5, 6, 7]);
    expect(requests.map((request) => queryOf(request).offset)).toEqual([undefined, "o2", "o4", "o6"]);
  });

  test("gives its first page where it is awaited", async () => {
    const { boats, requests } = await startListing(bySlice, slices);
    expect(await boats.list()).toEqual({ result: [1, 2], hasNext: true, offset: "o2" });
    expect(requests).toHaveLength(1);
  });
});

describe("a page by which others would be lost is an error", () => {
  test.each<[string, unknown, RegExp]>([
    ["without a list", { hasNext: false }, /without a list of items at \/result/],
    ["null in place of the list", { result: null, hasNext: false }, /without a list of items/],
    ["that does not say whether there is another", { result: [1] }, /does not say at \/hasNext/],
    ["that says so with no boolean", { result: [1], hasNext: "yes" }, /does not say at \/hasNext/],
    [
      "with another, and not where it begins",
      { result: [1], hasNext: true },
      /does not lead to the next one/,
    ],
    [
      "with another, which begins nowhere",
      { result: [1], hasNext: true, offset: null },
      /does not lead to the next one/,
    ],
    ["that leads to itself", { result: [1], hasNext: true, offset: "o2" }, /does not lead to the next one/],
  ])("%s", async (_name, body, message) => {
    let count = 0;
    // It ends by itself, so that a listing which accepts such a page does not go on forever.
    const { boats } = await startListing(bySlice, (request, response) =>
      queryOf(request).offset === undefined
        ? slices(request, response)
        : reply(response, 200, ++count > 5 ? { result: [], hasNext: false, offset: "o9" } : body),
    );
    const seen: number[] = [];
    const error = await rejection(
      (async () => {
        for await (const item of boats.list()) seen.push(item);
      })(),
    );
    expect(seen).toEqual([1, 2]);
    expect(error).toMatchObject({ kind: "malformed-response", path: "/boats" });
    expect(error.message).toMatch(message);
  });

  test("without a list where the whole body should be one", async () => {
    const { boats } = await startListing(byCount, (_, response) => reply(response, 200, {}));
    expect((await rejection(boats.list().toArray())).message).toContain(
      "a page without a list of items at its root.",
    );
  });

  test("pages without items that never end", async () => {
    let count = 0;
    const { boats } = await startListing(bySlice, (_, response) =>
      reply(response, 200, { result: [], hasNext: true, offset: `o${++count}` }),
    );
    expect(await rejection(boats.list().toArray())).toMatchObject({ kind: "malformed-response" });
    expect(count).toBe(3);
  });
});
