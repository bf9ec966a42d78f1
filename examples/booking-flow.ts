// Books what a customer has ordered: once, even if a response is lost or this program dies and is started again.
//
//   BOOKEO_API_KEY=… BOOKEO_SECRET_KEY=… node booking-flow.ts <order id> <product id> <event id> <people>
import { DatabaseSync } from "node:sqlite";
import {
  type Bookeo,
  BookingOutcomeError,
  ConflictError,
  createBookeo,
  createBookingOnce,
  ValidationError,
} from "@booking-apis/sdk/bookeo";

export interface Order {
  id: string;
  productId: string;
  eventId: string;
  people: number;
}

/** Returns the booking number, or undefined if Bookeo rejected the booking, for example because there is no room. Throws any other error: call it again later. */
export async function book(bookeo: Bookeo, db: DatabaseSync, order: Order): Promise<string | undefined> {
  db.exec("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, started_at TEXT, booking TEXT) STRICT");
  const known = db.prepare("SELECT started_at, booking FROM orders WHERE id = ?").get(order.id);
  if (known?.booking) return String(known.booking);
  // Recorded before the first try. From the second try on, the booking is looked for first.
  const startedAt = known ? String(known.started_at) : undefined;
  if (!known) db.prepare("INSERT INTO orders VALUES (?, ?, NULL)").run(order.id, new Date().toISOString());
  const input = {
    productId: order.productId,
    eventId: order.eventId,
    externalRef: order.id,
    participants: { numbers: [{ peopleCategoryId: "Cadults", number: order.people }] },
  };
  try {
    const booking = await createBookingOnce(bookeo, input, { startedAt, query: { notifyCustomer: true } });
    db.prepare("UPDATE orders SET booking = ? WHERE id = ?").run(booking.bookingNumber, order.id);
    return booking.bookingNumber;
  } catch (error) {
    if (error instanceof ConflictError || error instanceof ValidationError) return undefined;
    throw error;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [id, productId, eventId, people] = process.argv.slice(2);
  if (!id || !productId || !eventId || !(Number(people) > 0)) {
    console.error("Usage: node booking-flow.ts <order id> <product id> <event id> <people>");
    process.exit(2);
  }
  const bookeo = createBookeo({ baseUrl: process.env.BOOKEO_BASE_URL });
  const db = new DatabaseSync(process.env.DATABASE ?? "orders.db");
  try {
    const number = await book(bookeo, db, { id, productId, eventId, people: Number(people) });
    console.log(number ? `Booked: ${number}` : "Bookeo rejected the booking.");
  } catch (error) {
    if (!(error instanceof BookingOutcomeError)) throw error;
    console.error(`${error.message}\nRun this program again.`);
    process.exitCode = 1;
  }
}
