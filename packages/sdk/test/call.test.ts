import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  ConfigurationError,
  ConnectionError,
  createBookeo,
  FetchError,
  isBookingApiError,
  isHttpError,
  MalformedResponseError,
  PathParameterError,
} from "../src/bookeo/index.ts";
import {
  booking,
  fakeClock,
  input,
  keys,
  printed,
  queryOf,
  range,
  rejection,
  reply,
  startBookeo,
} from "./support.ts";

const responding = (status: number, body?: unknown, headers?: Record<string, string>) =>
  startBookeo((_, response) => reply(response, status, body, headers), { maxRetries: 0 });

describe("what is sent", () => {
  test("path parameters, query, body and headers are where the API expects them", async () => {
    const { bookeo, requests } = await responding(200);
    await bookeo.customers.linkedPeople.replace(
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
    const { bookeo, requests } = await responding(204);
    expect(await bookeo.bookings.cancel("1", { reason: "rain" })).toBeUndefined();
    expect(requests[0]?.headers["content-type"]).toBeUndefined();
  });

  test("the plus sign of an offset arrives as one, and what is undefined is left out", async () => {
    const { bookeo, requests } = await responding(200, { data: [], info: { totalPages: 1, currentPage: 1 } });
    const range = { startTime: "2026-03-01T00:00:00+01:00", endTime: "2026-03-02T00:00:00+01:00" };
    await bookeo.bookings.list({ ...range, productId: undefined });
    expect(queryOf(requests[0])).toEqual(range);
  });

  test.each(["", ".", "..", "%2e%2e", "a/../../b", "..\\x"])(
    "a path parameter cannot leave its segment: %j",
    async (number) => {
      const { bookeo, requests } = await responding(200, booking);
      const error = await rejection(bookeo.bookings.cancel(number));
      expect(error).toBeInstanceOf(PathParameterError);
      expect(error.message).toContain('"bookingNumber"');
      expect(requests).toHaveLength(0);
    },
  );
});

describe("result() does not throw for an HTTP error", () => {
  test.each([
    ["no body", undefined, {}, undefined],
    ["HTML", "<html>Bad gateway</html>", {}, "<html>Bad gateway</html>"],
    ["JSON that was cut off", '{"message":"so', {}, '{"message":"so'],
    ["a bare string in JSON", '"oops"', {}, "oops"],
    ["null", "null", {}, null],
    ["an object", { message: "no", errorId: "e1" }, { message: "no", errorId: "e1" }, undefined],
  ])("an error response whose body is %s", async (_name, body, expected, raw) => {
    const { bookeo } = await responding(502, body);
    const result = await bookeo.bookings.get("1").result();
    expect(result).toMatchObject({ ok: false, status: 502 });
    expect(!result.ok && result.error).toEqual(expected);
    const error = await rejection(bookeo.bookings.get("1"));
    expect(isHttpError(error) && error.body).toEqual(typeof body === "object" ? expected : raw);
  });

  test("the body of an error response of length 0 is undefined", async () => {
    const { bookeo } = await responding(502, "", { "content-length": "0" });
    const result = await bookeo.bookings.get("1").result();
    expect(!result.ok && result.error).toEqual({});
    const error = await rejection(bookeo.bookings.get("1"));
    expect(isHttpError(error) && error.body).toBeUndefined();
  });

  test("its response can be read again", async () => {
    const { bookeo } = await responding(404, { message: "no" });
    const { response } = await bookeo.bookings.get("1").result();
    expect([await response.json(), await response.clone().text()]).toEqual([
      { message: "no" },
      '{"message":"no"}',
    ]);
  });

  test.each([
    [
      "a connection error",
      Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } }),
      ConnectionError,
    ],
    ["an error of the fetch option itself", new RangeError("a bug"), FetchError],
  ])("it rejects for %s", async (_name, thrown, ErrorClass) => {
    const bookeo = createBookeo({ ...keys, fetch: () => Promise.reject(thrown), maxRetries: 0 });
    expect(await rejection(bookeo.bookings.get("1").result())).toBeInstanceOf(ErrorClass);
  });
});

describe("a success that does not keep what the document promises", () => {
  test.each([
    ["cut off", '{"bookingNumber":"2'],
    ["HTML", "<html>Welcome to our hotel network</html>"],
    ["empty", ""],
    ["blank", " \r\n "],
    ["null", "null"],
  ])("a body that is %s is an error, however the call is read", async (_name, body) => {
    const { bookeo } = await responding(200, body);
    for (const read of [
      () => bookeo.bookings.get("1"),
      () => bookeo.bookings.get("1").withResponse(),
      () => bookeo.bookings.get("1").result(),
    ]) {
      const error = await rejection(read());
      expect(error).toBeInstanceOf(MalformedResponseError);
      expect(error).toMatchObject({ status: 200, outcome: "rejected", method: "GET", attempts: 1 });
      if (body.length > 4) expect(printed(error)).not.toContain(body);
    }
  });

  test("204 in place of a documented body is an error too", async () => {
    const { bookeo } = await responding(204);
    expect(await rejection(bookeo.bookings.get("1"))).toBeInstanceOf(MalformedResponseError);
  });

  test("after a create, the error says that the server may have acted", async () => {
    const { bookeo } = await responding(201, '{"bookingNumber":"2');
    const error = await rejection(bookeo.bookings.create(input));
    expect(error).toMatchObject({ kind: "malformed-response", outcome: "unknown" });
    expect(error.message).toContain("The server may have acted on it.");
  });

  test("an empty body is undefined where the document says that it may be missing", async () => {
    const { bookeo } = await responding(200);
    expect(await bookeo.bookings.replace("1", input)).toBeUndefined();
  });

  test("an integer that JavaScript cannot hold is an error that says where it is", async () => {
    const { bookeo } = await responding(200, '{"bookingNumber":"1","price":{"total":9007199254740993}}');
    const error = await rejection(bookeo.bookings.get("1"));
    expect(error).toBeInstanceOf(MalformedResponseError);
    expect(error.pointer).toBe("/price/total");
  });
});

