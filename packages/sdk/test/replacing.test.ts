import { inspect } from "node:util";
import { callerOf, createApiClient } from "@booking-apis/transport/internal";
import createClient from "openapi-fetch";
import { describe, expect, test } from "vitest";
import {
  type BookeoOptions,
  type Booking,
  ConfigurationError,
  IncompleteReadError,
  NotFoundError,
  ServerError,
} from "../src/bookeo/index.ts";
import * as replacing from "../src/core/replacing.ts";
import { createResources } from "../src/core/resources.ts";
import { fakeClock, type Received, rejection, reply, serve, setupOf, startBookeo } from "./support.ts";

type Stored = Record<string, unknown>;

const booking = {
  bookingNumber: "2856",
  productId: "2856TOUR",
  title: "John Smith",
  creationTime: "2026-03-01T10:00:00Z",
  creationAgent: "API",
  externalRef: "order-1",
  customer: { id: "c1", firstName: "John", gender: "nonbinary", numBookings: 3 },
  participants: {
    numbers: [{ peopleCategoryId: "Cadults", number: 2 }],
    details: [
      { personId: "PSELF", peopleCategoryId: "Cadults", categoryIndex: 1 },
      {
        personId: "p7",
        peopleCategoryId: "Cadults",
        categoryIndex: 2,
        personDetails: { id: "p7", firstName: "Ann", customerId: "c1" },
      },
    ],
  },
  price: { totalGross: { amount: "10", currency: "EUR" }, taxes: [{ taxId: "t", amount: {} }] },
  // As if the server echoed a field of the create.
  initialPayments: [{ reason: "Deposit", amount: { amount: "5", currency: "EUR" }, paymentMethod: "cash" }],
};
/** What a PUT sends of it: nothing that is only read, at any depth. */
const sendable = {
  productId: "2856TOUR",
  externalRef: "order-1",
  customer: { firstName: "John", gender: "nonbinary" },
  participants: {
    numbers: [{ peopleCategoryId: "Cadults", number: 2 }],
    details: [
      { personId: "PSELF", peopleCategoryId: "Cadults", categoryIndex: 1 },
      {
        personId: "p7",
        peopleCategoryId: "Cadults",
        categoryIndex: 2,
        personDetails: { firstName: "Ann" },
      },
    ],
  },
  price: { totalGross: { amount: "10", currency: "EUR" } },
};
const customer = {
  id: "c1",
  creationTime: "2026-03-01T10:00:00Z",
  firstName: "John",
  lastName: "Smith",
  phoneNumbers: [{ number: "1", type: "mobile" }],
  dateOfBirth: "1980-02-29",
};
const person = { id: "p7", customerId: "c1", firstName: "Ann", lastName: "Smith" };

/** A server that holds one object of each kind, and replaces it by what a PUT sends. Participants have details only if asked for. */
async function start(options: BookeoOptions = {}, stored: Record<string, Stored> = {}) {
  const objects: Record<string, Stored> = {
    "/bookings/2856": booking,
    "/customers/c1": customer,
    "/customers/c1/linkedpeople/p7": person,
    ...stored,
  };
  const { bookeo, requests } = await startBookeo(({ method, path, query, body }, response) => {
    const known = objects[path];
    if (!known) return reply(response, 404, { message: "No such thing" });
    if (method === "PUT") {
      objects[path] = JSON.parse(body);
      return reply(response, 200);
    }
    const { details, ...numbers } = Object(known.participants) as Stored;
    const isWhole = details === undefined || query.get("expandParticipants") === "true";
    reply(response, 200, isWhole ? known : { ...known, participants: numbers });
  }, options);
  return { bookeo, requests, objects };
}

const sent = (requests: Received[]) => requests.map(({ method, path }) => `${method} ${path}`);

