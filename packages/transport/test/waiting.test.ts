import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { isIdempotent, isSafe, readRetryAfter } from "../src/retry.ts";
import { fakeClock, quick, rejection } from "./clock.ts";
import { serve, serveStatuses, until } from "./servers.ts";

const NOW = fakeClock().now();
const inSeconds = (seconds: number) => new Date(NOW + seconds * 1_000).toUTCString();

async function waitsAfter(
  headers: Record<string, string>,
  { status = 429, body = "{}", options = {} } = {},
): Promise<{ waits: number[]; calls: number; status: number }> {
  const server = await serveStatuses([status, 200], { date: inSeconds(0), ...headers }, body);
  const { fetch, clock } = quick({ baseUrl: server.origin, ...options }, fakeClock(100_000));
  const response = await fetch(server.origin);
  expect(clock.pending()).toBe(0);
  return { waits: clock.waits, calls: server.requests.length, status: response.status };
}

describe("Retry-After is waited for", () => {
  test.each<[what: string, value: string, wait: number]>([
    ["in seconds", "3", 3_100],
    ["of 0 seconds, with a floor", "0", 300],
    ["as a date", inSeconds(7), 7_100],
    ["as a date that has passed", inSeconds(-7), 300],
    ["negative, which means nothing: the backoff counts", "-5", 250],
    ["malformed, which means nothing: the backoff counts", "soon", 250],
    ["with an invalid date: the backoff counts", "Xyz, 99 Foo 2099 99:99:99 GMT", 250],
    ["longer than a minute, not cut", "90", 90_100],
  ])("%s", async (_, value, wait) => {
    for (const status of [429, 503]) {
      expect(await waitsAfter({ "retry-after": value }, { status })).toEqual({
        waits: [wait],
        calls: 2,
        status: 200,
      });
    }
  });

  test.each([
    ['{"message":"slow down","retryAfter":2}', 2_100],
    ['{"retryAfter" : "4"}', 4_100],
    ['{"retryAfter":1.25}', 1_350],
    ['{"retryAfter":-4}', 250],
    ['{"retryAfter":null}', 250],
    ["retryAfter", 250],
  ])("from the body of a 429: %s", async (body, wait) => {
    for (const type of ["application/json", "application/octet-stream"]) {
      expect((await waitsAfter({ "content-type": type }, { body })).waits).toEqual([wait]);
    }
    expect((await waitsAfter({}, { body, status: 503 })).waits).toEqual([250]);
    expect((await waitsAfter({ "retry-after": "1" }, { body })).waits).toEqual([1_100]);
  });

  test("not where it goes beyond the deadline: the response is returned at once", async () => {
    for (const value of ["601", "99999999999", "9".repeat(400), inSeconds(700)]) {
      expect(await waitsAfter({ "retry-after": value })).toEqual({ waits: [], calls: 1, status: 429 });
    }
    const options = { deadlineMs: 100_500 };
    expect((await waitsAfter({ "retry-after": "101" }, { options })).waits).toEqual([]);
    expect((await waitsAfter({}, { body: '{"retryAfter":101}', options })).waits).toEqual([]);
  });

  test("not cut where there is no deadline", async () => {
    const options = { deadlineMs: Number.POSITIVE_INFINITY };
    expect((await waitsAfter({ "retry-after": "99" }, { options })).waits).toEqual([99_100]);
  });
});

test.each([
  ["0", 0],
  ["120", 120_000],
  [" 1.25 ", 1_250],
  ["1, 120", 120_000],
  ["120 ,1", 120_000],
  ["20 Nov 2099 10:00:00 GMT", undefined],
  [7, 7_000],
  [inSeconds(5), 5_000],
  [inSeconds(-5), 0],
  ["", undefined],
  [null, undefined],
  [undefined, undefined],
  ["-1", undefined],
  ["1e3", undefined],
  ["0x10", undefined],
  ["5 s", undefined],
  ["May 5", undefined],
  ["2030-01-01", undefined],
  ["NaN", undefined],
  [{}, undefined],
])("Retry-After %j is %s ms", (value, expected) => {
  const response = new Response(null, {
    headers: value === null || value === undefined ? {} : { "retry-after": String(value) },
  });
  expect(readRetryAfter(response, () => "", NOW)).toBe(expected);
});

test("an abort ends a wait at once, with the caller's reason", async () => {
  const server = await serveStatuses([429], { "retry-after": "50" });
  const controller = new AbortController();
  const clock = fakeClock();
  const ended: unknown[] = [];
  let isWaiting = false;
  const hooks = {
    onError: (event: unknown) => ended.push(event),
    onRetry: () =>
      setImmediate(() => {
        isWaiting = true;
      }),
  };
  const { fetch } = quick({ baseUrl: server.origin, hooks }, clock);
  const call = rejection(fetch(server.origin, { signal: controller.signal }));
  await until(() => isWaiting);
  expect(clock.pending()).toBe(1);
  const reason = { why: "the user left" };
  controller.abort(reason);
  expect(await call).toBe(reason);
  expect(server.requests).toHaveLength(1);
  expect(clock.pending()).toBe(0);
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  expect(ended).toMatchObject([{ attempt: 1, error: reason }]);
});

test("an abort between two attempts sends no second one", async () => {
  const controller = new AbortController();
  const server = await serve((_, response) => response.writeHead(503).end());
  const { fetch } = quick({
    baseUrl: server.origin,
    hooks: { onRetry: () => controller.abort("between") },
  });
  expect(await rejection(fetch(server.origin, { signal: controller.signal }))).toBe("between");
  expect(server.requests).toHaveLength(1);
});

test("a date counts from the response's own Date, as the clocks of server and client may differ", () => {
  const waitFor = (date: string) =>
    readRetryAfter(
      new Response(null, { headers: { date, "retry-after": inSeconds(-3_590) } }),
      () => "",
      NOW,
    );
  expect(waitFor(inSeconds(-3_600))).toBe(10_000);
  expect(waitFor("yesterday")).toBe(0);
});

test.each([
  ["GET", true, true],
  ["HEAD", true, true],
  ["OPTIONS", true, true],
  ["TRACE", true, true],
  ["PUT", false, true],
  ["DELETE", false, true],
  ["POST", false, false],
  ["PATCH", false, false],
])("%s is safe: %s, and idempotent: %s, as RFC 9110 says", (method, safe, idempotent) => {
  expect([isSafe(method), isIdempotent(method)]).toEqual([safe, idempotent]);
});
