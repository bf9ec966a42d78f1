import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createTransport, type Limiter } from "../src/index.ts";
import { fakeClock, quick, rejection } from "./clock.ts";
import { serve } from "./servers.ts";

const baseUrl = "https://a.example";

/** A `fetch` that responds with this, and what it was called with. */
function noting(respond: () => Response = () => new Response("{}")) {
  const inits: RequestInit[] = [];
  const fetch = async (_: string, init: RequestInit) => {
    inits.push(init);
    return respond();
  };
  return { inits, fetch };
}

describe("the host that errors name has a port", () => {
  test.each([
    ["https://a.example", "a.example:443"],
    ["https://a.example:8443", "a.example:8443"],
    ["http://localhost", "localhost:80"],
    ["http://[::1]:81", "[::1]:81"],
  ])("%s", async (url, host) => {
    const fetch = createTransport({
      baseUrl: url,
      fetch: async () => new Response(null, { status: 302, headers: { location: "/b" } }),
    });
    expect(await rejection(fetch(`${url}/`))).toMatchObject({ kind: "redirect", host });
  });
});

describe("a runtime that has no cache mode", () => {
  /** What two calls are sent with, by a copy of the module that has not looked yet what the runtime knows. */
  async function sentWith(copy: string): Promise<RequestInit[]> {
    const path = `../src/send.ts?${copy}`;
    const { createSend }: typeof import("../src/send.ts") = await import(/* @vite-ignore */ path);
    const { inits, fetch } = noting();
    const send = createSend(baseUrl, { fetch });
    for (let count = 0; count < 2; count++)
      await send({
        method: "GET",
        url: `${baseUrl}/`,
        path: "/",
        headers: {},
        signals: [],
        call: { startedAt: Date.now(), attempts: 0 },
      });
    return inits;
  }

  test("gets none, and others get no-store", async () => {
    expect((await sentWith("known")).map(({ cache }) => cache)).toEqual(["no-store", "no-store"]);
    const { Request } = globalThis;
    const asked: unknown[] = [];
    vi.stubGlobal(
      "Request",
      class extends Request {
        constructor(input: string, init?: RequestInit) {
          super(input);
          asked.push(input, init);
          throw new Error("The 'cache' field on 'RequestInitializerDict' is not implemented.");
        }
      },
    );
    onTestFinished(() => void vi.unstubAllGlobals());
    expect((await sentWith("unknown")).map((init) => "cache" in init)).toEqual([false, false]);
    // It is found out once.
    expect(asked).toEqual(["https://localhost/", { cache: "no-store" }]);
  });
});

describe("in Deno, whose fetch would send it again by itself, what must not be repeated is a Blob", () => {
  test.each([
    ["POST", "text", "text/plain", true],
    ["POST", new TextEncoder().encode("bytes"), "application/pdf", true],
    ["POST", undefined, undefined, true],
    ["PUT", "text", "text/plain", false],
  ])("%s of %j", async (method, body, type, isBlob) => {
    vi.stubGlobal("Deno", {});
    onTestFinished(() => void vi.unstubAllGlobals());
    const { inits, fetch } = noting();
    const headers: Record<string, string> = type ? { "content-type": type } : {};
    await createTransport({ baseUrl, fetch })(`${baseUrl}/`, { method, headers, ...(body && { body }) });
    const sent = inits[0]?.body;
    expect(sent instanceof Blob).toBe(isBlob);
    if (!(sent instanceof Blob)) return;
    expect(await sent.text()).toBe(typeof body === "string" ? body : body ? "bytes" : "");
    expect(sent.type).toBe(type ?? "");
  });

  test("and elsewhere it is not", async () => {
    const { inits, fetch } = noting();
    await createTransport({ baseUrl, fetch })(`${baseUrl}/`, { method: "POST", body: "text" });
    expect(inits[0]?.body).not.toBeInstanceOf(Blob);
  });
});

