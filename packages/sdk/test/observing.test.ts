import { describe, expect, test } from "vitest";
import { type BookeoOptions, consoleHooks, createBookeo, openTelemetryHooks } from "../src/bookeo/index.ts";
import { keys, rejection, reply, startBookeo } from "./support.ts";

const failing = (code?: string) => () =>
  Promise.reject(Object.assign(new TypeError("fetch failed"), code && { code }));
const responding =
  (status: number, body: unknown = {}) =>
  async () =>
    Response.json(body, { status });

/** What `consoleHooks` logs of one call. */
async function logged(fetch: BookeoOptions["fetch"], options: BookeoOptions = {}): Promise<string[]> {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line.replace(/\d+ ms/, "n ms"));
  const logger = { error: log, warn: log, info: log, debug: log };
  const bookeo = createBookeo({
    ...keys,
    fetch,
    hooks: consoleHooks("debug", logger),
    maxRetries: 0,
    ...options,
  });
  await bookeo.bookings.cancel("1").catch(() => {});
  return lines;
}

describe("what is logged", () => {
  const call = "DELETE /bookings/{bookingNumber}";

  test("of a connection that failed without a code", async () => {
    expect(await logged(failing(), { maxRetries: 1, random: () => 0 })).toEqual([
      `${call} is sent`,
      `${call} no response after n ms`,
      `${call} no response, retrying in n ms`,
      `${call} is sent (attempt 2)`,
      `${call} no response after n ms (attempt 2)`,
      `${call} ConnectionError (attempt 2)`,
    ]);
  });

  test("names the account, the code and the status", async () => {
    expect(await logged(failing("ECONNREFUSED"), { account: "shop" })).toEqual([
      `[shop] ${call} is sent`,
      `[shop] ${call} ECONNREFUSED after n ms`,
      `[shop] ${call} ConnectionError (ECONNREFUSED)`,
    ]);
    expect(await logged(responding(404, { errorId: "e" }))).toContain(`${call} NotFoundError (404)`);
  });
});

describe("a span", () => {
  /** The spans of one GET, as a tracer gets them. */
  async function spansOf(fetch: BookeoOptions["fetch"], options: BookeoOptions = {}) {
    const spans: {
      attributes: Record<string, unknown>;
      startTime: number;
      status?: { code: number; message?: string };
    }[] = [];
    const tracer = {
      startSpan(
        _: string,
        { attributes, startTime }: { attributes: Record<string, unknown>; startTime: number },
      ) {
        const span: (typeof spans)[number] = { attributes: { ...attributes }, startTime };
        spans.push(span);
        return {
          setAttribute: (name: string, value: unknown) => Object.assign(span.attributes, { [name]: value }),
          setStatus: (status: { code: number; message?: string }) => Object.assign(span, { status }),
          end() {},
        };
      },
    };
    const hooks = openTelemetryHooks(tracer);
    const bookeo = createBookeo({ ...keys, fetch, hooks, maxRetries: 0, ...options });
    await bookeo.bookings.get("1").catch(() => {});
    return spans;
  }

  test.each([
    ["https://a.example/v2", 443],
    ["http://127.0.0.1/v2", 80],
    ["http://127.0.0.1:8080/v2", 8080],
  ])("of a call to %s has the port %i", async (baseUrl, port) => {
    const [span] = await spansOf(responding(200), { baseUrl });
    expect(span?.attributes["server.port"]).toBe(port);
  });

  test("has the account only where there is one", async () => {
    const [own] = await spansOf(responding(200), { account: "shop" });
    expect(own?.attributes["booking_apis.account"]).toBe("shop");
    const [none] = await spansOf(responding(200));
    expect(none?.attributes).not.toHaveProperty("booking_apis.account");
  });

  test.each([
    [200, false],
    [204, false],
    [300, true],
    [304, false],
    [404, true],
    [503, true],
  ])("of a response with the status %i is an error: %s", async (status, isError) => {
    const body = [204, 304].includes(status) ? null : "{}";
    const [span] = await spansOf(async () => new Response(body, { status }));
    expect(span?.attributes["http.response.status_code"]).toBe(status);
    expect(span?.attributes["error.type"]).toBe(isError ? String(status) : undefined);
    expect(span?.status).toEqual(isError ? { code: 2 } : undefined);
  });

  test("of an attempt without a response says why, or that the connection failed", async () => {
    const [coded] = await spansOf(failing("ECONNRESET"));
    expect(coded).toMatchObject({
      status: { code: 2, message: "ECONNRESET" },
      attributes: { "error.type": "ECONNRESET" },
    });
    const [other] = await spansOf(failing());
    expect(other).toMatchObject({
      status: { code: 2, message: "connection" },
      attributes: { "error.type": "connection" },
    });
  });

  test("begins when the attempt did", () => {
    const starts: number[] = [];
    const hooks = openTelemetryHooks({
      startSpan(_, { startTime }) {
        starts.push(startTime);
        return { setAttribute() {}, setStatus() {}, end() {} };
      },
    });
    const event = { method: "GET", path: "/a", origin: "https://a.example", attempt: 1, durationMs: 60_000 };
    const before = Date.now();
    hooks.onResponse?.({ ...event, status: 200 });
    hooks.onAttemptError?.({ ...event, code: undefined });
    const after = Date.now();
    for (const start of starts) {
      expect(start).toBeGreaterThanOrEqual(before - 60_000);
      expect(start).toBeLessThanOrEqual(after - 60_000);
    }
    expect(starts).toHaveLength(2);
  });
});

