import { describe, expectTypeOf, test } from "vitest";
import {
  type Booking,
  type BookingInput,
  type BookingsList,
  type Customer,
  createBookeo,
  type ErrorResponse,
  type HttpError,
  isHttpError,
  type LinkedPerson,
  type MatchingSlot,
  type PagedCall,
  type Payment,
  type PaymentInput,
  verifyBookeoWebhook,
} from "../src/bookeo/index.ts";
import { type ClassSlotBookingResult, createClasses } from "../src/classes/index.ts";
import { consoleHooks } from "../src/index.ts";

const bookeo = createBookeo({ apiKey: "a", secretKey: "b" });
const classes = createClasses({ apiKey: "a", baseUrl: "https://my-studio.open-api.magicline.com" });
const booking: BookingInput = { productId: "p", participants: { numbers: [] } };

describe("what may be sent", () => {
  test("a misspelled option of the SDK is a compile error", () => {
    // @ts-expect-error apikey
    createBookeo({ apikey: "a", secretKey: "b" });
    // @ts-expect-error baseURL
    createBookeo({ apiKey: "a", secretKey: "b", baseURL: "https://example.com" });
    // @ts-expect-error secretKey is Bookeo's alone
    createClasses({ apiKey: "a", secretKey: "b" });
    // @ts-expect-error verbose
    consoleHooks("verbose");
  });

  test("keys may be left to the environment", () => {
    createBookeo();
    createClasses();
    createBookeo({ apiKey: undefined, hooks: consoleHooks() });
  });

  test("a misspelled parameter or option of a call is a compile error", () => {
    // @ts-expect-error expandCustomers
    bookeo.bookings.get("1", { expandCustomers: true });
    // @ts-expect-error timeout
    bookeo.bookings.get("1", {}, { timeout: 5 });
    // @ts-expect-error an option where the query is
    bookeo.bookings.get("1", { timeoutMs: 5 });
    // @ts-expect-error an option that would let keys go elsewhere
    bookeo.bookings.get("1", {}, { baseUrl: "https://example.com" });
    // @ts-expect-error prefetching belongs to the walk
    bookeo.bookings.list({}, { prefetch: 8 });
    // @ts-expect-error ahead
    bookeo.bookings.list({}).pages({ ahead: 8 });
    // @ts-expect-error cancel, not delete
    bookeo.bookings.delete("1");
  });

  test("a missing path parameter, query parameter or body is a compile error", () => {
    // @ts-expect-error no booking number
    bookeo.bookings.get();
    // @ts-expect-error a booking number is a string, even where it looks like a number
    bookeo.bookings.get(2856);
    // @ts-expect-error no password
    bookeo.customers.authenticate("1", {});
    // @ts-expect-error no query at all
    bookeo.customers.authenticate("1");
    // @ts-expect-error no body
    bookeo.bookings.create();
    // @ts-expect-error no productId
    bookeo.bookings.create({ participants: { numbers: [] } });
    // @ts-expect-error no customerId
    classes.bookings.listByCustomer({});
  });

  test("a read-only field in a body is a compile error", () => {
    // @ts-expect-error title
    bookeo.bookings.create({ ...booking, title: "mine" });
    // @ts-expect-error the name of a resource
    bookeo.bookings.create({ ...booking, resources: [{ id: "1", name: "boat" }] });
    bookeo.bookings.create({ ...booking, resources: [{ id: "1" }] });
  });

  test("an enum value that the vendor does not know is a compile error in a request", () => {
    // @ts-expect-error the vendor spells it checque
    const method: PaymentInput["paymentMethod"] = "cheque";
    expectTypeOf(method).toExtend<string>();
    // @ts-expect-error lastname
    bookeo.customers.list({ searchField: "lastname" });
    bookeo.customers.list({ searchField: "lastName" });
  });
});

