// Receives Bookeo's webhooks: verifies each, answers at once, and handles each event once.
//
//   BOOKEO_SECRET_KEY=… WEBHOOK_URL=https://www.example.com/bookeo PORT=8080 node receive-webhooks.ts
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { type Booking, verifyBookeoWebhook, WebhookError } from "@booking-apis/sdk/bookeo";

const { BOOKEO_SECRET_KEY: secretKey = "", WEBHOOK_URL: url = "", PORT = "8080" } = process.env;
const handled = new Set<string>(); // In earnest: a table that outlives the process.

const server = createServer(async (request, response) => {
  try {
    const body = await buffer(request); // The raw body: what is parsed and printed again is signed no more.
    const event = await verifyBookeoWebhook<Booking>({ secretKey, url, headers: request.headers, body });
    response.writeHead(204).end();
    if (event.previousMessageLost) console.log("An earlier event was lost: read what has changed.");
    if (handled.has(event.messageId)) return;
    handled.add(event.messageId);
    console.log(`${event.timestamp}: ${event.itemId}`);
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error;
    console.error(`Refused: ${error.message}`);
    response.writeHead(400).end();
  }
});
server.listen(Number(PORT), "127.0.0.1", () => {
  const address = server.address();
  console.log(`Listening on port ${typeof address === "object" ? address?.port : PORT}`);
});
