import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  ConfigurationError,
  ConnectionError,
  createBookeo,
  isBookingApiError,
  isHttpError,
  MalformedAnswerError,
  PathParameterError,
} from "../src/bookeo/index.ts";
import { serializeQuery } from "../src/core/request.ts";
import { fakeClock, keys, printed, queryOf, range, rejection, reply, startBookeo } from "./support.ts";

const booking = { bookingNumber: "28", title: "Tour" };
const answering = (status: number, body?: unknown, headers?: Record<string, string>) =>
  startBookeo((_, response) => reply(response, status, body, headers), { maxRetries: 0 });
const input = { productId: "p", participants: { numbers: [] } };

describe("when a call is sent", () => {
  test("nothing is sent before it is awaited", async () => {
    const { bookeo, requests } = await answering(200, booking);
    const call = bookeo.bookings.get("28");
    await turn();
    expect(requests).toHaveLength(0);
    await call;
    expect(requests).toHaveLength(1);
  });

  test("nothing is sent before a listing is iterated, and nothing by asking for its iterator", async () => {
    const { bookeo, requests } = await answering(200, { data: [], info: { currentPage: 1, totalPages: 1 } });
    const items = bookeo.bookings.list(range)[Symbol.asyncIterator]();
    await turn();
    expect(requests).toHaveLength(0);
    await items.next();
    expect(requests).toHaveLength(1);
  });

  test("it is sent once, in whatever ways and however often it is read", async () => {
    const { bookeo, requests } = await answering(200, booking);
    const call = bookeo.bookings.get("28");
    const [first, second, whole, result] = await Promise.all([
      call,
      call,
      call.withResponse(),
      call.result(),
    ]);
    expect(await call).toBe(first);
    expect(second).toBe(first);
    expect(whole.data).toBe(first);
    expect(result).toMatchObject({ ok: true, status: 200, data: booking });
    expect(whole.response).toBe(result.response);
    expect(requests).toHaveLength(1);
  });

  test("a failure is kept, too: it is not sent again by reading it again", async () => {
    const { bookeo, requests } = await answering(404, { message: "no" });
    const call = bookeo.bookings.get("28");
    expect((await rejection(call)).status).toBe(404);
    expect((await rejection(call)).status).toBe(404);
    expect((await call.result()).status).toBe(404);
    expect(requests).toHaveLength(1);
  });

  test("each call of a method is a call of its own", async () => {
    const { bookeo, requests } = await answering(200, booking);
    await Promise.all([bookeo.bookings.get("1"), bookeo.bookings.get("2")]);
    expect(requests.map(({ path }) => path).sort()).toEqual(["/bookings/1", "/bookings/2"]);
  });
});

describe("a call is as good as a promise", () => {
  test("then, catch and finally do what a promise's do", async () => {
    const { bookeo } = await answering(200, booking);
    const log: string[] = [];
    const title = await bookeo.bookings
      .get("28")
      .finally(() => log.push("finally"))
      .then((data) => data.title);
    expect([title, ...log]).toEqual(["Tour", "finally"]);
    expect(await bookeo.bookings.get("28").catch(() => "caught")).toEqual(booking);

    const failing = await answering(409);
    expect(await failing.bookeo.bookings.get("28").catch((error) => isHttpError(error) && error.kind)).toBe(
      "conflict",
    );
    expect(await failing.bookeo.bookings.get("28").then(null, () => "other")).toBe("other");
    const error = await rejection(failing.bookeo.bookings.get("28").finally(() => log.push("again")));
    expect([error.kind, ...log]).toEqual(["conflict", "finally", "again"]);
  });

  test("Promise.all, Promise.allSettled and Promise.race take it", async () => {
    const { bookeo } = await answering(200, booking);
    expect(await Promise.all([bookeo.bookings.get("1"), 2])).toEqual([booking, 2]);
    expect(await Promise.race([bookeo.bookings.get("1")])).toEqual(booking);
    const failing = await answering(404);
    const [settled] = await Promise.allSettled([failing.bookeo.bookings.get("1")]);
    expect(settled.status).toBe("rejected");
  });

  test("a failure that is handled leaves no unhandled rejection behind, in whatever way it was read", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      const { bookeo } = await answering(500);
      const call = bookeo.bookings.get("1");
      await rejection(call);
      await call.catch(() => {});
      await rejection(call.finally(() => {}));
      await rejection(call.withResponse());
      await call.result();
      const listing = bookeo.bookings.list(range);
      await rejection(listing[Symbol.asyncIterator]().next());
      bookeo.bookings.get("never sent");
      bookeo.bookings.list(range).pages();
      for (let count = 0; count < 5; count++) await turn();
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });
});