describe("what comes back", () => {
  test("awaiting a call gives its data, by name", async () => {
    expectTypeOf(await bookeo.bookings.get("1")).toEqualTypeOf<Booking>();
    expectTypeOf(await bookeo.bookings.getCustomer("1")).toEqualTypeOf<Customer>();
    expectTypeOf(await bookeo.bookings.cancel("1")).toEqualTypeOf<undefined>();
    expectTypeOf(await bookeo.bookings.get("1").withResponse()).toEqualTypeOf<{
      data: Booking;
      response: Response;
    }>();
    const [one, two] = await Promise.all([bookeo.bookings.get("1"), bookeo.bookings.getCustomer("1")]);
    expectTypeOf(one).toEqualTypeOf<Booking>();
    expectTypeOf(two).toEqualTypeOf<Customer>();
  });

  test("what then, catch and finally give is what a promise's would", () => {
    const call = bookeo.bookings.get("1");
    expectTypeOf(call.then((data) => data.title)).toEqualTypeOf<Promise<string>>();
    expectTypeOf(call.catch(() => 1 as const)).toEqualTypeOf<Promise<Booking | 1>>();
    expectTypeOf(call.finally(() => {})).toEqualTypeOf<Promise<Booking>>();
  });

  test("a listing is its first page when awaited, and its items or pages when iterated", async () => {
    const listing = bookeo.bookings.list({ startTime: "", endTime: "" });
    expectTypeOf(await listing).toEqualTypeOf<BookingsList>();
    for await (const item of listing) expectTypeOf(item).toEqualTypeOf<Booking>();
    for await (const item of listing.items({ prefetch: 8 })) expectTypeOf(item).toEqualTypeOf<Booking>();
    for await (const page of listing.pages({ prefetch: 8 })) expectTypeOf(page).toEqualTypeOf<BookingsList>();
    const search = { productId: "p", startTime: "", endTime: "", peopleNumbers: [] };
    for await (const slot of bookeo.availability.matchingSlots(search))
      expectTypeOf(slot).toEqualTypeOf<MatchingSlot>();
    expectTypeOf(listing).toExtend<PagedCall<BookingsList, Booking, unknown>>();
  });

  test("a listing of bookings or slots needs a complete pair of times, or a token", () => {
    const [startTime, endTime] = ["2026-07-01T00:00:00Z", new Date()];
    bookeo.bookings.list({ startTime, endTime });
    bookeo.bookings.list({ lastUpdatedStartTime: startTime, lastUpdatedEndTime: endTime, startTime });
    bookeo.bookings.list({ pageNavigationToken: "token", pageNumber: 2 });
    bookeo.availability.slots({ startTime, endTime, productId: undefined });
    bookeo.availability.slots({ pageNavigationToken: "token", pageNumber: 2 });
    // @ts-expect-error nothing
    bookeo.bookings.list();
    // @ts-expect-error no pair
    bookeo.bookings.list({});
    // @ts-expect-error half a pair
    bookeo.bookings.list({ startTime });
    // @ts-expect-error halves of two pairs
    bookeo.bookings.list({ startTime, lastUpdatedEndTime: endTime });
    // @ts-expect-error a half that is undefined
    bookeo.bookings.list({ startTime, endTime: undefined });
    // @ts-expect-error a misspelled parameter beside a pair
    bookeo.bookings.list({ startTime, endTime, productid: "p" });
    // @ts-expect-error half a pair
    bookeo.availability.slots({ endTime });
    // @ts-expect-error nothing
    bookeo.availability.slots();
  });

  test("what the API uses as a key in its paths is always there", () => {
    expectTypeOf<Booking["bookingNumber"]>().toEqualTypeOf<string>();
    expectTypeOf<Payment["id"]>().toEqualTypeOf<string>();
    expectTypeOf<Customer["id"]>().toEqualTypeOf<string>();
    expectTypeOf<LinkedPerson["id"]>().toEqualTypeOf<string>();
    expectTypeOf<Booking["externalRef"]>().toEqualTypeOf<string | undefined>();
  });

  test("a listing that is a plain array is one", async () => {
    const bookings = await classes.bookings.listByCustomer({ customerId: 1 });
    expectTypeOf(bookings).toEqualTypeOf<ClassSlotBookingResult[]>();
  });

  test("a value of an enum that the vendor adds later does not break a build, and can be sent back", async () => {
    const { gender } = await bookeo.customers.get("1");
    expectTypeOf<"female">().toExtend<NonNullable<typeof gender>>();
    expectTypeOf<NonNullable<typeof gender>>().toExtend<string>();
    void (() => bookeo.customers.create({ gender: gender ?? "unknown" }));
    // @ts-expect-error a typing error
    void (() => bookeo.customers.create({ gender: "femal" }));
  });
});

