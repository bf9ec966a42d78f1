import { describe, expect, test, vi } from "vitest";
import {
  type BookeoOptions,
  consoleHooks,
  createBookeo,
  type LogLevel,
  openTelemetryHooks,
} from "../src/bookeo/index.ts";
import { fakeClock, keys, printed, rejection, reply, startBookeo } from "./support.ts";

const password = "hunter2-of-the-customer";
const customer = "id-of-a-customer";
const secrets = [...Object.values(keys), password, customer];

/** Hooks that note every call of them. */
function notes(): { events: [string, object][]; hooks: NonNullable<BookeoOptions["hooks"]> } {
  const events: [string, object][] = [];
  const note = (name: string) => (event: object) => events.push([name, event]);
  return {
    events,
    hooks: {
      onRequest: note("onRequest"),
      onResponse: note("onResponse"),
      onAttemptError: note("onAttemptError"),
      onRetry: note("onRetry"),
      onError: note("onError"),
    },
  };
}

/** A logger that keeps its entries. */
function logger() {
  const lines: [LogLevel, string][] = [];
  const log = (level: LogLevel) => (text: string) => lines.push([level, text]);
  return { lines, error: log("error"), warn: log("warn"), info: log("info"), debug: log("debug") };
}

/** Fails with 503 first, and then succeeds. */
const recovering = (options: BookeoOptions) => {
  let calls = 0;
  return startBookeo((_, response) => reply(response, ++calls === 1 ? 503 : 200, {}), {
    clock: fakeClock(),
    random: () => 0.5,
    ...options,
  });
};

describe("hooks", () => {
  test("are called in the order of what happens", async () => {
    const { events, hooks } = notes();
    const { bookeo } = await recovering({ hooks });
    await bookeo.bookings.get("28");
    expect(events.map(([name]) => name)).toEqual([
      "onRequest",
      "onResponse",
      "onRetry",
      "onRequest",
      "onResponse",
    ]);
    expect(events[2]?.[1]).toMatchObject({
      method: "GET",
      path: "/bookings/{bookingNumber}",
      attempt: 1,
      status: 503,
      delayMs: 250,
    });
    expect(events[4]?.[1]).toMatchObject({ attempt: 2, status: 200 });
  });

  test("hear of a call that ends without a response", async () => {
    const { events, hooks } = notes();
    const bookeo = createBookeo({
      ...keys,
      hooks,
      maxRetries: 0,
      fetch: async () => Promise.reject(new Error("x")),
    });
    const error = await rejection(bookeo.bookings.get("28"));
    expect(events.map(([name]) => name)).toEqual(["onRequest", "onAttemptError", "onError"]);
    expect(events[2]?.[1]).toMatchObject({ error });
  });

  test("cannot make a call fail", async () => {
    const fail = () => {
      throw new Error("the logger is down");
    };
    const hooks = { onRequest: fail, onResponse: fail, onRetry: fail, onError: fail };
    const { bookeo } = await recovering({ hooks });
    expect(await bookeo.bookings.get("28")).toEqual({});
  });
});

