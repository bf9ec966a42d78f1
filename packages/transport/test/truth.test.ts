import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createTransport } from "../src/index.ts";
import { quick, rejection } from "./clock.ts";
import { serve, serveRaw } from "./servers.ts";

const SECRET = "Ada Lovelace, 5500 0000 0000 0004";
const JSON_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

describe("a body that was cut off is never half a response", () => {
  test.each([
    ["by a reset", 'content-length: 99\r\n\r\n{"a":1}', true],
    ["by an end before its length", 'content-length: 99\r\n\r\n{"a":1}', false],
    ["by an end within its chunks", 'transfer-encoding: chunked\r\n\r\n7\r\n{"a":1}\r\n', false],
  ])("%s: it is tried again, and then it is an error", async (_, bytes, reset) => {
    const server = await serveRaw((socket) =>
      socket.write(JSON_HEAD + bytes, () => (reset ? socket.resetAndDestroy() : socket.end())),
    );
    const { fetch, clock } = quick({ baseUrl: server.origin });
    expect(await rejection(fetch(server.origin))).toMatchObject({
      name: "ConnectionError",
      attempts: 3,
      outcome: "rejected",
    });
    expect(server.heads).toHaveLength(3);
    expect(clock.pending()).toBe(0);
  });

  test("when a second attempt is whole, that is the response", async () => {
    const server = await serveRaw((socket, nth) =>
      nth === 1
        ? socket.end(`${JSON_HEAD}content-length: 99\r\n\r\n{"a":1`)
        : socket.write(`${JSON_HEAD}content-length: 7\r\n\r\n{"a":2}`),
    );
    const response = await quick({ baseUrl: server.origin }).fetch(server.origin);
    expect(await response.json()).toEqual({ a: 2 });
  });
});

describe("a success that is not JSON is an error of the library's own", () => {
  test.each([
    ["cut off", "application/json", `{"name":"${SECRET}`],
    ["malformed", "application/json", `{name:${SECRET}}`],
    ["HTML", "text/html", `<html>${SECRET}</html>`],
    ["bytes", "application/octet-stream", `\u0000${SECRET}`],
  ])("%s", async (_, type, body) => {
    const server = await serve((_, response) => response.writeHead(200, { "content-type": type }).end(body));
    const { fetch } = quick({ baseUrl: server.origin });
    for (const method of ["GET", "DELETE", "POST"]) {
      const response = await fetch(`${server.origin}/a`, { method });
      const error = await rejection(response.json());
      expect(error).toMatchObject({
        name: "MalformedResponseError",
        kind: "malformed-response",
        method,
        path: "/a",
        status: 200,
        attempts: 1,
        outcome: method === "GET" ? "rejected" : "unknown",
      });
      const { stack } = error as Error;
      expect(`${stack}${JSON.stringify(error)}`).not.toContain("Ada");
    }
    expect(server.requests).toHaveLength(3);
  });

  test("cut off within its gzip", async () => {
    const bytes = gzipSync(JSON.stringify({ list: Array.from({ length: 5_000 }, Math.random) }));
    const half = bytes.subarray(0, bytes.length / 2);
    const server = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" }).end(half),
    );
    const { fetch } = quick({ baseUrl: server.origin });
    const error = await rejection(fetch(server.origin).then((response) => response.json()));
    expect((error as Error).name).toMatch(/^(MalformedResponseError|ConnectionError)$/);
  });
});

describe("an empty body is undefined", () => {
  test.each([
    ["200 with Content-Length", "200 OK\r\ncontent-length: 0\r\n\r\n"],
    ["200 without Content-Length", "200 OK\r\nconnection: close\r\n\r\n"],
    ["200 in chunks", "200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["200 with white space", "200 OK\r\ncontent-length: 2\r\n\r\n\r\n"],
    ["201", "201 Created\r\ncontent-length: 0\r\n\r\n"],
    ["204", "204 No Content\r\n\r\n"],
    ["205", "205 Reset Content\r\ncontent-length: 0\r\n\r\n"],
    ["304", "304 Not Modified\r\n\r\n"],
  ])("%s", async (name, bytes) => {
    const server = await serveRaw((socket) => {
      socket.write(`HTTP/1.1 ${bytes}`);
      if (name.includes("without")) socket.end();
    });
    const response = await quick({ baseUrl: server.origin }).fetch(server.origin);
    expect(response.status).toBe(Number(name.slice(0, 3)));
    expect(await response.clone().text()).toMatch(/^\s*$/);
    expect(await response.json()).toBeUndefined();
  });
});

describe("a response is what the server said", () => {
  test("a gzip body is unpacked, and its headers fit what is left", async () => {
    const bytes = gzipSync('{"a":"é"}');
    const server = await serve((_, response) =>
      response
        .writeHead(200, { "content-encoding": "gzip", "content-type": "application/json", "x-a": "b" })
        .end(bytes),
    );
    const response = await quick({ baseUrl: server.origin }).fetch(`${server.origin}/x?y`);
    expect(await response.json()).toEqual({ a: "é" });
    expect(response.headers.get("content-encoding")).toBeNull();
    expect(response.headers.get("transfer-encoding")).toBeNull();
    expect(response.headers.get("content-length")).toBe("10");
    expect(response.headers.get("x-a")).toBe("b");
    expect(response.url).toBe(`${server.origin}/x?y`);
  });

  test("bytes stay bytes, whatever their type says", async () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0xff, 0x00, 0xe9]);
    for (const type of ["text/csv; charset=iso-8859-1", "application/pdf"]) {
      const server = await serve((_, response) =>
        response.writeHead(200, { "content-type": type }).end(bytes),
      );
      const response = await quick({ baseUrl: server.origin }).fetch(server.origin);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    }
  });

  test("JSON with a byte order mark is read", async () => {
    const server = await serve((_, response) => response.end("\ufeff[1]"));
    expect(await (await quick({ baseUrl: server.origin }).fetch(server.origin)).json()).toEqual([1]);
  });

  test("HEAD keeps the length that GET would have", async () => {
    const server = await serve((_, response) => response.writeHead(200, { "content-length": "42" }).end());
    const response = await quick({ baseUrl: server.origin }).fetch(server.origin, { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("42");
    expect(await response.json()).toBeUndefined();
  });

  test.each([600, 799, 999])("status %i, which no Response can be made with", async (status) => {
    const server = await serveRaw((socket) =>
      socket.write(`HTTP/1.1 ${status} Odd\r\ncontent-length: 2\r\n\r\n{}`),
    );
    const response = await quick({ baseUrl: server.origin }).fetch(server.origin);
    expect(response).toMatchObject({ status, ok: false });
    expect(await response.text()).toBe("{}");
  });

  test.each(["", "Tout va bien", "Zo\u00eb", "5 \u20ac"])("the reason phrase %j", async (phrase) => {
    const server = await serveRaw((socket) =>
      socket.write(`HTTP/1.1 200 ${phrase}\r\ncontent-length: 0\r\n\r\n`),
    );
    expect((await quick({ baseUrl: server.origin }).fetch(server.origin)).status).toBe(200);
  });

  test("a 205 with a body loses it", async () => {
    const odd = Object.defineProperty(new Response("x"), "status", { value: 205 });
    const fetch = createTransport({ baseUrl: "https://a.example", fetch: async () => odd });
    expect((await fetch("https://a.example/")).body).toBeNull();
  });
});
