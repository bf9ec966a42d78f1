import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BookeoClientOptions, ConfigurationError, createBookeoClient } from "../src/index.ts";
import { servers } from "../src/internal.ts";

const keys = { apiKey: "AKEY4QHD6TTEST", secretKey: "SECRETq8sd7TEST" };

describe("a wrong option is an error at once, which names it and shows no key", () => {
  const cases: [name: string, options: unknown, message: RegExp][] = [
    ["no options", null, /must be an object/],
    [
      "no api key",
      { secretKey: keys.secretKey },
      /^apiKey is missing: pass it, or set the environment variable BOOKEO_API_KEY/,
    ],
    ["no secret key", { apiKey: keys.apiKey }, /^secretKey is missing/],
    ["an empty key", { ...keys, apiKey: "" }, /^apiKey is missing/],
    [
      "a key with a newline",
      { ...keys, secretKey: `${keys.secretKey}\n` },
      /^secretKey has white space or a newline at its end/,
    ],
    ["plain http", { ...keys, baseUrl: "http://api.bookeo.com/v2" }, /keys must not travel unencrypted/],
    [
      "a relative URL",
      { ...keys, baseUrl: "/v2" },
      /^baseUrl is relative, which only a page in a browser can resolve/,
    ],
    [
      "a misspelled option",
      { ...keys, baseURL: "http://127.0.0.1" },
      /^The client has no option "baseURL"\. Known: .*\bbaseUrl\b/,
    ],
    ["an invalid fetch", { ...keys, fetch: "fetch" }, /^fetch must be a function/],
    [
      "a header that would replace a key",
      { ...keys, headers: { "x-bookeo-apikey": "other" } },
      /carries a key and has an option of its own/,
    ],
    [
      "a header with a line break",
      { ...keys, headers: { "X-App": `${keys.apiKey}\nX: y` } },
      /the value of X-App must be a string of characters up to U\+00FF/,
    ],
    [
      "headers that are a list",
      { ...keys, headers: [["a", "b"]] },
      /^headers cannot be sent: expected an object/,
    ],
  ];
  test.each(cases)("%s", (_name, options, message) => {
    let error: unknown;
    try {
      createBookeoClient(options as BookeoClientOptions);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toMatch(message);
    const printed = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
    expect(printed).not.toContain(keys.apiKey);
    expect(printed).not.toContain(keys.secretKey);
  });
});

describe("what a client sends", () => {
  let server: Server;
  let baseUrl: string;
  const seen: { url: string; headers: Record<string, unknown> }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push({ url: request.url ?? "", headers: request.headers });
      response.setHeader("content-type", "application/json");
      response.end('{"bookingNumber":"1"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test("goes to the vendor's server over https unless another is given", async () => {
    const urls: string[] = [];
    const client = createBookeoClient({
      ...keys,
      fetch: async (input) => {
        urls.push(input);
        return Response.json({});
      },
    });
    await client.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: "1" } } });
    expect(urls).toEqual(["https://api.bookeo.com/v2/bookings/1"]);
    expect(servers[0]).toBe("https://api.bookeo.com/v2");
  });

  test("carries both keys in headers, none of them in the URL, and the caller's own headers", async () => {
    const client = createBookeoClient({ ...keys, baseUrl, headers: { "User-Agent": "my-app" } });
    await client.GET("/bookings/{bookingNumber}", {
      params: { path: { bookingNumber: "a/b" }, query: { expandCustomer: true } },
    });
    const request = seen.at(-1);
    expect(request?.url).toBe("/v2/bookings/a%2Fb?expandCustomer=true");
    expect(request?.headers).toMatchObject({
      "x-bookeo-apikey": keys.apiKey,
      "x-bookeo-secretkey": keys.secretKey,
      "user-agent": "my-app",
    });
  });

  test("never leaves the path that it was meant for", async () => {
    const client = createBookeoClient({ ...keys, baseUrl });
    const before = seen.length;
    const call = client.DELETE("/customers/{id}", { params: { path: { id: ".." } } });
    await expect(call).rejects.toThrow(/id/);
    expect(seen.length).toBe(before);
  });

  test("shows a plus sign of a time zone to the server as one", async () => {
    const client = createBookeoClient({ ...keys, baseUrl });
    await client.GET("/bookings", { params: { query: { startTime: "2026-03-01T00:00:00+01:00" } } });
    expect(new URL(seen.at(-1)?.url ?? "", baseUrl).searchParams.get("startTime")).toBe(
      "2026-03-01T00:00:00+01:00",
    );
  });
});

