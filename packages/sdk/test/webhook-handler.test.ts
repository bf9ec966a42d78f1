import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, expectTypeOf, onTestFinished, test } from "vitest";
import {
  type BookeoWebhookHandler,
  type BookeoWebhookHandlerOptions,
  type Booking,
  bookeoWebhookNames,
  bookeoWebhooks,
  ConfigurationError,
  type Customer,
  createBookeoWebhookHandler,
  createMemoryWebhookStore,
  type NamedBookeoWebhookEvent,
  signBookeoWebhook,
  verifyBookeoWebhook,
  WebhookError,
  type WebhookStore,
} from "../src/bookeo/index.ts";
import { gate, rejection } from "./support.ts";

const secretKey = "iWQlbsuksGUqStFPk46WVjpGO7vVQoeO";
const url = "https://www.example.com/bookeo?tenant=7";
const eventUrl = `${url}&event=bookings.created`;

/** A webhook as Bookeo sends it, made without the code that is tested. */
function webhook({
  messageId = "message-1",
  body = '{"itemId":"B1","timestamp":"2026-07-01T00:00:00-04:00","item":{"bookingNumber":"B1"}}',
  registered = eventUrl,
  sentAt = Date.now(),
  key = secretKey,
  lost = false,
} = {}) {
  const signature = createHmac("sha256", key)
    .update(`${sentAt}${messageId}${registered}${body}`)
    .digest("hex");
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "X-Bookeo-Timestamp": String(sentAt),
    "X-Bookeo-MessageId": messageId,
    "X-Bookeo-Signature": signature,
    ...(lost && { "X-Bookeo-PreviousMessageLost": "true" }),
  };
  return { method: "POST", headers, body };
}

function handler(options: Partial<BookeoWebhookHandlerOptions> = {}) {
  const handled: NamedBookeoWebhookEvent[] = [];
  const missed: string[] = [];
  const errors: unknown[] = [];
  const handle = createBookeoWebhookHandler({
    secretKey,
    url,
    store: createMemoryWebhookStore(),
    on: { "bookings.created": (event) => void handled.push(event) },
    onMissed: ({ messageId }) => void missed.push(messageId),
    onError: (error) => void errors.push(error),
    ...options,
  });
  return { handle, handled, missed, errors };
}

const request = (init: RequestInit = webhook(), at = eventUrl) => new Request(at, init);
const statusOf = async (response: Response | Promise<Response>) => {
  const { status } = await response;
  return status;
};

describe("the webhooks to register", () => {
  test("are one for each event, at a URL of its own", () => {
    const all = bookeoWebhooks("https://www.example.com/bookeo");
    expect(all).toHaveLength(15);
    expect(new Set(all.map((each) => each.url)).size).toBe(15);
    expect(all[0]).toEqual({
      url: "https://www.example.com/bookeo?event=bookings.created",
      domain: "bookings",
      type: "created",
    });
    expect([...new Set(all.map(({ domain }) => domain))].toSorted()).toEqual([
      "bookings",
      "customers",
      "payments",
      "resourceblocks",
      "seatblocks",
    ]);
  });

  test("keep the query of the URL, character by character", () => {
    expect(bookeoWebhooks("https://www.example.com/%7Ea?b=c%20d", ["payments.deleted"])).toEqual([
      {
        url: "https://www.example.com/%7Ea?b=c%20d&event=payments.deleted",
        domain: "payments",
        type: "deleted",
      },
    ]);
  });

  test.each([
    ["http://www.example.com/bookeo"],
    ["/bookeo"],
    [""],
    ["https://www.example.com/#bookeo"],
    ["https://www.example.com/?event=x"],
  ])("are rejected for %j", (wrong) => {
    expect(() => bookeoWebhooks(wrong)).toThrow(ConfigurationError);
    expect(() => handler({ url: wrong })).toThrow(ConfigurationError);
  });

  test("are rejected for an event that Bookeo does not have", () => {
    expect(() => bookeoWebhooks(url, ["bookings.canceled" as "bookings.created"])).toThrow(
      /"bookings\.canceled", which is not an event of Bookeo/,
    );
  });
});

