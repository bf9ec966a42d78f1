import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ConfigurationError, findBookingByExternalRef } from "../src/bookeo/index.ts";
import { page, queryOf, rejection, reply, startBookeo } from "./support.ts";

const bookings = [
  { bookingNumber: "4", externalRef: "order-10011" },
  { bookingNumber: "1" },
  { bookingNumber: "2", externalRef: "order-1000" },
  { bookingNumber: "3", externalRef: "order-1001", canceled: true },
];
const start = (pages: unknown[][] = [bookings]) =>
  startBookeo(({ query }, response) => {
    const number = Number(query.get("pageNumber") ?? 1);
    reply(response, 200, page(pages[number - 1], number, pages.length, "t"));
  });
const since = "2026-07-01T10:00:00-04:00";

describe("findBookingByExternalRef", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-07-01T14:02:03.900Z") });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("finds the booking with just this reference, cancelled or not", async () => {
    const { bookeo, requests } = await start();
    expect(await findBookingByExternalRef(bookeo, "order-1001", { since })).toMatchObject({
      bookingNumber: "3",
    });
    expect(queryOf(requests[0]).includeCanceled).toBe("true");
  });

  test("gives undefined where there is none, having read every page", async () => {
    const { bookeo, requests } = await start([bookings, bookings, []]);
    expect(await findBookingByExternalRef(bookeo, "order-9", { since })).toBeUndefined();
    expect(requests).toHaveLength(3);
  });

  test("finds a booking that moved to a page that was read already", async () => {
    const wanted = { bookingNumber: "9", externalRef: "order-9" };
    let rows: object[] = [...bookings, wanted];
    const { bookeo } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      const body = page(
        rows.slice(number - 1, number),
        number,
        rows.length,
        number === 1 ? "token" : undefined,
      );
      reply(response, 200, { ...body, info: { ...Object(body.info), totalItems: rows.length } });
      // After the last page but one was read, the last moves to the front.
      if (number === bookings.length) rows = [wanted, ...bookings];
    });
    expect(await findBookingByExternalRef(bookeo, "order-9", { since })).toEqual(wanted);
  });

  test("reads no further than it must", async () => {
    const { bookeo, requests } = await start([[], bookings, bookings, bookings]);
    expect(await findBookingByExternalRef(bookeo, "order-1000", { since })).toMatchObject({
      bookingNumber: "2",
    });
    expect(requests).toHaveLength(2);
  });

  test("looks from an hour before a Date until a day from now, for two clocks may differ", async () => {
    const { bookeo, requests } = await start();
    await findBookingByExternalRef(bookeo, "order-1001", { since: new Date("2026-07-01T14:00:00.900Z") });
    expect(queryOf(requests[0])).toEqual({
      lastUpdatedStartTime: "2026-07-01T13:00:00Z",
      lastUpdatedEndTime: "2026-07-02T14:02:03Z",
      includeCanceled: "true",
      itemsPerPage: "100",
    });
  });

  test("takes strings as they are", async () => {
    const { bookeo, requests } = await start();
    const until = "2026-07-01T11:00:00-04:00";
    await findBookingByExternalRef(bookeo, "order-1001", { since, until });
    expect(queryOf(requests[0])).toMatchObject({ lastUpdatedStartTime: since, lastUpdatedEndTime: until });
  });

  test("loses no part of the second in which a Date ends the search", async () => {
    const { bookeo, requests } = await start();
    await findBookingByExternalRef(bookeo, "order-1001", {
      since,
      until: new Date("2026-07-01T14:30:00.001Z"),
    });
    expect(queryOf(requests[0]).lastUpdatedEndTime).toBe("2026-07-01T14:30:01Z");
    await findBookingByExternalRef(bookeo, "order-1001", { since, until: new Date("2026-07-01T14:30:00Z") });
    expect(queryOf(requests[1]).lastUpdatedEndTime).toBe("2026-07-01T14:30:00Z");
  });

  test("walks a long time in windows", async () => {
    const { bookeo, requests } = await start([[]]);
    await findBookingByExternalRef(bookeo, "order-1001", { since: "2026-05-15T00:00:00Z" });
    expect(requests.length).toBe(2);
  });

  test("rejects an empty reference, and an invalid time, before anything is sent", async () => {
    const { bookeo, requests } = await start();
    expect(await rejection(findBookingByExternalRef(bookeo, "", { since }))).toBeInstanceOf(
      ConfigurationError,
    );
    const late = findBookingByExternalRef(bookeo, "x", { since: "yesterday" });
    expect(await rejection(late)).toBeInstanceOf(ConfigurationError);
    expect(requests).toHaveLength(0);
  });

  test("passes on the options of a call, and its failure", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 403));
    const options = { since, headers: { "X-Trace": "t1" }, maxRetries: 0 };
    expect(await rejection(findBookingByExternalRef(bookeo, "x", options))).toMatchObject({ status: 403 });
    expect(requests[0]?.headers["x-trace"]).toBe("t1");
    const signal = AbortSignal.abort(new Error("left"));
    expect((await rejection(findBookingByExternalRef(bookeo, "x", { since, signal }))).message).toBe("left");
    expect(requests).toHaveLength(1);
  });
});
