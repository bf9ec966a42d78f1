import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  type BookeoOptions,
  BookingOutcomeError,
  ConfigurationError,
  createBookingOnce,
  isBookingApiError,
  underlyingError,
} from "../src/bookeo/index.ts";
import { type FakeClock, fakeClock, keys, page, queryOf, rejection, reply, startBookeo } from "./support.ts";

const externalRef = "order-of-Zoe-1001";
const input = { productId: "2856TOUR", externalRef, participants: { numbers: [] } };
const made = { bookingNumber: "B1", externalRef, title: "Harbour tour" };
const other = { bookingNumber: "B0", externalRef: "order-of-Zoe-100" };

type Reply = (response: ServerResponse, book: () => void) => void;

/** The ways in which a create may end with an unknown outcome. */
const lost: [string, Reply][] = [
  ["the connection breaks", (response) => response.destroy()],
  ["the server fails", (response) => reply(response, 503, { message: "busy" })],
  ["the response is cut off", (response) => reply(response, 201, '{"bookingNumber":')],
  ["the response is not JSON", (response) => reply(response, 201, "<html>", { "content-type": "text/html" })],
  ["the response has no body", (response) => reply(response, 201)],
];

/**
 * A server that books at the create or some looks later, and lists what is booked. `posts` counts the creates, for a second one is what
 * must never happen.
 */
async function start({
  create = (response, book) => {
    book();
    reply(response, 201, made);
  },
  appearsAfter = 0,
  booked = [other] as object[],
  look,
  options = {},
}: {
  create?: Reply;
  /** How many looks find nothing yet. */
  appearsAfter?: number;
  booked?: object[];
  /** The status and the body of a look that the server does not respond to by itself. */
  look?: (count: number, response: ServerResponse) => [status: number, body: unknown] | undefined;
  options?: BookeoOptions;
} = {}) {
  const clock: FakeClock = fakeClock();
  let posts = 0;
  let looks = 0;
  let isBooked = false;
  const { bookeo, requests } = await startBookeo(
    ({ method }, response) => {
      if (method === "POST") {
        posts++;
        create(response, () => {
          isBooked = true;
        });
        return;
      }
      looks++;
      const replied = look?.(looks, response);
      if (replied) return reply(response, ...replied);
      const isThere = isBooked && looks > appearsAfter;
      reply(response, 200, page(isThere ? [...booked, made] : booked, 1, 1));
    },
    { clock, maxRetries: 0, ...options },
  );
  return {
    bookeo,
    requests,
    clock,
    get posts() {
      return posts;
    },
    get looks() {
      return looks;
    },
  };
}

