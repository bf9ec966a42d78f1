import { createApiClient } from "@booking-apis/transport/internal";
import createClient from "openapi-fetch";
import { describe, expect, test } from "vitest";
import { rejection, serve, setupOf } from "./support.ts";

type Read = (path: string, init?: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
type Client = Record<"GET" | "HEAD" | "PUT", Read> & { use(middleware: object): void };

const success = (mediaType: string, status = "200") => ({ success: { [status]: mediaType } });
const api = setupOf({
  operations: {
    "GET /json": success("application/json"),
    "HEAD /json": success("application/json"),
    "PUT /maybe": success("application/json?"),
    "GET /nullable": success("application/json|null"),
    "GET /anything": success("application/json?|null"),
    "GET /text": success("text/plain"),
    "GET /file": success("application/pdf"),
    "GET /nothing": success(""),
  },
});

async function start(body: string | Buffer | undefined, hasMiddleware: boolean, status = 200) {
  const { baseUrl } = await serve((_, response) => {
    response.writeHead(status, { "content-type": "application/octet-stream" });
    response.end(body);
  });
  const client = createApiClient(createClient, api, { baseUrl, apiKey: "abc", maxRetries: 0 } as object);
  if (hasMiddleware) (client as Client).use({ onRequest: () => undefined });
  return client as unknown as Client;
}

describe.each([
  ["without a middleware", false],
  ["with a middleware", true],
])("a success %s is read as the document says, whatever its Content-Type", (_, hasMiddleware) => {
  const read = async (method: "GET" | "HEAD" | "PUT", path: string, body?: string | Buffer, init?: object) =>
    (await start(body, hasMiddleware))[method](path, init);

  test("text is a string, and no text the empty one", async () => {
    expect((await read("GET", "/text", "a,b")).data).toBe("a,b");
    expect((await read("GET", "/text", "")).data).toBe("");
    expect((await read("GET", "/text", "12")).data).toBe("12");
  });

  test("a file is its bytes, and an empty one none", async () => {
    const bytes = Buffer.from([0, 255, 254, 10]);
    const { data } = await read("GET", "/file", bytes);
    expect(data).toBeInstanceOf(ArrayBuffer);
    expect(Buffer.from(data as ArrayBuffer)).toEqual(bytes);
    expect((await read("GET", "/file", "")).data).toEqual(new ArrayBuffer(0));
  });

  test("what the document has no body for is undefined, even where there is one", async () => {
    expect((await read("GET", "/nothing", "{}")).data).toBeUndefined();
    expect((await read("HEAD", "/json")).data).toBeUndefined();
  });

  test("a missing body and null are what the document says that they may be", async () => {
    expect((await read("PUT", "/maybe", "")).data).toBeUndefined();
    expect((await read("PUT", "/maybe", "null")).data).toBeUndefined();
    expect((await read("GET", "/nullable", "null")).data).toBeNull();
    expect((await read("GET", "/anything", "null")).data).toBeNull();
    expect((await read("GET", "/anything", " ")).data).toBeUndefined();
  });

  test.each([
    ["/json", "<p>", "returned 200 and a body that is not JSON or was cut off."],
    ["/json", " ", "returned 200 without the body that the document promises."],
    ["/json", "null", "returned 200 and null in place of the body that the document promises."],
    ["/nullable", "", "returned 200 without the body that the document promises."],
    [
      "/json",
      '{"a":[9007199254740993]}',
      'returned 200 and at /a/0 an integer that JavaScript cannot hold exactly. Read the response with parseAs: "arrayBuffer".',
    ],
  ])("%s: %j is an error that says what is wrong", async (path, body, message) => {
    const error = await rejection(read("GET", path, body));
    expect(error).toMatchObject({ kind: "malformed-response", status: 200 });
    expect(error.message).toContain(message);
  });

  test("JSON that is wanted as text is checked too, and what is no JSON is not", async () => {
    expect((await read("GET", "/json", "[1 ]", { parseAs: "text" })).data).toBe("[1 ]");
    expect(await rejection(read("GET", "/json", "[1", { parseAs: "text" }))).toMatchObject({
      kind: "malformed-response",
    });
    expect((await read("GET", "/file", "[1", { parseAs: "text" })).data).toBe("[1");
  });

  test.each([undefined, "json", "text", "arrayBuffer"] as const)(
    "the response can be read again after parseAs: %s, byte by byte",
    async (parseAs) => {
      const { response } = await read("GET", "/json", '{ "a": "\\u00e9" }', parseAs && { parseAs });
      for (let round = 0; round < 2; round++)
        expect(Buffer.from(await response.arrayBuffer()).toString()).toBe('{ "a": "\\u00e9" }');
      const file = Buffer.from([0, 255, 254, 10]);
      if (parseAs === "json" || parseAs === "text") return;
      const { response: again } = await read("GET", "/file", file, parseAs && { parseAs });
      expect(Buffer.from(await again.arrayBuffer())).toEqual(file);
    },
  );

  test("the response of an error can be read again", async () => {
    for (const body of ['{"message":"no"}', "no", ""]) {
      const { response, error } = await (await start(body, hasMiddleware, 404)).GET("/json");
      expect(error).toBeDefined();
      expect(await response.text()).toBe(body);
    }
  });
});
