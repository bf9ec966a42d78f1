import { describe, expectTypeOf, test } from "vitest";
import type { ClientResult, PathsClient, PathsWith } from "../src/typed-client.ts";
import type { components, paths } from "./consumer/paths.ts";

type Booking = components["schemas"]["Booking"];
type Problem = components["schemas"]["Problem"];
type Conflict = components["schemas"]["Conflict"];

declare const client: PathsClient<paths>;
const path = { bookingNumber: "1" };

describe("what a call may say", () => {
  test("only paths that have the method", () => {
    expectTypeOf<PathsWith<paths, "get">>().toEqualTypeOf<keyof paths>();
    expectTypeOf<PathsWith<paths, "delete">>().toEqualTypeOf<"/bookings/{bookingNumber}">();
    expectTypeOf<PathsWith<paths, "trace">>().toEqualTypeOf<never>();
    // @ts-expect-error there is no such path
    client.GET("/bokings");
    // @ts-expect-error the path has no such method
    client.DELETE("/bookings");
    // @ts-expect-error no path has this method
    client.TRACE("/bookings");
  });

  test("the second argument can be left out only where nothing is required", () => {
    client.GET("/settings");
    client.GET("/settings", {});
    // @ts-expect-error startTime is required
    client.GET("/bookings");
    // @ts-expect-error the body is required
    client.POST("/bookings");
    // @ts-expect-error the path parameter is required
    client.GET("/bookings/{bookingNumber}");
    // @ts-expect-error there is no third argument
    client.GET("/settings", {}, {});
  });

  test("a misspelled option does not compile", () => {
    // @ts-expect-error
    client.GET("/settings", { parms: {} });
    // @ts-expect-error
    client.GET("/bookings", { params: { query: { startTime: "" } }, signl: AbortSignal.timeout(1) });
    // @ts-expect-error
    client.POST("/bookings", { body: { slot: "1" }, timeout: 5 });
  });

  test("an option that would go around the transport does not compile", () => {
    // @ts-expect-error
    client.GET("/settings", { baseUrl: "https://example.com" });
    // @ts-expect-error
    client.GET("/settings", { fetch });
    // @ts-expect-error
    client.GET("/settings", { redirect: "follow" });
    // @ts-expect-error
    client.GET("/settings", { querySerializer: () => "" });
    // @ts-expect-error
    client.GET("/settings", { pathSerializer: () => "" });
    // @ts-expect-error
    client.GET("/settings", { middleware: [] });
  });

  test("not even from a variable", () => {
    const init = { baseUrl: "https://example.com" };
    // @ts-expect-error
    client.GET("/settings", init);
  });

  test("the options of every call compile", () => {
    client.GET("/settings", {
      headers: { "Accept-Language": "en" },
      signal: AbortSignal.timeout(1),
      parseAs: "json",
      timeoutMs: 5_000,
      deadlineMs: 10_000,
      maxRetries: 0,
    });
    client.GET("/settings", { signal: undefined, headers: undefined, timeoutMs: undefined });
  });

  test("a misspelled parameter does not compile", () => {
    client.GET("/bookings", { params: { query: { startTime: "", itemsPerPage: 5 } } });
    // @ts-expect-error
    client.GET("/bookings", { params: { query: { startTime: "", itemPerPage: 5 } } });
    // @ts-expect-error
    client.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumbr: "1" } } });
    // @ts-expect-error
    client.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: "1", more: "2" } } });
    // @ts-expect-error
    client.GET("/bookings/{bookingNumber}", { params: { path, header: { "X-Trce": "1" } } });
    // @ts-expect-error
    client.GET("/bookings/{bookingNumber}", { params: { path, qery: {} } });
    // @ts-expect-error this operation has no query
    client.PATCH("/bookings/{bookingNumber}", { params: { path, query: { reason: "" } } });
  });

  test("a parameter of the wrong type does not compile", () => {
    // @ts-expect-error
    client.GET("/bookings", { params: { query: { startTime: 5 } } });
    // @ts-expect-error
    client.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: 5 } } });
  });

  test("a missing required parameter does not compile", () => {
    // @ts-expect-error
    client.GET("/bookings", { params: { query: {} } });
    // @ts-expect-error
    client.GET("/bookings/{bookingNumber}", { params: {} });
    // @ts-expect-error
    client.GET("/bookings/{bookingNumber}", { params: { path: {} } });
    // @ts-expect-error a required header
    client.PUT("/settings", { body: { zone: "" } });
    client.PUT("/settings", { body: { zone: "" }, params: { header: { "If-Match": "1" } } });
  });

  test("a body must be the one that the document describes", () => {
    client.POST("/bookings", { body: { slot: "1", title: "a" } });
    client.PATCH("/bookings/{bookingNumber}", { params: { path } });
    client.PATCH("/bookings/{bookingNumber}", { params: { path }, body: { slot: "1" } });
    // @ts-expect-error missing
    client.POST("/bookings", { params: { query: { notify: true } } });
    // @ts-expect-error a field that does not exist
    client.POST("/bookings", { body: { slot: "1", titel: "a" } });
    // @ts-expect-error a field is missing
    client.POST("/bookings", { body: { title: "a" } });
    // @ts-expect-error a wrong type
    client.POST("/bookings", { body: { slot: 1 } });
    // @ts-expect-error this operation takes no body
    client.GET("/settings", { body: {} });
  });
});