describe("what may have happened", () => {
  test("a create that timed out is not repeated, and its outcome is unknown", async () => {
    const clock = fakeClock();
    const { bookeo, requests } = await startBookeo(() => clock.runOut(), { clock });
    const error = await rejection(bookeo.bookings.create(input));
    expect(error).toMatchObject({ kind: "timeout", limit: "timeoutMs", outcome: "unknown", attempts: 1 });
    expect(error.message).toContain("Check whether it did before calling again.");
    expect(isBookingApiError(error) && isHttpError(error)).toBe(false);
    expect(requests).toHaveLength(1);
  });

  test("a create that failed with 503 is not repeated either", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 503), {
      clock: fakeClock(),
    });
    expect(await rejection(bookeo.bookings.create(input))).toMatchObject({
      kind: "server",
      outcome: "unknown",
    });
    expect(requests).toHaveLength(1);
  });

  test("a create that failed with 429 is repeated: the server did not act", async () => {
    const clock = fakeClock();
    let calls = 0;
    const { bookeo, requests } = await startBookeo(
      (_, response) =>
        ++calls === 1 ? reply(response, 429, { retryAfter: 7 }) : reply(response, 201, booking),
      { clock, random: () => 0 },
    );
    expect(await bookeo.bookings.create(input)).toEqual(booking);
    expect(clock.waits).toEqual([7_000]);
    expect(requests.map(({ body }) => body)).toEqual([JSON.stringify(input), JSON.stringify(input)]);
  });

  test("a search that is a POST is repeated, because the document says that it changes nothing", async () => {
    let calls = 0;
    const { bookeo, requests } = await startBookeo(
      (_, response) =>
        ++calls === 1
          ? reply(response, 503)
          : reply(response, 201, { info: { totalPages: 1, currentPage: 1 } }),
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

  test.each([
    { timeoutMs: -1 },
    { deadlineMs: Number.NaN },
    { maxRetries: "3" },
    { maxRetries: 1.5 },
    { maxResponseBytes: 0 },
    { timeout: 5 },
    { signal: {} },
  ])("one that cannot work is an error before anything is sent: %j", async (options) => {
    const { bookeo, requests } = await responding(200, booking);
    const error = await rejection(bookeo.bookings.get("1", {}, options as object));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.option).toBe(Object.keys(options)[0]);
    expect(requests).toHaveLength(0);
  });

  test("one in the place of the query is an error that says where options go", async () => {
    const { bookeo, requests } = await responding(200, booking);
    const error = await rejection(bookeo.bookings.get("1", { timeoutMs: 5_000 } as object));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.option).toBe("timeoutMs");
    expect(error.message).toContain("pass it in the last argument");
    expect(requests).toHaveLength(0);
  });

  test("a signal ends a call at once, with its own reason", async () => {
    const controller = new AbortController();
    const reason = new Error("the user has left");
    const { bookeo } = await startBookeo(() => controller.abort(reason));
    expect(await rejection(bookeo.bookings.get("1", {}, { signal: controller.signal }))).toBe(reason);
    const aborted = await responding(200, booking);
    const call = aborted.bookeo.bookings.get("1", {}, { signal: AbortSignal.abort(reason) });
    expect(await rejection(call.result())).toBe(reason);
    expect(aborted.requests).toHaveLength(0);
  });

  test("a body that is larger than maxResponseBytes is an error, and is not asked for again", async () => {
    const { bookeo, requests } = await startBookeo((_, response) =>
      reply(response, 200, { bookingNumber: "x".repeat(1_000) }),
    );
    const error = await rejection(bookeo.bookings.get("1", {}, { maxResponseBytes: 100 }));
    expect(error).toBeInstanceOf(MalformedResponseError);
    expect(error.message).toContain("maxResponseBytes");
    expect(requests).toHaveLength(1);
  });
});

test("a response that is kept does not keep the data that was read from it", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const { bookeo } = await responding(200, booking);
  const read = async () => {
    const { data, response } = await bookeo.bookings.get("1").withResponse();
    return { response, data: new WeakRef(data) };
  };
  const { response, data } = await read();
  for (let turn = 0; turn < 100 && data.deref(); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  expect(data.deref()).toBeUndefined();
  expect(await response.json()).toEqual(booking);
});
