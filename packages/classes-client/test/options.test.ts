import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { type ClassesClientOptions, ConfigurationError, createClassesClient } from "../src/index.ts";
import { servers } from "../src/internal.ts";

const apiKey = "KEYxq81TEST";
const baseUrl = "https://my-studio.open-api.magicline.com";

describe("a wrong option is an error at once, which names it and shows no key", () => {
  const cases: [name: string, options: unknown, message: RegExp][] = [
    [
      "no api key",
      { baseUrl },
      /^apiKey is missing: pass it, or set the environment variable CLASSES_API_KEY/,
    ],
    ["no base URL", { apiKey }, /^baseUrl is missing: each tenant has a server of its own/],
    [
      "a tenant that was not filled in",
      { apiKey, baseUrl: "https://{tenant}.open-api.magicline.com" },
      /a \{variable\} that is not filled in/,
    ],
    [
      "a key with a blank at its end",
      { apiKey: `${apiKey} `, baseUrl },
      /^apiKey has white space or a newline at its end/,
    ],
    ["a misspelled option", { apiKey, baseUrl, header: {} }, /^The client has no option "header"/],
  ];
  test.each(cases)("%s", (_name, options, message) => {
    expect(() => createClassesClient(options as ClassesClientOptions)).toThrow(ConfigurationError);
    expect(() => createClassesClient(options as ClassesClientOptions)).toThrow(message);
    try {
      createClassesClient(options as ClassesClientOptions);
    } catch (error) {
      expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(apiKey);
    }
  });
});

test("the key travels in its header and the paths keep their version", async () => {
  let sent: { url: string; headers: Headers } | undefined;
  const client = createClassesClient({
    apiKey,
    baseUrl,
    fetch: async (url, init) => {
      sent = { url, headers: new Headers(init.headers) };
      return Response.json([]);
    },
  });
  const { data } = await client.GET("/v1/classes/booking", { params: { query: { customerId: 14925548 } } });
  expect(data).toEqual([]);
  expect(sent?.url).toBe(`${baseUrl}/v1/classes/booking?customerId=14925548`);
  expect(sent?.headers.get("X-API-KEY")).toBe(apiKey);
});

test.each(["", "/", "//", "/v1", "/v1/", "/v1//"])(
  "a base URL that ends with %j leads to the same path, with the version once",
  async (end) => {
    let sent = "";
    const client = createClassesClient({
      apiKey,
      baseUrl: baseUrl + end,
      fetch: async (url) => {
        sent = url;
        return Response.json([]);
      },
    });
    await client.GET("/v1/classes/booking", { params: { query: { customerId: 1 } } });
    expect(sent).toBe(`${baseUrl}/v1/classes/booking?customerId=1`);
  },
);

test("every server of the document is one that the client accepts", () => {
  expect(servers.length).toBeGreaterThan(0);
  for (const server of servers)
    expect(() => createClassesClient({ apiKey, baseUrl: server.replaceAll(/\{\w+\}/g, "a") })).not.toThrow();
});