describe("what a call returns", () => {
  test("the JSON of a 2xx, or the JSON of the other statuses", async () => {
    const result = await client.GET("/bookings", { params: { query: { startTime: "" } } });
    expectTypeOf(result).toEqualTypeOf<ClientResult<Booking[], Problem>>();
    expectTypeOf(result.response).toEqualTypeOf<Response>();
    if (result.error) expectTypeOf(result.data).toEqualTypeOf<undefined>();
    else expectTypeOf(result.data).toEqualTypeOf<Booking[]>();
  });

  test("destructured data and error narrow each other", async () => {
    const { data, error } = await client.GET("/bookings", { params: { query: { startTime: "" } } });
    if (error !== undefined) expectTypeOf(data).toEqualTypeOf<undefined>();
    else expectTypeOf(data).toEqualTypeOf<Booking[]>();
  });

  test("several statuses are a union, and one without content is undefined", async () => {
    const created = await client.POST("/bookings", { body: { slot: "1" } });
    expectTypeOf(created).toEqualTypeOf<ClientResult<Booking | undefined, Conflict | Problem>>();
    const canceled = await client.DELETE("/bookings/{bookingNumber}", { params: { path } });
    expectTypeOf(canceled).toEqualTypeOf<ClientResult<undefined, Problem | Record<string, never>>>();
  });

  test("default is an error, and the data only if there is no 2xx", async () => {
    const booking = await client.GET("/bookings/{bookingNumber}", { params: { path } });
    expectTypeOf(booking).toEqualTypeOf<ClientResult<Booking, Problem>>();
    const settings = await client.GET("/settings");
    expectTypeOf(settings).toEqualTypeOf<ClientResult<{ zone: string }, { zone: string }>>();
  });

  test("an error that is not documented is unknown", async () => {
    const saved = await client.PATCH("/bookings/{bookingNumber}", { params: { path } });
    expectTypeOf(saved).toEqualTypeOf<ClientResult<Booking, unknown>>();
  });

  test("parseAs changes the data and not the error", async () => {
    const params = { query: { startTime: "" } };
    const text = await client.GET("/bookings", { params, parseAs: "text" });
    expectTypeOf(text).toEqualTypeOf<ClientResult<string, Problem>>();
    const blob = await client.GET("/bookings", { params, parseAs: "blob" });
    expectTypeOf(blob).toEqualTypeOf<ClientResult<Blob, Problem>>();
    const buffer = await client.GET("/bookings", { params, parseAs: "arrayBuffer" });
    expectTypeOf(buffer).toEqualTypeOf<ClientResult<ArrayBuffer, Problem>>();
    const stream = await client.GET("/bookings", { params, parseAs: "stream" });
    expectTypeOf(stream).toEqualTypeOf<ClientResult<ReadableStream<Uint8Array> | null, Problem>>();
    const canceled = await client.DELETE("/bookings/{bookingNumber}", { params: { path }, parseAs: "text" });
    expectTypeOf(canceled.data).toEqualTypeOf<undefined>();
    // @ts-expect-error there is no such way
    client.GET("/bookings", { params, parseAs: "yaml" });
  });

  test("HEAD has no body", async () => {
    const result = await client.HEAD("/bookings/{bookingNumber}", { params: { path } });
    expectTypeOf(result).toEqualTypeOf<ClientResult<undefined, undefined>>();
  });
});