describe("nothing secret is in", () => {
  test("an event or a log line, whatever happens", async () => {
    const { events, hooks } = notes();
    const log = logger();
    const logging = consoleHooks("debug", log);
    const failing: BookeoOptions["fetch"] = async (url, init) => {
      throw Object.assign(new Error(`${url} ${JSON.stringify(init.headers)}`), { url, init });
    };
    const clock = fakeClock();
    for (const each of [hooks, logging]) {
      const { bookeo } = await recovering({ hooks: each });
      await bookeo.customers.authenticate(customer, { password });
      const broken = createBookeo({ ...keys, hooks: each, clock, fetch: failing });
      const error = await rejection(broken.customers.authenticate(customer, { password }));
      for (const secret of secrets) expect(printed(error)).not.toContain(secret);
    }
    expect(events.length).toBeGreaterThan(6);
    expect(log.lines.length).toBe(events.length);
    for (const secret of secrets) expect(printed([events, log.lines])).not.toContain(secret);
  });

  test("a span", async () => {
    const spans: unknown[][] = [];
    const hooks = openTelemetryHooks({
      startSpan(...span) {
        spans.push(span);
        return {
          setAttribute: (...attribute) => span.push(attribute as never),
          setStatus: (status) => span.push(status as never),
          end: () => {},
        };
      },
    });
    const { bookeo } = await recovering({ hooks });
    await bookeo.customers.authenticate(customer, { password });
    expect(spans.map(([name]) => name)).toEqual(Array(2).fill("GET /customers/{id}/authenticate"));
    for (const secret of secrets) expect(printed(spans)).not.toContain(secret);
  });

  test("an error of the API, for a call with a password in its query", async () => {
    const { bookeo } = await startBookeo((_, response) => reply(response, 403));
    const error = await rejection(bookeo.customers.authenticate(customer, { password }));
    expect(error.kind).toBe("permission");
    for (const secret of secrets) expect(printed(error)).not.toContain(secret);
  });

  test("the SDK itself, a resource of it or a call, however it is printed", async () => {
    const { bookeo } = await startBookeo((_, response) => reply(response, 200));
    const call = bookeo.customers.authenticate(customer, { password });
    const listing = bookeo.customers.bookings.list(customer);
    for (const value of [bookeo, bookeo.bookings, call, listing, listing.pages()])
      for (const secret of secrets) expect(printed(value)).not.toContain(secret);
    await call;
  });

  test("the console: without hooks nothing is logged at all", async () => {
    const spies = (["error", "warn", "info", "debug", "log"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    );
    const { bookeo } = await recovering({});
    await bookeo.bookings.get("28");
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

describe("consoleHooks", () => {
  const path = "GET /bookings/{bookingNumber}";
  const all: [LogLevel, string][] = [
    ["debug", `${path} is sent`],
    ["info", `${path} 503 in 0 ms`],
    ["warn", `${path} 503, retrying in 250 ms`],
    ["debug", `${path} is sent (attempt 2)`],
    ["info", `${path} 200 in 0 ms (attempt 2)`],
  ];
  const shown: [LogLevel, LogLevel[]][] = [
    ["error", []],
    ["warn", ["warn"]],
    ["info", ["info", "warn"]],
    ["debug", ["debug", "info", "warn"]],
  ];
  test.each(shown)("%s logs what it says and nothing finer", async (level, levels) => {
    const log = logger();
    const { bookeo } = await recovering({ hooks: consoleHooks(level, log) });
    await bookeo.bookings.get("28");
    expect(log.lines).toEqual(all.filter(([each]) => levels.includes(each)));
  });

  test("a call without a response is logged as an error at every level", async () => {
    for (const [level] of shown) {
      const log = logger();
      const fetch = async () => Promise.reject(Object.assign(new Error("x"), { code: "ECONNRESET" }));
      const bookeo = createBookeo({ ...keys, fetch, maxRetries: 0, hooks: consoleHooks(level, log) });
      await rejection(bookeo.bookings.get("28"));
      expect(log.lines.at(-1)).toEqual(["error", `${path} ConnectionError (ECONNRESET)`]);
    }
  });

  test("a retry without a response names the runtime's code", async () => {
    const log = logger();
    const fetch = async () => Promise.reject(Object.assign(new Error("x"), { code: "ECONNRESET" }));
    const hooks = consoleHooks(undefined, log);
    const bookeo = createBookeo({
      ...keys,
      fetch,
      hooks,
      clock: fakeClock(),
      random: () => 0,
      maxRetries: 1,
    });
    await rejection(bookeo.bookings.get("28"));
    expect(log.lines[0]).toEqual(["warn", `${path} ECONNRESET, retrying in 0 ms`]);
  });

  test("an abort is named as one", async () => {
    const log = logger();
    const controller = new AbortController();
    const { bookeo } = await startBookeo(() => controller.abort(), { hooks: consoleHooks("error", log) });
    await rejection(bookeo.bookings.get("28", {}, { signal: controller.signal }));
    expect(log.lines).toEqual([["error", `${path} aborted, or ended by code of the caller`]]);
  });
});
