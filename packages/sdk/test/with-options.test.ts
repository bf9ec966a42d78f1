import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type BookeoOptions, createBookeo } from "../src/bookeo/index.ts";
import { createClasses } from "../src/classes/index.ts";
import { ConfigurationError, createLimiter } from "../src/index.ts";
import { collect, keys, page, range, rejection, reply, serve, startBookeo } from "./support.ts";

const baseUrl = "https://my-studio.open-api.magicline.com";

describe("the same connection with other options", () => {
  test("has its own key, and everything else in common", async () => {
    const statuses: number[] = [];
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}), {
      headers: { "User-Agent": "my-app" },
      hooks: { onResponse: ({ status }) => statuses.push(status) },
    });
    const other = bookeo.withOptions({ apiKey: "key-of-another" });
    await bookeo.bookings.get("1");
    await other.bookings.get("1");
    expect(requests.map(({ headers }) => [headers["x-bookeo-apikey"], headers["user-agent"]])).toEqual([
      [keys.apiKey, "my-app"],
      ["key-of-another", "my-app"],
    ]);
    expect(requests[1]?.headers["x-bookeo-secretkey"]).toBe(keys.secretKey);
    expect(statuses).toEqual([200, 200]);
  });

  test("may have another host, headers, limits and language", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 500), { maxRetries: 0 });
    const elsewhere = await serve((_, response) => reply(response, 503));
    const other = bookeo.withOptions({
      baseUrl: elsewhere.baseUrl,
      headers: { "X-App": "other" },
      lang: "de-DE",
    });
    await other.bookings.get("1").result();
    expect(requests).toHaveLength(0);
    expect(elsewhere.requests).toHaveLength(1);
    expect(elsewhere.requests[0]?.headers["x-app"]).toBe("other");
    expect(elsewhere.requests[0]?.query.get("lang")).toBe("de-DE");
    await bookeo.bookings.get("1").result();
    expect(requests[0]?.query.has("lang")).toBe(false);
  });

  test("sends with the same fetch", async () => {
    const sent: string[] = [];
    const fetch = async (url: string) => {
      sent.push(url);
      return new Response("[]");
    };
    const classes = createClasses({ apiKey: "k", baseUrl, fetch });
    const other = classes.withOptions({ apiKey: "k2", baseUrl: "https://other.open-api.magicline.com" });
    await other.bookings.listByCustomer({ customerId: 1 });
    expect(sent).toEqual(["https://other.open-api.magicline.com/v1/classes/booking?customerId=1"]);
  });

  test("keeps what is undefined among the changes", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}));
    await bookeo.withOptions({ apiKey: undefined, baseUrl: undefined, hooks: undefined }).bookings.get("1");
    await bookeo.withOptions({}).bookings.get("1");
    expect(requests.map(({ headers }) => headers["x-bookeo-apikey"])).toEqual([keys.apiKey, keys.apiKey]);
  });

  test("is of the same class, with a client, request and requestList of its own", async () => {
    const { bookeo, requests } = await startBookeo((request, response) =>
      reply(response, 200, request.path === "/list" ? page([1], 1, 1) : {}),
    );
    const other = bookeo.withOptions({ apiKey: "key-of-another" });
    expect(other).toBeInstanceOf(bookeo.constructor);
    await other.client.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: "1" } } });
    await other.request("GET", "/x");
    await collect(other.requestList("/list"));
    await collect(other.bookings.list(range)).catch(() => {});
    expect(requests.map(({ headers }) => headers["x-bookeo-apikey"])).toEqual(
      Array(4).fill("key-of-another"),
    );
  });

  test.each<[name: string, changes: unknown, option: string | undefined]>([
    ["a key that cannot be sent", { apiKey: "with space" }, "apiKey"],
    ["an invalid base URL", { baseUrl: "somewhere" }, "baseUrl"],
    ["a misspelled option", { apikey: "k" }, "apikey"],
    ["an invalid limit", { timeoutMs: 0 }, "timeoutMs"],
    ["a key instead of options", "key-of-another", undefined],
    ["nothing", undefined, undefined],
    ["null", null, undefined],
  ])("throws a ConfigurationError at once for %s", (_name, changes, option) => {
    let error: unknown;
    try {
      createBookeo(keys).withOptions(changes as BookeoOptions);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).option).toBe(option);
  });

  test("does not change with the object that the options came in", async () => {
    const server = await serve((_, response) => reply(response, 200, {}));
    const headers: Record<string, string> = { "X-App": "mine" };
    const options: BookeoOptions = { ...keys, baseUrl: server.baseUrl, headers };
    const bookeo = createBookeo(options);
    options.secretKey = "changed";
    options.baseUrl = "https://example.com";
    headers["X-App"] = "changed";
    await bookeo.bookings.get("1");
    await bookeo.withOptions({ apiKey: "key-of-another" }).bookings.get("1");
    expect(
      server.requests.map((request) => [request.headers["x-bookeo-secretkey"], request.headers["x-app"]]),
    ).toEqual([
      [keys.secretKey, "mine"],
      [keys.secretKey, "mine"],
    ]);
  });
});

