import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { booking, type Handler, input, keys, printed, reply } from "../support.ts";
import { instantWaits } from "./clock.ts";
import { sides, start as startSide, thrownBy } from "./sides.ts";

describe.each(sides)("$name: a success that does not keep what the document promises", (side) => {
  const start = (handler: Handler, options = {}) => startSide(side, handler, options);

  test.each<[string, number, string | undefined]>([
    ["204", 204, undefined],
    ["an empty 200", 200, ""],
    ["a blank 200", 200, " \n\t"],
    ["null", 200, "null"],
    ["HTML", 200, "<html>hunter2</html>"],
    ["JSON that was cut off", 200, '{"bookingNumber":"hunter2'],
    ["two values", 200, '{"bookingNumber":"28"} {"hunter2":1}'],
  ])("%s is an error that shows none of it, and is not asked for again", async (_name, status, body) => {
    const { getBooking, requests } = await start((_, response) => reply(response, status, body));
    const error = await thrownBy(getBooking("28"));
    expect(error).toMatchObject({ name: "MalformedResponseError", kind: "malformed-response", status });
    expect(printed(error)).not.toContain("hunter2");
    expect(error.message).toContain("GET /bookings/{bookingNumber}");
    expect(requests).toHaveLength(1);
  });

  test("after a create it says that the server may have acted", async () => {
    const { createBooking, requests } = await start((_, response) =>
      reply(response, 201, '{"bookingNumber":"2'),
    );
    expect(await thrownBy(createBooking(input))).toMatchObject({
      kind: "malformed-response",
      outcome: "unknown",
      retryable: false,
      hint: "The server may have acted on it. Check whether it did before calling again.",
    });
    expect(requests).toHaveLength(1);
  });

  test.each([204, 200])("%i without a body is undefined where the document allows it", async (status) => {
    const { deleteCustomer } = await start((_, response) => reply(response, status));
    expect(await deleteCustomer("c")).toEqual({ status, data: undefined });
  });

  test.each(["9007199254740993", "-9007199254740993", "123456789012345678901234567890"])(
    "the integer %s, which JavaScript cannot hold, is an error that says where it is",
    async (integer) => {
      const body = `{"a/b":[{"~":0},{"~":${integer}}]}`;
      const { getBooking } = await start((_, response) => reply(response, 200, body));
      expect(await thrownBy(getBooking("28"))).toMatchObject({
        kind: "malformed-response",
        pointer: "/*/1/*",
      });
    },
  );

  test("an integer that JavaScript can hold, one within a string and a long fraction are no such errors", async () => {
    const text = '{"a":9007199254740991,"b":"9007199254740993","c":0.12345678901234567890,"d":1e30}';
    const { getBooking } = await start((_, response) => reply(response, 200, text));
    expect(await getBooking("28")).toEqual({ status: 200, data: JSON.parse(text) });
  });
});

describe.each(sides)("$name: a body without end", (side) => {
  const start = (handler: Handler, options = {}) => startSide(side, handler, options);
  const limit = { maxResponseBytes: 100_000 };
  const endless =
    (status: number): Handler =>
    async (_, response) => {
      response.writeHead(status, { "content-type": "application/json" });
      const more = () => {
        while (!response.destroyed && response.write(" ".repeat(16_384)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
      await new Promise((resolve) => response.once("close", resolve));
    };
  const bomb: Handler = (_, response) => {
    const packed = gzipSync(Buffer.alloc(50_000_000, " "));
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(packed);
  };
  const huge: Handler = (_, response) => reply(response, 200, JSON.stringify("x".repeat(100_000)));

  test.each([
    ["that never ends", endless(200)],
    ["a gzip bomb", bomb],
    ["one byte too long", huge],
  ])("%s is an error that names the limit, and is not asked for again", async (_name, handler) => {
    const { getBooking, requests } = await start(handler, limit);
    const error = await thrownBy(getBooking("28"));
    expect(error).toMatchObject({ kind: "malformed-response", retryable: false });
    expect(error.message).toContain("100000 bytes (maxResponseBytes)");
    expect(requests).toHaveLength(1);
  });

  test("of an error response is cut, and its status is reported", async () => {
    const { getBooking } = await start(endless(400), limit);
    const ended = await getBooking("28");
    expect(ended).toMatchObject({ status: 400 });
    expect(String(Object(ended).raw).length).toBeLessThanOrEqual(limit.maxResponseBytes);
  });

  test("a call may have a limit of its own, or none", async () => {
    const { getBooking } = await start(huge, limit);
    expect(await getBooking("28", undefined, { maxResponseBytes: 200_000 })).toMatchObject({ status: 200 });
    expect(await getBooking("28", undefined, { maxResponseBytes: Number.POSITIVE_INFINITY })).toMatchObject({
      status: 200,
    });
  });
});

describe.each(sides)("$name: an error response", (side) => {
  const start = (handler: Handler, options = {}) => startSide(side, handler, options);

  test("that is HTML is available unchanged", async () => {
    const html = `<html>${keys.apiKey} ${"x".repeat(1000)}</html>`;
    const { getBooking } = await start(
      (_, response) => reply(response, 503, html, { "content-type": "text/html", "x-proxy": "p1" }),
      { maxRetries: 0 },
    );
    const ended = await getBooking("28");
    expect(ended).toMatchObject({ status: 503, raw: html });
    const { error } = Object(ended);
    if (error) {
      expect(printed(error)).not.toMatch(/html|xxx/);
      expect(error.headers.get("x-proxy")).toBe("p1");
    }
  });

  test("is asked for again where it passes", async () => {
    const { waits, ...quick } = instantWaits();
    let count = 0;
    const { getBooking } = await start(
      (_, response) => (++count < 3 ? reply(response, 503, "<html>") : reply(response, 200, booking)),
      quick,
    );
    expect(await getBooking("28")).toEqual({ status: 200, data: booking });
    expect(waits).toHaveLength(2);
  });
});