describe("the handler of webhooks", () => {
  test("runs what handles the event, typed and with its name, and responds with 204", async () => {
    const { handle, handled } = handler();
    expect(await statusOf(handle(request()))).toBe(204);
    expect(handled).toEqual([
      {
        name: "bookings.created",
        itemId: "B1",
        timestamp: "2026-07-01T00:00:00-04:00",
        item: { bookingNumber: "B1" },
        messageId: "message-1",
        previousMessageLost: false,
      },
    ]);
  });

  test("types the item of each event", () => {
    const on: BookeoWebhookHandlerOptions["on"] = {
      "bookings.updated": ({ item, name }) => {
        expectTypeOf(item).toEqualTypeOf<Booking>();
        expectTypeOf(name).toEqualTypeOf<"bookings.updated">();
      },
      "customers.created": ({ item }) => expectTypeOf(item).toEqualTypeOf<Customer>(),
      "seatblocks.deleted": ({ item }) => expectTypeOf(item).toEqualTypeOf<Record<string, unknown>>(),
      // @ts-expect-error Bookeo has no such event
      "bookings.cancelled": () => {},
    };
    expect(() => handler({ on })).toThrow(/on has "bookings.cancelled"/);
  });

  test("responds with 204 to an event that nothing handles", async () => {
    const { handle, handled, errors } = handler({ on: {} });
    expect(await statusOf(handle(request()))).toBe(204);
    expect([handled, errors]).toEqual([[], []]);
  });

  test("handles a message once, however often it comes", async () => {
    const { handle, handled } = handler();
    for (let count = 0; count < 3; count++) expect(await statusOf(handle(request()))).toBe(204);
    expect(await statusOf(handle(request(webhook({ messageId: "message-2" }))))).toBe(204);
    expect(handled.map(({ messageId }) => messageId)).toEqual(["message-1", "message-2"]);
  });

  test("verifies against the registered URL, whatever the request says that it is for", async () => {
    const { handle, handled } = handler();
    const moved = "http://10.0.0.7:8080/inner/path?event=bookings.created";
    expect(await statusOf(handle(request(webhook(), moved)))).toBe(204);
    expect(handled).toHaveLength(1);
    const { Host: _, ...signed } = { ...webhook({ messageId: "m2" }).headers, Host: "evil.example" };
    expect(await statusOf(handle(request({ ...webhook({ messageId: "m2" }), headers: signed }, moved)))).toBe(
      204,
    );
  });

  test.each<[string, RequestInit, string, string]>([
    ["signed with another key", webhook({ key: "another" }), eventUrl, "wrong-signature"],
    ["of another event", webhook(), `${url}&event=bookings.deleted`, "wrong-signature"],
    ["signed for another URL", webhook({ registered: "https://evil.example/" }), eventUrl, "wrong-signature"],
    ["changed on its way", { ...webhook(), body: '{"itemId":"B2"}' }, eventUrl, "wrong-signature"],
    ["without an event", webhook({ registered: url }), url, "unknown-event"],
    ["of an invalid event", webhook(), `${url}&event=toString`, "unknown-event"],
    ["without headers", { method: "POST", body: "{}" }, eventUrl, "missing-header"],
    ["of three minutes ago", webhook({ sentAt: Date.now() - 180_000 }), eventUrl, "too-old"],
    ["whose body is not an event", webhook({ body: "[]" }), eventUrl, "malformed-body"],
    ["of a GET", { method: "GET" }, eventUrl, "missing-header"],
  ])("responds with 400 to a request %s, and handles nothing", async (_name, init, at, reason) => {
    const claims: string[] = [];
    const claim = (id: string) => {
      claims.push(id);
      return "new" as const;
    };
    const store = { ...createMemoryWebhookStore(), claim };
    const { handle, handled, errors } = handler({ store });
    const response = await handle(request(init, at));
    expect([response.status, await response.text()]).toEqual([400, reason]);
    expect([handled, claims]).toEqual([[], []]);
    expect(errors).toEqual([expect.any(WebhookError)]);
  });

  test("responds with 500 where the handler failed, and handles the message when it comes again", async () => {
    let count = 0;
    const on = {
      "bookings.created": async () => {
        if (++count === 1) throw new Error("the database is away");
      },
    };
    const { handle, errors } = handler({ on });
    expect(await statusOf(handle(request()))).toBe(500);
    expect(errors).toMatchObject([{ message: "the database is away" }]);
    expect(await statusOf(handle(request()))).toBe(204);
    expect(await statusOf(handle(request()))).toBe(204);
    expect(count).toBe(2);
  });

  test("responds with 503 while the message is handled elsewhere", async () => {
    const [work, started] = [gate(), gate()];
    const on = {
      "bookings.created": () => {
        started.open();
        return work.opened;
      },
    };
    const { handle } = handler({ on });
    const first = handle(request());
    await started.opened;
    const others = await Promise.all([handle(request()), handle(request())]);
    expect(others.map(({ status }) => status)).toEqual([503, 503]);
    work.open();
    expect(await statusOf(first)).toBe(204);
    expect(await statusOf(handle(request()))).toBe(204);
  });

  test("responds with 503 to what takes too long, and its result counts when it is there", async () => {
    const work = gate();
    let fire = () => {};
    const waits: number[] = [];
    const clock = {
      now: () => Date.now(),
      after: (delay: number, callback: () => void) => {
        waits.push(delay);
        fire = callback;
        return () => {};
      },
    };
    let runs = 0;
    const kept: Promise<unknown>[] = [];
    const started = gate();
    const on = {
      "bookings.created": async () => {
        runs++;
        started.open();
        await work.opened;
      },
    };
    const { handle } = handler({ on, clock });
    const first = handle(request(), { waitUntil: (promise: Promise<unknown>) => void kept.push(promise) });
    await started.opened;
    await Promise.resolve();
    fire();
    expect(await statusOf(first)).toBe(503);
    expect(waits[0]).toBeGreaterThan(4_000);
    expect(waits[0]).toBeLessThanOrEqual(4_500);
    expect(await statusOf(handle(request()))).toBe(503);
    // A runtime that ends a request with its response is asked to stay.
    expect(kept).toHaveLength(1);
    work.open();
    await kept[0];
    expect(await statusOf(handle(request()))).toBe(204);
    expect(runs).toBe(1);
  });

  test.each([[{ params: {} }], [{ waitUntil: true }], [Object.create(null)], [undefined]])(
    "works with whatever a runtime passes besides the request: %j",
    async (context) => {
      const { handle, handled, errors } = handler();
      expect(await statusOf(handle(request(), context as object))).toBe(204);
      expect([handled.length, errors]).toEqual([1, []]);
    },
  );

  test("calls waitUntil as the method that it is", async () => {
    class Context {
      kept: unknown[] = [];
      waitUntil(promise: Promise<unknown>) {
        this.kept.push(promise);
      }
    }
    const context = new Context();
    expect(await statusOf(handler().handle(request(), context))).toBe(204);
    expect(context.kept).toHaveLength(1);
  });

  test("says that a message was lost, before the event is handled, and not twice", async () => {
    const order: string[] = [];
    const { handle } = handler({
      onMissed: async ({ name }) => void order.push(`missed before ${name}`),
      on: { "bookings.created": () => void order.push("handled") },
    });
    for (let count = 0; count < 2; count++) await handle(request(webhook({ lost: true })));
    expect(order).toEqual(["missed before bookings.created", "handled"]);
  });

  test("where catching up fails, the event is not handled, and both are tried again", async () => {
    let count = 0;
    const { handle, handled } = handler({
      onMissed: () => {
        if (++count === 1) throw new Error("Bookeo is away");
      },
    });
    expect(await statusOf(handle(request(webhook({ lost: true }))))).toBe(500);
    expect(handled).toEqual([]);
    expect(await statusOf(handle(request(webhook({ lost: true }))))).toBe(204);
    expect([count, handled.length]).toEqual([2, 1]);
  });

  test.each<[string, Partial<WebhookStore>, number]>([
    ["claim", { claim: () => Promise.reject(new Error("away")) }, 0],
    ["claim, which says nothing,", { claim: () => undefined as never }, 0],
    ["done", { done: () => Promise.reject(new Error("away")) }, 1],
  ])(
    "responds with 500 where the store's %s fails, and does not claim that it worked",
    async (_, part, runs) => {
      const { handle, handled, errors } = handler({ store: { ...createMemoryWebhookStore(), ...part } });
      expect(await statusOf(handle(request()))).toBe(500);
      expect(handled).toHaveLength(runs);
      expect(errors).toMatchObject([{ message: expect.stringMatching(/^away$|^store must give/) }]);
    },
  );

  test("reports both where the handler and the release of its claim fail", async () => {
    const fail = (message: string) => () => {
      throw new Error(message);
    };
    const store = { ...createMemoryWebhookStore(), release: fail("release") };
    const { handle, errors } = handler({ store, on: { "bookings.created": fail("handler") } });
    expect(await statusOf(handle(request()))).toBe(500);
    expect(errors).toMatchObject([{ message: "handler" }, { message: "release" }]);
  });

  test("responds though onError throws", async () => {
    const { handle } = handler({
      onError: () => {
        throw new Error("the log is full");
      },
    });
    expect(await statusOf(handle(request(webhook({ key: "another" }))))).toBe(400);
  });

  test("reads no more of a body than it takes", async () => {
    const { handle, errors } = handler({ maxBodyBytes: 1000 });
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(600));
      },
    });
    const init = { ...webhook(), body: endless, duplex: "half" };
    expect(await statusOf(handle(request(init)))).toBe(413);
    expect(pulled).toBeLessThan(6);
    expect(errors).toMatchObject([{ reason: "too-large" }]);
  });

  test("says in an error that the body was parsed before it came", async () => {
    const { handle, errors } = handler();
    const { headers } = webhook();
    const body = { itemId: "B1" } as unknown as string;
    expect(await statusOf(handle({ url: "/bookeo?event=bookings.created", headers, body }))).toBe(500);
    expect(errors).toMatchObject([{ option: "body" }]);
    const read = request();
    await read.text();
    expect(await statusOf(handle(read))).toBe(500);
  });

  test.each<[string, Partial<Record<keyof BookeoWebhookHandlerOptions, unknown>>]>([
    ["secretKey", { secretKey: "" }],
    ["store", { store: undefined }],
    ["store", { store: { claim() {} } }],
    ["onMissed", { onMissed: undefined }],
    ["on", { on: undefined }],
    ["respondWithinMs", { respondWithinMs: 0 }],
    ["maxBodyBytes", { maxBodyBytes: Number.NaN }],
  ])("rejects options without a usable %s", (option, options) => {
    expect(() => handler(options as Partial<BookeoWebhookHandlerOptions>)).toThrow(
      expect.objectContaining({ option }),
    );
  });
});

