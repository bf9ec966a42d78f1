import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { ConfigurationError, createTransport, type Transport } from "../src/index.ts";
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

  test("answers come back as they are, whatever their status", async () => {
    const server = await serve((request, response) => {
      response.statusCode = Number(request.url?.slice(1));
      response.end();
    });
    const fetch = createTransport({ baseUrl: server.origin });
    for (const status of [200, 204, 300, 304, 307, 400, 404, 429, 500, 503]) {
      expect((await fetch(`${server.origin}/${status}`)).status).toBe(status);
    }
  });

  test("a Location on an answer that is no redirect is left alone", async () => {
    const server = await serve((_, response) =>
      response.writeHead(201, { location: "https://other.example/" }).end(),
    );
    const response = await createTransport({ baseUrl: server.origin })(`${server.origin}/`, {
      method: "POST",
    });
    expect(response.headers.get("location")).toBe("https://other.example/");
  });

  test("a 304 is an answer even with a Location", async () => {
    const server = await serve((_, response) => response.writeHead(304, { location: "/x" }).end());
    expect((await createTransport({ baseUrl: server.origin })(server.origin)).status).toBe(304);
  });

  test("a custom fetch gets what the caller gave, once", async () => {
    const calls: unknown[][] = [];
    const custom: Transport = async (...args) => {
      calls.push(args);
      return new Response();
    };
    const fetch = createTransport({ baseUrl: "https://api.example.com/v2", fetch: custom });
    const request = new Request("https://api.example.com/v2/a", { method: "POST", body: "x" });
    await fetch(request);
    expect(calls).toEqual([[request, { redirect: "manual" }]]);
    expect(calls[0]?.[0]).toBe(request);
    expect(request.bodyUsed).toBe(false);
  });

  test("the caller's init is not changed, and cannot ask for redirects to be followed", async () => {
    const inits: unknown[] = [];
    const custom: Transport = async (_, init) => {
      inits.push(init);
      return new Response();
    };
    const init = Object.freeze({ redirect: "follow" as const, keepalive: true });
    await createTransport({ baseUrl: "https://api.example.com", fetch: custom })(
      "https://api.example.com/",
      init,
    );
    expect(inits).toEqual([{ redirect: "manual", keepalive: true }]);
  });
});

test.each([
  [{ baseUrl: "http://api.bookeo.com" }, "baseUrl"],
  [{ baseUrl: undefined }, "baseUrl"],
  [{ baseUrl: "https://a.example", fetch: "fetch" }, "fetch"],
  [{ baseUrl: "https://a.example", secrets: "key" }, "secrets"],
  [{ baseUrl: "https://a.example", secrets: null }, "secrets"],
  [{ baseUrl: "https://a.example", secretQueryParameters: "password" }, "secretQueryParameters"],
])("options that cannot work are refused at once: %j", (options, option) => {
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