describe("update", () => {
  test("changes what is named of a booking and clears nothing else", async () => {
    const { bookeo, requests, objects } = await start();
    await bookeo.bookings.update("2856", { externalRef: "order-2", customer: undefined });
    expect(sent(requests)).toEqual(["GET /bookings/2856", "PUT /bookings/2856"]);
    expect(objects["/bookings/2856"]).toEqual({ ...sendable, externalRef: "order-2" });
  });

  test("changes what is named of a customer and of a linked person", async () => {
    const { bookeo, objects } = await start();
    await bookeo.customers.update("c1", { emailAddress: "john@example.com" });
    await bookeo.customers.linkedPeople.update("c1", "p7", { firstName: "Anna" });
    const { id, creationTime, ...kept } = customer;
    expect(objects["/customers/c1"]).toEqual({ ...kept, emailAddress: "john@example.com" });
    expect(objects["/customers/c1/linkedpeople/p7"]).toEqual({ firstName: "Anna", lastName: "Smith" });
    expect([id, creationTime]).not.toContain(undefined);
  });

  test("replaces a field that is named whole, and clears what a function leaves out", async () => {
    const { bookeo, objects } = await start();
    await bookeo.customers.update("c1", { phoneNumbers: [{ number: "2", type: "work" }] });
    expect(objects["/customers/c1"]).toMatchObject({ phoneNumbers: [{ number: "2", type: "work" }] });
    await bookeo.customers.update("c1", async ({ lastName, ...rest }) => ({
      ...rest,
      firstName: `${rest.firstName} ${lastName}`,
    }));
    expect(objects["/customers/c1"]).toEqual({
      firstName: "John Smith",
      phoneNumbers: [{ number: "2", type: "work" }],
      dateOfBirth: "1980-02-29",
    });
  });

  test("records no payment again, unless the changes name it", async () => {
    const { bookeo, requests } = await start();
    await bookeo.bookings.update("2856", (current) => ({ ...current, privateEvent: true }));
    expect(JSON.parse(requests[1]?.body ?? "")).toEqual({ ...sendable, privateEvent: true });
    const payment = {
      reason: "Rest",
      amount: { amount: "5", currency: "EUR" },
      paymentMethod: "cash",
    } as const;
    await bookeo.bookings.update("2856", { initialPayments: [payment] });
    expect(JSON.parse(requests[3]?.body ?? "").initialPayments).toEqual([payment]);
  });

  test("sends the query to the write alone, and reads what the write would clear", async () => {
    const { bookeo, requests } = await start();
    await bookeo.bookings.update("2856", { privateEvent: true }, { notifyUsers: false });
    expect(Object.fromEntries(requests[0]?.query ?? [])).toEqual({ expandParticipants: "true" });
    expect(Object.fromEntries(requests[1]?.query ?? [])).toEqual({ notifyUsers: "false" });
  });

  test("stops before it writes where the read lacks what the write would clear", async () => {
    const errors: unknown[] = [];
    const details = [{ personId: "p7", peopleCategoryId: "Cadults", categoryIndex: 1 }];
    const { bookeo, requests } = await start(
      { hooks: { onError: ({ error }) => errors.push(error) } },
      { "/bookings/2856": { ...booking, participants: { numbers: [], details } } },
    );
    const error = await rejection(bookeo.bookings.update("2856", { privateEvent: true }));
    expect(error).toBeInstanceOf(IncompleteReadError);
    expect(error).toMatchObject({
      kind: "incomplete-read",
      outcome: "rejected",
      pointer: "/participants/details/0/personDetails",
      method: "GET",
    });
    expect(error.message).toContain("which PUT /bookings/{bookingNumber} would clear. Nothing was written.");
    expect(inspect(error)).not.toContain("p7");
    expect(errors).toEqual([error]);
    expect(sent(requests)).toEqual(["GET /bookings/2856"]);
  });

  test("does not write after a failed read, which is the error, and the result too", async () => {
    const { bookeo, requests } = await start();
    const error = await rejection(bookeo.bookings.update("none", { privateEvent: true }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ method: "GET", outcome: "rejected" });
    expect(await bookeo.bookings.update("none", {}).result()).toMatchObject({
      ok: false,
      status: 404,
      error: { message: "No such thing" },
    });
    expect(new Set(sent(requests))).toEqual(new Set(["GET /bookings/none"]));
  });

  test("gives the error of a failed write as it is", async () => {
    const { bookeo } = await startBookeo(
      ({ method }, response) => reply(response, method === "GET" ? 200 : 503, customer),
      { maxRetries: 0 },
    );
    const error = await rejection(bookeo.customers.update("c1", { firstName: "J" }));
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ method: "PUT", status: 503 });
  });

  test("gives what the caller's own function throws, and writes nothing", async () => {
    const { bookeo, requests } = await start();
    const own = new Error("not today");
    const failing = bookeo.customers.update("c1", () => {
      throw own;
    });
    await expect(failing).rejects.toBe(own);
    expect(sent(requests)).toEqual(["GET /customers/c1"]);
  });

  test.each([[undefined], [null], ["x"], [[{}]]])("rejects invalid changes: %j", async (changes) => {
    const { bookeo, requests } = await start();
    const error = await rejection(bookeo.customers.update("c1", changes as never));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.option).toBe("changes");
    expect(requests).toEqual([]);
  });

  test("writes nothing where the function returns no object", async () => {
    const { bookeo, requests } = await start();
    const error = await rejection(bookeo.customers.update("c1", (() => undefined) as never));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toBe("changes must return the whole object. Nothing was written.");
    expect(sent(requests)).toEqual(["GET /customers/c1"]);
  });

  test("sends to both steps the headers that both require", async () => {
    const { baseUrl, requests } = await serve(({ method }, response) =>
      reply(response, 200, method === "GET" ? { id: "1", name: "Swift" } : undefined),
    );
    const boat = { headers: ["X-Tenant"] };
    const replaces = { read: "GET /boats/{id}", readOnly: { id: true } } as const;
    const put = { ...boat, requestBody: true, success: { "200": "" }, replaces } as const;
    const operations = { "GET /boats/{id}": boat, "PUT /boats/{id}": put };
    const client = createApiClient(createClient, setupOf({ operations }), { baseUrl, apiKey: "k" } as object);
    const { boats } = createResources<{ boats: { update(...values: unknown[]): Promise<unknown> } }>(
      callerOf(client),
      { boats: { update: ["PUT /boats/{id}"] } },
      { listing: undefined, replacing },
    );
    await boats.update("1", { flag: "blue" }, "harbour");
    expect(requests.map(({ method, headers }) => [method, headers["x-tenant"]])).toEqual([
      ["GET", "harbour"],
      ["PUT", "harbour"],
    ]);
    expect(JSON.parse(requests[1]?.body ?? "")).toEqual({ name: "Swift", flag: "blue" });
  });

  test("has one deadline for both steps", async () => {
    const retryAfter = { GET: 150, PUT: 60 } as Record<string, number>;
    const { bookeo, requests } = await startBookeo(
      ({ method }, response) => {
        const seconds = retryAfter[method];
        delete retryAfter[method];
        if (seconds === undefined) reply(response, 200, method === "GET" ? customer : undefined);
        else reply(response, 429, {}, { "Retry-After": String(seconds) });
      },
      { clock: fakeClock(), deadlineMs: 200_000 },
    );
    const error = await rejection(bookeo.customers.update("c1", { firstName: "J" }));
    expect(error).toMatchObject({ kind: "rate-limit", method: "PUT" });
    expect(sent(requests)).toEqual(["GET /customers/c1", "GET /customers/c1", "PUT /customers/c1"]);
  });

  test("does not write after the caller has aborted", async () => {
    const controller = new AbortController();
    const { bookeo, requests } = await start();
    const aborted = bookeo.customers.update(
      "c1",
      (current) => {
        controller.abort();
        return current;
      },
      {},
      { signal: controller.signal },
    );
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
    expect(sent(requests)).toEqual(["GET /customers/c1"]);
  });
});

describe("replace", () => {
  test("sends what was read, without what is only read, in one request", async () => {
    const { bookeo, requests, objects } = await start();
    const read: Booking = await bookeo.bookings.get("2856", { expandParticipants: true });
    const before = structuredClone(read);
    await bookeo.bookings.replace("2856", read);
    const { initialPayments, ...rest } = objects["/bookings/2856"] ?? {};
    expect(rest).toEqual(sendable);
    expect(initialPayments).toBeDefined();
    expect(read, "the object of the caller is left as it was").toEqual(before);
    await bookeo.bookings.replace("2856", { ...read, privateEvent: true });
    expect(sent(requests)).toEqual(["GET /bookings/2856", "PUT /bookings/2856", "PUT /bookings/2856"]);
  });

  test("is the PUT as it is: what is left out is cleared", async () => {
    const { bookeo, objects } = await start();
    await bookeo.customers.replace("c1", { firstName: "Jane" });
    expect(objects["/customers/c1"]).toEqual({ firstName: "Jane" });
  });
});
