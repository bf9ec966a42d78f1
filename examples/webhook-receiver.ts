// Receives Bookeo's webhooks, and stores the current state of each booking that they name. Several of these processes may share one
// database.
//
//   BOOKEO_API_KEY=… BOOKEO_SECRET_KEY=… WEBHOOK_URL=https://www.example.com/bookeo PORT=8080 node webhook-receiver.ts
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import {
  type Bookeo,
  type BookeoWebhookHandler,
  type Booking,
  bookingChanges,
  createBookeo,
  createBookeoWebhookHandler,
  type WebhookStore,
} from "@booking-apis/sdk/bookeo";

/** Remembers messages in a table. A claim of a process that died is given out again after five minutes. */
export function messagesIn(db: DatabaseSync): WebhookStore {
  db.exec("CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, claimed INTEGER, done INTEGER) STRICT");
  const claim = db.prepare(
    "INSERT INTO messages VALUES (?, ?, 0) ON CONFLICT DO UPDATE SET claimed = excluded.claimed WHERE done = 0 AND claimed < ?",
  );
  return {
    claim(id) {
      const now = Date.now();
      if (claim.run(id, now, now - 300_000).changes === 1) return "new";
      return db.prepare("SELECT done FROM messages WHERE id = ?").get(id)?.done ? "done" : "running";
    },
    done: (id) => void db.prepare("UPDATE messages SET done = 1 WHERE id = ?").run(id),
    release: (id) => void db.prepare("DELETE FROM messages WHERE id = ? AND done = 0").run(id),
  };
}

export function receiver(
  bookeo: Bookeo,
  db: DatabaseSync,
  secretKey: string,
  url: string,
): BookeoWebhookHandler {
  db.exec("CREATE TABLE IF NOT EXISTS bookings (number TEXT PRIMARY KEY, json TEXT) STRICT");
  const keep = (booking: Booking) =>
    db
      .prepare("INSERT OR REPLACE INTO bookings VALUES (?, ?)")
      .run(booking.bookingNumber, JSON.stringify(booking));
  return createBookeoWebhookHandler({
    secretKey,
    url,
    store: messagesIn(db),
    // Events may come late and out of order: what Bookeo has now is what counts.
    on: {
      "bookings.created": async ({ item }) => keep(await bookeo.bookings.get(item.bookingNumber)),
      "bookings.updated": async ({ item }) => keep(await bookeo.bookings.get(item.bookingNumber)),
    },
    onMissed: async () => {
      const yesterday = new Date(Date.now() - 86_400_000);
      for await (const { items } of bookingChanges(bookeo, yesterday)) items.forEach(keep);
    },
  });
}

if (process.argv[1] === import.meta.filename) {
  const { BOOKEO_SECRET_KEY = "", WEBHOOK_URL = "", DATABASE = "bookings.db", PORT = "8080" } = process.env;
  const bookeo = createBookeo({ baseUrl: process.env.BOOKEO_BASE_URL });
  const handle = receiver(bookeo, new DatabaseSync(DATABASE), BOOKEO_SECRET_KEY, WEBHOOK_URL);
  const server = createServer(async (request, response) => {
    const { status } = await handle({ url: request.url, headers: request.headers, body: request });
    response.writeHead(status).end();
  });
  server.listen(Number(PORT), "127.0.0.1", () => console.log(server.address()));
}
