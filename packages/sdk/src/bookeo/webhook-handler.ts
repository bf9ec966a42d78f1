import { type Clock, ConfigurationError } from "@booking-apis/transport";
import { checkKey, systemClock } from "@booking-apis/transport/internal";
import { TooLargeError, type VerifyWebhookOptions, verifyBookeoWebhook, WebhookError } from "./webhook.ts";
import {
  type BookeoWebhookName,
  bookeoWebhookNames,
  checkWebhookUrl,
  type NamedBookeoWebhookEvent,
  webhookUrlOf,
} from "./webhook-events.ts";

/**
 * Remembers which messages were handled, because Bookeo may send a message again if it did not get a 2xx. A table with a unique message id
 * is enough; `createMemoryWebhookStore` is for one process.
 */
export interface WebhookStore {
  /**
   * Claims a message, atomically: if two calls for one id come at the same time, only one may get `"new"`.
   *
   * @returns `"new"`: it is the caller's to handle. `"running"`: another call is handling it. `"done"`: it was handled. If a claim gets
   * neither `done` nor `release` for some minutes, its process has died: let the message be claimed again.
   */
  claim(messageId: string): Promise<"new" | "running" | "done"> | "new" | "running" | "done";
  /** The message was handled. */
  done(messageId: string): Promise<void> | void;
  /** Handling it failed: the next delivery may claim it. */
  release(messageId: string): Promise<void> | void;
}

/** What handles each event. */
export type BookeoWebhookHandlers = {
  readonly [Name in BookeoWebhookName]?: ((event: NamedBookeoWebhookEvent<Name>) => unknown) | undefined;
};

/** How webhooks are received. */
export interface BookeoWebhookHandlerOptions {
  /** The secret key of your application. */
  secretKey: string;
  /**
   * The URL that was given to `bookeoWebhooks`, character by character: https, without the parameter `event`. The signature is verified
   * against it, whatever host the request seems to be for.
   */
  url: string;
  /** Remembers which messages were handled. */
  store: WebhookStore;
  /** What handles each event. An event without a handler gets a 204 and nothing else. */
  on: BookeoWebhookHandlers;
  /**
   * Called before the handler, when Bookeo says that an earlier message was lost. Catch up there: `bookingChanges` gives the bookings that
   * have changed.
   */
  onMissed: (event: NamedBookeoWebhookEvent) => unknown;
  /**
   * Called with what a handler or the store threw, and with the `WebhookError` of a request that is not Bookeo's.
   * Default: `console.error` for what a handler or the store threw.
   */
  onError?: ((error: unknown, event?: NamedBookeoWebhookEvent) => void) | undefined;
  /**
   * How long a handler may take before the response is 503, in milliseconds. The handler keeps running; once it has succeeded, the response
   * to the next delivery is 204. Bookeo waits 5 seconds.
   * @default 4500
   */
  respondWithinMs?: number | undefined;
  /**
   * The largest body, in bytes. A larger one gets a 413.
   * @default 1000000
   */
  maxBodyBytes?: number | undefined;
  /** A source of time, for tests. Default: the system's. */
  clock?: Clock | undefined;
}

/** A request as a server has it: a `Request`, or its URL or path, its headers and its raw body. */
export type BookeoWebhookRequest =
  | Request
  | {
      readonly url?: string | undefined;
      readonly headers: NonNullable<VerifyWebhookOptions["headers"]>;
      readonly body: VerifyWebhookOptions["body"];
    };

/**
 * Responds to a request. It never rejects.
 *
 * @param context What a runtime passes as the second or third argument. Where it has a method `waitUntil`, as in Cloudflare Workers, the
 * runtime is kept alive until the message is handled; anything else is ignored.
 */
export type BookeoWebhookHandler = (
  request: BookeoWebhookRequest,
  context?: object | undefined,
) => Promise<Response>;

/**
 * Makes the function that receives Bookeo's webhooks: for Hono, Next.js, Bun and Deno as it is, for Cloudflare Workers with their context,
 * for node:http, Express and Fastify in a few lines (see the README).
 *
 * It verifies a request, claims its message in the store, runs the handler, and responds: 204 when the message was handled, now or
 * earlier; 400 for what is not Bookeo's; 413 for a body that is too large; 503 while the message is being handled; 500 where the handler or
 * the store failed, so that Bookeo sends it again. A handler may therefore run twice for one message, after it failed or its process died.
 *
 * @throws {ConfigurationError} at once, for an option that is missing or cannot work.
 * @example
 * const handle = createBookeoWebhookHandler({
 *   secretKey,
 *   url: "https://www.example.com/bookeo",
 *   store: createMemoryWebhookStore(),
 *   on: { "bookings.created": ({ item }) => console.log(item.bookingNumber) },
 *   onMissed: () => catchUp(),
 * });
 * export default { fetch: (request: Request, env: unknown, ctx: object) => handle(request, ctx) };
 */
