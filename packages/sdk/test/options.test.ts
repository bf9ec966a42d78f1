import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type BookeoOptions, createBookeo } from "../src/bookeo/index.ts";
import { type ClassesOptions, createClasses } from "../src/classes/index.ts";
import { ConfigurationError, createLimiter } from "../src/index.ts";
import { keys, printed, rejection, reply, serve, startBookeo } from "./support.ts";

const baseUrl = "https://my-studio.open-api.magicline.com";

function thrownBy(create: () => unknown): Error & Record<string, unknown> {
  try {
    create();
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error("Nothing was thrown.");
}

describe("a wrong option is an error at once, which names it and shows no key", () => {
  const cases: [name: string, options: unknown, option: string | undefined, message: RegExp][] = [
    [
      "no api key",
      { secretKey: keys.secretKey },
      "apiKey",
      /^apiKey is missing: is the environment variable set\?/,
    ],
    ["no secret key", { apiKey: keys.apiKey }, "secretKey", /^secretKey is missing/],
    ["an empty key", { ...keys, apiKey: "" }, "apiKey", /^apiKey is missing/],
    ["a key with a newline", { ...keys, secretKey: `${keys.secretKey}\n` }, "secretKey", /use trim\(\)/],
    ["plain http", { ...keys, baseUrl: "http://api.bookeo.com/v2" }, "baseUrl", /plain http/],
    [
      "a misspelt option",
      { ...keys, baseURL: "http://127.0.0.1" },
      "baseURL",
      /There is no option "baseURL"/,
    ],
    ["an option of the other API", { ...keys, studio: "x" }, "studio", /There is no option "studio"/],
    ["a time that is none", { ...keys, timeoutMs: "5" }, "timeoutMs", /must be a number/],
    ["a fetch that is none", { ...keys, fetch: "fetch" }, "fetch", /must be a function/],
    [
      "a header of a key",
      { ...keys, headers: { "x-bookeo-apikey": "o" } },
      "headers",
      /has an option of its own/,
    ],
    [
      "a header with a line break",
      { ...keys, headers: { "X-App": "a\nX: y" } },
      "headers",
      /without line breaks/,
    ],
    ["null", null, undefined, /must be an object/],
  ];
  test.each(cases)("%s", (_name, options, option, message) => {
    const error = thrownBy(() => createBookeo(options as BookeoOptions));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.option).toBe(option);
    expect(error.message).toMatch(message);
    for (const key of Object.values(keys)) expect(printed(error)).not.toContain(key);
  });

  const classesCases: [name: string, options: unknown, option: string, message: RegExp][] = [
    ["no base URL", { apiKey: "k" }, "baseUrl", /each tenant has a server of its own/],
    [
      "a base URL with a version",
      { apiKey: "k", baseUrl: `${baseUrl}/v1/` },
      "baseUrl",
      /ends with a version/,
    ],
    [
      "a tenant that is not filled in",
      { apiKey: "k", baseUrl: "https://{tenant}.x.com" },
      "baseUrl",
      /not filled in/,
    ],
    [
      "a secret key, which this API has not",
      { apiKey: "k", baseUrl, secretKey: "s" },
      "secretKey",
      /no option/,
    ],
  ];
  test.each(classesCases)("classes: %s", (_name, options, option, message) => {
    const error = thrownBy(() => createClasses(options as ClassesOptions));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.option).toBe(option);
    expect(error.message).toMatch(message);
  });
});

