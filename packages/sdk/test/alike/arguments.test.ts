import { describe, expect, test } from "vitest";
import { booking, input, keys, printed, reply } from "../support.ts";
import { type Calls, expectConfigurationError, type Outcome, sides, start as startSide } from "./sides.ts";
import { bodyOf, httpResponse, serveWire } from "./wire.ts";

/** Put together here, because a stack shows property names of the source. */
const secret = ["hunter", "2"].join("");
const circular: Record<string, unknown> = { ...input };
circular.self = circular;

type Attempt = (calls: Calls) => Promise<Outcome>;

const unsendable: [name: string, attempt: Attempt, option: string][] = [
  [
    "a header with a line break",
    (c) => c.getBooking("1", undefined, { headers: { "X-A": `b\n${secret}: 1` } }),
    "headers",
  ],
  [
    "a header that is not Latin 1",
    (c) => c.getBooking("1", undefined, { headers: { "X-A": `${secret}\u2028` } }),
    "headers",
  ],
  [
    "a header's name with a blank",
    (c) => c.getBooking("1", undefined, { headers: { [`${secret} 2`]: "b" } }),
    "headers",
  ],
  [
    "a header that carries a key",
    (c) => c.getBooking("1", undefined, { headers: { "x-BOOKEO-apikey": `hunter2${secret}` } }),
    "headers",
  ],
  [
    "half a surrogate pair in the query",
    (c) => c.listBookings({ startTime: `${secret}\ud800` }),
    "startTime",
  ],
  ["half a surrogate pair in the path", (c) => c.getBooking(`${secret}\ud800`), "bookingNumber"],
  ["an object in the query", (c) => c.listBookings({ startTime: { [secret]: 1 } }), "startTime"],
  ["an invalid number in the query", (c) => c.listBookings({ itemsPerPage: Number.NaN }), "itemsPerPage"],
  ["a number that is not exact", (c) => c.listBookings({ itemsPerPage: 2 ** 60 }), "itemsPerPage"],
  ["a symbol in the query", (c) => c.listBookings({ startTime: Symbol(secret) }), "startTime"],
  ["an invalid Date in the query", (c) => c.listBookings({ startTime: new Date(Number.NaN) }), "startTime"],
  ["an invalid Date in the path", (c) => c.getBooking(new Date(Number.NaN)), "bookingNumber"],
  [
    "an invalid Date in the body",
    (c) => c.createBooking({ ...input, startTime: new Date(Number.NaN) }),
    "startTime",
  ],
  [
    "a Date with a year of five digits",
    (c) => c.listBookings({ startTime: new Date(Date.UTC(12026, 0)) }),
    "startTime",
  ],
  [
    "a Date for a date without a time",
    (c) => c.createBooking({ ...input, customer: { dateOfBirth: new Date(0) } }),
    "dateOfBirth",
  ],
  ["a bigint in the body", (c) => c.createBooking({ ...input, price: { amount: 10n } }), "amount"],
  [
    "an Infinity in the body",
    (c) => c.createBooking({ ...input, price: { amount: Number.POSITIVE_INFINITY } }),
    "amount",
  ],
  ["a Map in the body", (c) => c.createBooking({ ...input, options: new Map([[secret, 1]]) }), "options"],
  ["a body that contains itself", (c) => c.createBooking(circular), "body"],
  ["a body that is a function", (c) => c.createBooking(() => secret), "body"],
  ["an option in place of the query", (c) => c.getBooking("1", { timeoutMs: 5000 }), "timeoutMs"],
  ["an unknown option", (c) => c.getBooking("1", undefined, { timeout: 5000 }), "timeout"],
  ["an invalid limit", (c) => c.getBooking("1", undefined, { maxRetries: 1.5 }), "maxRetries"],
  ["a limit below 0", (c) => c.getBooking("1", undefined, { deadlineMs: -1 }), "deadlineMs"],
  ["an invalid signal", (c) => c.getBooking("1", undefined, { signal: new AbortController() }), "signal"],
  ["a path that would leave its segment", (c) => c.getBooking(`${secret}/../x`), "bookingNumber"],
  ["an empty path parameter", (c) => c.getBooking(""), "bookingNumber"],
];

