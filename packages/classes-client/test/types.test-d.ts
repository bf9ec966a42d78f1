import { expectTypeOf, test } from "vitest";
import { type ClassSlotBookingResult, createClassesClient, type ErrorResponse } from "../src/index.ts";

const client = createClassesClient({ apiKey: "a", baseUrl: "https://my-studio.open-api.magicline.com" });

test("a call returns an array of bookings", async () => {
  const result = await client.GET("/v1/classes/booking", { params: { query: { customerId: 1 } } });
  if (result.data) expectTypeOf(result.data).toEqualTypeOf<ClassSlotBookingResult[]>();
});

test("an error is what the vendor documents; a 503 has no documented body", async () => {
  const { error } = await client.GET("/v1/classes/booking", { params: { query: { customerId: 1 } } });
  expectTypeOf(error).toEqualTypeOf<ErrorResponse | Record<string, never> | undefined>();
});

test("a missing customer and a misspelled parameter are compile errors", () => {
  // @ts-expect-error customerId
  client.GET("/v1/classes/booking");
  // @ts-expect-error customerID
  client.GET("/v1/classes/booking", { params: { query: { customerID: 1 } } });
  // @ts-expect-error an id is a number
  client.GET("/v1/classes/booking", { params: { query: { customerId: "1" } } });
});

test("an enum value that the vendor adds later does not break a build", () => {
  const show = ({ bookingStatus }: ClassSlotBookingResult): string => bookingStatus;
  expectTypeOf(show).returns.toEqualTypeOf<string>();
});
