import { inspect } from "node:util";
import type { Outgoing } from "@booking-apis/transport";
import { expect, test } from "vitest";
import { createBookeo } from "../src/bookeo/index.ts";
import type { Call } from "../src/core/call.ts";
import { createResources, type Row } from "../src/core/resources.ts";
import { keys } from "./support.ts";

/** What the method of a row sends for its arguments. */
async function sentBy(row: Row, ...values: unknown[]): Promise<Partial<Outgoing>> {
  let sent: Partial<Outgoing> = {};
  const connection = {
    baseUrl: "https://a.example/v2",
    headers: { "x-key": "key" },
    reserved: ["x-key"],
    errorFields: {},
    limiterKey: "",
    send: async (request: Outgoing) => {
      sent = request;
      return { response: new Response(), body: "", call: { status: 200, attempts: 1 } };
    },
  };
  const { call } = createResources<{ call(...values: unknown[]): Call<unknown> }>(connection, { call: row });
  await call(...values);
  return sent;
}

test("arguments are those of the path, the body, headers, the query and the options", async () => {
  const row: Row = ["PUT /a/{x}/b/{y} body query", { headers: ["X-One", "X-Two"] }];
  const { signal } = new AbortController();
  expect(await sentBy(row, "1", "2", { z: 3 }, "one", "two", { q: "4" }, { signal })).toMatchObject({
    method: "PUT",
    path: "/a/{x}/b/{y}",
    url: "https://a.example/v2/a/1/b/2?q=4",
    headers: { "x-key": "key", "content-type": "application/json", "x-one": "one", "x-two": "two" },
    body: '{"z":3}',
    signal,
  });
});

test("without a query, the options follow at once", async () => {
  const { signal } = new AbortController();
  expect(await sentBy("DELETE /a/{x}", "1", { signal })).toMatchObject({
    method: "DELETE",
    url: "https://a.example/v2/a/1",
    headers: { "x-key": "key" },
    body: undefined,
    signal,
  });
});

test.each([
  ["text/csv", { "content-type": "text/csv" }],
  ["multipart/form-data", {}],
])("a body that is %s is sent as it is given", async (mediaType, headers) => {
  expect(await sentBy(["POST /a body", { mediaType }], "a,b")).toMatchObject({ body: "a,b" });
  expect((await sentBy(["POST /a body", { mediaType }], "a,b")).headers).toEqual({
    "x-key": "key",
    ...headers,
  });
  expect((await sentBy(["POST /a body", { mediaType }], undefined)).headers).toEqual({ "x-key": "key" });
});

test("a request that changes nothing, though its method says otherwise, is marked", async () => {
  expect(await sentBy(["POST /search body", { safe: true }], {})).toMatchObject({ safe: true });
  expect((await sentBy("POST /search body", {})).safe).toBeUndefined();
});

test("a resource holds its methods, which need no `this`, and shows no key", () => {
  const bookeo = createBookeo(keys);
  const { get } = bookeo.bookings;
  expect(typeof get("1").result).toBe("function");
  expect(Object.keys(bookeo.bookings)).toEqual(expect.arrayContaining(["payments", "list", "get", "cancel"]));
  const shown = inspect(bookeo, { depth: 9, showHidden: true });
  for (const key of Object.values(keys)) expect(shown).not.toContain(key);
});