describe("a body as large as may be", () => {
  const transport = (maxResponseBytes: number, status: number) =>
    createTransport({
      baseUrl,
      maxResponseBytes,
      maxRetries: 0,
      fetch: async () => new Response("12345", { status }),
    });

  test("is read, and one byte more is an error that says how large it may be", async () => {
    expect(await (await transport(5, 200)(`${baseUrl}/`)).text()).toBe("12345");
    const error = (await rejection(transport(4, 200)(`${baseUrl}/`))) as Error;
    expect(error).toMatchObject({ kind: "malformed-response", status: 200 });
    expect(error.message).toContain("returned 200 with a body of more than 4 bytes (maxResponseBytes).");
  });

  test("is cut there in an error response", async () => {
    expect(await (await transport(4, 404)(`${baseUrl}/`)).text()).toBe("1234");
    expect(await (await transport(5, 404)(`${baseUrl}/`)).text()).toBe("12345");
  });

  test("ends the stream of a larger one", async () => {
    let isCanceled = false;
    const fetch = createTransport({
      baseUrl,
      maxResponseBytes: 10,
      fetch: async () =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(8)),
            cancel() {
              isCanceled = true;
            },
          }),
        ),
    });
    await rejection(fetch(`${baseUrl}/`));
    expect(isCanceled).toBe(true);
  });
});

test.each([204, 205, 304, 404])("a response with the status %i and no body has none", async (status) => {
  const fetch = createTransport({ baseUrl, fetch: async () => new Response(null, { status }) });
  const response = await fetch(`${baseUrl}/`);
  expect(response.status).toBe(status);
  expect(response.body).toBeNull();
  expect(await response.text()).toBe("");
});

test("a runtime whose responses have no stream is read too", async () => {
  const respond = (response: Response) => Object.defineProperty(response, "body", { value: undefined });
  const fetch = createTransport({ baseUrl, fetch: async () => respond(new Response("12345")) });
  expect(await (await fetch(`${baseUrl}/`)).text()).toBe("12345");
  const empty = createTransport({ baseUrl, fetch: async () => respond(new Response(null)) });
  expect(await (await empty(`${baseUrl}/`)).text()).toBe("");
});

test.each([400, 404, 500])("a Location on %i is no redirect", async (status) => {
  const headers = { location: "https://other.example/" };
  const fetch = createTransport({
    baseUrl,
    maxRetries: 0,
    fetch: async () => new Response("{}", { status, headers }),
  });
  expect((await fetch(`${baseUrl}/`)).status).toBe(status);
});

describe("a limiter", () => {
  function watching() {
    const calls: string[] = [];
    const limiter: Limiter = {
      async acquire(key) {
        calls.push(`acquire ${typeof key}`);
        return () => void calls.push("release");
      },
      pause: (_, ms) => void calls.push(`pause ${ms > 0}`),
    };
    return { calls, limiter };
  }

  test.each([
    [429, ["acquire string", "pause true", "release"]],
    [503, ["acquire string", "release"]],
    [200, ["acquire string", "release"]],
  ])("is paused after 429 alone: %i", async (status, expected) => {
    const { calls, limiter } = watching();
    const fetch = createTransport({
      baseUrl,
      limiter,
      maxRetries: 0,
      fetch: async () => new Response("{}", { status }),
    });
    await fetch(`${baseUrl}/`);
    expect(calls).toEqual(expected);
  });

  test("is not paused where no response came, and gets its place back", async () => {
    const { calls, limiter } = watching();
    const fetch = createTransport({
      baseUrl,
      limiter,
      maxRetries: 0,
      fetch: () => Promise.reject(Object.assign(new Error("no"), { code: "ECONNRESET" })),
    });
    expect(await rejection(fetch(`${baseUrl}/`))).toMatchObject({ kind: "connection", code: "ECONNRESET" });
    expect(calls).toEqual(["acquire string", "release"]);
  });

  test.each([{}, { acquire: 5 }, null, 7])("%j is none", (limiter) => {
    expect(() => createTransport({ baseUrl, limiter: limiter as never })).toThrow(
      expect.objectContaining({
        option: "limiter",
        message: "limiter must have a method acquire: use createLimiter.",
      }),
    );
  });
});

