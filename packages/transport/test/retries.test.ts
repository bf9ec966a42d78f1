import { describe, expect, test } from "vitest";
import { classify } from "../src/faults.ts";
import { delayBefore, type Ending, isRetryable, mayHaveActed } from "../src/retry.ts";
import { fakeClock, quick, rejection } from "./clock.ts";
import { serve, serveRaw, serveStatuses, unusedOrigin } from "./servers.ts";

const repeatable = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"];
const passing = [408, 429, 500, 502, 503, 504];
const lasting = [200, 201, 204, 400, 401, 403, 404, 409, 410, 422, 501, 505];

describe("what is safe to repeat is repeated", () => {
  describe.each(repeatable)("%s", (method) => {
    test.each(passing)("after %i", async (status) => {
      const server = await serveStatuses([status, status, 200]);
      const { fetch, clock } = quick({ baseUrl: server.origin });
      expect((await fetch(server.origin, { method })).status).toBe(200);
      expect(server.requests.map((request) => request.method)).toEqual([method, method, method]);
      expect(clock.waits).toEqual([250, 500]);
    });
    test.each(lasting)("but not after %i", async (status) => {
      const server = await serveStatuses([status]);
      const { fetch, clock } = quick({ baseUrl: server.origin });
      expect((await fetch(server.origin, { method })).status).toBe(status);
      expect(server.requests).toHaveLength(1);
      expect(clock.waits).toEqual([]);
      expect(clock.pending()).toBe(0);
    });
    test("after a reset connection", async () => {
      const server = await serveRaw((socket, nth) => {
        if (nth < 3) socket.resetAndDestroy();
        else socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
      });
      const { fetch } = quick({ baseUrl: server.origin });
      expect((await fetch(server.origin, { method })).status).toBe(200);
      expect(server.heads).toHaveLength(3);
    });
  });

  test("with the same body and headers each time", async () => {
    const bodies: string[] = [];
    const server = await serve(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      bodies.push(`${request.headers["x-key"]} ${request.headers["content-type"]} ${body}`);
      response.writeHead(bodies.length < 3 ? 503 : 200).end();
    });
    const { fetch } = quick({ baseUrl: server.origin });
    const body = new Blob(["hel", "lo"], { type: "text/x" }).stream();
    const init = { method: "PUT", body, headers: { "x-key": "k", "content-type": "text/x" }, duplex: "half" };
    expect((await fetch(server.origin, init)).status).toBe(200);
    expect(bodies).toEqual(["k text/x hello", "k text/x hello", "k text/x hello"]);
  });

  test("503 three times and then 200 is given up after two retries, or found with three", async () => {
    const short = await serveStatuses([503, 503, 503, 200]);
    expect((await quick({ baseUrl: short.origin }).fetch(short.origin)).status).toBe(503);
    expect(short.requests).toHaveLength(3);
    const long = await serveStatuses([503, 503, 503, 200]);
    const { fetch } = quick({ baseUrl: long.origin, maxRetries: 3 });
    expect((await fetch(long.origin)).status).toBe(200);
    expect(long.requests).toHaveLength(4);
  });

  test("maxRetries 0 turns retries off, for a transport or a call", async () => {
    const server = await serveStatuses([503]);
    await quick({ baseUrl: server.origin, maxRetries: 0 }).fetch(server.origin);
    expect(server.requests).toHaveLength(1);
    await quick({ baseUrl: server.origin }).fetch(server.origin, { maxRetries: 0 });
    expect(server.requests).toHaveLength(2);
  });

  test("a refused connection, until the attempts are used up", async () => {
    const origin = await unusedOrigin();
    const { fetch, clock } = quick({ baseUrl: `${origin}/v2` });
    const error = await rejection(fetch(`${origin}/v2/a/b?c=d#e`));
    expect(error).toMatchObject({
      name: "ConnectionError",
      kind: "connection",
      method: "GET",
      path: "/a/b",
      code: "ECONNREFUSED",
      attempts: 3,
      outcome: "rejected",
      message: `GET /a/b at ${origin.slice(7)} got no response (ECONNREFUSED).`,
    });
    expect(clock.waits).toHaveLength(2);
    expect(clock.pending()).toBe(0);
  });
});

