// Type-checked in a project that has installed the packed tarballs.
import { type Booking, createBookeoClient, type paths } from "@booking-apis/bookeo-client";
import { type ClassSlotBookingResult, createClassesClient } from "@booking-apis/classes-client";

import {
  type Cursor,
  createBookeo,
  createBookeoWebhookHandler,
  createMemoryWebhookStore,
} from "@booking-apis/sdk/bookeo";
import { aBooking, createFakeBookeo } from "@booking-apis/sdk/bookeo/testing";
import { createClasses } from "@booking-apis/sdk/classes";
import { createFakeClasses } from "@booking-apis/sdk/classes/testing";

const bookeo = createBookeoClient({ apiKey: "a", secretKey: "b" });
const result = await bookeo.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: "1" } } });
const bookeoSdk = createBookeo({ apiKey: "a", secretKey: "b" });
export const viaSdk: Booking = await bookeoSdk.bookings.get("1");
export const number: number = (await createClasses().bookings.listByCustomer({ customerId: 1 })).length;
for await (const each of bookeoSdk.bookings.list({ startTime: "2026-07-01T00:00:00Z", endTime: new Date() }))
  console.log(each.title);
export const booking: Booking | undefined = result.data;
export const path: keyof paths = "/bookings";

const classes = createClassesClient({ apiKey: "a", baseUrl: "https://my-studio.open-api.magicline.com" });
export const bookings: ClassSlotBookingResult[] | undefined = (
  await classes.GET("/v1/classes/booking", { params: { query: { customerId: 1 } } })
).data;

// @ts-expect-error a misspelled parameter
bookeo.GET("/bookings", { params: { query: { startDate: "2026-01-01" } } });

const fake = createFakeBookeo();
fake.on("bookings.list", { items: [aBooking({ bookingNumber: "1" })] });
export const reference: string | undefined = fake.calls("bookings.create")[0]?.body.externalRef;
export const items = createFakeClasses().calls("bookings.listByCustomer");
export let cursor: Cursor | undefined;
for await (const page of createBookeo(fake.options).customers.list().resumable(cursor)) cursor = page.cursor;
export const handle: (request: Request) => Promise<Response> = createBookeoWebhookHandler({
  secretKey: "s",
  url: "https://www.example.com/bookeo",
  store: createMemoryWebhookStore(),
  on: { "customers.deleted": ({ item }) => item.emailAddress },
  onMissed: () => {},
});
