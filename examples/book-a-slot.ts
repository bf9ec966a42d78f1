// Books a free slot for two, and does not book twice if the answer gets lost.
//
//   BOOKEO_API_KEY=… BOOKEO_SECRET_KEY=… node book-a-slot.ts <product id> <order id>
import {
  type Bookeo,
  type Booking,
  createBookeo,
  findBookingByExternalRef,
  isBookingApiError,
} from "@booking-apis/sdk/bookeo";

const [productId, order] = process.argv.slice(2);
if (!productId || !order) {
  console.error("Usage: node book-a-slot.ts <product id> <order id>");
  process.exit(2);
}
const numbers = [{ peopleCategoryId: "Cadults", number: 2 }];
const startTime = new Date().toISOString().replace(/\.\d+/, "");
const endTime = new Date(Date.now() + 14 * 86_400_000).toISOString().replace(/\.\d+/, "");

const bookeo = createBookeo({ baseUrl: process.env.BOOKEO_BASE_URL });
const found = await bookeo.availability.matchingSlots({
  productId,
  startTime,
  endTime,
  peopleNumbers: numbers,
});
const slot = found.data?.[0];
if (!slot) {
  console.log("Nothing is free in the next two weeks.");
  process.exit(1);
}
console.log(`Free: ${slot.startTime}`);
const booking = await bookOnce(bookeo, order, slot.eventId);
console.log(`Booked: ${booking?.bookingNumber ?? "yes, but the answer had no body"}`);

/** Creates a booking with a reference of our own, by which it is found again if the call's outcome is unknown. */
async function bookOnce(bookeo: Bookeo, externalRef: string, eventId: string): Promise<Booking | undefined> {
  const since = new Date();
  try {
    return await bookeo.bookings.create({
      productId: productId ?? "",
      eventId,
      externalRef,
      participants: { numbers },
    });
  } catch (error) {
    if (!isBookingApiError(error) || error.outcome !== "unknown") throw error;
    console.log(`${error.message}\nLooking for it …`);
    const existing = await findBookingByExternalRef(bookeo, externalRef, { since });
    if (!existing) throw error; // It may still be on its way: look again later, and only then book again.
    return existing;
  }
}
