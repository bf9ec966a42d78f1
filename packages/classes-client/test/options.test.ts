import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { type ClassesClientOptions, ConfigurationError, createClassesClient } from "../src/index.ts";

const apiKey = "KEYxq81TEST";
const baseUrl = "https://my-studio.open-api.magicline.com";

describe("a wrong option is an error at once, which names it and shows no key", () => {
  const cases: [name: string, options: unknown, message: RegExp][] = [
    ["no api key", { baseUrl }, /^apiKey is missing: is the environment variable set\?/],
    ["no base URL", { apiKey }, /^baseUrl is missing: each tenant has a server of its own/],
    [
      "a tenant that was not filled in",
      { apiKey, baseUrl: "https://{tenant}.open-api.magicline.com" },
      /a \{variable\} that is not filled in/,
    ],
    [
      "a base URL with the version in it",
      { apiKey, baseUrl: `${baseUrl}/v1` },
      /^baseUrl ends with a version/,
    ],
    [
      "a key with a blank at its end",
      { apiKey: `${apiKey} `, baseUrl },
      /^apiKey has white space or a newline at its end/,
    ],
    ["a misspelt option", { apiKey, baseUrl, header: {} }, /^There is no option "header"/],
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
