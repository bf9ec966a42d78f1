import { describe, expectTypeOf, test } from "vitest";
import {
  type Booking,
  type BookingInput,
  type BookingsList,
  type Customer,
  type CustomerInput,
  createBookeoClient,
  type ErrorResponse,
  type PaymentInput,
} from "../src/index.ts";

const client = createBookeoClient({ apiKey: "a", secretKey: "b" });
const path = { bookingNumber: "1" };
const body: BookingInput = { productId: "p", participants: { numbers: [] } };

describe("what may be sent", () => {
  test("a misspelled option of the client is a compile error", () => {
    // @ts-expect-error apikey
    createBookeoClient({ apikey: "a", secretKey: "b" });
    // @ts-expect-error baseURL
    createBookeoClient({ apiKey: "a", secretKey: "b", baseURL: "https://example.com" });
  });

  test("a misspelled path, option or parameter of a call is a compile error", () => {
    // @ts-expect-error /booking
    client.GET("/booking", {});
    // @ts-expect-error parms
    client.GET("/bookings", { parms: {} });
    // @ts-expect-error expandCustomers
    client.GET("/bookings/{bookingNumber}", { params: { path, query: { expandCustomers: true } } });
    // @ts-expect-error bookingnumber
    client.GET("/bookings/{bookingNumber}", { params: { path: { bookingnumber: "1" } } });
    // @ts-expect-error an option that would let keys go elsewhere
    client.GET("/bookings", { baseUrl: "https://example.com" });
  });

  test("a missing path parameter, query parameter or body is a compile error", () => {
    // @ts-expect-error no path parameter
    client.GET("/bookings/{bookingNumber}");
    // @ts-expect-error no password
    client.GET("/customers/{id}/authenticate", { params: { path: { id: "1" } } });
    // @ts-expect-error no body
    client.POST("/bookings", {});
    // @ts-expect-error no productId
    client.POST("/bookings", { body: { participants: { numbers: [] } } });
  });

  test("a read-only field in a body is a compile error", () => {
    // @ts-expect-error title
    client.POST("/bookings", { body: { ...body, title: "mine" } });
    // @ts-expect-error the name of a resource
    client.POST("/bookings", { body: { ...body, resources: [{ id: "1", name: "boat" }] } });
    client.POST("/bookings", { body: { ...body, resources: [{ id: "1" }] } });
  });

  test("an enum value that the vendor does not know is a compile error in a request", () => {
    const payment: PaymentInput = {
      reason: "deposit",
      amount: { amount: "1.00", currency: "EUR" },
      paymentMethod: "checque",
    };
    client.POST("/bookings/{bookingNumber}/payments", { params: { path }, body: payment });
    // @ts-expect-error the vendor spells it checque
    const method: PaymentInput["paymentMethod"] = "cheque";
    expectTypeOf(method).toExtend<string>();
    // @ts-expect-error lastname
    client.GET("/customers", { params: { query: { searchField: "lastname" } } });
  });

  test("money is a decimal text and not a number", () => {
    // @ts-expect-error a number
    const amount: PaymentInput["amount"] = { amount: 1, currency: "EUR" };
    expectTypeOf(amount.amount).toEqualTypeOf<string>();
  });

  test("only what a reply must carry may be left out when sending", () => {
    expectTypeOf<{
      reason: string;
      amount: { amount: string; currency: string };
      paymentMethod: "cash";
    }>().toExtend<PaymentInput>();
    expectTypeOf<Customer["id"]>().toEqualTypeOf<string>();
  });
});

describe("what comes back", () => {
  test("a call distinguishes data from error", async () => {
    const result = await client.GET("/bookings/{bookingNumber}", { params: { path } });
    if (result.data) expectTypeOf(result.data).toEqualTypeOf<Booking>();
    else expectTypeOf(result.error).toEqualTypeOf<ErrorResponse>();
  });

  test("a listing is a page with items", async () => {
    const { data } = await client.GET("/bookings", {
      params: { query: { startTime: "2026-03-01T00:00:00Z" } },
    });
    expectTypeOf(data).toEqualTypeOf<BookingsList | undefined>();
  });

  test("a delete has no data", async () => {
    const { data } = await client.DELETE("/bookings/{bookingNumber}", { params: { path } });
    expectTypeOf(data).toEqualTypeOf<undefined>();
  });

  test("an enum value that the vendor adds later does not break a build, and can be sent back", () => {
    const show = ({ gender }: Customer): string => (gender === "female" ? "f" : (gender ?? ""));
    expectTypeOf(show).returns.toEqualTypeOf<string>();
    expectTypeOf<Customer["gender"]>().toExtend<CustomerInput["gender"]>();
    // @ts-expect-error a typing error
    const wrong: CustomerInput = { gender: "femal" };
    const own: CustomerInput = { gender: "nonbinary" as CustomerInput["gender"] & string };
    void [wrong, own];
  });
});
