import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import * as sdk from "../src/index.ts";
import { fakeClock, input, keys, printed, rejection, reply, startBookeo } from "./support.ts";

const classes = {
  AuthenticationError: sdk.AuthenticationError,
  ConflictError: sdk.ConflictError,
  HttpError: sdk.HttpError,
  NotFoundError: sdk.NotFoundError,
  PermissionError: sdk.PermissionError,
  RateLimitError: sdk.RateLimitError,
  ServerError: sdk.ServerError,
  ValidationError: sdk.ValidationError,
};
const secretText = "text that only the body holds";
const failing = (status: number, body?: unknown, headers?: Record<string, string>) =>
  startBookeo((_, response) => reply(response, status, body, headers), { clock: fakeClock() });

describe("a kind for each status, and what to do", () => {
  test.each([
    [400, "ValidationError", "validation", "Correct what the message names."],
    [401, "AuthenticationError", "authentication", "Check the API keys."],
    [403, "PermissionError", "permission", "Check the API keys, and what their account may do."],
    [
      404,
      "NotFoundError",
      "not-found",
      "Check the identifier, that it belongs to this account, and baseUrl.",
    ],
    [408, "HttpError", "http", "Read the message and the body of the response."],
    [409, "ConflictError", "conflict", "Read the current state and decide again."],
    [418, "HttpError", "http", "Read the message and the body of the response."],
    [422, "ValidationError", "validation", "Correct what the message names."],
    [429, "RateLimitError", "rate-limit", "Call less often: set a limiter."],
    [500, "ServerError", "server", "Call again later."],
    [503, "ServerError", "server", "Call again later."],
    [599, "ServerError", "server", "Call again later."],
  ] as const)("%i is a %s", async (status, name, kind, hint) => {
    const { bookeo } = await failing(status, { message: "not today", errorId: "E-77", detail: secretText });
    const error = await rejection(bookeo.bookings.get("2856"));
    expect(error).toBeInstanceOf(classes[name]);
    expect(error).toBeInstanceOf(sdk.HttpError);
    expect(error).toBeInstanceOf(sdk.BookingApiError);
    expect(error).toMatchObject({
      name,
      kind,
      status,
      traceId: "E-77",
      method: "GET",
      path: "/bookings/{bookingNumber}",
      outcome: "rejected",
      hint,
      retryable: [408, 429, 500, 503, 599].includes(status),
    });
  });

  test.each([
    [429, "rejected", true],
    [503, "unknown", false],
    [409, "rejected", false],
  ] as const)("a create that failed with %i is %s", async (status, outcome, retryable) => {
    const { bookeo } = await failing(status, {});
    expect(await rejection(bookeo.bookings.create(input))).toMatchObject({ outcome, retryable });
  });
});

describe("what an error says", () => {
  test("what was called, what came, and what the vendor says of it", async () => {
    const { bookeo } = await failing(404, { message: "Booking not found" });
    const error = await rejection(bookeo.bookings.get("2856"));
    expect(error.message).toBe(
      `GET /bookings/{bookingNumber} at ${error.host} failed with 404: Booking not found.`,
    );
  });

  test("how often it was tried, and how long the server asked to wait", async () => {
    const { bookeo } = await failing(429, { message: "Slow down!", retryAfter: 2 });
    const error = await rejection(bookeo.bookings.get("2856"));
    expect(error).toMatchObject({ attempts: 3, retryAfterMs: 2_000 });
    expect(error.message).toBe(
      `GET /bookings/{bookingNumber} at ${error.host} failed with 429 (3 attempts): Slow down!`,
    );
  });

  test("a full stop where the vendor says nothing", async () => {
    const { bookeo } = await failing(409, "<html>");
    const error = await rejection(bookeo.bookings.get("2856"));
    expect(error.message).toBe(`GET /bookings/{bookingNumber} at ${error.host} failed with 409.`);
  });

  test("that the server may have acted, and what to do", async () => {
    const { bookeo } = await failing(500, { message: "Oops" });
    const error = await rejection(bookeo.bookings.create({ productId: "p", participants: { numbers: [] } }));
    expect(error).toMatchObject({ outcome: "unknown", attempts: 1 });
    expect(error.message).toBe(
      `POST /bookings at ${error.host} failed with 500: Oops. The server may have acted on it. Check whether it did before calling again.`,
    );
  });

  test("the vendor's code, where the API has one", async () => {
    const { baseUrl } = await failing(400, { errorMessage: "Bad id", errorCode: 1207, traceId: "T-1" });
    const studio = sdk.createClasses({ apiKey: keys.apiKey, baseUrl: baseUrl.replace("/v2", "") });
    const error = await rejection(studio.bookings.listByCustomer({ customerId: 1 }));
    expect(error).toMatchObject({ code: "1207", traceId: "T-1" });
    expect(error.message).toMatch(/failed with 400: Bad id\.$/);
  });

  test("a field of the body that is not a string is not taken for a message", async () => {
    const { bookeo } = await failing(422, { message: { a: 1 }, errorId: ["x"] });
    const error = await rejection(bookeo.bookings.get("2856"));
    expect(error.message).toBe(`GET /bookings/{bookingNumber} at ${error.host} failed with 422.`);
    expect(error).not.toHaveProperty("traceId");
  });

  test("a key that the vendor quotes is not repeated", async () => {
    const { bookeo } = await failing(403, {
      message: `No account for ${keys.apiKey} and ${keys.secretKey}`,
      errorId: `E-${keys.apiKey}`,
    });
    const error = await rejection(bookeo.bookings.get("2856"));
    expect(error.message).toContain("No account for [redacted] and [redacted]");
    for (const key of Object.values(keys)) expect(printed(error)).not.toContain(key);
  });
});

test("the body is there for a program, and nowhere in what is printed", async () => {
  const { bookeo } = await failing(422, { message: "Wrong", detail: secretText });
  const error = await rejection(bookeo.bookings.get("2856"));
  if (!sdk.isHttpError(error)) throw error;
  expect(error.body).toEqual({ message: "Wrong", detail: secretText });
  expect(printed(error)).not.toContain(secretText);
  expect({ ...error }).not.toHaveProperty("body");
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name: "ValidationError", status: 422 });
});

describe("an error of another realm and another copy of the package", () => {
  let other: typeof sdk;
  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [new URL("../src/index.ts", import.meta.url).pathname],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "other",
    });
    const context = createContext({});
    runInContext(outputFiles[0]?.text ?? "", context);
    other = context.other;
  });

  test("is known by the guards, though by no instanceof", () => {
    const error = new other.NotFoundError("lost", { status: 404 }, {});
    expect(error).not.toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(sdk.NotFoundError);
    expect(sdk.isBookingApiError(error)).toBe(true);
    expect(sdk.isBookingApiError(error, "not-found")).toBe(true);
    expect(sdk.isBookingApiError(error, "conflict")).toBe(false);
    expect(sdk.isHttpError(error)).toBe(true);
  });

  test("that is not a response of the API is not taken for one", () => {
    expect(sdk.isHttpError(new other.TimeoutError("late"))).toBe(false);
    expect(sdk.isHttpError(new other.WebhookError("too-old", "late"))).toBe(false);
    expect(sdk.isBookingApiError(new other.TimeoutError("late"))).toBe(true);
  });

  test.each([
    undefined,
    null,
    "error",
    new Error("plain"),
    { kind: "server" },
    { name: "HttpError", status: 404 },
  ])("anything else is not taken for one: %s", (value) => {
    expect(sdk.isBookingApiError(value)).toBe(false);
    expect(sdk.isHttpError(value)).toBe(false);
  });
});
