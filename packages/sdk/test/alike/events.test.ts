import { describe, expect, test } from "vitest";
import { type BookeoOptions, createBookeo, type Hooks, openTelemetryHooks } from "../../src/bookeo/index.ts";
import { booking, type Handler, input, keys, page, printed, rejection, reply } from "../support.ts";
import { instantWaits } from "./clock.ts";
import { type Calls, type Outcome, sides, start, thrownBy } from "./sides.ts";

type Recorded = [hook: string, event: Record<string, unknown>];

function recorder(): { recorded: Recorded[]; hooks: Required<Hooks> } {
  const recorded: Recorded[] = [];
  const record = (hook: string) => (event: object) =>
    void recorded.push([hook, event as Record<string, unknown>]);
  return {
    recorded,
    hooks: {
      onRequest: record("onRequest"),
      onResponse: record("onResponse"),
      onAttemptError: record("onAttemptError"),
      onRetry: record("onRetry"),
      onError: record("onError"),
    },
  };
}

const named = (recorded: Recorded[], hook: string) =>
  recorded.filter(([name]) => name === hook).map(([, event]) => event);
const success: Handler = (_, response) => reply(response, 200, booking);

describe.each(sides)("$name: events", (side) => {
  test("show the template and the account's label, and nothing of the URL", async () => {
    const { recorded, hooks } = recorder();
    const { authenticate } = await start(side, success, { hooks, account: "studio 7" });
    await authenticate("hunter2", { password: "hunter2" });
    expect(recorded.map(([hook]) => hook)).toEqual(["onRequest", "onResponse"]);
    for (const [, event] of recorded)
      expect(event).toMatchObject({
        method: "GET",
        path: "/customers/{id}/authenticate",
        account: "studio 7",
        attempt: 1,
      });
    expect(printed(recorded)).not.toContain("hunter2");
  });

  const rejected: [string, Handler, (calls: Calls) => Promise<Outcome>, number][] = [
    ["a body that is malformed", (_, response) => reply(response, 200, "{"), (c) => c.getBooking("1"), 1],
    ["a body that is missing", (_, response) => reply(response, 204), (c) => c.getBooking("1"), 1],
    [
      "a redirect",
      (_, response) => reply(response, 302, "", { location: "/x" }),
      (c) => c.getBooking("1"),
      1,
    ],
    ["a broken connection", (_, response) => void response.destroy(), (c) => c.createBooking(input), 1],
    ["a wrong argument", success, (c) => c.getBooking(""), 0],
    ["a wrong option", success, (c) => c.getBooking("1", undefined, { timeout: 1 }), 0],
    ["an abort", success, (c) => c.getBooking("1", undefined, { signal: AbortSignal.abort("enough") }), 0],
  ];
  test.each(rejected)(
    "%s: onError once, with the very error that the caller gets",
    async (_name, handler, call, attempt) => {
      const { recorded, hooks } = recorder();
      const calls = await start(side, handler, { hooks });
      const error = await thrownBy(call(calls));
      expect(named(recorded, "onError")).toEqual([expect.objectContaining({ attempt })]);
      expect(named(recorded, "onError")[0]?.error).toBe(error);
      expect(recorded.at(-1)?.[0]).toBe("onError");
      expect(named(recorded, "onRequest")).toHaveLength(attempt);
      expect(named(recorded, "onResponse").length + named(recorded, "onAttemptError").length).toBe(attempt);
    },
  );

  test("an HTTP error rejects a call of the SDK alone", async () => {
    const { recorded, hooks } = recorder();
    const { getBooking } = await start(side, (_, response) => reply(response, 404, { message: "No" }), {
      hooks,
    });
    const ended = await getBooking("1");
    const error = Object(ended).error;
    expect(named(recorded, "onError").map((event) => event.error)).toEqual(error ? [error] : []);
    expect(side.name === "the SDK").toBe(error !== undefined);
  });

  test("every attempt ends in exactly one event", async () => {
    const { recorded, hooks } = recorder();
    const { waits, ...quick } = instantWaits();
    const responses: Handler[] = [
      (_, response) => reply(response, 503),
      (_, response) => void response.destroy(),
      success,
    ];
    let count = 0;
    const { getBooking } = await start(side, (request, response) => responses[count++]?.(request, response), {
      ...quick,
      hooks: {
        ...hooks,
        onRetry: (event) => {
          hooks.onRetry?.(event);
          quick.hooks.onRetry(event);
        },
      },
    });
    await getBooking("28");
    expect(recorded.map(([hook]) => hook)).toEqual([
      ...["onRequest", "onResponse", "onRetry"],
      ...["onRequest", "onAttemptError", "onRetry"],
      ...["onRequest", "onResponse"],
    ]);
    expect(waits).toHaveLength(2);
  });
});

