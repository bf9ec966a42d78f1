import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type BookeoOptions, createBookeo } from "../src/bookeo/index.ts";
import { type ClassesOptions, createClasses } from "../src/classes/index.ts";
import { ConfigurationError } from "../src/index.ts";
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
      /^apiKey is missing: pass it, or set the environment variable BOOKEO_API_KEY\./,
    ],
    ["no secret key", { apiKey: keys.apiKey }, "secretKey", /^secretKey is missing.*BOOKEO_SECRET_KEY/],
    ["an empty key", { ...keys, apiKey: "" }, "apiKey", /^apiKey is missing/],
    ["a key with a newline", { ...keys, secretKey: `${keys.secretKey}\n` }, "secretKey", /use trim\(\)/],
    ["plain http", { ...keys, baseUrl: "http://api.bookeo.com/v2" }, "baseUrl", /plain http/],
    [
      "a misspelled option",
      { ...keys, baseURL: "http://127.0.0.1" },
      "baseURL",
      /The client has no option "baseURL"\. Known: .*baseUrl/,
    ],
    ["an option of the other API", { ...keys, studio: "x" }, "studio", /The client has no option "studio"/],
    ["an invalid time", { ...keys, timeoutMs: "5" }, "timeoutMs", /must be a number above 0/],
    ["half a retry", { ...keys, maxRetries: 1.5 }, "maxRetries", /must be a whole number/],
    ["an invalid limiter", { ...keys, limiter: {} }, "limiter", /use createLimiter/],
    ["an invalid account", { ...keys, account: "" }, "account", /must be a string that is not empty/],
    ["an invalid language", { ...keys, lang: "" }, "lang", /must be a string that is not empty/],
    ["an invalid fetch", { ...keys, fetch: "fetch" }, "fetch", /must be a function/],
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
      /characters up to U\+00FF/,
    ],
    ["null", null, undefined, /must be an object/],
    [
      "a hook that does not exist",
      { ...keys, hooks: { onFail() {} } },
      "onFail",
      /^hooks has no option "onFail"\. Known: onRequest/,
    ],
    [
      "a hook that is not a function",
      { ...keys, hooks: { onError: true } },
      "hooks.onError",
      /must be a function/,
    ],
    ["a list of hooks", { ...keys, hooks: [{}] }, "hooks", /must be one object of functions/],
    ["a validator that is not a function", { ...keys, validate: true }, "validate", /must be a function/],
  ];
  test.each(cases)("%s", (_name, options, option, message) => {
    const error = thrownBy(() => createBookeo(options as BookeoOptions));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.option).toBe(option);
    expect(error.message).toMatch(message);
    for (const key of Object.values(keys)) expect(printed(error)).not.toContain(key);
  });

  const classesCases: [name: string, options: unknown, option: string, message: RegExp][] = [
    ["no base URL", { apiKey: "k" }, "baseUrl", /each tenant has a server of its own.*CLASSES_BASE_URL/],
    ["a language, which this API has not", { apiKey: "k", baseUrl, lang: "de" }, "lang", /no option/],
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

describe("base URLs", () => {
  test.each(["", "/", "/v2", "/v2/", "/v2//", "/a/v2"])(
    "are used without the slashes at their end: %s",
    async (path) => {
      const { baseUrl: served, requests } = await serve((_, response) => reply(response, 200, {}));
      const bookeo = createBookeo({ ...keys, baseUrl: served.replace("/v2", path) });
      await bookeo.request("GET", "/x");
      expect(requests[0]?.url).toBe(`${path.replace(/\/+$/, "")}/x`);
    },
  );

  test.each(["", "/v1", "/v1/", "/v1//"])(
    "name a version once, where every path of the API has it: %s",
    async (path) => {
      const { baseUrl: served, requests } = await serve((_, response) => reply(response, 200, []));
      const classes = createClasses({ apiKey: "k", baseUrl: served.replace("/v2", path) });
      await classes.bookings.listByCustomer({ customerId: 1 });
      expect(requests[0]?.url).toBe("/v1/classes/booking?customerId=1");
    },
  );

  test("plain http is for loopback hosts, or where the option says so", async () => {
    const baseUrl = "http://mock:4010/v2";
    expect(() => createBookeo({ ...keys, baseUrl })).toThrow(/allowInsecureHttp/);
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return new Response("{}");
    };
    await createBookeo({ ...keys, baseUrl, fetch, allowInsecureHttp: true }).bookings.get("1");
    expect(asked).toEqual(["http://mock:4010/v2/bookings/1"]);
  });
});