describe("createBookingOnce", () => {
  test("sends one create and nothing else where its response comes", async () => {
    const server = await start();
    const options = { query: { notifyCustomer: true }, headers: { "X-Trace": "t1" } };
    expect(await createBookingOnce(server.bookeo, input, options)).toEqual(made);
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /v2/bookings?notifyCustomer=true",
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual(input);
    expect(server.requests[0]?.headers["x-trace"]).toBe("t1");
  });

  test.each(lost)("finds the booking that was made where %s, and books no second time", async (_, end) => {
    const server = await start({
      create: (response, book) => {
        book();
        end(response, book);
      },
      appearsAfter: 3,
    });
    expect(await createBookingOnce(server.bookeo, input)).toEqual(made);
    expect([server.posts, server.looks]).toEqual([1, 4]);
    expect(server.clock.waits).toEqual([500, 1000, 2000]);
    const query = queryOf(server.requests[1]);
    expect(query).toMatchObject({ includeCanceled: "true" });
    // From an hour before the create until a day after the look: the clocks may differ.
    expect(Date.parse(query.lastUpdatedStartTime ?? "")).toBe(Date.UTC(2026, 5, 30, 23));
    expect(Date.parse(query.lastUpdatedEndTime ?? "")).toBeGreaterThanOrEqual(Date.UTC(2026, 6, 2));
  });

  test.each(lost)(
    "gives up after a while where %s and no booking appears, and says what is known",
    async (_, end) => {
      const reported: unknown[] = [];
      const hooks = { onError: ({ error }: { error: unknown }) => void reported.push(error) };
      const server = await start({ create: end, options: { hooks } });
      const error = (await rejection(
        createBookingOnce(server.bookeo, input),
      )) as unknown as BookingOutcomeError;
      expect(error).toBeInstanceOf(BookingOutcomeError);
      expect(isBookingApiError(error, "booking-outcome")).toBe(true);
      expect(error).toMatchObject({
        name: "BookingOutcomeError",
        method: "POST",
        path: "/bookings",
        outcome: "unknown",
        retryable: false,
        startedAt: "2026-07-01T00:00:00.000Z",
        hint: "Call createBookingOnce again with startedAt.",
      });
      expect(error.message).toContain(
        `The booking was looked for ${error.looks} times, and none had its externalRef.`,
      );
      expect(error.message).toContain(
        'Call createBookingOnce again with startedAt: "2026-07-01T00:00:00.000Z"; do not create it any other way.',
      );
      expect([server.posts, server.looks]).toEqual([1, error.looks]);
      // 60 seconds, at intervals that grow to 8.
      expect(server.clock.waits.reduce((sum, wait) => sum + wait, 0)).toBe(60_000);
      expect(Math.max(...server.clock.waits)).toBe(8_000);
      expect(reported.at(-1)).toBe(error);
      for (const secret of [externalRef, ...Object.values(keys), "2856TOUR"])
        expect([inspect(error, { depth: 9 }), JSON.stringify(error), String(error)].join()).not.toContain(
          secret,
        );
    },
  );

  test.each([400, 403, 404, 409, 422])(
    "passes on %i: nothing was booked, and nothing is looked for",
    async (status) => {
      const server = await start({ create: (response) => reply(response, status, { message: "no" }) });
      const error = await rejection(createBookingOnce(server.bookeo, input));
      expect(error).toMatchObject({ status, outcome: "rejected" });
      expect([server.posts, server.looks]).toEqual([1, 0]);
    },
  );

  test("goes on looking where a look fails for a while, and counts no failed look as one that found nothing", async () => {
    const server = await start({
      create: (response, book) => {
        book();
        response.destroy();
      },
      look: (count) => (count <= 3 ? [503, {}] : undefined),
    });
    expect(await createBookingOnce(server.bookeo, input)).toEqual(made);
    expect([server.posts, server.looks]).toEqual([1, 4]);
  });

  test("stops looking where it may not look, and says so", async () => {
    const server = await start({
      create: (response) => void response.destroy(),
      look: () => [403, { message: "no permission" }],
    });
    const error = await rejection(createBookingOnce(server.bookeo, input));
    expect(error).toBeInstanceOf(BookingOutcomeError);
    expect(error.message).toMatch(
      /looked for 1 time, and the last time GET \/bookings .* failed with 403: no permission\./,
    );
    expect([server.posts, server.looks]).toEqual([1, 1]);
    // What ended the create is available to a debugger.
    expect(underlyingError(error)).toMatchObject({ kind: "connection" });
  });

  test("with startedAt, finds the booking of the first try and sends no create", async () => {
    const server = await start({ booked: [other, made] });
    const startedAt = new Date(server.clock.now() - 3_600_000);
    expect(await createBookingOnce(server.bookeo, input, { startedAt })).toEqual(made);
    expect([server.posts, server.looks]).toEqual([0, 1]);
    expect(queryOf(server.requests[0]).lastUpdatedStartTime).toBe("2026-06-30T22:00:00Z");
  });

  test("with startedAt, creates once where the first try has booked nothing", async () => {
    const server = await start();
    const startedAt = "2026-06-30T23:00:00Z";
    expect(await createBookingOnce(server.bookeo, input, { startedAt })).toEqual(made);
    expect([server.posts, server.looks]).toEqual([1, 1]);
    expect(server.clock.waits).toEqual([]);
  });

  test("with a startedAt just before, waits for what may still be on its way before it creates", async () => {
    const server = await start({ look: (count) => [200, page(count > 2 ? [made] : [], 1, 1)] });
    const startedAt = new Date(server.clock.now() - 2_000);
    expect(await createBookingOnce(server.bookeo, input, { startedAt })).toEqual(made);
    expect([server.posts, server.looks]).toEqual([0, 3]);

    const none = await start();
    const justNow = { startedAt: new Date(none.clock.now() - 2_000) };
    expect(await createBookingOnce(none.bookeo, input, justNow)).toEqual(made);
    expect(none.clock.waits.reduce((sum, wait) => sum + wait, 0)).toBe(8_000);
    expect(none.posts).toBe(1);
  });

  test("with startedAt, creates nothing where the booking could not be looked for", async () => {
    for (const status of [403, 503]) {
      const server = await start({ look: () => [status, {}] });
      const startedAt = new Date(server.clock.now() - 3_600_000);
      const error = await rejection(createBookingOnce(server.bookeo, input, { startedAt }));
      expect(error).toMatchObject({ kind: "booking-outcome", startedAt: startedAt.toISOString() });
      expect(error.message).toMatch(/^Nothing was created in this call\./);
      expect(server.posts).toBe(0);
    }
  });

  test("a second call after a lost response, with the startedAt of the error, finds the booking", async () => {
    const server = await start({
      create: (response, book) => {
        book();
        response.destroy();
      },
      appearsAfter: 20,
    });
    const error = (await rejection(
      createBookingOnce(server.bookeo, input),
    )) as unknown as BookingOutcomeError;
    expect(error.looks).toBeLessThan(20);
    const again = { startedAt: error.startedAt, settleMs: 100_000 };
    expect(await createBookingOnce(server.bookeo, input, again)).toEqual(made);
    expect(server.posts).toBe(1);
  });

  test("an abort ends its waits at once, with the signal's reason", async () => {
    const controller = new AbortController();
    const server = await start({
      create: (response) => void response.destroy(),
      look: (_, response) => {
        response.once("finish", () => setImmediate(() => controller.abort(new Error("the user has left"))));
        return [200, page([], 1, 1)];
      },
      options: { clock: { now: () => Date.now(), after: () => () => {} } },
    });
    const error = await rejection(createBookingOnce(server.bookeo, input, { signal: controller.signal }));
    expect(error.message).toBe("the user has left");
    expect([server.posts, server.looks]).toEqual([1, 1]);
  });

  test.each<[string, object, object, string]>([
    ["no externalRef", { externalRef: undefined }, {}, "externalRef"],
    ["an empty externalRef", { externalRef: "" }, {}, "externalRef"],
    ["an externalRef of 65 characters", { externalRef: "x".repeat(65) }, {}, "externalRef"],
    ["a startedAt that is not a date-time", {}, { startedAt: "yesterday" }, "startedAt"],
    ["a startedAt without an offset", {}, { startedAt: "2026-07-01T10:00:00" }, "startedAt"],
    ["a startedAt in a zone that is not known", {}, { startedAt: "2026-07-01T10:00:00-00:00" }, "startedAt"],
    ["an invalid Date", {}, { startedAt: new Date(Number.NaN) }, "startedAt"],
    ["a negative time to look", {}, { lookForMs: -1 }, "lookForMs"],
    ["a time to settle that is not a number", {}, { settleMs: Number.NaN }, "settleMs"],
  ])("%s is an error, and nothing is sent", async (_, fields, options, option) => {
    const server = await start();
    const error = await rejection(
      createBookingOnce(server.bookeo, { ...input, ...fields } as typeof input, options),
    );
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.option).toBe(option);
    expect(server.requests).toEqual([]);
  });

  test("an externalRef is required where it is written in place", () => {
    const call = (bookeo: Parameters<typeof createBookingOnce>[0]) =>
      // @ts-expect-error without externalRef
      createBookingOnce(bookeo, { productId: "p", participants: { numbers: [] } });
    expect(call).toBeTypeOf("function");
  });
});

test("arguments in the wrong order are an error that says so", async () => {
  const { bookeo } = await startBookeo((_, response) => reply(response, 200, {}));
  const swapped = createBookingOnce(input as never, bookeo as never);
  expect(await rejection(swapped)).toMatchObject({
    kind: "configuration",
    message: "The first argument must be what a function such as createBookeo has made.",
  });
});
