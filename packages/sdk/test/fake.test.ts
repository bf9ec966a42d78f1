import { readFileSync } from "node:fs";
import { createBookeoClient } from "@booking-apis/bookeo-client";
import { createValidators, loadSpec, sampleArguments } from "@booking-apis/testkit";
import type { OperationTable } from "@booking-apis/transport/internal";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  type Booking,
  type BookingInput,
  bookingChanges,
  type Customer,
  createBookeo,
  createBookingOnce,
} from "../src/bookeo/index.ts";
import * as bookeoTesting from "../src/bookeo/testing.ts";
import {
  aBooking,
  aBookingInput,
  aCustomer,
  aLinkedPerson,
  aPaymentInput,
  aSlot,
  createFakeBookeo,
  createTestClock,
  type FakeOptions,
} from "../src/bookeo/testing.ts";
import { createClasses } from "../src/classes/index.ts";
import * as classesTesting from "../src/classes/testing.ts";
import { aClassSlotBookingResult, createFakeClasses } from "../src/classes/testing.ts";
import { createFake } from "../src/testing/fake.ts";
import { collect, rejection } from "./support.ts";

const range = { startTime: "2026-07-01T00:00:00Z", endTime: "2026-07-08T00:00:00Z" };
const input: BookingInput = aBookingInput({ externalRef: "order-1" });

function start(options?: FakeOptions) {
  const fake = createFakeBookeo(options);
  return { fake, bookeo: createBookeo({ ...fake.options, random: () => 0.5 }) };
}

describe("a sample", () => {
  test.each([
    ["bookeo", bookeoTesting],
    ["classes", classesTesting],
  ])("of every schema of %s is what the corrected document says", (api, testing) => {
    const spec = loadSpec(new URL(`../../../specs/${api}/openapi.yaml`, import.meta.url));
    const validators = createValidators(spec.document);
    const makers = Object.entries(testing).filter(([name]) => /^an?[A-Z]/.test(name)) as [
      string,
      () => object,
    ][];
    const schemas = spec.document.components.schemas as Record<string, { properties?: object }>;
    const objects = Object.keys(schemas).filter((name) => schemas[name]?.properties);
    expect(makers.map(([name]) => name.replace(/^an?/, ""))).toEqual(expect.arrayContaining(objects));
    for (const [name, make] of makers) {
      const schema = name.replace(/^an?/, "");
      const isInput = !schemas[schema];
      const $ref = `#/components/schemas/${isInput ? schema.replace(/Input$/, "") : schema}`;
      const validate = validators.ofValue({ $ref });
      const received = isInput ? ["is only sent"] : validate(make(), "response");
      // Some schemas are only sent, without a form of their own.
      if (received.length > 0) expect(validate(make(), "request"), `${name}: ${received}`).toEqual([]);
    }
  });

  test("takes the fields that are given, and leaves out those that are undefined", () => {
    const booking = aBooking({
      bookingNumber: "1",
      customer: aCustomer({ firstName: "Zoe" }),
      externalRef: undefined,
    });
    expectTypeOf(booking).toEqualTypeOf<Booking>();
    expect(booking).toMatchObject({
      bookingNumber: "1",
      customer: { firstName: "Zoe" },
      title: "Harbour tour",
    });
    expect("externalRef" in booking).toBe(false);
    // @ts-expect-error a misspelled field
    aBooking({ bookingnumber: "1" });
    // @ts-expect-error a field of another type
    aCustomer({ numBookings: "3" });
  });

  test("is another object each time", () => {
    const [one, two] = [aBooking(), aBooking()];
    one.participants.numbers.push({ peopleCategoryId: "Cchildren", number: 1 });
    expect(two.participants.numbers).toHaveLength(1);
  });
});

