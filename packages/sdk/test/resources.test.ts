import { inspect } from "node:util";
import {
  bodyFormats,
  callerOf,
  createApiClient,
  type OperationTable,
  parameterStyles,
} from "@booking-apis/transport/internal";
import createClient from "openapi-fetch";
import { describe, expect, test } from "vitest";
import { createBookeo } from "../src/bookeo/index.ts";
import type { Call } from "../src/core/call.ts";
import { ListingPromise, type PagedCall } from "../src/core/paging.ts";
import { createResources, type Table } from "../src/core/resources.ts";
import { collect, fakeClock, type Handler, keys, type Received, reply, serve, setupOf } from "./support.ts";

type Method<Result = Call<unknown>> = (...values: unknown[]) => Result;

/** The methods of a custom API. */
async function startApi<Resource>(operations: OperationTable, table: Table<Resource>, handler: Handler) {
  const { baseUrl, requests } = await serve(handler);
  const client = createApiClient(
    createClient,
    setupOf({ operations, errorFields: { message: "message" }, bodyFormats, parameterStyles }),
    { baseUrl, apiKey: keys.apiKey, clock: fakeClock() } as object,
  );
  return {
    ...createResources<Resource>(callerOf(client), table, { listing: ListingPromise, replacing: undefined }),
    requests,
  };
}

/** What the method of an operation sends for its arguments. */
async function sentBy(
  key: string,
  operation: OperationTable[string],
  ...values: unknown[]
): Promise<Received | undefined> {
  const operations = { [key]: { success: { "204": "" }, ...operation } };
  const { call, requests } = await startApi<{ call: Method }>(operations, { call: key }, (_, response) =>
    reply(response, 204),
  );
  await call(...values);
  return requests[0];
}

test("Accept says what the document demands, or what can be read", async () => {
  const accept = "application/vnd.boats.v2+json";
  expect((await sentBy("GET /a", { accept }))?.headers.accept).toBe(accept);
  expect((await sentBy("GET /a", {}))?.headers.accept).toBe("application/json");
});

