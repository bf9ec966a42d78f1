// Writes a month of bookings to standard output as CSV, with a line of progress on standard error.
//
//   BOOKEO_API_KEY=… BOOKEO_SECRET_KEY=… node bookings-to-csv.ts 2026-07 > july.csv
import { type Booking, createBookeo } from "@booking-apis/sdk/bookeo";

const [year = 0, month = 0] = (process.argv[2] ?? "").split("-").map(Number);
if (!year || !month) {
  console.error("Usage: node bookings-to-csv.ts YYYY-MM");
  process.exit(2);
}
const first = (y: number, m: number) =>
  `${new Date(Date.UTC(y, m - 1, 1)).toISOString().slice(0, 10)}T00:00:00-00:00`;

const bookeo = createBookeo({ baseUrl: process.env.BOOKEO_BASE_URL });
// The offset -00:00 means the account's own time zone. A range that is too long for one call is walked in parts.
const bookings = bookeo.bookings.list({
  startTime: first(year, month),
  endTime: first(year, month + 1),
  itemsPerPage: 100,
});

const columns = [
  "bookingNumber",
  "startTime",
  "title",
  "customerId",
  "externalRef",
] as const satisfies (keyof Booking)[];
const quote = (value: string | undefined) => `"${(value ?? "").replaceAll('"', '""')}"`;
console.log(columns.join(","));
let count = 0;
for await (const booking of bookings) {
  console.log(columns.map((column) => quote(booking[column])).join(","));
  process.stderr.write(`\r${++count} bookings`);
}
process.stderr.write("\n");