describe("a fake Bookeo", () => {
  test("responds to every method with what the corrected document says, through all checks of the SDK", async () => {
    const { fake, bookeo } = start();
    const { methodNames } = await import("../src/bookeo/generated/table.ts");
    const spec = loadSpec(new URL("../../../specs/bookeo/openapi.yaml", import.meta.url));
    for (const [id, name] of Object.entries(methodNames)) {
      const operation = [...spec.operations.values()].find((each) => each.id === id);
      const path = [...(operation?.path ?? "").matchAll(/\{/g)].map(() => "X1");
      const body = operation?.requestBody ? [sampleArguments(spec, operation, "everything").body] : [];
      const method = name
        .split(".")
        .reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], bookeo);
      const result = await (
        method as (...values: unknown[]) => {
          result(): Promise<{ ok: boolean; status: number; data: unknown }>;
        }
      )(...path, ...body, range).result();
      if (name === "availability.matchingSlotsPage") {
        expect(result.status).toBe(422); // It gave no such token.
        continue;
      }
      expect(result.ok, name).toBe(true);
      const [content] = operation?.responses.get(String(result.status))?.contents ?? [];
      if (result.data !== undefined) expect(content?.validate(result.data, "response"), name).toEqual([]);
    }
    expect(fake.calls()).toHaveLength(Object.keys(methodNames).length);
  });

  test("remembers what was created: create, then get, then list", async () => {
    const { bookeo } = start({ now: Date.UTC(2026, 6, 1) });
    const created = await bookeo.bookings.create(input);
    expect(created).toMatchObject({
      externalRef: "order-1",
      title: "Harbour tour",
      creationTime: "2026-07-01T00:00:00.000Z",
    });
    const number = created?.bookingNumber ?? "";
    expect(await bookeo.bookings.get(number)).toEqual(created);
    const second = await bookeo.bookings.create(input);
    expect(second?.bookingNumber).not.toBe(number);
    expect(await bookeo.bookings.list(range).toArray()).toEqual([created, second]);
  });

  test("returns no field that is only sent, at any depth", async () => {
    const { bookeo } = start();
    const created = await bookeo.bookings.create({
      ...input,
      initialPayments: [aPaymentInput()],
      promotionCodeInput: "SUMMER",
    });
    expect(created).not.toHaveProperty("initialPayments");
    expect(await bookeo.bookings.get(created?.bookingNumber ?? "")).not.toHaveProperty("promotionCodeInput");
  });

  test("remembers what was replaced, which clears what is left out and keeps what the server sets", async () => {
    const { bookeo } = start();
    const customer = await bookeo.customers.create({
      firstName: "Zoe",
      lastName: "Smith",
      emailAddress: "zoe@example.com",
    });
    const id = customer?.id ?? "";
    await bookeo.customers.replace(id, { firstName: "Zoë" });
    const read = await bookeo.customers.get(id);
    expect(read).toMatchObject({ id, firstName: "Zoë", creationTime: customer?.creationTime });
    expect(read).not.toHaveProperty("emailAddress");
    await bookeo.customers.update(id, { lastName: "Jones" });
    expect(await bookeo.customers.get(id)).toMatchObject({ firstName: "Zoë", lastName: "Jones" });
    expect(await bookeo.customers.list().toArray()).toHaveLength(1);
  });

  test("replaces an object that it never made, from a sample", async () => {
    const { bookeo } = start();
    await bookeo.customers.update("C9", { firstName: "Zoe" });
    expect(await bookeo.customers.get("C9")).toEqual(aCustomer({ id: "C9", firstName: "Zoe" }));
  });

  test("remembers what was deleted", async () => {
    const { bookeo } = start();
    const customer = await bookeo.customers.create({ firstName: "Zoe" });
    await bookeo.customers.delete(customer?.id ?? "");
    expect(await rejection(bookeo.customers.get(customer?.id ?? ""))).toMatchObject({ kind: "not-found" });
    expect(await rejection(bookeo.customers.delete(customer?.id ?? ""))).toMatchObject({ status: 404 });
    expect(await bookeo.customers.list().toArray()).toEqual([]);
    await bookeo.customers.delete("C9");
    expect(await rejection(bookeo.customers.get("C9"))).toMatchObject({ status: 404 });
  });

  test("keeps collections below different objects apart", async () => {
    const { bookeo } = start();
    await bookeo.customers.linkedPeople.replace("C1", "L1", { firstName: "Ann" });
    expect(await bookeo.customers.linkedPeople.get("C1", "L1")).toMatchObject({ id: "L1", firstName: "Ann" });
    expect(await bookeo.customers.linkedPeople.get("C2", "L1")).toEqual(aLinkedPerson({ id: "L1" }));
    await bookeo.bookings.payments.create("B1", aPaymentInput({ reason: "Deposit" }));
    expect(await bookeo.bookings.payments.list("B1").toArray()).toMatchObject([{ reason: "Deposit" }]);
    expect(await bookeo.bookings.payments.list("B2").toArray()).toHaveLength(1);
    await bookeo.customers.linkedPeople.replace("a/b c", "ä", { firstName: "Zoe" });
    expect(await bookeo.customers.linkedPeople.get("a/b c", "ä")).toMatchObject({
      id: "ä",
      firstName: "Zoe",
    });
  });

  test("keeps a booking that is cancelled, and lists it where it is asked to", async () => {
    const { bookeo } = start();
    const created = await bookeo.bookings.create(input);
    await bookeo.bookings.cancel(created?.bookingNumber ?? "");
    expect(await bookeo.bookings.get(created?.bookingNumber ?? "")).toMatchObject({ canceled: true });
    expect(await bookeo.bookings.list(range).toArray()).toEqual([]);
    expect(await bookeo.bookings.list({ ...range, includeCanceled: true }).toArray()).toHaveLength(1);
  });

  test("may begin with nothing", async () => {
    const { bookeo } = start({ isEmpty: true });
    expect(await bookeo.bookings.list(range).toArray()).toEqual([]);
    expect(await rejection(bookeo.bookings.get("B1"))).toMatchObject({ status: 404 });
    expect(await rejection(bookeo.customers.replace("C1", {}))).toMatchObject({ status: 404 });
    const created = await bookeo.bookings.create(input);
    expect(await bookeo.bookings.get(created?.bookingNumber ?? "")).toEqual(created);
  });

  test("makes pages of the items that it is given, of the size that the call asks for", async () => {
    const { fake, bookeo } = start();
    const items = Array.from({ length: 123 }, (_, index) => aCustomer({ id: `C${index}` }));
    fake.on("customers.list", { items });
    expect(await bookeo.customers.list({ itemsPerPage: 50 }).toArray({ prefetch: 4 })).toEqual(items);
    expect(fake.calls("customers.list")).toHaveLength(3);
    expect((await bookeo.customers.list()).info).toMatchObject({
      totalItems: 123,
      totalPages: 3,
      currentPage: 1,
    });
    const again = await collect(bookeo.customers.list({ itemsPerPage: 100 }).pages());
    expect(again.map(({ info }) => [info.currentPage, info.pageNavigationToken !== undefined])).toEqual([
      [1, true],
      [2, false],
    ]);
    fake.on("availability.matchingSlots", {
      items: [1, 2, 3].map((number) => ({ ...aSlot(), eventId: `E${number}` })),
      pageSize: 2,
    });
    const search = { ...range, productId: "p", peopleNumbers: [] };
    expect((await bookeo.availability.matchingSlots(search).toArray()).map(({ eventId }) => eventId)).toEqual(
      ["E1", "E2", "E3"],
    );
    expect(fake.calls("availability.matchingSlotsPage")).toHaveLength(1);
  });

  test("rejects a page token that it did not give", async () => {
    const { bookeo } = start();
    const call = bookeo.customers.list({ pageNavigationToken: "another", pageNumber: 2 });
    expect(await rejection(call.toArray())).toMatchObject({ status: 422 });
  });

  test("responds with what on and once set, values or functions", async () => {
    const { fake, bookeo } = start();
    fake.on("bookings.get", { body: aBooking({ title: "always" }) });
    fake.once("bookings.get", { status: 404 });
    fake.once("bookings.get", { body: aBooking({ title: "once" }), headers: { "X-Trace": "t" } });
    expect(await rejection(bookeo.bookings.get("B1"))).toMatchObject({
      kind: "not-found",
      message: expect.stringContaining("404"),
    });
    const { data, response } = await bookeo.bookings.get("B1").withResponse();
    expect([data.title, response.headers.get("x-trace")]).toEqual(["once", "t"]);
    for (let count = 0; count < 2; count++) expect((await bookeo.bookings.get("B1")).title).toBe("always");
    fake.on("bookings.get", ({ path }) => (path.bookingNumber === "B2" ? { status: 403 } : undefined));
    expect(await rejection(bookeo.bookings.get("B2"))).toMatchObject({ kind: "permission" });
    expect((await bookeo.bookings.get("B3")).bookingNumber).toBe("B3");
    fake.reset();
    expect(fake.calls()).toEqual([]);
    expect((await bookeo.bookings.get("B2")).bookingNumber).toBe("B2");
  });

  test("shows each request that it received, without a key", async () => {
    const { fake, bookeo } = start();
    await bookeo.bookings.create(input, { notifyCustomer: true }, { headers: { "X-Trace": "t" } });
    await bookeo.bookings.get("a b/c", { expandCustomer: true });
    const [create] = fake.calls("bookings.create");
    expect(create).toMatchObject({
      operation: "POST /bookings",
      body: { externalRef: "order-1" },
      query: { notifyCustomer: "true" },
    });
    expect(create?.headers.get("x-trace")).toBe("t");
    expect(fake.calls("bookings.get")[0]?.path).toEqual({ bookingNumber: "a b/c" });
    expect([...(create?.headers.keys() ?? [])].filter((name) => /bookeo/i.test(name))).toEqual([]);
    expect(fake.calls().map(({ operation }) => operation)).toEqual([
      "POST /bookings",
      "GET /bookings/{bookingNumber}",
    ]);
    expectTypeOf(create?.body).toEqualTypeOf<BookingInput | undefined>();
    expectTypeOf(fake.calls("bookings.get"))
      .items.toHaveProperty("path")
      .toEqualTypeOf<{ bookingNumber: string }>();
    expectTypeOf(create?.query.notifyCustomer).toEqualTypeOf<string | string[] | undefined>();
  });

  test("types what on and once set by the method", () => {
    const { fake } = start();
    fake.on("customers.list", { items: [aCustomer()] satisfies Customer[] });
    // @ts-expect-error bookings are no customers
    fake.on("customers.list", { items: [aBooking()] });
    // @ts-expect-error a booking is no customer
    fake.on("bookings.get", { body: aCustomer() });
    // @ts-expect-error there is no such method
    expect(() => fake.on("bookings.find", { status: 404 })).toThrow(/no method "bookings.find"/);
    // @ts-expect-error there is no such failure
    expect(() => fake.on("bookings.get", { failure: "lost" })).toThrow(/no failure "lost"/);
    // @ts-expect-error of what is no listing there are no items
    fake.on("bookings.get", { items: [aBooking()] });
    expect(() => fake.calls("bookings.find" as "bookings.get")).toThrow(/no method "bookings.find"/);
  });

  test("serves operations that the document lacks, once it knows them, and says so before", async () => {
    const { fake, bookeo } = start();
    const error = await rejection(bookeo.request("GET", "/nowhere/products"));
    expect(error.message).toContain('fake.on("GET /nowhere/products", { body: … })');
    fake.on("GET /nowhere/products", {
      body: { data: [{ productId: "p" }], info: { totalPages: 1, currentPage: 1 } },
    });
    fake.on("DELETE /nowhere/{id}", ({ path }) => ({ status: path.id === "H1" ? 204 : 404 }));
    expect(await bookeo.requestList("/nowhere/products").toArray()).toEqual([{ productId: "p" }]);
    expect(await bookeo.request("DELETE", "/nowhere/{id}", { path: { id: "H1" } })).toBeUndefined();
    expect(fake.calls("DELETE /nowhere/{id}")[0]?.path).toEqual({ id: "H1" });
  });

  test("is the server of the typed client too, under another base URL", async () => {
    const fake = createFakeBookeo({ baseUrl: "https://mock.example/inner/v9" });
    const client = createBookeoClient(fake.options);
    const { data } = await client.GET("/bookings/{bookingNumber}", {
      params: { path: { bookingNumber: "B7" } },
    });
    expect(data?.bookingNumber).toBe("B7");
  });
});