describe("middleware", () => {
  test("belongs to one object and is not copied", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}));
    bookeo.client.use({
      onRequest({ request }) {
        request.headers.set("X-Seen-By", "first");
        return request;
      },
    });
    const other = bookeo.withOptions({ apiKey: "key-of-another" });
    other.client.use({
      onRequest({ request }) {
        request.headers.append("X-Seen-By", "second");
        return request;
      },
    });
    await bookeo.bookings.get("1");
    await other.bookings.get("1");
    expect(requests.map(({ headers }) => headers["x-seen-by"])).toEqual(["first", "second"]);
  });
});

describe("the limiter", () => {
  const limiter = createLimiter();
  const noted = (lanes: string[]): NonNullable<BookeoOptions["limiter"]> => ({
    acquire(key, signal) {
      lanes.push(key);
      return limiter.acquire(key, signal);
    },
  });

  test("is shared, with a lane for each key, and learns no key", async () => {
    const lanes: string[] = [];
    const { bookeo } = await startBookeo((_, response) => reply(response, 200, {}), {
      limiter: noted(lanes),
    });
    const other = bookeo.withOptions({ apiKey: "key-of-another" });
    await bookeo.bookings.get("1");
    await bookeo.bookings.get("2");
    await other.bookings.get("1");
    await other.withOptions({ apiKey: keys.apiKey }).bookings.get("1");
    await bookeo.client.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: "1" } } });
    const [first, second, third, fourth, fifth] = lanes;
    expect([second, fourth, fifth]).toEqual([first, first, first]);
    expect(third).not.toBe(first);
    for (const lane of lanes) for (const key of Object.values(keys)) expect(lane).not.toContain(key);
  });

  test("has a lane that is the same in every process: at least 128 bits of the key's SHA-256", async () => {
    const lanes: string[] = [];
    const { bookeo } = await startBookeo((_, response) => reply(response, 200, {}), {
      limiter: noted(lanes),
    });
    await bookeo.bookings.get("1");
    const digest = createHash("sha256").update(keys.apiKey).digest("hex");
    expect(lanes[0]?.length).toBeGreaterThanOrEqual(32);
    expect(digest.startsWith(lanes[0] ?? "-")).toBe(true);
  });

  test("has a lane for each operation where the vendor counts so, whatever the host", async () => {
    const lanes: string[] = [];
    const fetch = async () => new Response("[]");
    const classes = createClasses({ apiKey: keys.apiKey, baseUrl, fetch, limiter: noted(lanes) });
    await classes.bookings.listByCustomer({ customerId: 1 });
    await classes.request("GET", "/v1/classes");
    await classes
      .withOptions({ baseUrl: "https://other.open-api.magicline.com" })
      .bookings.listByCustomer({ customerId: 2 });
    expect(new Set(lanes).size).toBe(2);
    expect(lanes[2]).toBe(lanes[0]);
  });

  test("is not asked for a call that is not sent", async () => {
    const lanes: string[] = [];
    const bookeo = createBookeo({ ...keys, limiter: noted(lanes) });
    await rejection(bookeo.bookings.get(".."));
    expect(lanes).toEqual([]);
  });
});

describe("what was read from the environment", () => {
  const names = ["BOOKEO_API_KEY", "BOOKEO_SECRET_KEY", "CLASSES_API_KEY", "CLASSES_BASE_URL"];
  beforeEach(() => {
    for (const name of names) vi.stubEnv(name, undefined);
  });
  afterEach(() => vi.unstubAllEnvs());

  test("stays with a second account", async () => {
    const server = await serve((_, response) => reply(response, 200, {}));
    vi.stubEnv("BOOKEO_API_KEY", "first");
    vi.stubEnv("BOOKEO_SECRET_KEY", "secret");
    vi.stubEnv("CLASSES_API_KEY", "studio");
    vi.stubEnv("CLASSES_BASE_URL", server.baseUrl.replace("/v2", ""));
    const bookeo = createBookeo({ baseUrl: server.baseUrl });
    const classes = createClasses();
    for (const name of names) vi.stubEnv(name, undefined);
    await bookeo.withOptions({ apiKey: "second" }).bookings.get("1");
    await classes.withOptions({ apiKey: "other" }).bookings.listByCustomer({ customerId: 1 });
    expect(server.requests[0]?.headers).toMatchObject({
      "x-bookeo-apikey": "second",
      "x-bookeo-secretkey": "secret",
    });
    expect(server.requests[1]?.headers).toMatchObject({ "x-api-key": "other" });
  });
});