describe("what is sent", () => {
  test("path parameters, query, body and headers are where the API expects them", async () => {
    const { bookeo, requests } = await answering(200);
    await bookeo.customers.linkedPeople.update(
      "c/1",
      "p 2",
      { firstName: "Zoë" },
      { lang: "en-US" },
      { headers: { "X-Trace": "t1" } },
    );
    const [request] = requests;
    expect(request).toMatchObject({
      method: "PUT",
      path: "/customers/c%2F1/linkedpeople/p%202",
      body: '{"firstName":"Zoë"}',
    });
    expect(queryOf(request)).toEqual({ lang: "en-US" });
    expect(request?.headers).toMatchObject({
      accept: "application/json",
      "content-type": "application/json",
      "x-bookeo-apikey": keys.apiKey,
      "x-bookeo-secretkey": keys.secretKey,
      "x-trace": "t1",
    });
  });

  test("a call without a body says nothing of a content type", async () => {
    const { bookeo, requests } = await answering(204);
    expect(await bookeo.bookings.cancel("1", { reason: "rain" })).toBeUndefined();
    expect(requests[0]?.headers["content-type"]).toBeUndefined();
  });

  test("a plus sign of a time zone arrives as one, and what is undefined is left out", async () => {
    const { bookeo, requests } = await answering(200, {});
    await bookeo.bookings.list({ startTime: "2026-03-01T00:00:00+01:00", productId: undefined });
    expect(queryOf(requests[0])).toEqual({ startTime: "2026-03-01T00:00:00+01:00" });
  });

  test("a list repeats its name, and null is left out", () => {
    expect(serializeQuery({ a: [1, "&"], b: null, c: undefined, d: false })).toBe("?a=1&a=%26&d=false");
    expect(serializeQuery({})).toBe("");
    expect(serializeQuery(undefined)).toBe("");
  });

  test.each(["", ".", "..", "%2e%2e", "a/../../b", "..\\x"])(
    "a path parameter cannot leave its segment: %j",
    async (number) => {
      const { bookeo, requests } = await answering(200, booking);
      const error = await rejection(bookeo.bookings.cancel(number));
      expect(error).toBeInstanceOf(PathParameterError);
      expect(error.message).toContain('"bookingNumber"');
      expect(requests).toHaveLength(0);
    },
  );
});

describe("result() does not throw on an answer of the API", () => {
  test.each([
    ["no body", undefined, {}],
    ["HTML", "<html>Bad gateway</html>", {}],
    ["JSON that was cut off", '{"message":"so', {}],
    ["a bare text in JSON", '"oops"', {}],
    ["null", "null", {}],
    ["an object", { message: "no", errorId: "e1" }, { message: "no", errorId: "e1" }],
  ])("a failure whose body is %s", async (_name, body, expected) => {
    const { bookeo } = await answering(502, body);
    const result = await bookeo.bookings.get("1").result();
    expect(result).toMatchObject({ ok: false, status: 502 });
    expect(!result.ok && result.error).toEqual(expected);
    const error = await rejection(bookeo.bookings.get("1"));
    expect(isHttpError(error) && error.body).toEqual(expected);
  });

  test("it rejects where no answer came", async () => {
    const bookeo = createBookeo({
      ...keys,
      fetch: async () => Promise.reject(new TypeError("gone")),
      maxRetries: 0,
    });
    expect(await rejection(bookeo.bookings.get("1").result())).toBeInstanceOf(ConnectionError);
  });
});