describe("a reply that the fake would not give is an error at once", () => {
  test.each([
    [{ statusCode: 404 }, 'A reply of the fake has no "statusCode". Known: status, body'],
    [{ failure: "timeout" }, 'The fake has no failure "timeout". Known: connection-refused'],
  ])("%j", async (reply, message) => {
    const { fake, bookeo } = start();
    expect(() => fake.on("bookings.get", reply as never)).toThrow(message);
    expect(() => fake.once("bookings.get", reply as never)).toThrow(message);
    fake.on("bookings.get", () => reply as never);
    expect(await rejection(bookeo.bookings.get("1"))).toMatchObject({ kind: "fetch" });
  });
});

describe("a failure of the fake", () => {
  test("lost-response: the server has acted, and the outcome is unknown", async () => {
    const { fake, bookeo } = start();
    fake.once("bookings.create", { failure: "lost-response" });
    expect(await rejection(bookeo.bookings.create(input))).toMatchObject({
      kind: "connection",
      outcome: "unknown",
      code: "ECONNRESET",
    });
    expect(await bookeo.bookings.list(range).toArray()).toMatchObject([{ externalRef: "order-1" }]);
    fake.once("bookings.create", { failure: "lost-response" });
    const once = createBookingOnce(bookeo, { ...input, externalRef: "order-2" });
    expect(await fake.clock.settle(once)).toMatchObject({ externalRef: "order-2" });
    expect(fake.calls("bookings.create")).toHaveLength(2);
  });

  test("connection-refused: nothing was sent, and it is tried again without a wait of the test's", async () => {
    const { fake, bookeo } = start();
    for (let count = 0; count < 2; count++) fake.once("bookings.create", { failure: "connection-refused" });
    const before = fake.clock.now();
    expect(await fake.clock.settle(bookeo.bookings.create(input))).toMatchObject({ externalRef: "order-1" });
    expect(fake.calls("bookings.create")).toHaveLength(3);
    expect(fake.clock.now()).toBeGreaterThan(before);
    fake.on("bookings.create", { failure: "connection-refused" });
    expect(await rejection(fake.clock.settle(bookeo.bookings.create(input)))).toMatchObject({
      code: "ECONNREFUSED",
      outcome: "rejected",
    });
    expect(await bookeo.bookings.list(range).toArray()).toHaveLength(1);
  });

  test("rate-limited: nothing is sent again before the time that the server asks for", async () => {
    const { fake, bookeo } = start();
    fake.once("bookings.get", { failure: "rate-limited", retryAfter: 30 });
    const before = fake.clock.now();
    let isDone = false;
    const call = bookeo.bookings.get("B1").then((booking) => {
      isDone = true;
      return booking;
    });
    await fake.clock.advance(29_999);
    expect([isDone, fake.calls().length]).toEqual([false, 1]);
    await fake.clock.advance(201);
    expect([isDone, fake.calls().length]).toEqual([true, 2]);
    expect((await call).bookingNumber).toBe("B1");
    expect(fake.clock.now()).toBe(before + 30_200);
    fake.on("bookings.get", { failure: "rate-limited", retryAfter: 3600 });
    expect(await rejection(fake.clock.settle(bookeo.bookings.get("B1")))).toMatchObject({
      kind: "rate-limit",
      retryAfterMs: 3_600_000,
    });
  });

  test("stalled-body: the call ends at its time limit, by the clock of the fake", async () => {
    const { fake, bookeo } = start();
    fake.on("bookings.create", { failure: "stalled-body" });
    const before = fake.clock.now();
    const error = await rejection(
      fake.clock.settle(bookeo.bookings.create(input, undefined, { timeoutMs: 5_000 })),
    );
    expect(error).toMatchObject({ kind: "timeout", limit: "timeoutMs", outcome: "unknown" });
    expect(fake.clock.now()).toBe(before + 5_000);
    expect(await bookeo.bookings.list(range).toArray()).toHaveLength(1);
    const controller = new AbortController();
    fake.on("bookings.get", { failure: "stalled-body" });
    const call = bookeo.bookings.get("B1", {}, { signal: controller.signal });
    await fake.clock.advance(1);
    controller.abort(new Error("left"));
    expect((await rejection(call)).message).toBe("left");
  });

  test("truncated-json and invalid-page are malformed responses", async () => {
    const { fake, bookeo } = start();
    fake.on("bookings.get", { failure: "truncated-json" });
    expect(await rejection(fake.clock.settle(bookeo.bookings.get("B1")))).toMatchObject({
      kind: "malformed-response",
    });
    fake.on("customers.list", { failure: "invalid-page" });
    expect(await rejection(bookeo.customers.list().toArray())).toMatchObject({ kind: "malformed-response" });
  });

  test("of the server is a status", async () => {
    const { fake, bookeo } = start();
    fake.once("bookings.get", { status: 503 });
    expect((await fake.clock.settle(bookeo.bookings.get("B1"))).bookingNumber).toBe("B1");
    expect(fake.calls("bookings.get")).toHaveLength(2);
  });
});

