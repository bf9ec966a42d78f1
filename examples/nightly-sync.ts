// Copies all bookings into a database; run it every night to copy what has changed. It may be killed at any time, and continues where it
// stopped.
//
//   BOOKEO_API_KEY=… BOOKEO_SECRET_KEY=… DATABASE=bookings.db node nightly-sync.ts 2026-01-01T00:00:00Z
import { DatabaseSync } from "node:sqlite";
import {
  type Bookeo,
  type BookingChangesCursor,
  bookingChanges,
  createBookeo,
  createLimiter,
  type ListingProgress,
} from "@booking-apis/sdk/bookeo";

/** Reads what has changed since the last run, or since `start`. Gives the number of bookings that were written. */
export async function sync(
  bookeo: Bookeo,
  db: DatabaseSync,
  start: string,
  onPage?: (progress: ListingProgress) => void,
): Promise<number> {
  db.exec(
    "CREATE TABLE IF NOT EXISTS bookings (number TEXT PRIMARY KEY, canceled INTEGER, json TEXT) STRICT",
  );
  db.exec("CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, json TEXT) STRICT");
  const write = db.prepare("INSERT OR REPLACE INTO bookings VALUES (?, ?, ?)");
  const stored = db.prepare("SELECT json FROM cursors WHERE name = 'bookings'").get();
  const since = stored ? (JSON.parse(String(stored.json)) as BookingChangesCursor) : start;
  let count = 0;
  for await (const { items, cursor } of bookingChanges(bookeo, since, { onPage })) {
    // The bookings and the cursor in one transaction: both are there, or neither.
    db.exec("BEGIN");
    for (const item of items) write.run(item.bookingNumber, item.canceled ? 1 : 0, JSON.stringify(item));
    db.prepare("INSERT OR REPLACE INTO cursors VALUES ('bookings', ?)").run(JSON.stringify(cursor));
    db.exec("COMMIT");
    count += items.length;
  }
  return count;
}

if (process.argv[1] === import.meta.filename) {
  const [start] = process.argv.slice(2);
  if (!start) {
    console.error("Usage: node nightly-sync.ts <since, such as 2026-01-01T00:00:00Z>");
    process.exit(2);
  }
  const limiter = createLimiter({ requests: 2, intervalMs: Number(process.env.INTERVAL_MS ?? 1000) });
  const bookeo = createBookeo({ baseUrl: process.env.BOOKEO_BASE_URL, limiter, deadlineMs: 300_000 });
  const db = new DatabaseSync(process.env.DATABASE ?? "bookings.db");
  const count = await sync(bookeo, db, start, ({ window, windows, page, pages, items }) =>
    console.error(`window ${window} of ${windows}, page ${page} of ${pages}, ${items} bookings`),
  );
  console.log(`${count} bookings written`);
}
