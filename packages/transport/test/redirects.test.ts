import { describe, expect, test } from "vitest";
import { createTransport, RedirectError, type Transport } from "../src/index.ts";
import { serve } from "./servers.ts";

const KEY = "k3y-that-must-stay";

async function redirected(fetch: Transport, url: string, method = "GET"): Promise<RedirectError> {
  const error = await fetch(url, { method, headers: { "x-key": KEY } }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RedirectError);
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(KEY);
  return error as RedirectError;
}

describe("a redirect is an error, and its target is not called", () => {
  test.each([301, 302, 303, 307, 308, 300, 305])("to another origin with status %i", async (status) => {
    const target = await serve((_, response) => response.end());
    const server = await serve((request, response) => {
      response
        .writeHead(status, { location: `${target.origin}/new/place?key=${request.headers["x-key"]}` })
        .end("moved");
    });
    const fetch = createTransport({ baseUrl: server.origin });
    for (const method of ["GET", "POST"]) {
      const error = await redirected(fetch, `${server.origin}/old?q=${KEY}`, method);
      expect(error).toMatchObject({
        method,
        status,
        url: `${server.origin}/old`,
        location: `${target.origin}/new/place`,
      });
      expect(error.message).toBe(
        `${method} ${server.origin}/old was answered by a redirect (${status}) to ${target.origin}/new/place. ` +
          "It was not followed, because the API's keys would travel along. If the API has moved there, change baseUrl.",
      );
    }
    expect(target.requests).toHaveLength(0);
  });

  test("to the same origin", async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: "/elsewhere" }).end());
    const error = await redirected(createTransport({ baseUrl: server.origin }), `${server.origin}/here`);
    expect(error.location).toBe(`${server.origin}/elsewhere`);
    expect(server.requests.map((request) => request.url)).toEqual(["/here"]);
  });

  test("for a Request that asks to follow, as openapi-fetch makes it", async () => {
    const server = await serve((_, response) => response.writeHead(307, { location: "/elsewhere" }).end());
    const fetch = createTransport({ baseUrl: server.origin });
    const request = new Request(`${server.origin}/here`, { method: "PUT", body: "x", redirect: "follow" });
    await expect(fetch(request)).rejects.toBeInstanceOf(RedirectError);
    expect(server.requests).toHaveLength(1);
  });
});

test.each([
  [`/path/${KEY}/x?${KEY}#${KEY}`, "http://a.localhost/path/[redacted]/x"],
  [`https://${KEY}:${KEY}@other.example/x`, "https://other.example/x"],
  [`https://${KEY}.example/x`, "https://[redacted].example/x"],
  [`javascript:alert("${KEY}")`, "javascript:"],
  [`http://[${KEY}`, undefined],
  ["", "http://a.localhost/"],
])("the target %s is shown without what may be secret", async (location, shown) => {
  const fetch = createTransport({
    baseUrl: "http://a.localhost",
    fetch: async () => new Response(null, { status: 302, headers: { location } }),
  });
  expect((await redirected(fetch, "http://a.localhost/")).location).toBe(shown);
});

test("an opaque redirect, as browsers give it, is an error", async () => {
  const opaque = Object.defineProperties(Response.error(), { type: { value: "opaqueredirect" } });
  const fetch = createTransport({ baseUrl: "https://a.example", fetch: async () => opaque });
  const error = await redirected(fetch, "https://a.example/");
  expect(error).toMatchObject({ status: 0, location: undefined });
});

test("a custom fetch that follows redirects all the same is found out", async () => {
  const target = await serve((_, response) => response.end("{}"));
  const server = await serve((_, response) =>
    response.writeHead(302, { location: `${target.origin}/?${KEY}` }).end(),
  );
  const disobedient: Transport = (input, init) => fetch(input, { ...init, redirect: "follow" });
  const error = await redirected(
    createTransport({ baseUrl: server.origin, fetch: disobedient }),
    server.origin,
  );
  expect(error.message).toContain("may have travelled along");
  expect(error.location).toBe(`${target.origin}/`);
});

test("the connection of a redirect is given back", async () => {
  let cancelled = false;
  const body = new ReadableStream({
    cancel() {
      cancelled = true;
    },
  });
  const response = new Response(body, { status: 301, headers: { location: "/x" } });
  await redirected(
    createTransport({ baseUrl: "https://a.example", fetch: async () => response }),
    "https://a.example/",
  );
  expect(cancelled).toBe(true);
});