describe("hooks", () => {
  async function eventsOf(fetch: () => Promise<Response>, options: object = {}, init: object = {}) {
    const events: [name: string, event: Record<string, unknown>][] = [];
    const note = (name: string) => (event: object) => void events.push([name, { ...event }]);
    const hooks = {
      onAttemptError: note("onAttemptError"),
      onRetry: note("onRetry"),
      onRequest: note("onRequest"),
    };
    const transport = quick({ baseUrl, fetch, hooks, maxRetries: 1, ...options });
    await transport.fetch(`${baseUrl}/`, init).catch(() => {});
    return events;
  }
  const failing = (code?: string) => () =>
    Promise.reject(Object.assign(new TypeError("fetch failed"), { code }));

  test("say why an attempt failed and another follows", async () => {
    const events = await eventsOf(failing("ECONNRESET"));
    expect(events.map(([name, { code }]) => [name, code])).toEqual([
      ["onRequest", undefined],
      ["onAttemptError", "ECONNRESET"],
      ["onRetry", "ECONNRESET"],
      ["onRequest", undefined],
      ["onAttemptError", "ECONNRESET"],
    ]);
    for (const [, event] of events) expect(Object.hasOwn(event, "account")).toBe(false);
  });

  test("name the class of what fetch threw, where it was no network", async () => {
    class BrokenError extends Error {}
    const events = await eventsOf(() => Promise.reject(new BrokenError("no")));
    expect(events.map(([name, { code }]) => [name, code])).toEqual([
      ["onRequest", undefined],
      ["onAttemptError", "BrokenError"],
    ]);
  });

  test("say the status of a response after which another attempt follows", async () => {
    const events = await eventsOf(async () => new Response("{}", { status: 503 }), { account: "shop" });
    expect(events.map(([name, { status, code, account }]) => [name, status, code, account])).toEqual([
      ["onRequest", undefined, undefined, "shop"],
      ["onRetry", 503, undefined, "shop"],
      ["onRequest", undefined, undefined, "shop"],
    ]);
  });

  test("say that the caller aborted, , and not that the attempt failed", async () => {
    const controller = new AbortController();
    const events = await eventsOf(
      () => {
        controller.abort("enough");
        return new Promise(() => {});
      },
      {},
      { signal: controller.signal },
    );
    expect(events.map(([name, { code }]) => [name, code])).toEqual([
      ["onRequest", undefined],
      ["onAttemptError", "aborted"],
    ]);
  });
});

test("a connection that fails without a code has none in its message", async () => {
  const fetch = createTransport({
    baseUrl,
    maxRetries: 0,
    fetch: () => Promise.reject(new TypeError("fetch failed")),
  });
  const error = (await rejection(fetch(`${baseUrl}/`))) as Error;
  expect(error.message).toBe("GET / at a.example:443 got no response.");
});

describe("which limit ended the call", () => {
  test.each([
    [{ timeoutMs: 10, deadlineMs: 20 }, "timeoutMs"],
    [{ timeoutMs: 20, deadlineMs: 10 }, "deadlineMs"],
    [{ timeoutMs: 10, deadlineMs: 10 }, "deadlineMs"],
  ])("%j", async (limits, limit) => {
    const clock = fakeClock();
    const fetch = createTransport({
      baseUrl,
      clock,
      maxRetries: 0,
      ...limits,
      fetch: () => new Promise(() => {}),
    });
    const failed = rejection(fetch(`${baseUrl}/`));
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(10);
    expect(await failed).toMatchObject({ kind: "timeout", limit });
  });
});