describe("the clock of a test", () => {
  test("lets timers happen in order, and those that they set", async () => {
    const clock = createTestClock(1000);
    const order: string[] = [];
    clock.after(30, () => order.push(`late at ${clock.now()}`));
    const off = clock.after(20, () => order.push("never"));
    clock.after(10, () => {
      order.push(`early at ${clock.now()}`);
      clock.after(5, () => order.push(`between at ${clock.now()}`));
    });
    off();
    await clock.advance(29);
    expect([clock.now(), order]).toEqual([1029, ["early at 1010", "between at 1015"]]);
    await clock.advance(1);
    expect(order.at(-1)).toBe("late at 1030");
  });

  test("settles promises that need no time, fulfilled or rejected", async () => {
    const clock = createTestClock(0);
    expect(await clock.settle(Promise.resolve(1))).toBe(1);
    expect((await rejection(clock.settle(Promise.reject(new Error("no"))))).message).toBe("no");
    expect(clock.now()).toBe(0);
  });

  test("moves nothing on while something else than a timer is waited for", async () => {
    const clock = createTestClock(0);
    const read = import("node:fs/promises").then(({ readFile }) =>
      readFile(new URL(import.meta.url), "utf8"),
    );
    expect(await clock.settle(read)).toBe(readFileSync(new URL(import.meta.url), "utf8"));
    expect(clock.now()).toBe(0);
  });
});

