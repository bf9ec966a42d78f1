import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { Fetch } from "@booking-apis/transport";
import { describe, expect, test, vi } from "vitest";
import { input, keys, printed } from "../support.ts";
import { instantWaits } from "./clock.ts";
import { sides, thrownBy } from "./sides.ts";
import { serveWire } from "./wire.ts";

/** A port where nothing listens. */
async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.each(sides)("$name: an error that did not come from the API", (side) => {
  const failing = (fetch: Fetch) => {
    let attempts = 0;
    const { waits: _, ...quick } = instantWaits();
    const calls = side.connect({
      ...keys,
      ...quick,
      fetch: async (...args) => {
        attempts++;
        return fetch(...args);
      },
    });
    return { ...calls, attempts: () => attempts };
  };
  const mock = Object.assign(new TypeError("hunter2"), { name: "MockNotMatchedError", code: "ECONNREFUSED" });

  test.each<[string, () => never, string]>([
    ["a bug", () => (undefined as never as Response[])[0] as never, "TypeError"],
    [
      "an error with a code of its own",
      () => {
        throw Object.assign(new Error("hunter2"), { code: "ENOENT" });
      },
      "Error",
    ],
    [
      "a class of its own",
      () => {
        throw new (class VaultError extends Error {})("hunter2");
      },
      "VaultError",
    ],
    [
      "a string",
      () => {
        throw "hunter2";
      },
      "string",
    ],
    [
      "undefined",
      () => {
        throw undefined;
      },
      "undefined",
    ],
    [
      "a mock without a handler",
      () => {
        throw new TypeError("fetch failed", { cause: mock });
      },
      "MockNotMatchedError",
    ],
  ])(
    "%s of the caller's fetch is no fault of the network, and is not tried again",
    async (_name, fail, className) => {
      const { createBooking, getBooking, attempts } = failing(async () => fail());
      const error = await thrownBy(createBooking(input));
      expect(error).toMatchObject({
        name: "FetchError",
        kind: "fetch",
        outcome: "unknown",
        retryable: false,
      });
      expect(error.message).toContain(className);
      expect(printed(error)).not.toContain("hunter2");
      expect(await thrownBy(getBooking("1"))).toMatchObject({ kind: "fetch", outcome: "rejected" });
      expect(attempts()).toBe(2);
    },
  );

  test.each(["NEXT_REDIRECT;replace;/login;307;", "DYNAMIC_SERVER_USAGE", "3141592653"])(
    "what Next.js throws to end a render goes through untouched: %s",
    async (digest) => {
      const signal = Object.assign(new Error("NEXT"), { digest });
      const { getBooking, createBooking, attempts } = failing(async () => {
        throw signal;
      });
      expect(await thrownBy(getBooking("1"))).toBe(signal);
      expect(await thrownBy(createBooking(input))).toBe(signal);
      expect(attempts()).toBe(2);
    },
  );

  test("a runtime without a fetch says so, and nothing was sent", async () => {
    vi.stubGlobal("fetch", undefined);
    try {
      const { createBooking } = side.connect({ ...keys });
      expect(await thrownBy(createBooking(input))).toMatchObject({
        kind: "fetch",
        outcome: "rejected",
        attempts: 0,
        message: expect.stringContaining("this runtime has no fetch"),
      });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("a refused connection names host and port and nothing else of the URL, and a create is tried again", async () => {
    const port = await unusedPort();
    const { waits, ...quick } = instantWaits();
    const { createBooking, authenticate } = side.connect({
      ...keys,
      ...quick,
      baseUrl: `http://127.0.0.1:${port}/hunter2`,
      account: "studio 7",
    });
    const error = await thrownBy(createBooking(input));
    expect(error).toMatchObject({
      name: "ConnectionError",
      code: "ECONNREFUSED",
      outcome: "rejected",
      host: `127.0.0.1:${port}`,
      account: "studio 7",
      attempts: 3,
      retryable: true,
      hint: "Check that the server runs at this address, the network and the certificate. Call again later.",
    });
    expect(error.message).toBe(`POST /bookings at 127.0.0.1:${port} got no response (ECONNREFUSED).`);
    expect(waits).toHaveLength(2);
    const other = await thrownBy(authenticate("c", { password: "hunter2" }));
    expect(printed(error) + printed(other)).not.toContain("hunter2");
  });

  test("a blocked port is known before anything is sent, and is not tried again", async () => {
    const { createBooking } = side.connect({ ...keys, baseUrl: "http://127.0.0.1:6000/v2" });
    expect(await thrownBy(createBooking(input))).toMatchObject({
      kind: "connection",
      code: "BadPort",
      outcome: "rejected",
      attempts: 1,
      retryable: false,
    });
  });

  test("a connection that breaks after a create leaves its outcome unknown, and it is sent once", async () => {
    const wire = await serveWire((socket) => socket.destroy());
    const { createBooking } = side.connect({ ...keys, baseUrl: wire.baseUrl });
    expect(await thrownBy(createBooking(input))).toMatchObject({
      kind: "connection",
      outcome: "unknown",
      retryable: false,
    });
    expect(wire.requests).toHaveLength(1);
  });

  test("a read over such a connection is repeated", async () => {
    const { waits, ...quick } = instantWaits();
    const wire = await serveWire((socket) => socket.destroy());
    const { getBooking } = side.connect({ ...keys, ...quick, baseUrl: wire.baseUrl });
    expect(await thrownBy(getBooking("1"))).toMatchObject({
      kind: "connection",
      outcome: "rejected",
      attempts: 3,
    });
    expect(wire.requests).toHaveLength(3);
    expect(waits).toHaveLength(2);
  });
});

describe.each(sides)("$name: in Deno", (side) => {
  /** Deno's fetch sends a request again by itself over a connection that was closed, unless its body is a Blob or a stream. */
  const replaying = () => {
    const arrived: { type: string | null; body: string }[] = [];
    const fetch: Fetch = async (_url, init) => {
      const type = new Headers(init.headers).get("content-type");
      const body = await new Response(init.body ?? null).text();
      const isReplayed = !(init.body instanceof Blob || init.body instanceof ReadableStream);
      for (let sent = 0; sent < (isReplayed ? 2 : 1); sent++) arrived.push({ type, body });
      if (isReplayed) return Response.json({ bookingNumber: "28" }, { status: 201 });
      throw new TypeError(
        "error sending request for url: client error (SendRequest): connection closed before message completed",
      );
    };
    return { arrived, fetch };
  };

  test("a create over a connection that the server closes is sent once, and its outcome is unknown", async () => {
    vi.stubGlobal("Deno", {});
    try {
      const { arrived, fetch } = replaying();
      const { createBooking } = side.connect({ ...keys, fetch });
      expect(await thrownBy(createBooking({ productId: "é" }))).toMatchObject({
        kind: "connection",
        outcome: "unknown",
        attempts: 1,
      });
      expect(arrived).toEqual([{ type: "application/json", body: '{"productId":"é"}' }]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("elsewhere the same fetch sends a create twice, which the test above would notice", async () => {
    const { arrived, fetch } = replaying();
    await side.connect({ ...keys, fetch }).createBooking(input);
    expect(arrived).toHaveLength(2);
  });
});
