// Copies a listing with plain inserts, as the README shows: an item that came twice would end it with an error.
import { DatabaseSync } from "node:sqlite";
import { type Cursor, createBookeo } from "@booking-apis/sdk/bookeo";

const [startTime = ""] = process.argv.slice(2);
const db = new DatabaseSync(process.env.DATABASE ?? "");
db.exec("CREATE TABLE IF NOT EXISTS bookings (number TEXT PRIMARY KEY, json TEXT)");
db.exec("CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, json TEXT)");
const stored = db.prepare("SELECT json FROM cursors").get();
const from = stored && (JSON.parse(String(stored.json)) as Cursor);
const range = {
  lastUpdatedStartTime: startTime,
  lastUpdatedEndTime: new Date(Date.parse(startTime) + 93 * 86_400_000),
};
const listing = createBookeo({ baseUrl: process.env.BOOKEO_BASE_URL }).bookings.list(range);
for await (const { items, cursor } of listing.resumable(from)) {
  db.exec("BEGIN");
  for (const item of items)
    db.prepare("INSERT INTO bookings VALUES (?, ?)").run(item.bookingNumber, JSON.stringify(item));
  db.prepare("INSERT OR REPLACE INTO cursors VALUES ('all', ?)").run(JSON.stringify(cursor));
  db.exec("COMMIT");
}