describe("a success that is none", () => {
  test.each([
    ["cut off", '{"bookingNumber":"2'],
    ["HTML", "<html>Welcome to our hotel network</html>"],
  ])("a body that is %s is an error of the library's own", async (_name, body) => {
    const { bookeo } = await answering(200, body);
    for (const read of [() => bookeo.bookings.get("1"), () => bookeo.bookings.get("1").result()]) {
      const error = await rejection(read());
      expect(error).toBeInstanceOf(MalformedAnswerError);
      expect(error).toMatchObject({
        status: 200,
        outcome: "rejected",
      });
      expect(printed(error)).not.toContain(body);
    }
  });

  test("after a create, it says that the server may have acted", async () => {
    const { bookeo } = await answering(201, '{"bookingNumber":"2');
    const error = await rejection(bookeo.bookings.create(input));
    expect(error).toMatchObject({ kind: "malformed-answer", outcome: "unknown" });
    expect(error.message).toContain("The server may have acted on it: look before doing it again");
  });

  test("an empty body is undefined", async () => {
    const { bookeo } = await answering(200);
    expect(await bookeo.bookings.update("1", input)).toBeUndefined();
  });
});

describe("what may have happened", () => {
  test("a create that ran out of time is not repeated, and its outcome is unknown", async () => {
    const clock = fakeClock();
    const { bookeo, requests } = await startBookeo(() => clock.runOut(), { clock });
    const error = await rejection(bookeo.bookings.create(input));
    expect(error).toMatchObject({
      kind: "timeout",
      outcome: "unknown",
      attempts: 1,
    });
    expect(error.message).toContain("look before doing it again");
    expect(isBookingApiError(error) && isHttpError(error)).toBe(false);
    expect(requests).toHaveLength(1);
  });

  test("a create that was answered by 503 is not repeated either", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 503), {
      clock: fakeClock(),
    });
    expect(await rejection(bookeo.bookings.create(input))).toMatchObject({
      kind: "server",
      outcome: "unknown",
    });
    expect(requests).toHaveLength(1);
  });

  test("a create that was answered by 429 is repeated: the server did not act", async () => {
    const clock = fakeClock();
    let calls = 0;
    const { bookeo, requests } = await startBookeo(
      (_, response) =>
        ++calls === 1 ? reply(response, 429, { retryAfter: 7 }) : reply(response, 201, booking),
      { clock },
    );
    expect(await bookeo.bookings.create(input)).toEqual(booking);
    expect(clock.waits).toEqual([7_000]);
    expect(requests.map(({ body }) => body)).toEqual([JSON.stringify(input), JSON.stringify(input)]);
  });

  test("a search that is a POST is repeated, for the document says that it changes nothing", async () => {
    let calls = 0;
    const { bookeo, requests } = await startBookeo(
      (_, response) => (++calls === 1 ? reply(response, 503) : reply(response, 201, { info: {} })),
      { clock: fakeClock() },
    );
    await bookeo.availability.matchingSlots({ productId: "p", ...range, peopleNumbers: [] });
    expect(requests).toHaveLength(2);
  });
});

describe("the options of a call", () => {
  test("its own limits come before the client's", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 500), {
      clock: fakeClock(),
    });
    await bookeo.bookings.get("1", {}, { maxRetries: 0 }).result();
    expect(requests).toHaveLength(1);
  });

  test.each([{ timeoutMs: -1 }, { deadlineMs: Number.NaN }, { maxRetries: "3" }])(
    "a limit that is none is refused before anything is sent: %j",
    async (options) => {
      const { bookeo, requests } = await answering(200, booking);
      const error = await rejection(bookeo.bookings.get("1", {}, options as object));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.option).toBe(Object.keys(options)[0]);
      expect(requests).toHaveLength(0);
    },
  );

  test("a signal ends a call at once, with its own reason", async () => {
    const controller = new AbortController();
    const reason = new Error("the user has left");
    const { bookeo } = await startBookeo(() => controller.abort(reason));
    expect(await rejection(bookeo.bookings.get("1", {}, { signal: controller.signal }))).toBe(reason);
    const aborted = await answering(200, booking);
    const call = aborted.bookeo.bookings.get("1", {}, { signal: AbortSignal.abort(reason) });
    expect(await rejection(call.result())).toBe(reason);
    expect(aborted.requests).toHaveLength(0);
  });
});