test("an error of a call shows neither a key nor a password", async () => {
  const client = createBookeoClient({
    ...keys,
    maxRetries: 0,
    fetch: async (url, init) => {
      throw Object.assign(new Error(`cannot reach ${url} with ${JSON.stringify(init.headers)}`), {
        url,
        init,
      });
    },
  });
  const password = "hunter2-of-the-customer";
  const error = await client
    .GET("/customers/{id}/authenticate", { params: { path: { id: "1" }, query: { password } } })
    .catch((thrown: unknown) => thrown);
  const printed = `${inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })}${JSON.stringify(error)}${(error as Error).stack}`;
  expect(error).toBeInstanceOf(Error);
  for (const secret of [keys.apiKey, keys.secretKey, password]) expect(printed).not.toContain(secret);
});

describe("a call that would get round the client", () => {
  const client = createBookeoClient({ ...keys, fetch: async () => Response.json({}) });
  const cases: [name: string, init: object, message: RegExp][] = [
    ["another fetch", { fetch: () => {} }, /no option "fetch"/],
    ["another path serializer", { pathSerializer: () => "/x" }, /no option "pathSerializer"/],
    ["another base URL", { baseUrl: "https://example.com" }, /no option "baseUrl"/],
    ["a misspelled option", { parms: {} }, /no option "parms"/],
    ["parameters in the wrong place", { params: { querry: {} } }, /params has no option "querry"/],
    ["an option among the parameters", { params: { query: { timeoutMs: 5 } } }, /option of the call/],
    ["a header that carries a key", { headers: { "x-bookeo-secretkey": "other" } }, /carries a key/],
    [
      "a header that cannot be sent",
      { headers: { "X-Bookeo-apiKey": `${keys.apiKey}\n` } },
      /X-Bookeo-apiKey carries a key/,
    ],
  ];
  test.each(cases)(
    "%s is rejected before anything is sent, and no key is shown",
    async (_name, init, message) => {
      const error = await client.GET("/bookings", init as never).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toMatch(message);
      expect(inspect(error, { depth: null, showHidden: true })).not.toContain(keys.apiKey);
    },
  );
});

describe("`error` always distinguishes failure from success", () => {
  const responses: [name: string, response: () => Response][] = [
    ["an empty 403", () => new Response(null, { status: 403 })],
    ["an empty 500", () => new Response("", { status: 500, headers: { "content-length": "0" } })],
    [
      "a 502 in HTML",
      () => new Response("<html>", { status: 502, headers: { "content-type": "text/html" } }),
    ],
  ];
  test.each(responses)("%s", async (_name, response) => {
    const client = createBookeoClient({ ...keys, maxRetries: 0, fetch: async () => response() });
    const result = await client.GET("/customers/{id}/authenticate", {
      params: { path: { id: "1" }, query: { password: "x" } },
    });
    expect(result.data).toBeUndefined();
    expect(result.error).toEqual({});
  });
});

test("a success that is not JSON is an error of the library's own, which quotes nothing of it", async () => {
  const client = createBookeoClient({
    ...keys,
    fetch: async () => new Response('{"emailAddress":"john@', { status: 200 }),
  });
  const error = await client.GET("/customers", {}).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: "MalformedResponseError",
    method: "GET",
    path: "/customers",
    status: 200,
  });
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain("john");
});

test("a client that is printed or serialized shows no key", () => {
  const client = createBookeoClient(keys);
  const printed = `${inspect(client, { depth: Number.POSITIVE_INFINITY, showHidden: true })}${JSON.stringify(client)}`;
  expect(printed).not.toContain(keys.apiKey);
  expect(printed).not.toContain(keys.secretKey);
});

