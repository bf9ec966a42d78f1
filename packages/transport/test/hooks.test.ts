import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { Hooks } from "../src/index.ts";
import { quick, rejection } from "./clock.ts";
import { serve, serveStatuses, unusedOrigin } from "./servers.ts";

function recorder(): { events: [name: string, event: Record<string, unknown>][]; hooks: Hooks } {
  const events: [string, Record<string, unknown>][] = [];
  const record = (name: string) => (event: object) => void events.push([name, { ...event }]);
  return {
    events,
    hooks: {
      onRequest: record("request"),
      onResponse: record("response"),
      onAttemptError: record("failed"),
      onRetry: record("retry"),
      onError: record("error"),
    },
  };
}

const names = (events: [string, unknown][]) => events.map(([name]) => name);

describe("hooks are called in order", () => {
  test("of a response", async () => {
    const server = await serveStatuses([404]);
    const { events, hooks } = recorder();
    await quick({ baseUrl: `${server.origin}/v2`, hooks }).fetch(`${server.origin}/v2/a?password=hunter2`);
    const call = { method: "GET", path: "/a", origin: server.origin, attempt: 1 };
    expect(events).toEqual([
      ["request", call],
      ["response", { ...call, status: 404, durationMs: 0 }],
    ]);
  });

  test("of attempts and the waits between them", async () => {
    const server = await serveStatuses([503, 429, 200], { "retry-after": "2" });
    const { events, hooks } = recorder();
    await quick({ baseUrl: server.origin, hooks }).fetch(server.origin);
    expect(names(events)).toEqual([
      ...["request", "response", "retry"],
      ...["request", "response", "retry"],
      ...["request", "response"],
    ]);
    expect(events.map(([, { attempt }]) => attempt)).toEqual([1, 1, 1, 2, 2, 2, 3, 3]);
    expect(events[2]?.[1]).toMatchObject({ status: 503, delayMs: 2_100 });
    expect(events[5]?.[1]).toMatchObject({ status: 429, delayMs: 2_100 });
  });

  test("of a final failure", async () => {
    const origin = await unusedOrigin();
    const { events, hooks } = recorder();
    const error = await rejection(quick({ baseUrl: origin, hooks, maxRetries: 1 }).fetch(origin));
    expect(names(events)).toEqual(["request", "failed", "retry", "request", "failed", "error"]);
    expect(events[1]?.[1]).toMatchObject({ code: "ECONNREFUSED", attempt: 1 });
    expect(events[2]?.[1]).toMatchObject({ code: "ECONNREFUSED", delayMs: 250 });
    expect(events[5]?.[1]).toMatchObject({ attempt: 2, error, durationMs: 250 });
  });

  test("of a redirect: a response came, and the call failed", async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: "/x" }).end());
    const { events, hooks } = recorder();
    const error = await rejection(quick({ baseUrl: server.origin, hooks }).fetch(server.origin));
    expect(names(events)).toEqual(["request", "response", "error"]);
    expect(events[2]?.[1].error).toBe(error);
  });

  test.each<[string, number, string[]]>([
    ["before it was sent", 0, ["error"]],
    ["while it was sent", 1, ["request", "failed", "error"]],
  ])("of an abort %s", async (_, attempt, expected) => {
    const controller = new AbortController();
    const { events, hooks } = recorder();
    const server = await serve(() => controller.abort("enough"));
    if (attempt === 0) controller.abort("enough");
    const { fetch } = quick({ baseUrl: server.origin, hooks });
    expect(await rejection(fetch(server.origin, { signal: controller.signal }))).toBe("enough");
    expect(names(events)).toEqual(expected);
    expect(events.at(-1)?.[1]).toMatchObject({ attempt, error: "enough" });
  });
});

test("no key, query or body is in what hooks get", async () => {
  const secret = "hunter2hunter2";
  const statuses = [503, 302];
  const server = await serve((_, response) =>
    response.writeHead(statuses.shift() ?? 200, { location: `/${secret}?${secret}` }).end(secret),
  );
  const { events, hooks } = recorder();
  const init = { method: "PUT", body: secret, headers: { "x-key": secret } };
  await rejection(quick({ baseUrl: server.origin, hooks }).fetch(`${server.origin}/?k=${secret}`, init));
  expect(names(events)).toEqual(["request", "response", "retry", "request", "response", "error"]);
  expect(inspect(events, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(secret);
});

test.each<[string, () => never | Promise<never>]>([
  [
    "throws",
    () => {
      throw new Error("the logger is full");
    },
  ],
  ["rejects", () => Promise.reject(new Error("the logger is full"))],
])("a hook that %s changes nothing", async (_, fail) => {
  const unhandled: unknown[] = [];
  const listener = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", listener);
  const hooks = { onRequest: fail, onResponse: fail, onAttemptError: fail, onRetry: fail, onError: fail };
  const server = await serveStatuses([503, 200]);
  const { fetch } = quick({ baseUrl: server.origin, hooks });
  expect((await fetch(server.origin)).status).toBe(200);
  const origin = await unusedOrigin();
  expect(await rejection(quick({ baseUrl: origin, hooks }).fetch(origin))).toMatchObject({ attempts: 3 });
  await new Promise((resolve) => setTimeout(resolve, 1));
  process.off("unhandledRejection", listener);
  expect(unhandled).toEqual([]);
});
