// Type-checked in a project that has installed the packed tarballs.
import { type Booking, createBookeoClient, type paths } from "@booking-apis/bookeo-client";
import { type ClassSlotBookingResult, createClassesClient } from "@booking-apis/classes-client";

const bookeo = createBookeoClient({ apiKey: "a", secretKey: "b" });
const answer = await bookeo.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: "1" } } });
export const booking: Booking | undefined = answer.data;
export const path: keyof paths = "/bookings";

const classes = createClassesClient({ apiKey: "a", baseUrl: "https://my-studio.open-api.magicline.com" });
export const bookings: ClassSlotBookingResult[] | undefined = (
  await classes.GET("/v1/classes/booking", { params: { query: { customerId: 1 } } })
).data;

// @ts-expect-error a misspelt parameter
bookeo.GET("/bookings", { params: { query: { startDate: "2026-01-01" } } });
