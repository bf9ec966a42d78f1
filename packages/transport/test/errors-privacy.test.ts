import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  BookingApiError,
  ConfigurationError,
  ConnectionError,
  checkBaseUrl,
  checkKey,
  createTransport,
  type ErrorKind,
  FetchError,
  isBookingApiError,
  MalformedResponseError,
  OriginError,
  PathParameterError,
  RedirectError,
  serializePath,
  TimeoutError,
  underlyingError,
} from "../src/index.ts";
import { checkOptionNames } from "../src/option-checks.ts";
import { checkHeaders } from "../src/options.ts";
import { fakeClock, quick, rejection } from "./clock.ts";
import { unusedOrigin } from "./servers.ts";

const KEY = "K3y/with+odd=signs&more";
const PASSWORD = "pass wörd/1";
const BODY = '{"customer":"Ada Lovelace"}';
const SECRETS = [KEY, PASSWORD, BODY];
const URL_ = `https://a.example/customers/1/authenticate?password=${encodeURIComponent(PASSWORD)}`;

/** Every way in which an error may come to be seen. */
function views(error: Error): string {
  const all = [
    String(error),
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    inspect(Object.getOwnPropertyDescriptors(error), { depth: Number.POSITIVE_INFINITY, showHidden: true }),
  ];
  const clone = structuredClone(error);
  all.push(clone.stack, inspect(clone, { depth: Number.POSITIVE_INFINITY, showHidden: true }));
  return all.join("\n");
}