test("a response that came after the deadline is not read", async () => {
  const clock = fakeClock();
  let respond = (_: Response) => {};
  let isCanceled = false;
  const fetch = createTransport({
    baseUrl,
    clock,
    deadlineMs: 10,
    fetch: () =>
      new Promise((resolve) => {
        respond = resolve;
      }),
  });
  const failed = rejection(fetch(`${baseUrl}/`));
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(10);
  await failed;
  respond(
    new Response(
      new ReadableStream({
        cancel() {
          isCanceled = true;
        },
      }),
    ),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(isCanceled).toBe(true);
});

test("options that are undefined count as left out", async () => {
  const server = await serve((_, response) => response.end("{}"));
  const fetch = createTransport({
    baseUrl: server.origin,
    timeoutMs: undefined,
    maxRetries: Number.POSITIVE_INFINITY,
    ...({ misspelled: undefined } as object),
  });
  expect((await fetch(`${server.origin}/`)).status).toBe(200);
});

describe("createTransport", () => {
  const keys = { "X-Key": "k1", "X-Secret": "k2" };

  test("adds its keys to every request, in place of what a request has in their headers", async () => {
    const server = await serve((_, response) => response.end("{}"));
    const fetch = createTransport({ baseUrl: server.origin, keys });
    await fetch(`${server.origin}/`);
    await fetch(new Request(`${server.origin}/`, { headers: { "x-key": "other" } }));
    for (const { headers } of server.requests)
      expect(headers).toMatchObject({ "x-key": "k1", "x-secret": "k2" });
  });

  test("counts by all of its keys", async () => {
    const lanes: string[] = [];
    const limiter: Limiter = {
      async acquire(key) {
        lanes.push(key);
        return () => {};
      },
    };
    const fetch = async () => new Response("{}");
    for (const given of [keys, { ...keys, "X-Secret": "k3" }, { "X-Key": "k1 k2" }, keys])
      await createTransport({ baseUrl, keys: given, limiter, fetch })(`${baseUrl}/`);
    expect(lanes[0]).toBe(lanes[3]);
    expect(lanes[0]).not.toBe(lanes[1]);
    for (const lane of lanes) expect(lane).not.toContain("k1");
  });

  test.each([
    [null, "The options must be an object with"],
    [{ baseUrl, keyz: {} }, 'A transport has no option "keyz". Known:'],
    [{ baseUrl: "http://mock:4010" }, "allowInsecureHttp"],
  ])("%j is not what it takes", (options, message) => {
    expect(() => createTransport(options as never)).toThrow(message);
  });

  test("sends over plain http where that is allowed", async () => {
    const { inits, fetch } = noting();
    await createTransport({ baseUrl: "http://mock:4010", allowInsecureHttp: true, fetch })(
      "http://mock:4010/",
    );
    expect(inits).toHaveLength(1);
  });

  test.each([["shop"], [undefined]])("reports errors for the account %j", async (account) => {
    const events: object[] = [];
    const { fetch } = noting();
    const transport = createTransport({
      baseUrl,
      fetch,
      hooks: { onError: (event) => void events.push(event) },
      ...(account !== undefined && { account }),
    });
    await transport("https://other.example/").catch(() => {});
    await transport("https://a b").catch(() => {});
    expect(events.map((event) => Object.hasOwn(event, "account"))).toEqual([
      account !== undefined,
      account !== undefined,
    ]);
    expect(events).toMatchObject([
      { method: "GET", path: "(elsewhere)" },
      { method: "", path: "" },
    ]);
  });

  test("gives undefined as the JSON of an empty body", async () => {
    const fetch = createTransport({ baseUrl, fetch: async () => new Response("") });
    expect(await (await fetch(`${baseUrl}/`)).json()).toBeUndefined();
    const blank = createTransport({ baseUrl, fetch: async () => new Response(" ") });
    expect(await (await blank(`${baseUrl}/`)).json()).toBeUndefined();
  });

  test.each(["GETS", "XGET"])("sends the body of %s, which only looks like a GET", async (method) => {
    const { inits, fetch } = noting();
    await createTransport({ baseUrl, fetch })(`${baseUrl}/`, { method, body: "text" });
    expect(inits[0]?.body).toBeDefined();
  });

  test("shows nothing of a query or a fragment", async () => {
    const fetch = createTransport({
      baseUrl,
      maxRetries: 0,
      fetch: () => Promise.reject(new TypeError("fetch failed")),
    });
    for (const tail of ["?a=secret", "#secret", "?a=b#c?secret"])
      expect(await rejection(fetch(`${baseUrl}/x${tail}`))).toMatchObject({ path: "/x" });
  });
});

describe("what a hook gives or throws changes no call", () => {
  test.each<[string, () => unknown]>([
    ["a promise that rejects", () => Promise.reject(new Error("later"))],
    ["something that only looks like a promise", () => ({ catch: 5 })],
    ["nothing", () => undefined],
  ])("%s", async (_, onRequest) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    onTestFinished(() => void process.off("unhandledRejection", unhandled));
    const { fetch } = noting();
    const transport = createTransport({ baseUrl, fetch, hooks: { onRequest: onRequest as () => void } });
    expect((await transport(`${baseUrl}/`)).status).toBe(200);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
  });
});