describe("the store in memory", () => {
  test("gives a message to one of many who claim it at once", async () => {
    const store = createMemoryWebhookStore();
    const claims = await Promise.all(Array.from({ length: 5 }, async () => store.claim("m")));
    expect(claims).toEqual(["new", "running", "running", "running", "running"]);
    await store.release("m");
    expect(await store.claim("m")).toBe("new");
    await store.done("m");
    expect(await store.claim("m")).toBe("done");
  });

  test("remembers the last messages, as many as maxMessages says", async () => {
    const store = createMemoryWebhookStore({ maxMessages: 2 });
    for (const id of ["a", "b", "c"]) {
      await store.claim(id);
      await store.done(id);
    }
    expect([await store.claim("a"), await store.claim("b"), await store.claim("c")]).toEqual([
      "new",
      "done",
      "done",
    ]);
  });
});

describe("signBookeoWebhook", () => {
  test("signs what the verifier believes, and what was signed without its code", async () => {
    const signed = await signBookeoWebhook({
      secretKey,
      url: eventUrl,
      item: { a: "ä" },
      messageId: "m",
      now: 5,
    });
    const expected = createHmac("sha256", secretKey).update(`5m${eventUrl}${signed.body}`).digest("hex");
    expect(signed.headers["X-Bookeo-Signature"]).toBe(expected);
    const event = await verifyBookeoWebhook({ secretKey, ...signed, now: 5 });
    expect(event).toMatchObject({ item: { a: "ä" }, messageId: "m", previousMessageLost: false });
  });

  test.each([...bookeoWebhookNames])("makes a request for %s that the handler takes", async (name) => {
    const names: string[] = [];
    const on = { [name]: (event: NamedBookeoWebhookEvent) => void names.push(event.name) };
    const { handle, missed } = handler({ on });
    const [registered] = bookeoWebhooks(url, [name]);
    const signed = await signBookeoWebhook({
      secretKey,
      url: registered?.url ?? "",
      previousMessageLost: true,
    });
    expect(await statusOf(handle(new Request(signed.url, signed)))).toBe(204);
    expect([names, missed.length]).toEqual([[name], 1]);
  });

  test("gives each message an id of its own", async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => (await signBookeoWebhook({ secretKey, url })).headers["X-Bookeo-MessageId"]),
    );
    expect(new Set(ids).size).toBe(2);
  });

  test("rejects to sign without a key", async () => {
    const variable = process.env.BOOKEO_SECRET_KEY;
    delete process.env.BOOKEO_SECRET_KEY;
    expect(await rejection(signBookeoWebhook({ secretKey: "", url }))).toBeInstanceOf(ConfigurationError);
    if (variable !== undefined) process.env.BOOKEO_SECRET_KEY = variable;
  });
});

