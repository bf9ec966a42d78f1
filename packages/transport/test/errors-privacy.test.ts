import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { createTransport, type Transport, TransportError, type TransportOptions } from "../src/index.ts";
import { unusedOrigin } from "./servers.ts";

const KEY = "K3y/with+odd=signs&more";
const PASSWORD = "pass wörd/1";
const BODY = '{"customer":"Ada Lovelace"}';
const URL_ = `https://a.example/customers/1/authenticate?password=${encodeURIComponent(PASSWORD)}`;

/** Every way in which an error may come to be seen. */
function views(error: Error): string {
  const all = [
    String(error),
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
  ];
  const clone = structuredClone(error);
  all.push(clone.stack, inspect(clone, { depth: Number.POSITIVE_INFINITY, showHidden: true }));
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    all.push(
      String(cause),
      cause.stack,
      JSON.stringify(cause),
      inspect({ ...cause }, { depth: 9, showHidden: true }),
    );
  }
  return all.join("\n");
}

function expectSilence(error: unknown): void {
  expect(error).toBeInstanceOf(TransportError);
  const seen = views(error as Error);
  for (const secret of [KEY, PASSWORD, BODY]) {
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ a: secret }).toString().slice(2),
      JSON.stringify(secret).slice(1, -1),
    ]) {
      expect(seen).not.toContain(spelling);
    }
  }
  expect(seen).not.toContain("Lovelace");
}

const init = { method: "POST", headers: { "x-key": KEY }, body: BODY };

async function fail(
  thrown: unknown,
  options: Partial<TransportOptions> = {},
  url: string | Request = URL_,
  request: RequestInit | null = init,
) {
  const custom: Transport = () => {
    throw thrown;
  };
  const fetch = createTransport({
    baseUrl: "https://a.example",
    fetch: custom,
    secretQueryParameters: ["password"],
    ...options,
  });
  return fetch(url, request ?? undefined).catch((error: unknown) => error);
}

const withProperties = (error: Error, properties: object): Error => Object.assign(error, properties);
const text = `cannot send ${KEY} ${encodeURIComponent(KEY)} to ${URL_} ${PASSWORD} ${BODY}`;

function circular(): Error {
  const error = new Error(text);
  error.cause = withProperties(new Error(text), { cause: error });
  return error;
}

function deep(levels: number): Error {
  return levels === 0 ? new Error(text) : new Error(text, { cause: deep(levels - 1) });
}

const THROWN: [string, unknown][] = [
  ["in its message", new Error(text)],
  ["in its name", withProperties(new Error("x"), { name: KEY })],
  ["in its code", withProperties(new Error("x"), { code: KEY })],
  ["in its stack", withProperties(new Error("x"), { stack: text })],
  [
    "in own properties",
    withProperties(new Error("x"), { config: { headers: { "x-key": KEY }, data: BODY }, request: text }),
  ],
  ["in its cause", new Error("x", { cause: new Error(text) })],
  ["in a cause that is no error", new Error("x", { cause: text })],
  ["in a cause that is an object", new Error("x", { cause: { headers: { key: KEY }, message: text } })],
  [
    "in the errors of an AggregateError",
    new AggregateError([new Error(text), text, { message: text }], text),
  ],
  ["in a circle", circular()],
  ["in a deep chain", deep(50)],
  ["in a string", text],
  ["in an object", { message: text, key: KEY }],
  [
    "behind a getter that throws",
    Object.defineProperty(new Error("x"), "message", {
      get: () => {
        throw new Error(text);
      },
    }),
  ],
  ["in toString and toJSON", withProperties(new Error("x"), { toString: () => text, toJSON: () => text })],
];

describe("an error of the underlying fetch may hold secrets", () => {
  test.each(THROWN)("%s, and none comes through", async (_, thrown) => {
    expectSilence(await fail(thrown));
  });

  test.each(THROWN)(
    "%s, with a Request and registered secrets, and none comes through",
    async (_, thrown) => {
      const request = new Request(URL_, {
        method: "POST",
        headers: { Authorization: `Bearer ${KEY}` },
        body: "x",
      });
      expectSilence(await fail(thrown, { secrets: [BODY] }, request, null));
    },
  );
});

test("a secret that was registered after the transport was made is hidden, too", async () => {
  const secrets = new Set<string>();
  const custom: Transport = () => Promise.reject(new Error(`no ${KEY}`));
  const fetch = createTransport({ baseUrl: "https://a.example", fetch: custom, secrets });
  secrets.add(KEY);
  const error = await fetch("https://a.example/").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ cause: { message: "no [redacted]" } });
});

test.each([
  ["Headers", () => new Headers({ "x-key": KEY, accept: "application/json" })],
  ["pairs", () => [["x-key", KEY] as [string, string], ["Accept", "application/json"] as [string, string]]],
  ["a record", () => ({ "X-Key": KEY, ACCEPT: "application/json" })],
])("header values are secrets without being registered, except harmless ones: %s", async (_, headers) => {
  const error = await fail(new Error(`${KEY} application/json`), {}, URL_, { headers: headers() });
  expect(error).toMatchObject({ cause: { message: "[redacted] application/json" } });
});

test("a key that the runtime refuses to put in a header is not printed", async () => {
  const fetch = createTransport({ baseUrl: "https://a.example" });
  const error = await fetch("https://a.example/", { headers: { "x-key": `${KEY}\nx` } }).catch(
    (thrown: unknown) => thrown,
  );
  expectSilence(error);
});

test("a refused connection shows the path and no query", async () => {
  const origin = await unusedOrigin();
  const fetch = createTransport({ baseUrl: origin, secretQueryParameters: ["password"] });
  const error = await fetch(URL_.replace("https://a.example", origin), init).catch(
    (thrown: unknown) => thrown,
  );
  expectSilence(error);
  expect(error).toMatchObject({ url: `${origin}/customers/1/authenticate` });
});

test("a key in the path of a request is hidden", async () => {
  const error = await fail(
    new Error("x"),
    { secrets: [KEY] },
    `https://a.example/${encodeURIComponent(KEY)}/x`,
  );
  expect(error).toMatchObject({ url: "https://a.example/[redacted]/x" });
});

test("a request to another origin shows that origin only", async () => {
  for (const url of [
    `https://other.example/${KEY}?${KEY}`,
    `https://u:${encodeURIComponent(KEY)}@a.example/`,
    `not a URL ${KEY}`,
  ]) {
    expectSilence(await fail(new Error("x"), { secrets: [KEY] }, url));
  }
});

test("the copied cause looks like the original, and has no empty fields", async () => {
  const error = await fail(withProperties(new TypeError("fetch failed"), { more: 1 }));
  expect(inspect((error as Error).cause)).toBe("[UnderlyingError [TypeError]: fetch failed]");
  expect((error as Error).cause).toMatchObject({ stack: "TypeError: fetch failed" });
});

test("an error's JSON has what a log needs", async () => {
  const error = await fail(
    withProperties(new TypeError("fetch failed"), {
      cause: withProperties(new Error("no"), { code: "ECONNREFUSED" }),
    }),
  );
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: "ConnectionError",
    message:
      "POST https://a.example/customers/1/authenticate got no answer (ECONNREFUSED): the server refused the connection. Is it running, and is the port right?",
    method: "POST",
    url: "https://a.example/customers/1/authenticate",
    code: "ECONNREFUSED",
    cause: {
      name: "TypeError",
      message: "fetch failed",
      cause: { name: "Error", message: "no", code: "ECONNREFUSED" },
    },
  });
});