function expectSilence(error: unknown): void {
  expect(error).toBeInstanceOf(BookingApiError);
  expect(error).not.toHaveProperty("cause");
  const seen = views(error as Error);
  for (const secret of SECRETS) {
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

function fail(thrown: unknown): Promise<unknown> {
  const { fetch } = quick({
    baseUrl: "https://a.example",
    fetch: () => {
      throw thrown;
    },
  });
  return rejection(fetch(URL_, init));
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
  ["in a cause that is not an error", new Error("x", { cause: text })],
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
  [
    "behind a code that throws",
    Object.defineProperty(new Error("x"), "code", {
      get: () => {
        throw new Error(text);
      },
    }),
  ],
  ["in toString and toJSON", withProperties(new Error("x"), { toString: () => text, toJSON: () => text })],
];

describe("what the underlying fetch throws may hold secrets", () => {
  test.each(THROWN)("%s, and none comes through", async (_, thrown) => {
    const error = await fail(thrown);
    expect(error).toBeInstanceOf(FetchError);
    expectSilence(error);
    expect(underlyingError(error as Error)).toBe(thrown);
  });

  test("also while the body is read", async () => {
    const body = new ReadableStream({ pull: () => Promise.reject(new Error(text)) });
    const { fetch } = quick({ baseUrl: "https://a.example", fetch: async () => new Response(body) });
    const error = await rejection(fetch(URL_, init));
    expectSilence(error);
    expect(error).toMatchObject({ outcome: "unknown" });
    expect((underlyingError(error as Error) as Error).message).toBe(text);
  });

  test.each([
    ["ECONNRESET", "ECONNRESET"],
    ["ConnectionRefused", "ConnectionRefused"],
    ["UND_ERR_SOCKET", "UND_ERR_SOCKET"],
    ["hunter", undefined],
    ["Hunterhunter", undefined],
    ["HUNTER2", undefined],
    ["", undefined],
    [42, undefined],
  ])("its code %j is shown only if it looks like one", async (code, shown) => {
    const error = (await fail({ cause: { cause: { code } } })) as ConnectionError;
    expect(error.code).toBe(shown);
  });
});

test("a refused connection shows the path and no query", async () => {
  const origin = await unusedOrigin();
  const { fetch } = quick({ baseUrl: origin });
  const error = await rejection(fetch(URL_.replace("https://a.example", origin), init));
  expectSilence(error);
  expect(error).toMatchObject({ path: "/customers/1/authenticate", code: "ECONNREFUSED" });
});

test("a redirect, a timeout, a malformed response and a rejected request are silent, too", async () => {
  const location = `/${encodeURIComponent(KEY)}/x?password=${encodeURIComponent(PASSWORD)}#${KEY}`;
  const redirect = quick({
    baseUrl: "https://a.example",
    fetch: async () => new Response(BODY, { status: 302, headers: { location } }),
  });
  const late = quick(
    { baseUrl: "https://a.example", fetch: () => new Promise(() => {}), timeoutMs: 5, maxRetries: 0 },
    fakeClock(5),
  );
  const malformed = quick({ baseUrl: "https://a.example", fetch: async () => new Response(`${BODY}<`) });
  const errors = {
    RedirectError: await rejection(redirect.fetch(URL_, init)),
    TimeoutError: await rejection(late.fetch(URL_, init)),
    MalformedResponseError: await rejection(malformed.fetch(URL_, init).then((response) => response.json())),
    OriginError: await rejection(late.fetch(`https://other.example/${KEY}?${KEY}`, init)),
    ConfigurationError: await rejection(late.fetch(`https://u:${encodeURIComponent(KEY)}@a.example/`, init)),
  };
  for (const [name, error] of Object.entries(errors)) {
    expectSilence(error);
    expect(error).toMatchObject({ name });
  }
  for (const url of [`not a URL ${KEY}`, "https://a.example/"]) {
    expectSilence(await rejection(late.fetch(url, { headers: { "x-key": `${KEY}\nx` } })));
  }
});

test.each<[string, () => unknown]>([
  ["checkKey", () => checkKey("apiKey", `${KEY} ${PASSWORD}`)],
  ["checkBaseUrl", () => checkBaseUrl(`https://${encodeURIComponent(KEY)}:${PASSWORD}@a.example?${BODY}`)],
  ["checkHeaders with a bad value", () => checkHeaders({ "x-a": `${KEY}\n` }, [])],
  ["checkHeaders with a key's name", () => checkHeaders({ "X-Key": KEY }, ["x-key"])],
  ["checkHeaders with a bad name", () => checkHeaders({ [`${PASSWORD}\n`]: KEY }, [])],
  ["checkOptionNames", () => checkOptionNames({ apikey: KEY }, { apiKey: true }, "A client")],
  ["serializePath", () => serializePath("/a/{id}", { id: `../${KEY}${PASSWORD}${BODY}` })],
  ["createTransport", () => createTransport({ baseUrl: "https://a.example", timeoutMs: KEY as never })],
])("%s shows nothing of what it rejects", (_, run) => {
  let error: unknown;
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  expectSilence(error);
});

describe("every class of error", () => {
  const classes = {
    configuration: ConfigurationError,
    "path-parameter": PathParameterError,
    origin: OriginError,
    redirect: RedirectError,
    connection: ConnectionError,
    timeout: TimeoutError,
    fetch: FetchError,
    "malformed-response": MalformedResponseError,
  };
  test.each(Object.entries(classes))("of kind %s has its name, kind and fields", (kind, ErrorClass) => {
    const error = new ErrorClass("It broke.", { method: "GET", attempts: 2, status: undefined });
    expect(error).toBeInstanceOf(BookingApiError);
    expect(error).toBeInstanceOf(Error);
    expect(error.kind).toBe(kind);
    expect(error.name).toBe(ErrorClass.name);
    expect(error.stack).toMatch(new RegExp(`^${ErrorClass.name}: It broke\\.\n +at `));
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: ErrorClass.name,
      message: "It broke.",
      method: "GET",
      attempts: 2,
    });
    expect(Object.keys(error)).toEqual(["method", "attempts"]);
    expect(inspect(error)).toContain(`${ErrorClass.name}: It broke.`);
    expect(isBookingApiError(error)).toBe(true);
    expect(isBookingApiError(error, kind as ErrorKind)).toBe(true);
    expect(isBookingApiError(error, "server")).toBe(false);
    const isPassing = kind === "connection" || kind === "timeout";
    expect(error.retryable).toBe(isPassing);
    expect(error.hint).toMatch(/^(?:C|P)[a-z]+ .+\.$/);
    const unknown = new ErrorClass("It broke.", { outcome: "unknown" });
    expect(unknown.retryable).toBe(false);
    expect(unknown.hint).toMatch(/^The server may have acted on it\./);
  });

  test("can be given another name, which is all that changes", () => {
    const error = new TimeoutError("late", { attempts: 1 });
    error.name = "MyTimeout";
    expect(error.name).toBe("MyTimeout");
    expect(error.kind).toBe("timeout");
    expect(JSON.parse(JSON.stringify(error))).toEqual({ name: "MyTimeout", message: "late", attempts: 1 });
    expect(Object.keys(error)).toEqual(["attempts"]);
    expect(new TimeoutError("late").name).toBe("TimeoutError");
  });

  test("is known across copies of the package, and nothing else is", async () => {
    const copy: { TimeoutError: typeof TimeoutError } = await import(`../src/errors.ts?copy=${"1"}`);
    const error = new copy.TimeoutError("late");
    expect(error).not.toBeInstanceOf(TimeoutError);
    expect(isBookingApiError(error, "timeout")).toBe(true);
    for (const other of [new Error(), null, undefined, "x", {}, { kind: "timeout" }, () => {}]) {
      expect(isBookingApiError(other)).toBe(false);
    }
  });
});

test("an error's JSON has what a log needs", async () => {
  const error = await fail(
    withProperties(new TypeError("fetch failed"), {
      cause: withProperties(new Error("no"), { code: "ECONNRESET" }),
    }),
  );
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: "ConnectionError",
    message:
      "POST /customers/1/authenticate at a.example:443 got no response (ECONNRESET). The server may have acted on it. Check whether it did before calling again.",
    method: "POST",
    path: "/customers/1/authenticate",
    host: "a.example:443",
    attempts: 1,
    outcome: "unknown",
    code: "ECONNRESET",
  });
});
