import { createBookeoClient } from "@booking-apis/bookeo-client";
import { expect } from "vitest";
import { type BookeoOptions, type Call, createBookeo, isHttpError } from "../../src/bookeo/index.ts";
import { type Handler, keys, type Received, serve } from "../support.ts";

/** How a call ended, in the same shape for both sides. */
export type Outcome =
  | { status: number; data: unknown }
  /** `raw` is what the side gives of a body that is not an object. */
  | { status: number; errorBody: unknown; raw: unknown; error?: unknown }
  | { thrown: unknown };

/** What openapi-fetch takes as a middleware. */
export interface Middleware {
  onRequest?(options: { request: Request; schemaPath: string }): Promise<Request | undefined>;
  onResponse?(options: { response: Response }): Promise<Response | undefined>;
}

/** One call, loosely typed: the tests pass what the types forbid, too. */
export type Send = (...values: unknown[]) => Promise<Outcome>;

/** The calls that both sides can make. Each takes its path parameters, the body, the query and the options of the call. */
export interface Calls {
  getBooking: Send;
  listBookings: Send;
  createBooking: Send;
  putCustomer: Send;
  deleteCustomer: Send;
  authenticate: Send;
  listCustomerBookings: Send;
  use(middleware: Middleware): void;
}

export interface Side {
  name: string;
  connect(options: BookeoOptions): Calls;
}

type Method = (
  path: string,
  init: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

const theClient: Side = {
  name: "the client",
  connect(options) {
    const client = createBookeoClient(options);
    const send =
      (method: "GET" | "POST" | "PUT" | "DELETE", path: string, pathName?: string, hasBody = false): Send =>
      async (...values) => {
        const args = [...values];
        const params: Record<string, unknown> = {};
        if (pathName) params.path = { [pathName]: args.shift() };
        const body = hasBody ? { body: args.shift() } : {};
        const [query, callOptions] = args;
        if (query !== undefined) params.query = query;
        try {
          const init = { params, ...body, ...(callOptions as object | undefined) };
          const result = await (client[method] as unknown as Method)(path, init);
          const { status } = result.response;
          if (!("error" in result)) return { status, data: result.data };
          return { status, errorBody: result.error, raw: await result.response.text() };
        } catch (thrown) {
          return { thrown };
        }
      };
    return {
      getBooking: send("GET", "/bookings/{bookingNumber}", "bookingNumber"),
      listBookings: send("GET", "/bookings"),
      createBooking: send("POST", "/bookings", undefined, true),
      putCustomer: send("PUT", "/customers/{id}", "id", true),
      deleteCustomer: send("DELETE", "/customers/{id}", "id"),
      authenticate: send("GET", "/customers/{id}/authenticate", "id"),
      listCustomerBookings: send("GET", "/customers/{id}/bookings", "id"),
      use: (middleware) => client.use(middleware as never),
    };
  },
};

const theSdk: Side = {
  name: "the SDK",
  connect(options) {
    const { bookings, customers, client } = createBookeo(options);
    const send =
      (method: (...values: never[]) => Call<unknown>): Send =>
      async (...values) => {
        const call = method(...(values as never[]));
        try {
          const { data, response } = await call.withResponse();
          return { status: response.status, data };
        } catch (error) {
          return isHttpError(error)
            ? { status: error.status, errorBody: error.body, raw: error.body, error }
            : { thrown: error };
        }
      };
    return {
      getBooking: send(bookings.get),
      listBookings: send(bookings.list),
      createBooking: send(bookings.create),
      putCustomer: send(customers.update),
      deleteCustomer: send(customers.delete),
      authenticate: send(customers.authenticate),
      listCustomerBookings: send(customers.bookings.list),
      use: (middleware) => client.use(middleware as never),
    };
  },
};

/** For `describe.each("$name", sides)`. */
export const sides: readonly Side[] = [theClient, theSdk];

export interface Connected extends Calls {
  requests: Received[];
  baseUrl: string;
}

/** Starts a server and connects a side to it. */
export async function start(side: Side, handler: Handler, options: BookeoOptions = {}): Promise<Connected> {
  const { baseUrl, requests } = await serve(handler);
  return { ...side.connect({ ...keys, baseUrl, ...options }), requests, baseUrl };
}

export type Thrown = Error & Record<string, unknown>;

/** What a call was rejected with. */
export async function thrownBy(outcome: Promise<Outcome>): Promise<Thrown> {
  const ended = await outcome;
  if ("thrown" in ended) return ended.thrown as Thrown;
  throw new Error(`It was not rejected: status ${ended.status}.`);
}

/** What the creation of a client throws. */
export function thrownAtOnce(create: () => unknown): Thrown {
  try {
    create();
  } catch (error) {
    return error as Thrown;
  }
  throw new Error("Nothing was thrown.");
}

/** Checks that a call was rejected with a `ConfigurationError`. */
export async function expectConfigurationError(outcome: Promise<Outcome>): Promise<Thrown> {
  const error = await thrownBy(outcome);
  expect(error).toMatchObject({ name: expect.stringMatching(/^(Configuration|PathParameter)Error$/) });
  return error;
}