describe("the text of a vendor in an error", () => {
  const messageOf = async (message: string) => {
    const { bookeo } = await startBookeo((_, response) => reply(response, 404, { message }));
    return (await rejection(bookeo.bookings.get("1"))).message.replace(/^.* failed with 404/, "");
  };

  test.each([
    ["No.", ": No."],
    ["Really?", ": Really?"],
    ["No. Really", ": No. Really."],
    ["a\n\r\tb\u2028c", ": a b c."],
    [" a ", ": a."],
    ["\u0000\u001b", "."],
    ["", "."],
    ["x".repeat(500), `: ${"x".repeat(500)}.`],
    ["x".repeat(501), `: ${"x".repeat(500)}…`],
    [`${"\n".repeat(600)}${"x".repeat(501)}`, `: ${"x".repeat(400)}.`],
  ])("%j", async (message, expected) => {
    expect(await messageOf(message)).toBe(expected);
  });
});

describe("an error response is reported once, as it is read", () => {
  async function start() {
    const reported: unknown[] = [];
    const { bookeo } = await startBookeo((_, response) => reply(response, 404, {}), {
      hooks: { onError: ({ error }) => reported.push(error) },
    });
    return { bookeo, reported };
  }

  test("not where only the result is read", async () => {
    const { bookeo, reported } = await start();
    const call = bookeo.bookings.get("1");
    expect((await call.result()).ok).toBe(false);
    expect(reported).toEqual([]);
  });

  test("where the data is awaited after the result, too", async () => {
    const { bookeo, reported } = await start();
    const call = bookeo.bookings.get("1");
    await call.result();
    const error = await rejection(call);
    await rejection(call);
    expect(reported).toEqual([error]);
  });

  test("where the data is awaited before the result", async () => {
    const { bookeo, reported } = await start();
    const call = bookeo.bookings.get("1");
    const error = await rejection(call);
    await call.result();
    expect(reported).toEqual([error]);
  });

  test("where nothing waits for it", async () => {
    const { bookeo, reported } = await start();
    const call = bookeo.bookings.get("1");
    await new Promise<void>((resolve) => Promise.prototype.then.call(call, resolve, () => resolve()));
    expect(reported).toHaveLength(1);
  });
});

test("what says itself how it is written is left to do so, and a field that is not there stays away", async () => {
  const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}));
  const own = { toJSON: () => ({ firstName: "Zoë", id: "kept" }) };
  await bookeo.customers.replace("1", own as never);
  await bookeo.customers.replace("1", { firstName: "Zoë", id: "1" } as never);
  await bookeo.customers.replace("1", null as never).catch(() => {});
  expect(requests.map(({ body }) => body).slice(0, 2)).toEqual([
    '{"firstName":"Zoë","id":"kept"}',
    '{"firstName":"Zoë"}',
  ]);
});

test("changes that are neither fields nor a function are an error that is reported, and nothing is sent", async () => {
  const reported: unknown[] = [];
  const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}), {
    hooks: { onError: ({ error, path }) => reported.push([error, path]) },
  });
  for (const changes of [undefined, 5, [1], null]) {
    const error = await rejection(bookeo.customers.update("1", changes as never));
    expect(error.message).toBe(
      "changes must be an object of fields, or a function that returns the whole object.",
    );
    expect(reported.splice(0)).toEqual([[error, "/customers/{id}"]]);
  }
  expect(requests).toEqual([]);
});
