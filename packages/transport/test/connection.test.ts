import { describe, expect, test } from "vitest";
import { ConnectionError, createTransport, type Transport } from "../src/index.ts";
import { serve, unusedOrigin } from "./servers.ts";

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail("expected a rejection"),
    (error: unknown) => error,
  );

describe("an aborted call rejects with the caller's own reason", () => {
  test.each<[string, (fetch: Transport, url: string, signal: AbortSignal) => Promise<Response>]>([
    ["in init", (fetch, url, signal) => fetch(url, { signal })],
    ["in a Request", (fetch, url, signal) => fetch(new Request(url, { signal }))],
    ["in init beside a Request", (fetch, url, signal) => fetch(new Request(url), { signal })],
  ])("signal %s", async (_, call) => {
    const controller = new AbortController();
    const reason = { why: "the caller went away" };
    const server = await serve(() => controller.abort(reason));
    const error = await rejection(
      call(createTransport({ baseUrl: server.origin }), `${server.origin}/`, controller.signal),
    );
    expect(error).toBe(reason);
  });

  test("before it was sent", async () => {
    const server = await serve((_, response) => response.end());
    const error = await rejection(
      createTransport({ baseUrl: server.origin })(server.origin, { signal: AbortSignal.abort() }),
    );
    expect(error).toMatchObject({ name: "AbortError" });
    expect(server.requests).toHaveLength(0);
  });

  test("a timeout signal keeps its TimeoutError", async () => {
    const server = await serve(() => {});
    const error = await rejection(
      createTransport({ baseUrl: server.origin })(server.origin, { signal: AbortSignal.timeout(1) }),
    );
    expect(error).toMatchObject({ name: "TimeoutError" });
  });

  test("an abort that is not the caller's is a ConnectionError", async () => {
    const custom: Transport = async () => {
      throw new DOMException("gone", "AbortError");
    };
    const fetch = createTransport({ baseUrl: "https://a.example", fetch: custom });
    const error = await rejection(fetch("https://a.example/", { signal: new AbortController().signal }));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ cause: { name: "AbortError", message: "gone" } });
  });
});

describe("a connection that fails is a ConnectionError with the runtime's code", () => {
  test("refused", async () => {
    const origin = await unusedOrigin();
    const error = await rejection(createTransport({ baseUrl: origin })(`${origin}/a/b?c=d#e`));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      method: "GET",
      url: `${origin}/a/b`,
      code: "ECONNREFUSED",
      message: `GET ${origin}/a/b got no answer (ECONNREFUSED): the server refused the connection. Is it running, and is the port right?`,
      cause: { name: "TypeError", message: "fetch failed" },
    });
  });

  test("reset before an answer", async () => {
    const server = await serve((request) => request.socket.resetAndDestroy());
    const error = await rejection(
      createTransport({ baseUrl: server.origin })(server.origin, { method: "post", body: "x" }),
    );
    expect(error).toMatchObject({
      name: "ConnectionError",
      method: "POST",
      code: "ECONNRESET",
      message: expect.stringContaining("may have acted"),
    });
  });

  test("closed before an answer", async () => {
    const server = await serve((request) => request.socket.end());
    const error = await rejection(createTransport({ baseUrl: server.origin })(server.origin));
    expect(error).toMatchObject({ name: "ConnectionError", code: "UND_ERR_SOCKET" });
  });

  test.each([
    ["a string", "boom", "boom"],
    ["undefined", undefined, "undefined"],
    ["an object", { message: "odd" }, "odd"],
    ["an error without message", new RangeError(), "RangeError"],
  ])("thrown as %s", async (_, thrown, said) => {
    const custom: Transport = () => Promise.reject(thrown);
    const error = await rejection(
      createTransport({ baseUrl: "https://a.example", fetch: custom })("https://a.example/"),
    );
    expect(error).toMatchObject({
      name: "ConnectionError",
      code: undefined,
      message: expect.stringContaining(`got no answer: ${said}`),
    });
  });
});