describe("a fake of the classes API", () => {
  test("gives a sample, or the items that it is given, and needs no option", async () => {
    const fake = createFakeClasses();
    const classes = createClasses(fake.options);
    expect(await classes.bookings.listByCustomer({ customerId: 7 })).toEqual([aClassSlotBookingResult()]);
    fake.on("bookings.listByCustomer", { items: [aClassSlotBookingResult({ bookingStatus: "CANCELED" })] });
    expect(await classes.bookings.listByCustomer({ customerId: 7 })).toMatchObject([
      { bookingStatus: "CANCELED" },
    ]);
    fake.on("bookings.listByCustomer", { status: 404 });
    expect(await rejection(classes.bookings.listByCustomer({ customerId: 7 }))).toMatchObject({
      kind: "not-found",
    });
    expect(fake.calls("bookings.listByCustomer")[0]?.query).toEqual({ customerId: "7" });
    const [item] = await createClasses(createFakeClasses().options).bookings.listByCustomer({
      customerId: 1,
    });
    expect(item).toBeDefined();
  });
});

describe("a fake of a custom API", () => {
  const page = () => ({ result: [], hasNext: false, offset: "" });
  const boat = () => ({ id: 5, name: "Zora", owner: { id: 1, name: "Ann" } });
  const pagination = {
    items: "/result",
    offsetParameter: "offset",
    sizeParameter: "sliceSize",
    hasNext: "/hasNext",
    nextOffset: "/offset",
  };
  const operations: OperationTable = {
    "GET /v1/boats": { query: true, pagination, key: "id" },
    "POST /v1/boats": { requestBody: true, success: { "201": "" } },
    "GET /v1/boats/{boatId}": {},
    "GET /v1/boats/best": {},
    "PATCH /v1/boats/{boatId}": { requestBody: true },
    "POST /v1/boats/{boatId}/sail": { success: { "202": "" } },
  };
  const start = () => {
    const fake = createFake<object, { baseUrl: string; fetch: typeof fetch }>(
      {
        operations,
        servers: ["https://{tenant}.boats.example"],
        securitySchemes: { key: { in: "header", name: "X-Key" } },
        errorFields: {},
        error: () => ({ code: "none" }),
        methods: {
          "boats.list": { operation: "GET /v1/boats", body: page, item: boat },
          "boats.create": { operation: "POST /v1/boats", kept: { id: true, owner: { id: true } } },
          "boats.get": { operation: "GET /v1/boats/{boatId}", body: boat },
          "boats.best": { operation: "GET /v1/boats/best", body: () => ({ ...boat(), name: "Best" }) },
          "boats.patch": { operation: "PATCH /v1/boats/{boatId}", body: boat },
          "boats.sail": { operation: "POST /v1/boats/{boatId}/sail" },
        },
      },
      { apiKey: "k" },
      {},
    );
    const { baseUrl } = fake.options;
    const call = async (method: string, path: string, body?: unknown) => {
      const response = await fake.fetch(`${baseUrl}${path}`, {
        method,
        headers: { "X-Key": "k" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return [response.status, text && JSON.parse(text)];
    };
    return { fake, call };
  };

  test("makes pages by offset, and ends as the API does", async () => {
    const { fake, call } = start();
    fake.on("GET /v1/boats", { items: [1, 2, 3].map((id) => ({ id })) });
    expect(await call("GET", "/v1/boats?sliceSize=2")).toEqual([
      200,
      { result: [{ id: 1 }, { id: 2 }], hasNext: true, offset: 2 },
    ]);
    expect(await call("GET", "/v1/boats?sliceSize=2&offset=2")).toEqual([
      200,
      { result: [{ id: 3 }], hasNext: false },
    ]);
  });

  test("remembers what a create makes whose response has no body, with ids like those of the API", async () => {
    const { call } = start();
    expect(await call("POST", "/v1/boats", { name: "Ada", owner: { name: "Bo" } })).toEqual([201, ""]);
    const made = { id: 1, name: "Ada", owner: { id: 1, name: "Bo" } };
    expect(await call("GET", "/v1/boats/1")).toEqual([200, made]);
    expect(await call("PATCH", "/v1/boats/1", { name: "Eve" })).toEqual([200, { ...made, name: "Eve" }]);
    expect(await call("GET", "/v1/boats")).toEqual([
      200,
      { result: [{ ...made, name: "Eve" }], hasNext: false },
    ]);
    expect(await call("GET", "/v1/boats/best")).toMatchObject([200, { name: "Best" }]);
    expect(await call("GET", "/v1/boats/77")).toEqual([200, { ...boat(), id: 77 }]);
  });

  test("makes no object of a POST that the paths do not call a collection", async () => {
    const { call, fake } = start();
    expect(await call("POST", "/v1/boats/5/sail", {})).toEqual([202, ""]);
    expect(await call("POST", "/v1/elsewhere", {})).toMatchObject([404, { code: "none" }]);
    expect(fake.calls().map(({ headers }) => headers.get("x-key"))).toEqual([null, null]);
  });
});

test("changes of bookings are read from a fake as from Bookeo", async () => {
  const { bookeo } = start({ isEmpty: true });
  for (const externalRef of ["a", "b", "c"]) await bookeo.bookings.create({ ...input, externalRef });
  const first = await collect(bookingChanges(bookeo, "2026-01-01T00:00:00Z"));
  expect(first.flatMap(({ items }) => items.map(({ externalRef }) => externalRef))).toEqual(["a", "b", "c"]);
  await bookeo.bookings.cancel(first.flatMap(({ items }) => items)[0]?.bookingNumber ?? "");
  const since = first.at(-1)?.cursor;
  const second = await collect(bookingChanges(bookeo, since ?? ""));
  expect(second.flatMap(({ items }) => items)).toMatchObject([{ externalRef: "a", canceled: true }]);
});
