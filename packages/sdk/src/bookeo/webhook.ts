import type { Booking, Customer, Payment } from "@booking-apis/bookeo-client";
import { BookingApiError, ConfigurationError } from "@booking-apis/transport";
import { checkKey, hex } from "@booking-apis/transport/internal";

/** Why a webhook is not believed. */
export type WebhookProblem =
  | "missing-header"
  | "too-old"
  | "wrong-signature"
  | "malformed-body"
  | "too-large"
  | "unknown-event";

/** A webhook failed verification, and `reason` says why: respond with status 400 and do nothing else. */
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

/** The body of a request is larger than `maxBodyBytes`. */
export class TooLargeError extends WebhookError {
  constructor(most: number) {
    super("too-large", `The webhook's body has more than ${most} bytes (maxBodyBytes).`);
  }
}

/** What Bookeo sends when something was created, updated or deleted. */
export interface BookeoWebhookEvent<Item = Booking | Customer | Payment | Record<string, unknown>> {
  /** The id of the thing. */
  itemId: string;
  /** When it happened: RFC 3339 with an offset. */
  timestamp: string;
  /** The object itself; its type depends on the domain that the webhook was registered for. */
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
  /** The raw body, before anything has parsed it: a string, its bytes, a stream (a request of node:http is one), or the whole `Request`. */
  body:
    | string
    | ArrayBuffer
    | ArrayBufferView
    | Blob
    | ReadableStream<Uint8Array>
    | AsyncIterable<Uint8Array>
    | Request;
  /** The time, in milliseconds since the epoch. Default: now. */
  now?: number | undefined;
  /** The largest body, in bytes. Default: no limit. */
  maxBodyBytes?: number | undefined;
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
  const { url, body, now = Date.now(), maxBodyBytes = Number.POSITIVE_INFINITY } = options;
  if (typeof url !== "string" || url === "")
    throw new ConfigurationError("url is missing: pass the URL as it was registered with Bookeo.", {
      option: "url",
    });
  const secretKey = checkKey("secretKey", options.secretKey, "BOOKEO_SECRET_KEY");
  const headers = options.headers ?? headersOf(body);
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
  const raw = await bytesOf(body, maxBodyBytes);
  // WebCrypto compares in constant time.
  const [key, signed] = [await hmacKey(secretKey), signedBytes(timestamp, messageId, url, raw)];
  if (!(await crypto.subtle.verify("HMAC", key, fromHex(signature), signed))) {
    throw new WebhookError(
      "wrong-signature",
      "The webhook's signature is wrong: the secret key or the registered URL differs, the body was changed or parsed before, or it does not come from Bookeo.",
    );
  }
  if (!(Math.abs(now - Number(timestamp)) <= longestAgeMs)) {
    throw new WebhookError(
      "too-old",
      "The webhook's timestamp differs from the current time by more than 120 seconds: it was replayed, or this machine's clock is wrong.",
    );
  }
  return {
    ...parse<Item>(raw),
    messageId,
    previousMessageLost: /^(true|1)$/i.test(header(headers, "X-Bookeo-PreviousMessageLost") ?? ""),
  };
}

/** A webhook for a test, signed as Bookeo signs it. It can be passed to `fetch`, and to `Request`. */
export interface SignedWebhook {
  /** The HTTP method. */
  readonly method: "POST";
  /** The URL that was signed. */
  readonly url: string;
  /** The headers, with the signature. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body that was signed: JSON. */
  readonly body: string;
}

/** What a webhook for a test holds. */
export interface SignWebhookOptions {
  /** The secret key of your application. */
  secretKey: string;
  /** The URL as it was registered, with its query: see `bookeoWebhooks`. */
  url: string;
  /** The thing itself. Default: an empty object. */
  item?: object | undefined;
  /** Default: `"item-1"`. */
  itemId?: string | undefined;
  /** The same for every delivery of one event. Default: a new one each time. */
  messageId?: string | undefined;
  /** Whether Bookeo gave up on an earlier event. Default: false. */
  previousMessageLost?: boolean | undefined;
  /** When it was sent, in milliseconds since the epoch. Default: now. */
  now?: number | undefined;
}

