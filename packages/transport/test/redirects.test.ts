import { describe, expect, test } from "vitest";
import { createTransport, type Fetch, RedirectError, type Transport } from "../src/index.ts";
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
        path: "/old",
        attempts: 1,
        // The server may have made the booking and now shows where it is.
        outcome: method === "POST" && status !== 307 && status !== 308 ? "unknown" : "rejected",
        location: `${target.origin}/new/place`,
      });
      expect(error.message).toContain(
        `${method} /old at ${server.origin.slice(7)} was redirected to ${target.origin}/new/place, which was not followed: the keys would travel along. If the API has moved there, change baseUrl.`,
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

  test("in a loop", async () => {
    const server = await serve((request, response) =>
      response.writeHead(302, { location: request.url }).end(),
    );
    const error = await redirected(createTransport({ baseUrl: server.origin }), `${server.origin}/loop`);
    expect(error.location).toBe(`${server.origin}/loop`);
    expect(server.requests).toHaveLength(1);
  });

  test("from https to http", async () => {
    const fetch = createTransport({
      baseUrl: "https://a.example",
      fetch: async () => new Response(null, { status: 301, headers: { location: "http://a.example/x" } }),
    });
    expect((await redirected(fetch, "https://a.example/x")).location).toBe("http://a.example/x");
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
  [`/path/${KEY}/x?${KEY}#${KEY}`, "http://a.localhost/path/*/x"],
  ["/v2/customers/1234567/bookings", "http://a.localhost/v2/customers/*/bookings"],
  [`/${encodeURIComponent("Ada Lovelace")}`, "http://a.localhost/*"],
  [`https://${KEY}:${KEY}@other.example/x`, "https://other.example/x"],
  ["javascript:alert(1)", "javascript:"],
  [`http://[${KEY}`, "somewhere that cannot be read"],
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
  expect(error).toMatchObject({ status: 0, location: "somewhere that cannot be read" });
});

test("a custom fetch that follows redirects nevertheless is detected", async () => {
  const target = await serve((_, response) => response.end("{}"));
  const server = await serve((_, response) =>
    response.writeHead(302, { location: `${target.origin}/?${KEY}` }).end(),
  );
  const disobedient: Fetch = (input, init) => fetch(input, { ...init, redirect: "follow" });
  const error = await redirected(
    createTransport({ baseUrl: server.origin, fetch: disobedient }),
    server.origin,
  );
  expect(error.message).toContain("which the fetch option followed: the keys may have traveled along");
  expect(error.location).toBe(`${target.origin}/`);
});

test("the connection of a redirect is used again", async () => {
  const server = await serve((_, response) => response.writeHead(301, { location: "/x" }).end("moved"));
  const fetch = createTransport({ baseUrl: server.origin });
  for (let call = 0; call < 10; call++) await redirected(fetch, server.origin);
  expect(await server.connections()).toBeLessThan(3);
});
