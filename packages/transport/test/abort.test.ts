import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { createTransport, FetchError, type Transport } from "../src/index.ts";
import { fakeClock, quick, rejection } from "./clock.ts";
import { serve, serveRaw, until } from "./servers.ts";

describe("an aborted call rejects with the caller's own reason", () => {
  test.each<[string, (fetch: Transport, url: string, signal: AbortSignal) => Promise<Response>]>([
    ["in init", (fetch, url, signal) => fetch(url, { signal })],
    ["in a Request", (fetch, url, signal) => fetch(new Request(url, { signal }))],
    ["in init beside a Request", (fetch, url, signal) => fetch(new Request(url), { signal })],
  ])("signal %s", async (_, call) => {
    const controller = new AbortController();
    const reason = { why: "the caller went away" };
    const server = await serve(() => controller.abort(reason));
    const { fetch, clock } = quick({ baseUrl: server.origin });
    expect(await rejection(call(fetch, `${server.origin}/`, controller.signal))).toBe(reason);
    expect(clock.pending()).toBe(0);
    await until(async () => (await server.connections()) === 0);
  });

  test("before it was sent", async () => {
    const server = await serve((_, response) => response.end());
    const { fetch, clock } = quick({ baseUrl: server.origin });
    const error = await rejection(fetch(server.origin, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ name: "AbortError" });
    expect(server.requests).toHaveLength(0);
    expect(clock.pending()).toBe(0);
  });

  test("in the middle of the body", async () => {
    const server = await serveRaw((socket) =>
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"),
    );
    const controller = new AbortController();
    const clock = fakeClock();
    let isReading = false;
    const fetch = createTransport({
      baseUrl: server.origin,
      clock,
      fetch: async (url, init) => {
        const response = await globalThis.fetch(url, init);
        isReading = true;
        return response;
      },
    });
    const call = rejection(fetch(server.origin, { signal: controller.signal }));
    await until(() => isReading);
    controller.abort("enough");
    expect(await call).toBe("enough");
    expect(clock.pending()).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    await until(async () => (await server.connections()) === 0);
  });

  test("even undefined-like reasons", async () => {
    for (const reason of [null, 0, "", false]) {
      const { fetch } = quick({ baseUrl: "https://a.example", fetch: () => new Promise(() => {}) });
      const controller = new AbortController();
      const call = rejection(fetch("https://a.example/", { signal: controller.signal }));
      controller.abort(reason);
      expect(await call).toBe(reason);
    }
  });

  test("a timeout signal keeps its TimeoutError", async () => {
    const server = await serve(() => {});
    const error = await rejection(
      createTransport({ baseUrl: server.origin })(server.origin, { signal: AbortSignal.timeout(1) }),
    );
    expect(error).toBeInstanceOf(DOMException);
    expect(error).toMatchObject({ name: "TimeoutError" });
  });

  test("signal null in init takes a Request's own away", async () => {
    const server = await serve((_, response) => response.end());
    const request = new Request(server.origin, { signal: AbortSignal.abort() });
    const { fetch } = quick({ baseUrl: server.origin });
    expect((await fetch(request, { signal: null })).status).toBe(200);
    await rejection(fetch(request, {}));
  });

  test("an abort that is not the caller's is an error of the fetch that sends", async () => {
    const { fetch } = quick({
      baseUrl: "https://a.example",
      fetch: () => Promise.reject(new DOMException("lost", "AbortError")),
    });
    const { signal } = new AbortController();
    expect(await rejection(fetch("https://a.example/", { signal }))).toBeInstanceOf(FetchError);
  });

  test("an abort after the response changes nothing", async () => {
    const server = await serve((_, response) => response.end("[1]"));
    const controller = new AbortController();
    const response = await quick({ baseUrl: server.origin }).fetch(server.origin, controller);
    controller.abort();
    expect(await response.json()).toEqual([1]);
  });
});