export function createBookeoWebhookHandler(options: BookeoWebhookHandlerOptions): BookeoWebhookHandler {
  const { url, store, on, onMissed, onError, respondWithinMs = 4_500, maxBodyBytes = 1_000_000 } = options;
  const { clock = systemClock } = options;
  const secretKey = checkKey("secretKey", options.secretKey, "BOOKEO_SECRET_KEY");
  checkWebhookUrl(url);
  const wrong = (option: string, problem: string) =>
    new ConfigurationError(`${option} ${problem}`, { option });
  if (typeof store?.claim !== "function" || !store.done || !store.release)
    throw wrong("store", "must have the methods claim, done and release.");
  if (typeof onMissed !== "function") throw wrong("onMissed", "is missing: say how to catch up.");
  if (typeof on !== "object" || on === null)
    throw wrong("on", "must be an object of handlers, each under the name of its event.");
  for (const name of Object.keys(on))
    if (!bookeoWebhookNames.includes(name as BookeoWebhookName))
      throw wrong("on", `has ${JSON.stringify(name)}, which is not an event of Bookeo.`);
  for (const [option, value] of Object.entries({ respondWithinMs, maxBodyBytes }))
    if (!(value > 0)) throw wrong(option, "must be a number above 0.");

  const report = (error: unknown, event?: NamedBookeoWebhookEvent) => {
    try {
      if (onError) onError(error, event);
      else if (!(error instanceof WebhookError)) console.error(error);
    } catch {} // Nothing must keep the response from Bookeo.
  };
  const verify = async (request: BookeoWebhookRequest): Promise<NamedBookeoWebhookEvent> => {
    const name = new URL(request.url ?? "", "https://localhost").searchParams.get(
      "event",
    ) as BookeoWebhookName;
    if (!bookeoWebhookNames.includes(name))
      throw new WebhookError(
        "unknown-event",
        "The webhook's URL has no parameter `event` with the name of an event.",
      );
    const body = "arrayBuffer" in request ? request : request.body;
    const event = await verifyBookeoWebhook({
      secretKey,
      url: webhookUrlOf(url, name),
      headers: request.headers,
      body,
      now: clock.now(),
      maxBodyBytes,
    });
    return { ...event, name } as NamedBookeoWebhookEvent;
  };
  /** Handles a message that is claimed. Returns the status of the response. */
  const run = async (event: NamedBookeoWebhookEvent): Promise<number> => {
    const { messageId, name, previousMessageLost } = event;
    try {
      if (previousMessageLost) await onMissed(event);
      await (on[name] as ((event: NamedBookeoWebhookEvent) => unknown) | undefined)?.(event);
      await store.done(messageId);
      return 204;
    } catch (error) {
      report(error, event);
      try {
        await store.release(messageId);
      } catch (failure) {
        report(failure, event);
      }
      return 500;
    }
  };

  return async (request, context) => {
    let event: NamedBookeoWebhookEvent | undefined;
    const startedAt = clock.now();
    try {
      event = await verify(request);
      const claim = await store.claim(event.messageId);
      if (claim === "done") return respond(204);
      if (claim === "running") return respond(503, "being handled");
      if (claim !== "new") throw wrong("store", `must give "new", "running" or "done" for a claim.`);
      const running = run(event);
      const { waitUntil } = Object(context) as { waitUntil?(promise: Promise<unknown>): void };
      if (typeof waitUntil === "function") waitUntil.call(context, running);
      let cancel: (() => void) | undefined;
      const late = new Promise<number>((resolve) => {
        cancel = clock.after(startedAt + respondWithinMs - clock.now(), () => resolve(503));
      });
      const status = await Promise.race([running, late]);
      cancel?.();
      return respond(status);
    } catch (error) {
      report(error, event);
      if (error instanceof TooLargeError) return respond(413);
      return error instanceof WebhookError ? respond(400, error.reason) : respond(500);
    }
  };
}

function respond(status: number, reason?: string): Response {
  return new Response(reason ?? null, { status });
}

/**
 * A store in the memory of this process. After a restart it knows nothing of what was handled, and other processes do not see it: enough
 * for one process whose handlers may run twice for a message. It remembers the messages that were handled last.
 *
 * @param maxMessages How many to remember. Default: 10000.
 */
export function createMemoryWebhookStore({
  maxMessages = 10_000,
}: {
  maxMessages?: number;
} = {}): WebhookStore {
  const running = new Set<string>();
  const done = new Set<string>();
  return {
    claim(messageId) {
      if (done.has(messageId)) return "done";
      if (running.has(messageId)) return "running";
      running.add(messageId);
      return "new";
    },
    done(messageId) {
      running.delete(messageId);
      done.add(messageId);
      for (const oldest of done) {
        if (done.size <= maxMessages) break;
        done.delete(oldest);
      }
    },
    release(messageId) {
      running.delete(messageId);
    },
  };
}