describe("keys from the environment", () => {
  const names = ["BOOKEO_API_KEY", "BOOKEO_SECRET_KEY", "CLASSES_API_KEY", "CLASSES_BASE_URL"];
  beforeEach(() => {
    for (const name of names) vi.stubEnv(name, undefined);
  });
  afterEach(() => vi.unstubAllEnvs());

  test("are taken where an option is not given", async () => {
    const server = await serve((_, response) => reply(response, 200, {}));
    vi.stubEnv("BOOKEO_API_KEY", "from-env");
    vi.stubEnv("BOOKEO_SECRET_KEY", "secret-from-env");
    await createBookeo({ baseUrl: server.baseUrl }).bookings.get("1");
    await createBookeo({ baseUrl: server.baseUrl, apiKey: "mine" }).bookings.get("1");
    expect(
      server.requests.map(({ headers }) => [headers["x-bookeo-apikey"], headers["x-bookeo-secretkey"]]),
    ).toEqual([
      ["from-env", "secret-from-env"],
      ["mine", "secret-from-env"],
    ]);
  });

  test("the other API has its own, and its server's address too", async () => {
    const server = await serve((_, response) => reply(response, 200, []));
    vi.stubEnv("CLASSES_API_KEY", "studio-key");
    vi.stubEnv("CLASSES_BASE_URL", server.baseUrl.replace("/v2", ""));
    expect(await createClasses().bookings.listByCustomer({ customerId: 1 })).toEqual([]);
    expect(server.requests[0]?.headers["x-api-key"]).toBe("studio-key");
    expect(server.requests[0]?.path).toBe("/v1/classes/booking");
  });

  test("an empty one is missing", () => {
    vi.stubEnv("BOOKEO_API_KEY", "");
    expect(() => createBookeo({ secretKey: "s" })).toThrow(
      /^apiKey is missing: is the environment variable set/,
    );
  });

  test("a runtime without an environment is no problem", () => {
    vi.stubGlobal("process", undefined);
    try {
      expect(() => createBookeo({ apiKey: "a" })).toThrow(/^secretKey is missing/);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("what was read once stays with a second account", async () => {
    const server = await serve((_, response) => reply(response, 200, {}));
    vi.stubEnv("BOOKEO_API_KEY", "first");
    vi.stubEnv("BOOKEO_SECRET_KEY", "secret");
    vi.stubEnv("CLASSES_API_KEY", "studio");
    vi.stubEnv("CLASSES_BASE_URL", server.baseUrl.replace("/v2", ""));
    const bookeo = createBookeo({ baseUrl: server.baseUrl });
    const classes = createClasses();
    for (const name of names) vi.stubEnv(name, undefined);
    await bookeo.withApiKey("second").bookings.get("1");
    await classes.withApiKey("other").bookings.listByCustomer({ customerId: 1 });
    expect(server.requests[0]?.headers).toMatchObject({
      "x-bookeo-apikey": "second",
      "x-bookeo-secretkey": "secret",
    });
    expect(server.requests[1]?.headers).toMatchObject({ "x-api-key": "other" });
  });
});

describe("in a browser", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("the SDK refuses to run, and says why and what to do", () => {
    vi.stubGlobal("document", {});
    for (const create of [() => createBookeo(keys), () => createClasses({ apiKey: "k", baseUrl })]) {
      const error = thrownBy(create);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.option).toBe("dangerouslyAllowBrowser");
      expect(error.message).toMatch(/everybody can read the keys/);
    }
  });

  test("unless it is told that a proxy adds the keys", () => {
    vi.stubGlobal("document", {});
    expect(() => createBookeo({ ...keys, dangerouslyAllowBrowser: true }).withApiKey("b")).not.toThrow();
    expect(() => createClasses({ apiKey: "k", baseUrl, dangerouslyAllowBrowser: true })).not.toThrow();
    const almost = { ...keys, dangerouslyAllowBrowser: "true" } as unknown as BookeoOptions;
    expect(() => createBookeo(almost)).toThrow(ConfigurationError);
  });
});

describe("another account of the same application", () => {
  test("has its own key, and everything else in common", async () => {
    const told: number[] = [];
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}), {
      headers: { "User-Agent": "my-app" },
      hooks: { onResponse: ({ status }) => told.push(status) },
    });
    const other = bookeo.withApiKey("key-of-another");
    await bookeo.bookings.get("1");
    await other.bookings.get("1");
    expect(requests.map(({ headers }) => [headers["x-bookeo-apikey"], headers["user-agent"]])).toEqual([
      [keys.apiKey, "my-app"],
      ["key-of-another", "my-app"],
    ]);
    expect(requests[1]?.headers["x-bookeo-secretkey"]).toBe(keys.secretKey);
    expect(told).toEqual([200, 200]);
  });

  test("waits in a lane of its own of the same limiter, which learns no key", async () => {
    const lanes: string[] = [];
    const limiter = createLimiter();
    const { bookeo } = await startBookeo((_, response) => reply(response, 200, {}), {
      limiter: {
        acquire(key, signal) {
          lanes.push(key);
          return limiter.acquire(key, signal);
        },
      },
    });
    await bookeo.bookings.get("1");
    await bookeo.bookings.get("2");
    await bookeo.withApiKey("key-of-another").bookings.get("1");
    await bookeo.withApiKey("key-of-another").withApiKey(keys.apiKey).bookings.get("1");
    expect(lanes[1]).toBe(lanes[0]);
    expect(lanes[2]).not.toBe(lanes[0]);
    expect(lanes[3]).toBe(lanes[0]);
    for (const lane of lanes) expect(keys.apiKey).not.toContain(lane);
  });

  test("must have a key that can be sent", () => {
    expect(() => createBookeo(keys).withApiKey("with space")).toThrow(ConfigurationError);
  });

  test("does not change with the object that the options came in", async () => {
    const server = await serve((_, response) => reply(response, 200, {}));
    const options: BookeoOptions = { ...keys, baseUrl: server.baseUrl, headers: { "X-App": "mine" } };
    const bookeo = createBookeo(options);
    options.secretKey = "changed";
    options.baseUrl = "https://example.com";
    await bookeo.bookings.get("1");
    await bookeo.withApiKey("b").bookings.get("1");
    expect(server.requests.map(({ headers }) => headers["x-bookeo-secretkey"])).toEqual([
      keys.secretKey,
      keys.secretKey,
    ]);
  });
});

describe("the headers of a call", () => {
  test.each(["X-Bookeo-apiKey", "x-bookeo-secretkey"])("cannot replace a key: %s", async (name) => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}));
    const error = await rejection(bookeo.bookings.get("1", {}, { headers: { [name]: "stolen" } }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain(`${name} carries a key`);
    expect(requests).toHaveLength(0);
  });

  test("that cannot be sent are an error of their own, and nothing is sent or tried again", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}));
    const secret = "line one\nline two";
    const error = await rejection(
      bookeo.bookings.create(
        { productId: "p", participants: { numbers: [] } },
        {},
        { headers: { "X-Note": secret } },
      ),
    );
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(printed(error)).not.toContain("line one");
    expect(requests).toHaveLength(0);
  });

  test("replace the client's, and the SDK's own, in whatever case they are written", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}), {
      headers: { "X-App": "client", ACCEPT: "application/vnd.x+json" },
    });
    await bookeo.bookings.get("1");
    await bookeo.bookings.get("1", {}, { headers: { "x-app": "call", Accept: "text/plain" } });
    expect(requests.map(({ headers }) => [headers["x-app"], headers.accept])).toEqual([
      ["client", "application/vnd.x+json"],
      ["call", "text/plain"],
    ]);
  });
});
