import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import {
  ConfigurationError,
  createTransport,
  type Fetch,
  type Transport,
  underlyingError,
} from "../src/index.ts";
import { rejection } from "./clock.ts";
import { serve } from "./servers.ts";

const echo = () =>
  serve((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () =>
      response.end(
        JSON.stringify({ method: request.method, url: request.url, key: request.headers["x-key"], body }),
      ),
    );
  });

describe("a call is a call of fetch", () => {
  const expected = { method: "POST", url: "/a?b=c", key: "k", body: "hello" };
  const init = { method: "POST", headers: { "x-key": "k" }, body: "hello" };

  test.each<[string, (fetch: Transport, url: string) => Promise<Response>]>([
    ["string and init", (fetch, url) => fetch(url, init)],
    ["URL and init", (fetch, url) => fetch(new URL(url), init)],
    ["Request", (fetch, url) => fetch(new Request(url, init))],
    ["Request and undefined", (fetch, url) => fetch(new Request(url, init), undefined)],
    ["Request and init", (fetch, url) => fetch(new Request(url, { method: "PUT" }), init)],
    ["Request that would follow", (fetch, url) => fetch(new Request(url, { ...init, redirect: "follow" }))],
    ["string and a Request as init", (fetch, url) => fetch(url, new Request(url, init))],
    ["init without prototype", (fetch, url) => fetch(url, Object.assign(Object.create(null), init))],
    [
      "another spelling of the origin",
      (fetch, url) => fetch(url.replace("http://127.0.0.1", "HTTP://127.1"), init),
    ],
  ])("with %s", async (_, call) => {
    const server = await echo();
    const response = await call(createTransport({ baseUrl: server.origin }), `${server.origin}/a?b=c`);
    expect(await response.json()).toEqual(expected);
  });

  test("responses come back as they are, whatever their status", async () => {
    const server = await serve((request, response) => {
      response.statusCode = Number(request.url?.slice(1));
      response.end();
    });
    const fetch = createTransport({ baseUrl: server.origin });
    for (const status of [200, 204, 300, 304, 307, 400, 404, 429, 500, 503]) {
      const response = await fetch(`${server.origin}/${status}`, { maxRetries: 0 });
      expect(response).toMatchObject({ status, ok: status < 300, url: `${server.origin}/${status}` });
      expect(response).toBeInstanceOf(Response);
    }
  });

  test("a Location on a response that is not a redirect is left alone", async () => {
    const server = await serve((_, response) =>
      response.writeHead(201, { location: "https://other.example/" }).end(),
    );
    const response = await createTransport({ baseUrl: server.origin })(`${server.origin}/`, {
      method: "POST",
    });
    expect(response.headers.get("location")).toBe("https://other.example/");
  });

  test("a 304 is a response even with a Location", async () => {
    const server = await serve((_, response) => response.writeHead(304, { location: "/x" }).end());
    expect((await createTransport({ baseUrl: server.origin })(server.origin)).status).toBe(304);
  });

  test("a custom fetch is called with a URL and an init, and for nothing else", async () => {
    const calls: [string, RequestInit][] = [];
    const custom: Fetch = async (...args) => {
      calls.push(args);
      return new Response();
    };
    const fetch = createTransport({ baseUrl: "https://api.example.com/v2", fetch: custom });
    await fetch(
      new Request("https://api.example.com/v2/a", { method: "POST", body: "x", headers: { "X-Key": "k" } }),
    );
    await fetch("https://API.example.com/v2/b#c");
    expect(calls).toEqual([
      [
        "https://api.example.com/v2/a",
        {
          method: "POST",
          headers: new Headers({ "x-key": "k", "content-type": "text/plain;charset=UTF-8" }),
          cache: "no-store",
          body: new TextEncoder().encode("x").buffer,
          redirect: "manual",
          signal: expect.any(AbortSignal),
        },
      ],
      [
        "https://api.example.com/v2/b#c",
        {
          method: "GET",
          headers: new Headers(),
          cache: "no-store",
          redirect: "manual",
          signal: expect.any(AbortSignal),
        },
      ],
    ]);
  });

  test("the caller's init is not changed, and cannot ask for redirects to be followed", async () => {
    const inits: RequestInit[] = [];
    const init = Object.freeze({ redirect: "follow" as const, signal: new AbortController().signal });
    const fetch = createTransport({
      baseUrl: "https://api.example.com",
      fetch: async (_, given) => {
        inits.push(given);
        return new Response();
      },
    });
    await fetch("https://api.example.com/", init);
    expect(inits).toMatchObject([{ redirect: "manual" }]);
  });

  test("the global fetch is the one at the time of the call", async () => {
    const fetch = createTransport({ baseUrl: "https://a.example" });
    const { fetch: original } = globalThis;
    globalThis.fetch = async () => new Response("mine");
    try {
      expect(await (await fetch("https://a.example/")).text()).toBe("mine");
    } finally {
      globalThis.fetch = original;
    }
  });
});

test("the path that errors show begins behind the base URL", async () => {
  const fetch = createTransport({
    baseUrl: "https://a.example/v2",
    maxRetries: 0,
    fetch: () => Promise.reject(new Error("no")),
  });
  const paths = { "/v2/a?b": "/a", "/v2": "/", "/v2/": "/", "/v20/a": "(elsewhere)", "/x": "(elsewhere)" };
  for (const [url, path] of Object.entries(paths)) {
    expect(await rejection(fetch(`https://a.example${url}`))).toMatchObject({ path });
  }
});

describe("a request that cannot be made is a ConfigurationError, and nothing is sent", () => {
  const fetch = createTransport({
    baseUrl: "https://a.example",
    fetch: () => expect.fail("nothing may be sent"),
  });
  test.each<[string, () => Promise<Response>]>([
    ["no URL", () => fetch("nowhere")],
    ["a header with a line break", () => fetch("https://a.example/", { headers: { a: "b\nc" } })],
    ["a forbidden method", () => fetch("https://a.example/", { method: "CONNECT" })],
    ["a GET with a body", () => fetch("https://a.example/", { body: "x" })],
    [
      "a Request whose body was read",
      async () => {
        const request = new Request("https://a.example/", { method: "POST", body: "x" });
        await request.text();
        return fetch(request);
      },
    ],
  ])("%s", async (_, call) => {
    const error = await rejection(call());
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toContain("Nothing was sent");
    expect(underlyingError(error as Error)).toBeInstanceOf(TypeError);
  });
});

test.each([
  [{ baseUrl: "http://api.bookeo.com" }, "baseUrl"],
  [{ baseUrl: undefined }, "baseUrl"],
  [{ baseUrl: "https://a.example", fetch: "fetch" }, "fetch"],
])("options that cannot work are rejected at once: %j", (options, option) => {
  expect(() => createTransport(options as never)).toThrow(
    expect.objectContaining({ name: "ConfigurationError", option }),
  );
  expect(() => createTransport(options as never)).toThrow(ConfigurationError);
});

test("importing the package loads no Request, Headers or Response", async () => {
  const entry = new URL("../src/index.ts", import.meta.url).href;
  const script = `for (const name of ["Request", "Headers", "Response", "FormData", "fetch"])
    Object.defineProperty(globalThis, name, { get() { throw new Error(name + " was touched"); } });
  const { createTransport } = await import(${JSON.stringify(entry)});
  createTransport({ baseUrl: "https://api.example.com" });`;
  execFileSync(process.execPath, ["--input-type=module", "-e", script], { stdio: "pipe" });
});
