import { describe, expect, test } from "vitest";
import { createClasses } from "../src/classes/index.ts";
import { collect, page, rejection, reply, startBookeo } from "./support.ts";

describe("request, for an operation that the document lacks", () => {
  test("sends what it is given, with the keys, and gives what comes", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 201, { id: "h" }));
    const hold = await bookeo.request<{ id: string }>("POST", "/holds/{kind}", {
      path: { kind: "a b" },
      query: { previousHoldId: "1", many: ["a", "b"] },
      body: { productId: "p" },
      headers: { "X-A": "b" },
    });
    expect(hold.id).toBe("h");
    expect(requests[0]).toMatchObject({
      method: "POST",
      url: "/v2/holds/a%20b?previousHoldId=1&many=a&many=b",
      headers: { "content-type": "application/json", "x-a": "b", "x-bookeo-apikey": expect.any(String) },
      body: '{"productId":"p"}',
    });
  });

  test("has withResponse() and result(), and the errors of every call", async () => {
    const { bookeo } = await startBookeo(({ path }, response) =>
      path === "/no" ? reply(response, 404, { message: "No such thing" }) : reply(response, 204),
    );
    const { data, response } = await bookeo.request("DELETE", "/holds/1").withResponse();
    expect([data, response.status]).toEqual([undefined, 204]);
    const result = await bookeo.request("GET", "/no").result();
    expect(result).toMatchObject({ ok: false, status: 404, error: { message: "No such thing" } });
    expect(await rejection(bookeo.request("GET", "/no"))).toMatchObject({ kind: "not-found", path: "/no" });
  });

  test("may return anything that is JSON, or nothing", async () => {
    const bodies = ["null", "[]", "", '"text"'];
    const { bookeo } = await startBookeo((_, response) => reply(response, 200, bodies.shift()));
    const values: unknown[] = [];
    for (let count = 0; count < 4; count++) values.push(await bookeo.request("GET", "/x"));
    expect(values).toEqual([null, [], undefined, "text"]);
  });

  test("a POST is not repeated, unless it is said to be safe", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 503), {
      random: () => 0,
    });
    expect(await rejection(bookeo.request("POST", "/holds"))).toMatchObject({
      outcome: "unknown",
      attempts: 1,
    });
    expect(requests).toHaveLength(1);
    expect(await rejection(bookeo.request("POST", "/search", { safe: true }))).toMatchObject({
      outcome: "rejected",
      attempts: 3,
    });
    expect(requests).toHaveLength(4);
  });

  test.each([
    "",
    "x",
    "/x?a=1",
    "/x#a",
    "/x/../y",
    "/..",
    "/.",
    "//evil.example/x",
    "https://evil.example/x",
    "/\\evil.example",
    "/x/%2e%2e/y",
    "/%2E",
    "/x/.%2e",
    "/x/..;/y",
    "/x%2f..%2fy",
    "/x%5c..",
    "/x%00",
    "/x y",
    "/x\n",
    "/x{",
    "/x}",
    "/x/{a}{",
    "/x/{}",
    "/x/{a/b}",
    "/x/{a",
    "/é",
    "/%zz",
    "/%25%32%65",
    "@evil.example/",
    ":80/x",
  ])("the path %j is no template of the API's own paths", async (path) => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}));
    const error = await rejection(bookeo.request("GET", path));
    expect(error.name).toMatch(/^(Configuration|PathParameter)Error$/);
    expect(await rejection(bookeo.requestList(path).toArray())).toMatchObject({ name: error.name });
    expect(requests).toEqual([]);
  });

  test.each<[string, string, Record<string, unknown>]>([
    ["that is not filled", "/x/{id}", {}],
    ["that the path lacks", "/x", { id: "1" }],
    ["that leaves its segment", "/x/{id}", { id: ".." }],
    ["that is empty", "/x/{id}", { id: "" }],
    ["that is an object", "/x/{id}", { id: {} }],
  ])("a parameter %s is an error, and nothing is sent", async (_name, path, values) => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}));
    expect(await rejection(bookeo.request("GET", path, { path: values }))).toMatchObject({
      kind: "path-parameter",
      option: "id",
    });
    expect(requests).toEqual([]);
  });

  test.each([
    ["GETT", {}, "method"],
    ["get", {}, "method"],
    ["GET", { qury: {} }, "qury"],
    ["GET", { headers: { "X-Bookeo-apiKey": "x" } }, "headers"],
    ["GET", { timeoutMs: 0 }, "timeoutMs"],
    ["GET", null, "options"],
  ])("%s with %j is a ConfigurationError", async (method, options, named) => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}));
    const error = await rejection(bookeo.request(method, "/x", options as object));
    expect(error).toMatchObject({ kind: "configuration", message: expect.stringContaining(named) });
    expect(requests).toEqual([]);
  });

  test("shows the template to hooks, and of the path nothing that fills it", async () => {
    const paths: string[] = [];
    const { bookeo } = await startBookeo((_, response) => reply(response, 200, {}), {
      hooks: { onRequest: ({ path }) => void paths.push(path), onError: ({ path }) => void paths.push(path) },
    });
    await bookeo.request("GET", "/x/{id}", { path: { id: "hunter2" } });
    await rejection(bookeo.request("GET", "/x/{id}"));
    expect(paths).toEqual(["/x/{id}", "/x/{id}"]);
  });

  test("a language of the client goes with it", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, {}), { lang: "fr" });
    await bookeo.request("GET", "/x");
    expect(requests[0]?.url).toBe("/v2/x?lang=fr");
  });
});

describe("requestList", () => {
  test("walks pages as every listing of the API does", async () => {
    const { bookeo, requests } = await startBookeo(({ query }, response) => {
      const number = Number(query.get("pageNumber") ?? 1);
      reply(response, 200, page([{ productId: `p${number}` }], number, 3, number === 1 ? "t" : undefined));
    });
    const items = await collect(
      bookeo.requestList<{ productId: string }>("/settings/products", { query: { type: "fixed" } }),
    );
    expect(items.map(({ productId }) => productId)).toEqual(["p1", "p2", "p3"]);
    expect(requests.map(({ url }) => url)).toEqual([
      "/v2/settings/products?type=fixed",
      "/v2/settings/products?pageNavigationToken=t&pageNumber=2",
      "/v2/settings/products?pageNavigationToken=t&pageNumber=3",
    ]);
  });

  test("a page that is not the one asked for is an error", async () => {
    const { bookeo } = await startBookeo(({ query }, response) =>
      reply(response, 200, query.has("pageNumber") ? {} : page([1], 1, 2, "t")),
    );
    expect(await rejection(bookeo.requestList("/settings/products").toArray())).toMatchObject({
      kind: "malformed-response",
      path: "/settings/products",
    });
  });

  test("is absent where an API has no listings", () => {
    const classes = createClasses({ apiKey: "k".repeat(20), baseUrl: "https://x.example" });
    expect("requestList" in classes).toBe(false);
    expect(classes.request).toBeTypeOf("function");
  });
});