interface Span {
  name: string;
  startTime: number;
  attributes: Record<string, string | number>;
  status?: unknown;
  isEnded: boolean;
}

function tracer() {
  const spans: Span[] = [];
  return {
    spans,
    startSpan(
      name: string,
      { startTime, attributes }: { startTime: number; attributes: Span["attributes"] },
    ) {
      const span: Span = { name, startTime, attributes: { ...attributes }, isEnded: false };
      spans.push(span);
      return {
        setAttribute(key: string, value: string | number) {
          span.attributes[key] = value;
        },
        setStatus(status: unknown) {
          span.status = status;
        },
        end() {
          span.isEnded = true;
        },
      };
    },
  };
}

describe.each(sides)("$name: a span for each attempt", (side) => {
  const traced = async (handler: Handler, options: BookeoOptions = {}) => {
    const { spans, startSpan } = tracer();
    const { waits: _, ...quick } = instantWaits();
    const hooks = openTelemetryHooks({ startSpan });
    const calls = await start(side, handler, { ...quick, hooks: { ...hooks, ...quick.hooks }, ...options });
    const before = Date.now();
    const ended = await calls.getBooking("28");
    for (const { startTime, isEnded } of spans) {
      expect(startTime).toBeGreaterThanOrEqual(before - 1_000);
      expect(startTime).toBeLessThanOrEqual(Date.now());
      expect(isEnded).toBe(true);
    }
    return { spans, ended };
  };

  test("two that fail and one that succeeds are three", async () => {
    let count = 0;
    const { spans, ended } = await traced((_, response) =>
      ++count === 1
        ? reply(response, 503)
        : count === 2
          ? void response.destroy()
          : reply(response, 200, booking),
    );
    expect(ended).toMatchObject({ status: 200 });
    expect(spans.map(({ name }) => name)).toEqual(Array(3).fill("GET /bookings/{bookingNumber}"));
    expect(spans.map(({ attributes }) => attributes["error.type"])).toEqual([
      "503",
      expect.any(String),
      undefined,
    ]);
    expect(spans.map(({ attributes }) => attributes["http.request.resend_count"])).toEqual([undefined, 1, 2]);
    expect(spans.map(({ status }) => Object(status).code)).toEqual([2, 2, undefined]);
    expect(spans[2]?.attributes).toMatchObject({
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "server.address": "127.0.0.1",
      "server.port": expect.any(Number),
    });
  });

  test("a redirect is one, with the status of an error", async () => {
    const { spans } = await traced((_, response) => reply(response, 302, "", { location: "/x" }));
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ attributes: { "error.type": "302" }, status: { code: 2 } });
  });
});

describe("a listing", () => {
  test("whose page is not the one asked for reaches onError once, with the error that the reader gets", async () => {
    const { recorded, hooks } = recorder();
    const { baseUrl } = await start(sides[0] as (typeof sides)[0], ({ query }, response) =>
      reply(response, 200, query.has("pageNumber") ? { data: null } : page([booking], 1, 3, "token")),
    );
    const bookeo = createBookeo({ ...keys, baseUrl, hooks });
    const error = await rejection(
      bookeo.bookings.list({ startTime: "2026-07-01T00:00:00Z", endTime: "2026-07-02T00:00:00Z" }).toArray(),
    );
    expect(error).toMatchObject({ kind: "malformed-response" });
    expect(named(recorded, "onError").map((event) => event.error)).toEqual([error]);
  });
});
