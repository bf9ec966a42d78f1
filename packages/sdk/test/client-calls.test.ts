import { bodyFormats, callerOf, createApiClient } from "@booking-apis/transport/internal";
import createClient from "openapi-fetch";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { rejection, reply, serve, setupOf } from "./support.ts";

type Call = (path: string, init?: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
type Client = Record<"GET" | "POST" | "PUT", Call> & Record<"use" | "eject", (middleware?: object) => void>;

const json = { success: { 200: "application/json?" } };
const api = setupOf({
  operations: {
    "GET /a": { ...json, query: true, headers: ["X-Trace"] },
    "POST /a": { ...json, requestBody: true },
    "POST /form": { ...json, requestBody: { mediaTypes: ["multipart/form-data"] } },
    "PUT /file": { ...json, requestBody: { mediaTypes: ["application/pdf", "image/png"] } },
    "GET /file": { success: { 200: "application/pdf", 206: "text/csv" } },
    "GET /csv": { success: { 200: "text/csv" } },
    "GET /any": { success: { 200: "*/*" } },
    "POST /nothing": { success: { 200: "" } },
  },
  bodyFormats,
});

const create = (options: object) =>
  createApiClient(createClient, api, {
    apiKey: "abc",
    baseUrl: "https://a.example",
    maxRetries: 0,
    ...options,
  } as object) as unknown as Client;

async function start(options: object = {}) {
  const { baseUrl, requests } = await serve((_, response) => reply(response, 200, { ok: true }));
  return { client: create({ baseUrl, ...options }), requests };
}

const observing = { onRequest: () => undefined };

describe.each([
  ["without a middleware", false],
  ["with a middleware", true],
])("what arrives %s", (_, hasMiddleware) => {
  const send = async (method: "GET" | "POST" | "PUT", path: string, init?: object) => {
    const { client, requests } = await start();
    if (hasMiddleware) client.use(observing);
    await client[method](path, init);
    return requests[0];
  };

  test("is the body, with its media type", async () => {
    const request = await send("POST", "/a", { body: { a: [1, "é"] } });
    expect(request?.body).toBe('{"a":[1,"é"]}');
    expect(request?.headers["content-type"]).toBe("application/json");
  });

  test("is a stream, once, in pieces", async () => {
    const body = new Blob(["first", "second"]).stream();
    const request = await send("PUT", "/file", { body });
    expect(request?.body).toBe("firstsecond");
    expect(request?.headers).toMatchObject({
      "content-type": "application/pdf",
      "transfer-encoding": "chunked",
    });
  });

  test("is a form whose boundary the runtime names, whatever Content-Type the call has", async () => {
    const body = new FormData();
    body.set("a", "1");
    const headers = { "Content-Type": "multipart/form-data", "X-Other": "2" };
    const request = await send("POST", "/form", { body, headers });
    expect(request?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(request?.headers["x-other"]).toBe("2");
    expect(request?.body).toContain('name="a"');
  });

  test("is the media type that the call chooses among those of the document", async () => {
    const body = new Uint8Array([1]);
    const request = await send("PUT", "/file", { body, headers: { "CONTENT-type": "image/png" } });
    expect(request?.headers["content-type"]).toBe("image/png");
  });

  test("are the parameters of headers, and a query that was not given is none", async () => {
    const request = await send("GET", "/a", { params: { header: { "X-Trace": ["a", "b"] } } });
    expect(request?.headers["x-trace"]).toBe("a,b");
    expect(request?.url).toBe("/v2/a");
  });

  test("says which bodies the document has, and JSON for errors", async () => {
    expect((await send("GET", "/file"))?.headers.accept).toBe("application/pdf, text/csv, application/json");
    expect((await send("GET", "/csv"))?.headers.accept).toBe("text/csv, application/json");
    expect((await send("GET", "/any"))?.headers.accept).toBe("application/json");
    expect((await send("GET", "/a"))?.headers.accept).toBe("application/json");
  });
});

describe("a middleware", () => {
  test("may change the body and the query, and what it made arrives", async () => {
    const { client, requests } = await start();
    client.use({
      onRequest: ({ request }: { request: Request }) =>
        new Request(`${request.url}?b=1`, { method: "POST", body: "other", headers: { "X-Own": "1" } }),
    });
    await client.POST("/a", { body: {} });
    expect(requests[0]).toMatchObject({ url: "/v2/a?b=1", body: "other", headers: { "x-own": "1" } });
  });

  test("may abort the request with a signal of its own", async () => {
    const { client, requests } = await start();
    client.use({
      onRequest: ({ request }: { request: Request }) =>
        new Request(request, { signal: AbortSignal.abort("from the middleware") }),
    });
    expect(await rejection(client.GET("/a"))).toBe("from the middleware");
    expect(requests).toEqual([]);
  });

  test("may respond by itself, and its response is checked as the API's is", async () => {
    const { client, requests } = await start();
    client.use({ onRequest: () => new Response("<p>") });
    expect(await rejection(client.GET("/a"))).toMatchObject({
      kind: "malformed-response",
      status: 200,
      method: "GET",
      path: "/a",
      outcome: "rejected",
    });
    expect(requests).toEqual([]);
  });

  test("that sends elsewhere is an error that says so, and nothing is sent", async () => {
    const { client } = await start({ account: "shop" });
    client.use({ onRequest: () => new Request("https://other.example/a") });
    const error = await rejection(client.GET("/a"));
    expect(error).toMatchObject({ kind: "origin", method: "GET", path: "/a", account: "shop", attempts: 0 });
    expect(error.outcome).toBe("rejected");
    expect(error.message).toMatch(/would leave http:\S+: a middleware changed its URL\. Nothing was sent\.$/);
  });

  test("costs a Request only as long as it is there", async () => {
    let made = 0;
    const { Request } = globalThis;
    const counted = class extends Request {
      constructor(...args: ConstructorParameters<typeof Request>) {
        super(...args);
        made++;
      }
    };
    const client = create({ fetch: async () => Response.json({}) });
    await client.GET("/a");
    vi.stubGlobal("Request", counted);
    onTestFinished(() => void vi.unstubAllGlobals());
    const other = { onRequest: () => undefined };
    client.use();
    client.use(observing);
    client.eject(other);
    await client.GET("/a");
    const withIt = made;
    client.eject(observing);
    await client.GET("/a");
    expect(withIt).toBeGreaterThan(0);
    expect(made).toBe(withIt);
  });
});

describe("a key in the query", () => {
  test.each([
    [{}, "/v2/a?key=a%26b"],
    [{ params: { query: { q: "1" } } }, "/v2/a?q=1&key=a%26b"],
  ])("%j", async (init, url) => {
    const scheme = { in: "query", name: "key" } as const;
    const keyed = { ...api, keys: { apiKey: { scheme, variable: "KEY_OF_A_TEST" } }, security: [[scheme]] };
    const { baseUrl, requests } = await serve((_, response) => reply(response, 200, {}));
    const client = createApiClient(createClient, keyed, {
      baseUrl,
      apiKey: "a&b",
    } as object) as unknown as Client;
    const { response } = await client.GET("/a", init);
    expect(requests[0]?.url).toBe(url);
    expect(response.url).not.toContain("key");
    expect(Object.getOwnPropertyDescriptor(response, "url")?.configurable).toBe(true);
  });
});

describe("arguments that cannot work are errors that say what is wrong, and nothing is sent", () => {
  const client = create({ fetch: () => expect.fail("Nothing may be sent.") });
  test.each([
    ["/a", 5, /^The options must be an object with params, body, parseAs/],
    ["/a", { parameters: {} }, /^A call has no option "parameters"\. Known: params/],
    ["/a", { params: 5 }, /^The options must be an object with path, query, header/],
    ["/a", { params: { querry: {} } }, /^params has no option "querry"/],
    ["/a", { params: { query: [1] } }, /^query must be an object with the parameters of the query\.$/],
    ["/a", { params: { header: { "X-Key": "x" } } }, /X-Key carries a key/],
    ["/a", { signal: 5 }, /^signal must be an AbortSignal\.$/],
    ["/a", { headers: 5 }, /^headers cannot be sent: expected an object/],
    ["/a", { headers: { "a b": "x" } }, /a name has a character that no header has\.$/],
    ["/a", { headers: { "X-A": 5 } }, /the value of X-A must be a string/],
    ["a", {}, /^path must be a template that begins with a slash, such as/],
    ["/a/../b", {}, /^path must be a template/],
    ["//b", {}, /^path must be a template/],
    ["/a%2e%2e", {}, /^path must be a template/],
    ["/a%0", {}, /^path must be a template/],
    [undefined, {}, /^path must be a template/],
  ])("GET %j %j", async (path, init, message) => {
    const error = await rejection(client.GET(path as string, init as object));
    expect(error).toMatchObject({ kind: "configuration", message: expect.stringMatching(message) });
  });
});

describe("what is reported", () => {
  test.each([["shop"], [undefined]])("of a call that was not sent, for the account %j", async (account) => {
    const events: { account?: string; durationMs: number; attempt: number }[] = [];
    let time = 1_000;
    const clock = { now: () => time++, after: () => () => {} };
    const client = create({
      clock,
      hooks: { onError: (event: never) => events.push(event) },
      ...(account && { account }),
    });
    await rejection(client.GET("/a", { params: { query: [] } }));
    await rejection(client.GET("/a", 5 as never));
    for (const event of events) {
      expect(Object.hasOwn(event, "account")).toBe(account !== undefined);
      expect(event).toMatchObject({ method: "GET", path: "/a", origin: "https://a.example", attempt: 0 });
      expect(event.account).toBe(account);
      expect(event.durationMs).toBeGreaterThanOrEqual(0);
      expect(event.durationMs).toBeLessThan(10);
    }
    expect(events).toHaveLength(2);
  });

  test("to a validator: what was read as JSON, and errors, however they are read", async () => {
    const seen: unknown[] = [];
    const validate = ({ status, body }: { status: number; body: unknown }) => void seen.push([status, body]);
    let status = 200;
    const client = create({ validate, fetch: async () => Response.json({ a: status }, { status }) });
    await client.GET("/a");
    await client.GET("/a", { parseAs: "json" });
    await client.GET("/a", { parseAs: "text" });
    status = 404;
    await client.GET("/a", { parseAs: "text" });
    expect(seen).toEqual([
      [200, { a: 200 }],
      [200, { a: 200 }],
      [404, { a: 404 }],
    ]);
  });
});

test("a response that was read gives its bytes in every form, and none of them can change it", async () => {
  const client = create({
    fetch: async () =>
      new Response("a=1&b=2", { headers: { "content-type": "application/x-www-form-urlencoded" } }),
  });
  const { response } = await client.GET("/csv");
  const read = () => Buffer.from("a=1&b=2");
  new Uint8Array(await response.arrayBuffer()).fill(0);
  (await response.bytes()).fill(0);
  const { value } = (await response.body?.getReader().read()) ?? {};
  value?.fill(0);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(read());
  expect(Buffer.from(await response.bytes())).toEqual(read());
  expect((await response.formData()).get("b")).toBe("2");
  expect((await response.blob()).type).toBe("application/x-www-form-urlencoded");
  expect(await response.text()).toBe("a=1&b=2");
  const untyped = create({ fetch: async () => new Response(new Uint8Array([1])) });
  const { response: plain } = await untyped.GET("/file");
  expect((await plain.blob()).type).toBe("");
});

test("a mock may give the same response again, and each call reads its whole body", async () => {
  const same = Response.json({ a: 1 });
  const client = create({ fetch: async () => same });
  const first = await client.GET("/a");
  const second = await client.GET("/a");
  expect([first.data, second.data]).toEqual([{ a: 1 }, { a: 1 }]);
  expect([await first.response.text(), await second.response.text()]).toEqual(['{"a":1}', '{"a":1}']);
});

test("a response without a body has none, and is not used up by reading it", async () => {
  const client = create({ fetch: async () => new Response(null, { status: 200 }) });
  const { response } = await client.GET("/a");
  expect(response.body).toBeNull();
  expect(response.bodyUsed).toBe(false);
  const full = create({ fetch: async () => new Response("{}") });
  expect((await full.GET("/a")).response.body).toBeInstanceOf(ReadableStream);
});

test("a method that HTTP does not have is an error that names those it has", async () => {
  const caller = callerOf(create({ fetch: () => expect.fail("Nothing may be sent.") }));
  expect((await rejection(caller.call("FETCH", "/a", {}))).message).toBe(
    "method must be one of GET, PUT, POST, DELETE, OPTIONS, HEAD, PATCH, TRACE.",
  );
});

test.each([
  ["done", "done"],
  ['{"a":1}', { a: 1 }],
  [" ", undefined],
  ["", undefined],
])("a validator gets the body %j where the document has none", async (body, expected) => {
  const seen: unknown[] = [];
  const client = create({
    validate: (received: { body: unknown }) => void seen.push(received.body),
    fetch: async () => new Response(body),
  });
  await client.POST("/nothing");
  expect(seen).toEqual([expected]);
});
