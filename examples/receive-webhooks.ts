// Receives Bookeo's webhooks: verifies each, stores each event once, and responds only then.
//
//   BOOKEO_SECRET_KEY=… WEBHOOK_URL=https://www.example.com/bookeo PORT=8080 EVENTS_FILE=events.jsonl node receive-webhooks.ts
import { open, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import {
  type BookeoWebhookEvent,
  type Booking,
  verifyBookeoWebhook,
  WebhookError,
} from "@booking-apis/sdk/bookeo";

const { BOOKEO_SECRET_KEY: secretKey = "", WEBHOOK_URL: url = "", PORT = "8080" } = process.env;
const { EVENTS_FILE: file = "events.jsonl" } = process.env;
const mostBytes = 1_000_000;

// One line for each event. A database with a unique message id takes its place in earnest.
const lines = (await readFile(file, "utf8").catch(() => "")).split("\n").filter((line) => line.endsWith("}"));
const stored = new Set(lines.map((line) => (JSON.parse(line) as BookeoWebhookEvent).messageId));
const journal = await open(file, "a");

const server = createServer(async (request, response) => {
  try {
    const body = await readBody(request);
    if (!body) {
      response.writeHead(413, { connection: "close" }).end();
      return;
    }
    const event = await verifyBookeoWebhook<Booking>({ secretKey, url, headers: request.headers, body });
    if (!stored.has(event.messageId)) {
      await journal.appendFile(`${JSON.stringify(event)}\n`);
      await journal.datasync();
      stored.add(event.messageId);
      console.log(`${event.timestamp}: ${event.itemId}`);
    }
    // Stored, so Bookeo need not send it again.
    response.writeHead(204).end();
    if (event.previousMessageLost) console.log("An earlier event was lost: read what has changed.");
  } catch (error) {
    if (request.destroyed && !request.complete) return; // Half sent: there is no one to respond to.
    const isRejected = error instanceof WebhookError;
    console.error(isRejected ? `Rejected: ${error.message}` : error);
    response.writeHead(isRejected ? 400 : 500).end();
  }
});
server.listen(Number(PORT), "127.0.0.1", () => {
  const address = server.address();
  console.log(`Listening on port ${typeof address === "object" ? address?.port : PORT}`);
});

/** The raw body, which is what was signed; undefined for one that is too large. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