describe("a language", () => {
  test("of the client is sent with every call that does not name one", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}), {
      lang: "de-DE",
    });
    await bookeo.bookings.get("1");
    await bookeo.bookings.get("1", { lang: "fr-FR" });
    await bookeo.bookings.get("1", { lang: undefined });
    expect(requests.map(({ query }) => query.getAll("lang"))).toEqual([["de-DE"], ["fr-FR"], ["de-DE"]]);
  });
});

describe("keys from the environment", () => {
  const names = [
    "BOOKEO_API_KEY",
    "BOOKEO_SECRET_KEY",
    "BOOKEO_BASE_URL",
    "CLASSES_API_KEY",
    "CLASSES_BASE_URL",
  ];
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

  test("the base URL of an API with a server of its own may come from one too, and an option comes before it", async () => {
    const [fromVariable, fromOption] = [1, 2].map(() => serve((_, response) => reply(response, 200, {})));
    vi.stubEnv("BOOKEO_BASE_URL", (await fromVariable)?.baseUrl);
    await createBookeo(keys).bookings.get("1");
    await createBookeo({ ...keys, baseUrl: (await fromOption)?.baseUrl }).bookings.get("2");
    expect((await fromVariable)?.requests.map(({ path }) => path)).toEqual(["/bookings/1"]);
    expect((await fromOption)?.requests.map(({ path }) => path)).toEqual(["/bookings/2"]);
    vi.stubEnv("BOOKEO_BASE_URL", "");
    expect(() => createBookeo(keys)).not.toThrow();
    vi.stubEnv("BOOKEO_BASE_URL", "127.0.0.1");
    expect(() => createBookeo(keys)).toThrow(/^baseUrl/);
  });

  test("an empty one is missing", () => {
    vi.stubEnv("BOOKEO_API_KEY", "");
    expect(() => createBookeo({ secretKey: "s" })).toThrow(
      /^apiKey is missing: pass it, or set the environment variable BOOKEO_API_KEY/,
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
});

describe("in a page", () => {
  beforeEach(() => {
    vi.stubGlobal("process", undefined);
    vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 (X11; Linux x86_64)" });
  });
  afterEach(() => vi.unstubAllGlobals());

  test("the SDK rejects to run, and says why and what to do", () => {
    for (const create of [() => createBookeo(keys), () => createClasses({ apiKey: "k", baseUrl })]) {
      const error = thrownBy(create);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.option).toBe("dangerouslyAllowBrowser");
      expect(error.message).toMatch(/everyone can read the keys.*Make calls from a server/);
    }
  });

  test("unless the option says so, and nothing but true does", () => {
    const allowed = { ...keys, dangerouslyAllowBrowser: true };
    expect(() => createBookeo(allowed).withOptions({ apiKey: "b" })).not.toThrow();
    expect(() => createClasses({ apiKey: "k", baseUrl, dangerouslyAllowBrowser: true })).not.toThrow();
    const almost = { ...keys, dangerouslyAllowBrowser: "true" } as unknown as BookeoOptions;
    expect(() => createBookeo(almost)).toThrow(ConfigurationError);
  });

  test("a relative base URL leads to the page's own proxy, which adds the keys", async () => {
    vi.stubGlobal("location", { href: "https://shop.example/book/now?x=1" });
    const sent: [string, Headers][] = [];
    const bookeo = createBookeo({
      baseUrl: "/api/",
      fetch: async (url, { headers }) => {
        sent.push([url, new Headers(headers)]);
        return new Response("{}");
      },
    });
    await bookeo.bookings.get("1");
    expect(sent[0]?.[0]).toBe("https://shop.example/api/bookings/1");
    expect([...(sent[0]?.[1].keys() ?? [])].filter((name) => name.startsWith("x-"))).toEqual([]);
  });
});

test("a test environment with a document, such as jsdom, is no page", () => {
  vi.stubGlobal("document", {});
  vi.stubGlobal("window", {});
  try {
    expect(() => createBookeo(keys)).not.toThrow();
  } finally {
    vi.unstubAllGlobals();
  }
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