/** Each server as the README shows it. Gives the port. */
const servers: Record<string, (handle: BookeoWebhookHandler) => Promise<number>> = {
  "node:http": (handle) =>
    listening(
      createServer(async (request, response) => {
        const { status } = await handle({ url: request.url, headers: request.headers, body: request });
        response.writeHead(status).end();
      }),
    ),
  "Express 5": (handle) => {
    const app = express();
    app.post("/bookeo", express.raw({ type: "*/*", limit: "1mb" }), async (request, response) => {
      const { status } = await handle({
        url: request.originalUrl,
        headers: request.headers,
        body: request.body,
      });
      response.sendStatus(status);
    });
    return listening(createServer(app));
  },
  "Fastify 5": async (handle) => {
    const app = fastify();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
    app.removeContentTypeParser("application/json");
    app.post("/bookeo", async (request, reply) => {
      const body = request.body as Buffer;
      const { status } = await handle({ url: request.url, headers: request.headers, body });
      return reply.code(status).send();
    });
    onTestFinished(() => app.close());
    await app.listen({ port: 0, host: "127.0.0.1" });
    return (app.server.address() as AddressInfo).port;
  },
  Hono: async (handle) => {
    const app = new Hono();
    app.post("/bookeo", (context) => handle(context.req.raw));
    // It would replace the global Request and Response for all that runs after it.
    const options = { port: 0, hostname: "127.0.0.1", overrideGlobalObjects: false };
    return listening(serve({ fetch: app.fetch, ...options }) as Server, true);
  },
};