describe("changing and replacing", () => {
  const id = "1";
  const calls = (read: Booking, customer: Customer) => [
    () => bookeo.bookings.replace(id, read),
    () => bookeo.bookings.replace(id, { ...read, privateEvent: true }),
    () => bookeo.customers.replace(id, customer),
    () => bookeo.customers.update(id, (current) => ({ ...current, gender: "female" })),
    () => bookeo.customers.update(id, async ({ middleName, ...rest }) => rest),
    () => bookeo.bookings.update(id, { price: read.price, participants: read.participants }),
    () => bookeo.bookings.update(id, { startTime: new Date(), productId: undefined }),
    // @ts-expect-error a misspelled field
    () => bookeo.customers.update(id, { emailAdress: "a" }),
    // @ts-expect-error a misspelled value
    () => bookeo.customers.update(id, { gender: "femal" }),
    // @ts-expect-error a field that is only read
    () => bookeo.bookings.update(id, { title: "a" }),
    // @ts-expect-error a field that is only read, beside what was read
    () => bookeo.bookings.replace(id, { ...read, bookingNumber: "2" }),
    // @ts-expect-error a required field
    () => bookeo.bookings.replace(id, { productId: "p" }),
    // @ts-expect-error what a function leaves out is cleared, and this is required
    () => bookeo.bookings.update(id, ({ productId, ...rest }) => rest),
    // @ts-expect-error a misspelled value in what was read
    () => bookeo.customers.replace(id, { ...customer, gender: "femal" }),
  ];

  test("what was read can be sent back, and a typing error does not compile", () => {
    expectTypeOf(calls).returns.toBeArray();
  });

  test("an update gives what the write gives, and a failure of the read too", async () => {
    const result = await bookeo.customers.update(id, {}).result();
    if (result.ok) expectTypeOf(result.data).toEqualTypeOf<undefined>();
    else expectTypeOf(result.error).toEqualTypeOf<ErrorResponse>();
    expectTypeOf(await bookeo.bookings.update(id, {})).toEqualTypeOf<Booking | undefined>();
  });
});

describe("result()", () => {
  test("`ok` distinguishes data from error", async () => {
    const result = await bookeo.bookings.get("1").result();
    if (result.ok) {
      expectTypeOf(result.data).toEqualTypeOf<Booking>();
      expectTypeOf(result.status).toEqualTypeOf<200>();
      // @ts-expect-error a success has no error
      result.error;
    } else {
      expectTypeOf(result.error).toEqualTypeOf<ErrorResponse>();
      // @ts-expect-error a failure has no data
      result.data;
    }
    expectTypeOf(result.response).toEqualTypeOf<Response>();
  });

  test("the status narrows the error's body", async () => {
    const result = await bookeo.bookings.get("1").result();
    if (!result.ok && result.status === 404)
      expectTypeOf(result.error.message).toExtend<string | undefined>();
    const authenticated = await bookeo.customers.authenticate("1", { password: "p" }).result();
    if (!authenticated.ok && authenticated.status === 403) {
      expectTypeOf(authenticated.error).toEqualTypeOf<Record<string, never>>();
      // @ts-expect-error a wrong password has no body, so no message either
      const message: string = authenticated.error.message;
      expectTypeOf(message).toEqualTypeOf<string>();
    }
    if (!authenticated.ok && authenticated.status === 404)
      expectTypeOf(authenticated.error).toEqualTypeOf<ErrorResponse>();
  });

  test("a status that the response cannot have is a compile error", async () => {
    const result = await bookeo.bookings.get("1").result();
    // @ts-expect-error 201 is not documented
    if (result.status === 201) result.ok;
    // @ts-expect-error a status is a number
    if (result.status === "404") result.ok;
  });
});

describe("errors and webhooks", () => {
  test("a guard narrows what was thrown", () => {
    const thrown: unknown = undefined;
    if (isHttpError(thrown)) {
      expectTypeOf(thrown).toEqualTypeOf<HttpError>();
      expectTypeOf(thrown.status).toEqualTypeOf<number>();
      expectTypeOf(thrown.body).toEqualTypeOf<unknown>();
      expectTypeOf(thrown.outcome).toEqualTypeOf<"rejected" | "unknown" | undefined>();
    }
  });

  test("the item of a webhook has the type that it was registered for", async () => {
    const options = { secretKey: "s", url: "u", headers: {}, body: "" };
    expectTypeOf((await verifyBookeoWebhook<Customer>(options)).item).toEqualTypeOf<Customer>();
    // @ts-expect-error a body that was parsed
    verifyBookeoWebhook({ ...options, body: {} });
  });
});