describe("the arguments of a method", () => {
  test("are those of the path, the body, required headers, the query and the options, in this order", async () => {
    const operation = { query: true, requestBody: true, headers: ["X-One", "X-Two"] } as const;
    const values = ["1", "2", { z: 3 }, "one", "two", { q: "4" }, { headers: { "X-Three": "three" } }];
    const request = await sentBy("PUT /a/{x}/b/{y}", operation, ...values);
    expect(request).toMatchObject({
      method: "PUT",
      path: "/a/1/b/2",
      headers: {
        "x-key": keys.apiKey,
        "content-type": "application/json",
        "x-one": "one",
        "x-two": "two",
        "x-three": "three",
      },
      body: '{"z":3}',
    });
    expect(String(request?.query)).toBe("q=4");
  });

  test("are the options at once, where there is no query", async () => {
    const request = await sentBy("DELETE /a/{x}", {}, "1", { headers: { "X-Trace": "t1" } });
    expect(request).toMatchObject({ method: "DELETE", path: "/a/1", body: "", headers: { "x-trace": "t1" } });
    expect(String(request?.query)).toBe("");
    expect(request?.headers["content-type"]).toBeUndefined();
  });

  test("are written in the styles that the document says", async () => {
    const operation = { query: { ids: "form", filter: "deepObject" }, path: { x: "matrix" } } as const;
    const request = await sentBy("GET /a/{x}", operation, "1", { ids: [1, 2], filter: { a: "b" } });
    expect(request?.path).toBe("/a/;x=1");
    expect(decodeURIComponent(String(request?.query))).toBe("ids=1,2&filter[a]=b");
  });

  test("a body that is JSON under another name is sent under that name", async () => {
    const operation = { requestBody: { mediaTypes: ["application/merge-patch+json"] } };
    expect(await sentBy("PATCH /a", operation, { z: null })).toMatchObject({
      headers: { "content-type": "application/merge-patch+json" },
      body: '{"z":null}',
    });
  });

  test("a body that is a string in another format is sent as it is given, and a missing one not at all", async () => {
    const operation = { requestBody: { mediaTypes: ["text/csv"] } };
    const request = await sentBy("POST /a", operation, "a,b");
    expect(request).toMatchObject({ body: "a,b", headers: { "content-type": "text/csv" } });
    const without = await sentBy("POST /a", operation);
    expect(without?.body).toBe("");
    expect(without?.headers["content-type"]).toBeUndefined();
  });

  test("a form is encoded, and its boundary named", async () => {
    const operation = { requestBody: { mediaTypes: ["multipart/form-data"] } };
    const request = await sentBy("POST /a", operation, { name: "Zoë" });
    expect(request?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(request?.body).toMatch(/name="name"\r\n\r\nZoë\r\n/);
  });
});

describe("a success that is not JSON", () => {
  const start = (status: number, mediaType: string, body: string) =>
    startApi<{ call: Method }>(
      { "GET /report": { success: { "200": mediaType } } },
      { call: "GET /report" },
      (_, response) =>
        reply(response, status, body, { "content-type": status < 300 ? mediaType : "text/html" }),
    );

  test("is a string where its type is one, and is asked for", async () => {
    const { call, requests } = await start(200, "text/csv", "a,b\n");
    expect(await call()).toBe("a,b\n");
    expect(requests[0]?.headers.accept).toBe("text/csv, application/json");
  });

  test("is its bytes where its type is not a string", async () => {
    const { call } = await start(200, "application/zip", "PK");
    const data = await call();
    expect(data).toBeInstanceOf(ArrayBuffer);
    expect(new TextDecoder().decode(data as ArrayBuffer)).toBe("PK");
  });

  test.each(["text/csv", "application/zip"])(
    "an error response in its place is read as JSON: %s",
    async (type) => {
      const json = await start(404, type, '{"message":"no report"}');
      expect(await json.call().result()).toMatchObject({ ok: false, error: { message: "no report" } });
      const html = await start(404, type, "<html>");
      expect(await html.call().result()).toMatchObject({ ok: false, error: {} });
    },
  );
});

test("a listing's items may be deeper in a page, and each window's page holds its own alone", async () => {
  const body = (items: unknown[]) => ({ a: { b: items, c: 1 }, info: { totalPages: 1, currentPage: 1 } });
  const operations: OperationTable = {
    "GET /x": {
      query: true,
      windows: [{ from: "from", to: "to", maximum: "P31D" }],
      key: "id",
      pagination: {
        items: "/a/b",
        currentPage: "/info/currentPage",
        totalPages: "/info/totalPages",
        token: "/info/token",
        tokenParameter: "token",
        pageParameter: "page",
      },
    },
  };
  const { list } = await startApi<{ list: Method<PagedCall<unknown, unknown>> }>(
    operations,
    { list: "GET /x" },
    (_, response) => reply(response, 200, body([{ id: "1" }])),
  );
  const listing = list({ from: "2026-01-01T00:00:00Z", to: "2026-03-10T00:00:00Z" });
  expect(await collect(listing.pages())).toEqual([body([{ id: "1" }]), body([]), body([])]);
});

test.each([
  [true, 2],
  [undefined, 1],
])("a POST that changes nothing (safe: %j) is sent %d times", async (safe, times) => {
  const operation = {
    requestBody: true,
    success: { "200": "application/json" },
    ...(safe && { safe }),
  } as const;
  let count = 0;
  const { call, requests } = await startApi<{ call: Method }>(
    { "POST /search": operation },
    { call: "POST /search" },
    (_, response) => reply(response, ++count === 1 ? 503 : 200, {}),
  );
  await call({}).result();
  expect(requests).toHaveLength(times);
});

test("a resource holds its methods, which need no `this`, and shows no key", async () => {
  const { baseUrl } = await serve((_, response) => reply(response, 200, { title: "Tour" }));
  const bookeo = createBookeo({ ...keys, baseUrl });
  const { get } = bookeo.bookings;
  const { request } = bookeo;
  expect((await get("1")).title).toBe("Tour");
  expect(await request("GET", "/x")).toEqual({ title: "Tour" });
  expect(Object.keys(bookeo.bookings)).toEqual(expect.arrayContaining(["payments", "list", "get", "cancel"]));
  const shown = inspect(bookeo, { depth: 9, showHidden: true });
  for (const key of Object.values(keys)) expect(shown).not.toContain(key);
});
