import { inspect } from "node:util";
import type { Outgoing } from "@booking-apis/transport";
import { describe, expect, test } from "vitest";
import { createBookeo } from "../src/bookeo/index.ts";
import type { Call } from "../src/core/call.ts";
import { createConnection } from "../src/core/connection.ts";
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

test("a body that is JSON under another name is sent under that name", async () => {
  const row: Row = ["PATCH /a body", { jsonType: "application/merge-patch+json" }];
  expect(await sentBy(row, { z: null })).toMatchObject({
    headers: { "content-type": "application/merge-patch+json" },
    body: '{"z":null}',
  });
});

describe("a success that is not JSON", () => {
  const answering = (status: number, type: string, body: string) =>
    createResources<{ call(): Call<unknown> }>(
      createConnection(
        "https://a.example",
        {
          fetch: async (_, init) => {
            asked = new Headers(init?.headers).get("accept");
            return new Response(body, { status, headers: { "content-type": type } });
          },
        },
        {},
        { message: "message" },
        "",
      ),
      { call: ["GET /report", { answerType: type.startsWith("text/") ? "text/csv" : "application/zip" }] },
    );
  let asked: string | null;

  test("is a text where its type is one, and is asked for", async () => {
    expect(await answering(200, "text/csv", "a,b\n").call()).toBe("a,b\n");
    expect(asked).toBe("text/csv, application/json");
  });

  test("is its bytes where it is none", async () => {
    const data = await answering(200, "application/zip", "PK").call();
    expect(data).toBeInstanceOf(ArrayBuffer);
    expect(new TextDecoder().decode(data as ArrayBuffer)).toBe("PK");
  });

  test.each(["text/csv", "application/zip"])("a refusal in its place is read as JSON: %s", async (type) => {
    const result = await answering(404, type, '{"message":"no report"}').call().result();
    expect(result).toMatchObject({ ok: false, error: { message: "no report" } });
    expect(await answering(404, type, "<html>").call().result()).toMatchObject({ ok: false, error: {} });
  });
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
