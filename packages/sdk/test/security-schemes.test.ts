import { inspect } from "node:util";
import {
  type ApiSetup,
  basicCredentials,
  callerOf,
  createApiClient,
  type SecurityScheme,
} from "@booking-apis/transport/internal";
import createClient from "openapi-fetch";
import { describe, expect, test, vi } from "vitest";
import { printed, rejection, reply, serve, setupOf } from "./support.ts";

const header: SecurityScheme = { in: "header", name: "X-Key" };
const query: SecurityScheme = { in: "query", name: "api key" };
const bearer: SecurityScheme = { in: "header", name: "Authorization", prefix: "Bearer " };
const basic: SecurityScheme = { in: "header", name: "Authorization", prefix: "Basic ", isBasic: true };
const cookie: SecurityScheme = { in: "header", name: "Cookie", prefix: "session=" };

interface Client {
  GET(path: string, init?: object): Promise<{ data?: unknown; response: Response }>;
  use(middleware: object): void;
}

const setup = (schemes: Record<string, SecurityScheme>, security?: SecurityScheme[][]): ApiSetup =>
  setupOf({
    operations: { "GET /a": { query: true } },
    credentials: basicCredentials,
    keys: Object.fromEntries(
      Object.entries(schemes).map(([option, scheme]) => [
        option,
        { scheme, variable: `TEST_${option.toUpperCase()}` },
      ]),
    ),
    security: security ?? [Object.values(schemes)],
    accountKey: Object.keys(schemes)[0] ?? "",
  });

const create = (api: ApiSetup, options: object) =>
  createApiClient(createClient, api, { maxRetries: 0, ...options }) as unknown as Client;

async function start(api: ApiSetup, options: object, status = 200) {
  const { baseUrl, requests } = await serve(({ headers, url }, response) =>
    reply(response, status, { message: `${url} ${headers.authorization}` }),
  );
  return { client: create(api, { baseUrl, ...options }), requests };
}

describe("a key arrives as its security scheme says", () => {
  test.each([
    ["in a header", { key: header }, { key: "abc" }, { url: "/v2/a?q=1", headers: { "x-key": "abc" } }],
    ["in the query", { key: query }, { key: "a&b=c+d" }, { url: "/v2/a?q=1&api+key=a%26b%3Dc%2Bd" }],
    ["as a bearer token", { token: bearer }, { token: "abc" }, { headers: { authorization: "Bearer abc" } }],
    ["in a cookie", { session: cookie }, { session: "abc" }, { headers: { cookie: "session=abc" } }],
    [
      "as a user name and a password",
      { login: basic },
      { login: { username: "zoë", password: "s:é" } },
      { headers: { authorization: `Basic ${Buffer.from("zoë:s:é").toString("base64")}` } },
    ],
    [
      "together with another",
      { key: query, token: bearer },
      { key: "abc", token: "def" },
      { url: "/v2/a?q=1&api+key=abc", headers: { authorization: "Bearer def" } },
    ],
  ])("%s", async (_, schemes, options, expected) => {
    const { client, requests } = await start(setup(schemes as Record<string, SecurityScheme>), options);
    await client.GET("/a", { params: { query: { q: "1" } } });
    expect(requests[0]).toMatchObject(expected);
  });
});

test("keys may come from the environment, a user name and a password in one variable", async () => {
  vi.stubEnv("TEST_LOGIN", "zoe:secret");
  try {
    const { client, requests } = await start(setup({ login: basic }), {});
    await client.GET("/a");
    expect(requests[0]?.headers.authorization).toBe(`Basic ${btoa("zoe:secret")}`);
  } finally {
    vi.unstubAllEnvs();
  }
});

describe("of several ways to call an API one is enough", () => {
  const api = setup({ key: header, token: bearer, login: basic }, [[header, bearer], [basic]]);
  const baseUrl = "http://127.0.0.1:9/v2";
  test.each([
    ["the first", { key: "a", token: "b" }],
    ["the second", { login: { username: "a", password: "b" } }],
  ])("%s", (_, options) => {
    expect(() => create(api, { baseUrl, ...options })).not.toThrow();
  });
  test.each([
    ["none of them", {}, /^login must|^login is missing/],
    ["half of one", { key: "a" }, /^token is missing/],
    [
      "two that are sent in the same header",
      { key: "a", token: "b", login: { username: "a", password: "b" } },
      /^login is sent in Authorization as another key/,
    ],
    [
      "a user name with a colon",
      { login: { username: "a:b", password: "SECRET" } },
      /^login must be \{ username/,
    ],
    ["no password", { login: { username: "a" } }, /^login must be \{ username/],
    ["a line break", { login: { username: "a", password: "SECRET\n" } }, /^login must be \{ username/],
    ["a token with a blank", { key: "a", token: "SECRET b" }, /^token has white space/],
  ])("but not %s", (_, options, message) => {
    const thrown = (() => {
      try {
        create(api, { baseUrl, ...options });
      } catch (error) {
        return error as Error;
      }
    })();
    expect(thrown?.message).toMatch(message);
    expect(printed(thrown)).not.toContain("SECRET");
  });
  test("an API that needs no key takes none", () => {
    expect(() => create(setup({ key: header }, []), { baseUrl })).not.toThrow();
  });
});

describe("nothing but the client sets a key", () => {
  const api = setup({ key: query, token: bearer });
  test.each([
    [{ params: { query: { "api key": "x" } } }, /^query cannot be sent: api key carries a key/],
    [{ headers: { Authorization: "x" } }, /^headers cannot be sent: Authorization carries a key/],
  ])("%j", async (init, message) => {
    const { client, requests } = await start(api, { key: "abc", token: "def" });
    expect((await rejection(client.GET("/a", init))).message).toMatch(message);
    expect(requests).toEqual([]);
  });
});

test("a key in the query is in no response, no event, no error, and no middleware sees it", async () => {
  const seen: unknown[] = [];
  const hooks = Object.fromEntries(
    ["onRequest", "onResponse", "onError", "onAttemptError"].map((name) => [
      name,
      (event: unknown) => seen.push(event),
    ]),
  );
  const api = setup({ key: query, login: basic });
  const options = { key: "SECRETq8sd7TEST", login: { username: "zoe", password: "PASSWORD77" }, hooks };
  for (const isReal of [false, true]) {
    const { client } = await start(api, options);
    if (isReal) client.use({ onRequest: ({ request }: { request: Request }) => void seen.push(request.url) });
    const { response } = await client.GET("/a");
    seen.push(response, response.url, response.clone());
    expect(response.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v2\/a$|^$/);
    const closed = create(api, { ...options, baseUrl: "http://127.0.0.1:9/v2" });
    seen.push(await rejection(closed.GET("/a")));
  }
  expect(inspect(seen, { depth: 9 }) + printed(seen)).not.toMatch(/SECRETq8|PASSWORD77|em9lOlBB/);
});

test("what a vendor quotes of a key is removed, in the form in which it was sent too", async () => {
  const { client } = await start(setup({ login: basic }), {
    login: { username: "zoe", password: "PASSWORD77" },
  });
  expect(callerOf(client).keys).toEqual([btoa("zoe:PASSWORD77"), "PASSWORD77"]);
});
