import type { Booking, Customer, Payment } from "@booking-apis/bookeo-client";
import { BookingApiError, ConfigurationError } from "@booking-apis/transport";
import { checkKey } from "@booking-apis/transport/internal";

/** Why a webhook is not believed. */
export type WebhookProblem = "missing-header" | "too-old" | "wrong-signature" | "malformed-body";

/** A webhook is not what Bookeo sent, or not now: respond with status 400 and do nothing else. */
export class WebhookError extends BookingApiError {
  /** Why the webhook must not be believed. */
  readonly reason: WebhookProblem;

  constructor(reason: WebhookProblem, message: string) {
    super(message);
    this.reason = reason;
  }
  override get kind(): "webhook" {
    return "webhook";
  }
}

/** What Bookeo sends when something was created, updated or deleted. */
export interface BookeoWebhookEvent<Item = Booking | Customer | Payment | Record<string, unknown>> {
  /** The id of the thing. */
  itemId: string;
  /** When it happened: RFC 3339 with an offset. */
  timestamp: string;
  /** The thing itself; which one follows from the domain that the webhook was registered for. */
  item: Item;
  /** The same for every delivery of this event: handle each only once. */
  messageId: string;
  /** Whether Bookeo gave up on an earlier event: fetch what may have been missed. */
  previousMessageLost: boolean;
}

/** A webhook as it arrived, and what it is checked with. */
export interface VerifyWebhookOptions {
  /** The secret key of your application. */
  secretKey: string;
  /** The URL as it was registered with Bookeo, with its query, character by character. */
  url: string;
  /** The headers of the request, as `Headers` or as node:http has them. Default: those of `body`, where that is a `Request`. */
  headers?: Headers | Readonly<Record<string, string | readonly string[] | undefined>> | undefined;
  /** The raw body, before anything has parsed it: a string, its bytes, a stream, or the whole `Request`. */
  body: string | ArrayBuffer | ArrayBufferView | Blob | ReadableStream<Uint8Array> | Request;
  /** The time, in milliseconds since the epoch. Default: now. */
  now?: number | undefined;
}

const longestAgeMs = 120_000;

/**
 * Verifies a webhook of Bookeo and returns its event: HMAC-SHA256 with the secret key over timestamp, message id, URL and raw body
 * (source: www.bookeo.com/api/webhooks/), compared in constant time, no more than 120 seconds old. Respond with 2xx within 5 seconds.
 *
 * @throws {WebhookError} whose `reason` says why the webhook must not be believed.
 * @throws {ConfigurationError} for a missing `url` or key, and for a body that is not the raw one.
 * @example
 * const event = await verifyBookeoWebhook<Booking>({ secretKey, url: "https://www.example.com/bookeo", body: request });
 */
export async function verifyBookeoWebhook<Item = BookeoWebhookEvent["item"]>(
  options: VerifyWebhookOptions,
): Promise<BookeoWebhookEvent<Item>> {
  const { url, body, now = Date.now() } = options;
  if (typeof url !== "string" || url === "")
    throw new ConfigurationError("url is missing: pass the URL as it was registered with Bookeo.", {
      option: "url",
    });
  const secretKey = checkKey("secretKey", options.secretKey, "BOOKEO_SECRET_KEY");
  const headers = options.headers ?? (isRequest(body) ? body.headers : undefined);
  if (typeof headers !== "object" || headers === null)
    throw new ConfigurationError("headers is missing: pass those of the request.", { option: "headers" });
  const timestamp = header(headers, "X-Bookeo-Timestamp");
  const messageId = header(headers, "X-Bookeo-MessageId");
  const signature = header(headers, "X-Bookeo-Signature");
  if (!timestamp || !messageId || !signature) {
    throw new WebhookError(
      "missing-header",
      "The webhook lacks X-Bookeo-Timestamp, X-Bookeo-MessageId or X-Bookeo-Signature: it does not come from Bookeo.",
    );
  }
  const encoder = new TextEncoder();
  const raw = await bytesOf(body);
  const head = encoder.encode(timestamp + messageId + url);
  const signed = new Uint8Array(head.length + raw.length);
  signed.set(head);
  signed.set(raw, head.length);
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(secretKey),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  // WebCrypto compares in constant time.
  if (!(await crypto.subtle.verify("HMAC", key, fromHex(signature), signed))) {
    throw new WebhookError(
      "wrong-signature",
      "The webhook's signature is wrong: the secret key or the registered URL differs, the body was changed or parsed before, or it does not come from Bookeo.",
    );
  }
  if (!(Math.abs(now - Number(timestamp)) <= longestAgeMs)) {
    throw new WebhookError(
      "too-old",
      "The webhook is more than 120 seconds off: it was replayed, or this machine's clock is wrong.",
    );
  }
  return {
    ...parse<Item>(raw),
    messageId,
    previousMessageLost: /^(true|1)$/i.test(header(headers, "X-Bookeo-PreviousMessageLost") ?? ""),
  };
}

function isRequest(body: unknown): body is Request {
  return typeof Request === "function" && body instanceof Request;
}

/** The bytes of a raw body. A body that was parsed has lost them: printed again, it is another one. */
async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const isRead =
    (body as { bodyUsed?: unknown } | undefined)?.bodyUsed === true ||
    (body as { locked?: unknown } | undefined)?.locked === true;
  if (!isRead && (body instanceof ArrayBuffer || isRequest(body) || isReadable(body)))
    return new Uint8Array(await (isRequest(body) ? body : new Response(body)).arrayBuffer());
  throw new ConfigurationError(
    `body is ${isRead ? "a body that was read already" : body === null ? "null" : `of type ${typeof body}`}: pass the raw body, a string or the bytes as they came, before anything parses it.`,
    { option: "body" },
  );
}

function isReadable(body: unknown): body is Blob | ReadableStream<Uint8Array> {
  return (
    typeof body === "object" &&
    body !== null &&
    ("getReader" in body || ("arrayBuffer" in body && "stream" in body))
  );
}

function header(headers: NonNullable<VerifyWebhookOptions["headers"]>, name: string): string | undefined {
  if (typeof (headers as Headers).get === "function") return (headers as Headers).get(name) ?? undefined;
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return typeof found === "string" ? found : found?.[0];
}

/** Bytes of lower-case hex; none for anything else, which no signature matches. */
function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return /^[\da-f]{64}$/.test(text)
    ? Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
    : new Uint8Array();
}

function parse<Item>(raw: Uint8Array): { itemId: string; timestamp: string; item: Item } {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
    if (typeof value?.itemId === "string") return value;
  } catch {}
  throw new WebhookError("malformed-body", "The webhook is signed, but its body is not an event in JSON.");
}