describe("a POST or PATCH that is not marked", () => {
  describe.each(["POST", "PATCH"])("%s", (method) => {
    test("is repeated after 429, which no server acts on", async () => {
      const server = await serveStatuses([429, 429, 201]);
      expect(
        (await quick({ baseUrl: server.origin }).fetch(server.origin, { method, body: "x" })).status,
      ).toBe(201);
      expect(server.requests).toHaveLength(3);
    });

    test("is repeated where the connection never opened", async () => {
      const origin = await unusedOrigin();
      const error = await rejection(quick({ baseUrl: origin }).fetch(origin, { method, body: "x" }));
      expect(error).toMatchObject({
        name: "ConnectionError",
        code: "ECONNREFUSED",
        attempts: 3,
        outcome: "rejected",
      });
      expect((error as Error).message).not.toContain("may have acted");
    });

    test.each(passing.filter((status) => status !== 429))("is not repeated after %i", async (status) => {
      const server = await serveStatuses([status]);
      const response = await quick({ baseUrl: server.origin }).fetch(server.origin, { method, body: "x" });
      expect(response.status).toBe(status);
      expect(server.requests).toHaveLength(1);
    });

    test.each([
      ["reset before the headers", ""],
      ["reset in the middle of the body", 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"a":'],
      ["reset in the middle of a chunk", 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n99\r\n{"a":'],
    ])("is not repeated when the connection is %s: its outcome is unknown", async (_, bytes) => {
      const server = await serveRaw((socket) => socket.write(bytes, () => socket.resetAndDestroy()));
      const { fetch, clock } = quick({ baseUrl: server.origin });
      const error = await rejection(fetch(server.origin, { method, body: "x" }));
      expect(error).toMatchObject({ name: "ConnectionError", attempts: 1, outcome: "unknown" });
      expect((error as Error).message).toContain("may have acted on it");
      expect(server.heads).toHaveLength(1);
      expect(clock.pending()).toBe(0);
    });
  });

  test("is repeated like a GET if safeRequests lists it, and its outcome is never unknown", async () => {
    const server = await serveStatuses([503, 503, 200]);
    const options = { baseUrl: `${server.origin}/v2`, safeRequests: ["POST /search"] };
    const { fetch } = quick(options);
    expect((await fetch(`${server.origin}/v2/search?a=b`, { method: "POST", body: "x" })).status).toBe(200);
    expect(server.requests).toHaveLength(3);
    const broken = await serveRaw((socket) => socket.resetAndDestroy());
    const error = await rejection(
      quick({ ...options, baseUrl: broken.origin }).fetch(`${broken.origin}/search`, { method: "POST" }),
    );
    expect(error).toMatchObject({ attempts: 3, outcome: "rejected" });
  });

  test.each(["/search/more", "/searching", "/v2/search", "/other"])(
    "is not repeated if safeRequests lists another path than %s",
    async (path) => {
      const server = await serveStatuses([503]);
      const { fetch } = quick({ baseUrl: `${server.origin}/v2`, safeRequests: ["POST /search"] });
      await fetch(`${server.origin}/v2${path}`, { method: "POST" });
      await fetch(`${server.origin}/v2search`, { method: "POST" });
      expect(server.requests).toHaveLength(2);
    },
  );
});

test("an earlier attempt that may have acted makes the outcome unknown, whatever the last one was", async () => {
  let calls = 0;
  const { fetch } = quick({
    baseUrl: "https://a.example",
    fetch: async () => {
      throw Object.assign(new Error(), { code: calls++ === 0 ? "ECONNRESET" : "ECONNREFUSED" });
    },
  });
  expect(await rejection(fetch("https://a.example/", { method: "DELETE" }))).toMatchObject({
    code: "ECONNREFUSED",
    attempts: 3,
    outcome: "unknown",
  });
});

test("a certificate that is not trusted is not retried, and nothing was sent", async () => {
  let calls = 0;
  const { fetch } = quick({
    baseUrl: "https://a.example",
    fetch: async () => {
      calls++;
      throw new TypeError("fetch failed", {
        cause: Object.assign(new Error(), { code: "CERT_HAS_EXPIRED" }),
      });
    },
  });
  for (const method of ["GET", "POST"]) {
    const error = await rejection(fetch("https://a.example/", { method }));
    expect(error).toMatchObject({ attempts: 1, code: "CERT_HAS_EXPIRED", outcome: "rejected" });
  }
  expect(calls).toBe(2);
});

test("codes of parts of an AggregateError are not trusted to say that nothing was sent", async () => {
  const parts = ["ECONNREFUSED", "ECONNRESET"].map((code) => Object.assign(new Error(), { code }));
  const { fetch } = quick({
    baseUrl: "https://a.example",
    fetch: () => Promise.reject(new AggregateError(parts)),
  });
  expect(await rejection(fetch("https://a.example/", { method: "POST" }))).toMatchObject({
    attempts: 1,
    outcome: "unknown",
  });
});

describe("the decision to try again", () => {
  test.each<[ending: Ending, repeatable: boolean, other: boolean, acted: boolean]>([
    ...passing.map((status): [Ending, boolean, boolean, boolean] => [
      { status },
      true,
      status === 429,
      status !== 429,
    ]),
    [{ status: 400 }, false, false, false],
    [{ status: 404 }, false, false, false],
    [{ status: 501 }, false, false, true],
    [{ status: 200 }, false, false, true],
    [{ status: 303 }, false, false, true],
    [{ status: 307 }, false, false, false],
    [{ status: 308 }, false, false, false],
    ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ConnectionRefused"].map(
      (code): [Ending, boolean, boolean, boolean] => [endingOf(code), true, true, false],
    ),
    [endingOf("UND_ERR_CONNECT_TIMEOUT"), true, true, false],
    [{ kind: "timeout", limit: "timeoutMs" }, true, false, true],
    [{ kind: "foreign", className: "TypeError" }, false, false, true],
    ...["ECONNRESET", "EPIPE", "ETIMEDOUT", "UND_ERR_SOCKET", "ERR_SSL_WRONG_VERSION_NUMBER"].map(
      (code): [Ending, boolean, boolean, boolean] => [endingOf(code), true, false, true],
    ),
    ...["CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID", "DEPTH_ZERO_SELF_SIGNED_CERT"].map(
      (code): [Ending, boolean, boolean, boolean] => [endingOf(code), false, false, false],
    ),
  ])("after %j", (ending, repeatable, other, acted) => {
    expect(isRetryable(ending, true)).toBe(repeatable);
    expect(isRetryable(ending, false)).toBe(other);
    expect(mayHaveActed(ending)).toBe(acted);
  });
});

test.each([
  [1, 0, 0],
  [1, 0.5, 250],
  [1, 0.999, 499.5],
  [2, 0.5, 500],
  [3, 0.5, 1_000],
  [5, 0.5, 4_000],
  [6, 0.5, 4_000],
  [5_000, 0.5, 4_000],
])("the backoff after attempt %i with %d of jitter is %d ms", (attempt, random, expected) => {
  expect(delayBefore(attempt, undefined, random)).toBe(expected);
});

test("many retries wait longer and longer, up to a limit", async () => {
  const server = await serveStatuses([503]);
  const clock = fakeClock(8_000);
  await quick({ baseUrl: server.origin, maxRetries: 7, random: () => 0.999 }, clock).fetch(server.origin);
  expect(clock.waits.map(Math.round)).toEqual([500, 999, 1998, 3996, 7992, 7992, 7992]);
});

/** How an attempt ended whose fetch rejected as Node's does. */
function endingOf(code: string): Ending {
  return classify(new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) }));
}