async function listening(server: Server, isListening = false): Promise<number> {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  if (!isListening) server.listen(0, "127.0.0.1");
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port;
}

describe.each(Object.entries(servers))("on %s", (_name, start) => {
  test("a webhook is handled once, one that was changed is not, and a failed one comes again", async () => {
    let fails = true;
    const items: unknown[] = [];
    const on = {
      "bookings.created": ({ item, messageId }: NamedBookeoWebhookEvent<"bookings.created">) => {
        if (messageId === "failing" && fails) throw new Error("not now");
        items.push(item);
      },
    };
    const { handle, errors } = handler({ on });
    const port = await start(handle);
    const deliver = async (init: RequestInit, path = "/bookeo?event=bookings.created") =>
      (await fetch(`http://127.0.0.1:${port}${path}`, init)).status;
    const body =
      '{"itemId":"B1","timestamp":"2026-07-01T00:00:00Z","item":{"title":"Hafenrundfahrt für zwei"}}';
    expect(await deliver(webhook({ body }))).toBe(204);
    expect(await deliver(webhook({ body }))).toBe(204);
    expect(items).toEqual([{ title: "Hafenrundfahrt für zwei" }]);
    expect(await deliver({ ...webhook({ messageId: "m2" }), body: "{}" })).toBe(400);
    expect(await deliver(webhook({ messageId: "m3" }), "/bookeo")).toBe(400);
    expect(await deliver(webhook({ messageId: "failing" }))).toBe(500);
    fails = false;
    expect(await deliver(webhook({ messageId: "failing" }))).toBe(204);
    expect(items).toHaveLength(2);
    expect(errors).toHaveLength(3);
  });

  test("a request that is only half sent, and one that is too large, leave it as it was", async () => {
    const { handle, handled } = handler({ maxBodyBytes: 100_000 });
    const port = await start(handle);
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve) =>
      socket.write(
        "POST /bookeo?event=bookings.created HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{",
        () => resolve(),
      ),
    );
    socket.destroy();
    const large = webhook({ body: "x".repeat(100_001) });
    const deliver = (init: RequestInit) =>
      fetch(`http://127.0.0.1:${port}/bookeo?event=bookings.created`, init).then(
        ({ status }) => status,
        () => "closed",
      );
    expect([413, "closed"]).toContain(await deliver(large));
    expect(handled).toEqual([]);
    expect(await deliver(webhook())).toBe(204);
  });
});