describe("parseAs gives the body of a success in every form, read within the time limit", () => {
  const body = '{"bookingNumber":"1"}';
  const path = "/bookings/{bookingNumber}";
  const params = { path: { bookingNumber: "1" } };
  const clients = () => {
    const options = {
      ...keys,
      fetch: async () => new Response(body, { headers: { "content-type": "application/json" } }),
    };
    const observed = createBookeoClient(options);
    observed.use({ onResponse: ({ response }) => new Response(response.body, response) });
    return { "without a middleware": createBookeoClient(options), "with a middleware": observed };
  };

  test.each(["without a middleware", "with a middleware"] as const)("%s", async (name) => {
    const client = clients()[name];
    expect((await client.GET(path, { params })).data).toEqual({ bookingNumber: "1" });
    expect((await client.GET(path, { params, parseAs: "json" })).data).toEqual({ bookingNumber: "1" });
    expect((await client.GET(path, { params, parseAs: "text" })).data).toBe(body);
    const buffer = (await client.GET(path, { params, parseAs: "arrayBuffer" })).data;
    expect(new TextDecoder().decode(buffer)).toBe(body);
    expect(await (await client.GET(path, { params, parseAs: "blob" })).data?.text()).toBe(body);
    const stream = (await client.GET(path, { params, parseAs: "stream" })).data;
    expect(await new Response(stream).text()).toBe(body);
  });

  test("the response can be read again, in every form and more than once", async () => {
    const { response } = await clients()["without a middleware"].GET(path, { params });
    for (let round = 0; round < 2; round++) {
      expect(await response.text()).toBe(body);
      expect(await response.json()).toEqual({ bookingNumber: "1" });
      expect(await response.clone().json()).toEqual({ bookingNumber: "1" });
      expect(new TextDecoder().decode(await response.arrayBuffer())).toBe(body);
      expect(await (await response.blob()).text()).toBe(body);
      expect(await new Response(response.body).text()).toBe(body);
    }
    expect(response.bodyUsed).toBe(false);
  });
});

describe("a middleware", () => {
  const params = { path: { id: "1" } };

  test("gets a real Request without a key, and a real unread Response, and the template", async () => {
    const sent: Headers[] = [];
    const client = createBookeoClient({
      ...keys,
      fetch: async (_, init) => {
        sent.push(new Headers(init.headers));
        return Response.json({ id: "1" });
      },
    });
    const seen: unknown[] = [];
    client.use({
      onRequest({ request, schemaPath }) {
        seen.push(request instanceof Request, [...request.headers.keys()], schemaPath);
        request.headers.set("X-Trace", "7");
        request.headers.set("X-Bookeo-apiKey", "other");
      },
      async onResponse({ response }) {
        seen.push(response instanceof Response, response.bodyUsed, await response.clone().json());
      },
    });
    expect((await client.GET("/customers/{id}", { params })).data).toEqual({ id: "1" });
    expect(seen).toEqual([true, ["accept"], "/customers/{id}", true, false, { id: "1" }]);
    expect(sent[0]?.get("x-trace")).toBe("7");
    expect(sent[0]?.get("x-bookeo-apikey")).toBe(keys.apiKey);
  });

  test("that returns a new Request keeps the call's own limits", async () => {
    const client = createBookeoClient({ ...keys, fetch: () => new Promise(() => {}), deadlineMs: 600_000 });
    client.use({ onRequest: ({ request }) => new Request(request, { headers: { "X-Trace": "7" } }) });
    const error = await client.GET("/customers/{id}", { params, deadlineMs: 100 }).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "TimeoutError", limit: "deadlineMs", path: "/customers/{id}" });
  });

  test("cannot send a request to another host", async () => {
    const client = createBookeoClient({ ...keys, fetch: () => expect.fail("nothing may be sent") });
    client.use({ onRequest: () => new Request("https://evil.example/x") });
    const error = await client.GET("/customers/{id}", { params }).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "OriginError" });
  });

  test("is no longer called once it was ejected", async () => {
    const client = createBookeoClient({ ...keys, fetch: async () => Response.json({ id: "1" }) });
    let calls = 0;
    const middleware = { onRequest: () => void calls++ };
    client.use(middleware);
    await client.GET("/customers/{id}", { params });
    client.eject(middleware);
    await client.GET("/customers/{id}", { params });
    expect(calls).toBe(1);
  });
});

test("`lang` is sent with every call that names no other", async () => {
  const urls: string[] = [];
  const client = createBookeoClient({
    ...keys,
    lang: "de-DE",
    fetch: async (url) => {
      urls.push(url);
      return Response.json({ id: "1" });
    },
  });
  const params = { path: { id: "1" } };
  await client.GET("/customers/{id}", { params });
  await client.GET("/customers/{id}", { params: { ...params, query: { lang: "fr-FR" } } });
  expect(urls.map((url) => new URL(url).search)).toEqual(["?lang=de-DE", "?lang=fr-FR"]);
});

test("every server of the document is one that the client accepts", () => {
  expect(servers.length).toBeGreaterThan(0);
  for (const server of servers)
    expect(() => createBookeoClient({ ...keys, baseUrl: server.replaceAll(/\{\w+\}/g, "a") })).not.toThrow();
});
