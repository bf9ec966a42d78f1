import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../src/bookeo/index.ts";
import { splitWindows } from "../src/core/windows.ts";
import { collect, type Handler, page, type Received, rejection, reply, startBookeo } from "./support.ts";

const window = { from: "startTime", to: "endTime", maximum: "P31D" };
const ranges = (startTime: string, endTime: string): unknown[][] =>
  splitWindows([window], { startTime, endTime }).queries.map((query) => [query.startTime, query.endTime]);
const asked = (requests: Received[], from = "startTime", to = "endTime") =>
  requests.map(({ query }) => [query.get(from), query.get(to)]);

/** Responds, in one page, with what begins within the window: both its ends are part of it. */
const calendar =
  (times: string[]): Handler =>
  ({ query }, response) => {
    const [from = 0, to = 0] = ["startTime", "endTime"].map((name) => Date.parse(query.get(name) ?? ""));
    const within = times.filter((time) => Date.parse(time) >= from && Date.parse(time) <= to);
    const items = within.map((startTime) => ({ bookingNumber: startTime, eventId: startTime, startTime }));
    reply(response, 200, page(items, 1, 1));
  };

describe("where a range is cut", () => {
  test.each([
    ["-04:00", "2026-01-15T09:30:00-04:00", "2026-03-20T09:30:00-04:00"],
    ["+05:30", "2026-01-15T09:30:00+05:30", "2026-03-20T09:30:00+05:30"],
    ["Z", "2026-01-15T09:30:00Z", "2026-03-20T09:30:00Z"],
    ["the account's own zone", "2026-01-15T09:30:00-00:00", "2026-03-20T09:30:00-00:00"],
    ["small letters", "2026-01-15t09:30:00z", "2026-03-20t09:30:00z"],
    ["fractions of a second", "2026-01-15T09:30:00.123456Z", "2026-03-20T09:30:00.123456Z"],
  ])("windows meet, and the caller's strings stay as they were written: %s", (_name, start, end) => {
    const rest = start.slice(10);
    expect(ranges(start, end)).toEqual([
      [start, `2026-02-15${rest}`],
      [`2026-02-15${rest}`, `2026-03-18${rest}`],
      [`2026-03-18${rest}`, end],
    ]);
  });

  test.each([
    ["the end of a month", "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z", ["2026-03-03"]],
    ["a leap year", "2028-01-31T00:00:00Z", "2028-03-31T00:00:00Z", ["2028-03-02"]],
    ["29 February", "2028-01-29T00:00:00Z", "2028-03-01T00:00:00Z", ["2028-02-29"]],
    ["the turn of the year", "2026-12-15T00:00:00Z", "2027-01-31T00:00:00Z", ["2027-01-15"]],
    ["1900, no leap year", "1900-02-01T00:00:00Z", "1900-03-10T00:00:00Z", ["1900-03-04"]],
  ])("over %s", (_name, start, end, borders) => {
    const windows = ranges(start, end);
    expect(windows.slice(1).map(([from]) => String(from).slice(0, 10))).toEqual(borders);
    expect(windows[0]?.[0]).toBe(start);
    expect(windows.at(-1)?.[1]).toBe(end);
  });

  test.each([
    ["31 days", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 1],
    ["a second more", "2026-01-01T00:00:00Z", "2026-02-01T00:00:01Z", 2],
    ["a millisecond more", "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.001Z", 2],
    ["62 days", "2026-01-01T00:00:00Z", "2026-03-04T00:00:00Z", 2],
    ["31 days over two offsets", "2026-01-01T00:00:00-04:00", "2026-02-01T05:00:00+01:00", 1],
    [
      "31 days by the calendar, an hour more by the clock",
      "2026-10-10T00:00:00-04:00",
      "2026-11-10T00:00:00-05:00",
      2,
    ],
    ["no time at all", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 1],
    ["the wrong way round", "2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z", 1],
  ])("%s", (_name, start, end, count) => {
    expect(ranges(start, end)).toHaveLength(count);
  });

  test("Dates are written as RFC 3339 without fractions, and cut like strings", () => {
    const [start, end] = [new Date("2026-01-15T09:30:00.999Z"), new Date("2026-03-01T00:00:00Z")];
    const { queries } = splitWindows([window], { startTime: start, endTime: end });
    expect(queries.map((query) => query.startTime)).toEqual(["2026-01-15T09:30:00Z", "2026-02-15T09:30:00Z"]);
    expect(queries.map((query) => query.endTime)).toEqual(["2026-02-15T09:30:00Z", "2026-03-01T00:00:00Z"]);
    expect(() => splitWindows([window], { startTime: start, endTime: new Date(Number.NaN) })).toThrow(
      ConfigurationError,
    );
  });

  test("no window is longer than 31 days, and none is empty, up to the end of time", () => {
    const windows = ranges("2026-01-31T23:59:59.5+13:45", "9999-12-31T23:59:59Z");
    for (const [from, to] of windows) {
      const days = (Date.parse(String(to)) - Date.parse(String(from))) / 86_400_000;
      expect(days > 0 && days <= 31).toBe(true);
    }
    expect(windows.slice(1).map(([from]) => from)).toEqual(windows.slice(0, -1).map(([, to]) => to));
  });
});

describe("a range that cannot be read is an error before anything is sent", () => {
  test.each([
    ["no offset", "2026-01-01T00:00:00", "2026-01-02T00:00:00"],
    ["a date alone", "2026-01-01", "2026-03-01"],
    ["words", "yesterday", "today"],
    ["an hour that no day has", "2026-01-01T25:00:00Z", "2026-06-01T00:00:00Z"],
    ["a month that no year has", "2026-01-01T00:00:00Z", "2026-13-01T00:00:00Z"],
    ["words after the T", "2026-01-01Tnoon-04:00", "2026-06-01T00:00:00Z"],
    ["an offset without a colon", "2026-01-01T00:00:00+0100", "2026-06-01T00:00:00Z"],
    ["nothing", "", ""],
  ])("%s", async (_name, startTime, endTime) => {
    const { bookeo, requests } = await startBookeo(calendar([]));
    const error = await rejection(collect(bookeo.bookings.list({ startTime, endTime })));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain("RFC 3339");
    expect(requests).toHaveLength(0);
  });

  test("half a range is left to the API", async () => {
    const { bookeo, requests } = await startBookeo(calendar([]));
    // @ts-expect-error it does not compile
    await collect(bookeo.bookings.list({ startTime: "2026-01-01T00:00:00Z" }));
    expect(asked(requests)).toEqual([["2026-01-01T00:00:00Z", null]]);
  });
});