describe.each(sides)("$name: what cannot be sent is a ConfigurationError", (side) => {
  test.each(unsendable)("%s", async (_name, attempt, option) => {
    const calls = await startSide(side, (_, response) => reply(response, 200, booking));
    const error = await expectConfigurationError(attempt(calls));
    expect(error.option).toBe(option);
    expect(error.stack).toMatch(/sides\.ts/);
    expect(error.message).toContain(option);
    expect(printed(error)).not.toContain(secret);
    expect(error).toMatchObject({ retryable: false, hint: expect.stringMatching(/^(Correct|Pass)/) });
    expect(calls.requests).toEqual([]);
  });

  test("an option in place of the query says where options go", async () => {
    const { getBooking } = await startSide(side, () => {});
    const error = await expectConfigurationError(getBooking("1", { maxRetries: 0 }));
    expect(error.message).toContain("pass it in the last argument");
  });
});

describe.each(sides)("$name: what is on the wire", (side) => {
  const connect = async () => {
    const wire = await serveWire((socket) => socket.write(httpResponse(JSON.stringify(booking))));
    return { wire, ...side.connect({ ...keys, baseUrl: wire.baseUrl }) };
  };
  const time = new Date(Date.UTC(2026, 6, 1, 12, 30, 45, 678));

  test("a Date is RFC 3339 without fractions, in the query, the path, the body and its arrays", async () => {
    const { wire, listBookings, getBooking, createBooking } = await connect();
    await listBookings({ startTime: time, endTime: "2026-07-02T00:00:00+02:00" });
    await getBooking(time);
    await createBooking({ ...input, startTime: time, resources: [time] });
    expect(wire.lines.slice(0, 2)).toEqual([
      "GET /v2/bookings?startTime=2026-07-01T12%3A30%3A45Z&endTime=2026-07-02T00%3A00%3A00%2B02%3A00 HTTP/1.1",
      "GET /v2/bookings/2026-07-01T12%3A30%3A45Z HTTP/1.1",
    ]);
    expect(bodyOf(wire.requests[2])).toBe(
      '{"productId":"p","participants":{"numbers":[]},"startTime":"2026-07-01T12:30:45Z","resources":["2026-07-01T12:30:45Z"]}',
    );
  });

  test("a date without a time is sent as the string that it is", async () => {
    const { wire, createBooking } = await connect();
    await createBooking({ customer: { dateOfBirth: "1980-02-29" } });
    expect(bodyOf(wire.requests[0])).toBe('{"customer":{"dateOfBirth":"1980-02-29"}}');
  });

  test("undefined and null are left out of a query, and of a body undefined alone", async () => {
    const { wire, listBookings, createBooking } = await connect();
    await listBookings({ startTime: undefined, endTime: null, itemsPerPage: 0, expandCustomer: false });
    await createBooking({ a: undefined, b: null });
    expect(wire.lines[0]).toBe("GET /v2/bookings?itemsPerPage=0&expandCustomer=false HTTP/1.1");
    expect(bodyOf(wire.requests[1])).toBe('{"b":null}');
  });

  test("every character of a query and of a path arrives as it is", async () => {
    const text = "a b+c&d=e/f?g#h%25[é😀]|\"<>'";
    const { wire, getBooking, authenticate } = await connect();
    await getBooking(text);
    await authenticate("c", { password: text });
    const [path, query] = wire.lines.map((line) => line.split(" ")[1] as string);
    expect(path).toMatch(/^\/v2\/bookings\/[\w.~!'()*%-]+$/);
    expect(decodeURIComponent((path as string).slice("/v2/bookings/".length))).toBe(text);
    expect(query).toMatch(/^\/v2\/customers\/c\/authenticate\?password=[\w.~!'()*%-]+$/);
    expect(new URL(query as string, wire.baseUrl).searchParams.get("password")).toBe(text);
  });

  test("keys are in their headers and nowhere else, and what a GET sends is no body", async () => {
    const { wire, getBooking } = await connect();
    await getBooking("1");
    const [request = ""] = wire.requests;
    expect(request.match(new RegExp(keys.apiKey, "g"))).toHaveLength(1);
    expect(request).toMatch(new RegExp(`^x-bookeo-apikey: ${keys.apiKey}\\r$`, "im"));
    expect(request).toMatch(new RegExp(`^x-bookeo-secretkey: ${keys.secretKey}\\r$`, "im"));
    expect(request).not.toMatch(/^content-(?:type|length)/im);
  });
});
