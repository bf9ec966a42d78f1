import type { Booking, Customer, Payment } from "@booking-apis/bookeo-client";
import { ConfigurationError } from "@booking-apis/transport";
import type { BookeoWebhookEvent } from "./webhook.ts";

/** The item that a webhook carries, by the domain that it was registered for (source: www.bookeo.com/api/webhooks/). */
export interface BookeoWebhookItems {
  /** The booking. */
  bookings: Booking;
  /** The customer. */
  customers: Customer;
  /** The payment. */
  payments: Payment;
  /** The seat block; no document describes its fields. */
  seatblocks: Record<string, unknown>;
  /** The resource block; no document describes its fields. */
  resourceblocks: Record<string, unknown>;
}

/** What a webhook may be registered for. */
export type BookeoWebhookDomain = keyof BookeoWebhookItems;

/** What has happened to the object. */
export type BookeoWebhookType = "created" | "updated" | "deleted";

/** The name of an event: `"bookings.created"`. */
export type BookeoWebhookName = `${BookeoWebhookDomain}.${BookeoWebhookType}`;

/** An event with its name, which determines the type of its item. */
export type NamedBookeoWebhookEvent<Name extends BookeoWebhookName = BookeoWebhookName> =
  Name extends `${infer Domain extends BookeoWebhookDomain}.${BookeoWebhookType}`
    ? BookeoWebhookEvent<BookeoWebhookItems[Domain]> & {
        /** Which event it is, as its URL says. */
        readonly name: Name;
      }
    : never;

/** A webhook in the form that Bookeo's `POST /webhooks` accepts. */
export interface BookeoWebhook {
  /** Where Bookeo sends it. */
  url: string;
  /** What it is about. */
  domain: BookeoWebhookDomain;
  /** What has happened. */
  type: BookeoWebhookType;
}

const domains: Readonly<Record<BookeoWebhookDomain, true>> = {
  bookings: true,
  customers: true,
  payments: true,
  seatblocks: true,
  resourceblocks: true,
};
const types: Readonly<Record<BookeoWebhookType, true>> = { created: true, updated: true, deleted: true };

/** The names of all events. */
export const bookeoWebhookNames: readonly BookeoWebhookName[] = Object.keys(domains).flatMap((domain) =>
  Object.keys(types).map((type) => `${domain}.${type}` as BookeoWebhookName),
);

/**
 * The webhooks to register with Bookeo, one for each event. A webhook says neither its domain nor its type, so each event gets a URL of its
 * own: yours with `event=bookings.created` in its query.
 *
 * @param url Where you receive webhooks: https, without a fragment. A query that it already has is kept.
 * @param names The events. Default: all.
 * @example
 * for (const webhook of bookeoWebhooks("https://www.example.com/bookeo", ["bookings.created", "bookings.updated"]))
 *   await bookeo.request("POST", "/webhooks", { body: webhook });
 * @throws {ConfigurationError} for a URL that cannot be registered, and for an unknown event.
 */
export function bookeoWebhooks(
  url: string,
  names: readonly BookeoWebhookName[] = bookeoWebhookNames,
): BookeoWebhook[] {
  checkWebhookUrl(url);
  return names.map((name) => {
    if (!bookeoWebhookNames.includes(name))
      throw new ConfigurationError(
        `names holds ${JSON.stringify(name)}, which is not an event of Bookeo. The events are ${bookeoWebhookNames.join(", ")}.`,
        { option: "names" },
      );
    const [domain, type] = name.split(".") as [BookeoWebhookDomain, BookeoWebhookType];
    return { url: webhookUrlOf(url, name), domain, type };
  });
}

/** The URL under which an event is registered, which its signature covers character by character. */
export function webhookUrlOf(url: string, name: BookeoWebhookName): string {
  return `${url}${url.includes("?") ? "&" : "?"}event=${name}`;
}

/** @throws {ConfigurationError} */
export function checkWebhookUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isFit = parsed?.protocol === "https:" && !url.includes("#") && !parsed.searchParams.has("event");
  if (!isFit)
    throw new ConfigurationError(
      "url must be the https URL where you receive webhooks, without a fragment and without a parameter `event`, which is added for each event.",
      { option: "url" },
    );
}