/**
 * Makes a webhook as Bookeo sends it, for tests of what receives it.
 *
 * @example
 * const webhook = await signBookeoWebhook({ secretKey, url: "https://www.example.com/bookeo?event=bookings.created", item: booking });
 * const response = await handle(new Request(webhook.url, webhook));
 */
export async function signBookeoWebhook(options: SignWebhookOptions): Promise<SignedWebhook> {
  const { url, item = {}, itemId = "item-1", messageId = crypto.randomUUID(), now = Date.now() } = options;
  const secretKey = checkKey("secretKey", options.secretKey, "BOOKEO_SECRET_KEY");
  const body = JSON.stringify({ itemId, timestamp: new Date(now).toISOString(), item });
  const signed = signedBytes(String(now), messageId, url, new TextEncoder().encode(body));
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", await hmacKey(secretKey), signed));
  return {
    method: "POST",
    url,
    headers: {
      "Content-Type": "application/json",
      "X-Bookeo-Timestamp": String(now),
      "X-Bookeo-MessageId": messageId,
      "X-Bookeo-Signature": hex(signature),
      ...(options.previousMessageLost && { "X-Bookeo-PreviousMessageLost": "true" }),
    },
    body,
  };
}

function hmacKey(secretKey: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", new TextEncoder().encode(secretKey), algorithm, false, [
    "sign",
    "verify",
  ]);
}

/** What the signature covers: all of it one after another, with nothing between. */
function signedBytes(
  timestamp: string,
  messageId: string,
  url: string,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(timestamp + messageId + url);
  const signed = new Uint8Array(head.length + body.length);
  signed.set(head);
  signed.set(body, head.length);
  return signed;
}

/** The bytes of a raw body. A body that was parsed has lost them: printed again, it is another one. */
async function bytesOf(body: unknown, most: number): Promise<Uint8Array> {
  const isRead =
    (body as { bodyUsed?: unknown } | undefined)?.bodyUsed === true ||
    (body as { locked?: unknown } | undefined)?.locked === true;
  const stream = isRead ? undefined : chunksOf(body);
  if (!stream)
    throw new ConfigurationError(
      `body is ${isRead ? "a body that was read already" : body === null ? "null" : `of type ${typeof body}`}: pass the raw body, a string or the bytes as they came, before anything parses it.`,
      { option: "body" },
    );
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (!ArrayBuffer.isView(chunk))
      throw new ConfigurationError("body is a stream of strings: pass one of bytes, without an encoding.", {
        option: "body",
      });
    size += chunk.length;
    if (size > most) throw new TooLargeError(most);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  return bytes;
}

/** The parts of a raw body; undefined for anything else. */
function chunksOf(body: unknown): Iterable<Uint8Array> | AsyncIterable<Uint8Array> | undefined {
  if (typeof body === "string") return [new TextEncoder().encode(body)];
  if (ArrayBuffer.isView(body)) return [new Uint8Array(body.buffer, body.byteOffset, body.byteLength)];
  if (body instanceof ArrayBuffer) return [new Uint8Array(body)];
  if (typeof body !== "object" || body === null) return undefined;
  if ("getReader" in body) return readAll(body as ReadableStream<Uint8Array>);
  // A Request, a Response or a Blob; a request without a body has none.
  if ("arrayBuffer" in body) {
    const stream = "stream" in body ? (body as Blob).stream() : (body as Request).body;
    return stream ? readAll(stream) : [];
  }
  return Symbol.asyncIterator in body ? (body as AsyncIterable<Uint8Array>) : undefined;
}

/** Not every runtime can iterate a stream. */
async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Of a body that is too large nothing more is read.
    reader.cancel().catch(() => {});
  }
}

function headersOf(body: unknown): Headers | undefined {
  return typeof Request === "function" && body instanceof Request ? body.headers : undefined;
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
