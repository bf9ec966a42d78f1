import type { Booking } from "@booking-apis/bookeo-client";
import { ConfigurationError } from "@booking-apis/transport";
import { type CallOptions, callerOf, clockOf, hex } from "@booking-apis/transport/internal";
import type { Cursor } from "../core/cursor.ts";
import type { ListingProgress, PagesOptions } from "../core/paging.ts";
import type { Bookeo } from "./bookeo.ts";
import type { Resources } from "./generated/resources.ts";
import { textOf, timeOf } from "./times.ts";

/** How far the changes to bookings were read: plain JSON, to be stored with the bookings. It holds no API key. */
export interface BookingChangesCursor {
  /** The changes are read from here on: RFC 3339. */
  readonly since: string;
  /** Where an unfinished run stopped. */
  readonly listing?: Cursor;
  /** The end of the time range that the unfinished run reads: RFC 3339. */
  readonly until?: string;
  /** When such a run began by Bookeo's clock, in milliseconds since the epoch. */
  readonly begin?: number;
  /** What was given and may come again: a hash of each booking, with the time of its change. */
  readonly given: Readonly<Record<string, number>>;
}

/** Bookings that have changed. */
export interface BookingChangesPage {
  /** The bookings as they are now, cancelled ones included. Those that were given before and are still the same are left out. */
  readonly items: Booking[];
  /** Where to continue after this page. Store it in one transaction with the items. */
  readonly cursor: BookingChangesCursor;
  /** How far the listing is. */
  readonly progress: ListingProgress;
}

/** How changes are read, and the options of the calls. */
export interface BookingChangesOptions extends CallOptions, PagesOptions {
  /**
   * How much the next run overlaps with this one: it starts to read this many milliseconds before this run began. The overlap is needed
   * because Bookeo may store a change later than the change's own timestamp.
   * @default 300000
   */
  overlapMs?: number | undefined;
}

const dayMs = 86_400_000;
const longestReachMs = 31 * dayMs;

/**
 * The bookings that were made, changed or cancelled since a time or a cursor, page by page.
 *
 * For the next run, pass the last cursor instead of the time. An unfinished run continues after its last cursor. Runs overlap, and a
 * booking that was given and has not changed again is left out; one that changes while it is read may be given again. The start of a run is
 * taken from the `Date` header of Bookeo's responses, so this machine's clock may be wrong by hours.
 *
 * Bookeo advises against polling its bookings for changes and offers webhooks (source: the description of `GET /bookings`): use
 * `createBookeoWebhookHandler`, and use this function to catch up, such as once a night or when a webhook was lost.
 *
 * @param since From when: a `Date`, an RFC 3339 string with an offset other than `-00:00`, or the cursor that was stored last.
 * @throws {ConfigurationError} for what is neither a time nor a cursor.
 * @example
 * const since = (await load()) ?? "2026-01-01T00:00:00Z";
 * for await (const { items, cursor } of bookingChanges(bookeo, since)) await inOneTransaction(() => save(items, cursor));
 */
export async function* bookingChanges(
  bookeo: Bookeo,
  since: string | Date | BookingChangesCursor,
  options: BookingChangesOptions = {},
): AsyncGenerator<BookingChangesPage, void, undefined> {
  const { overlapMs = 300_000, prefetch, onPage, ...callOptions } = options;
  if (!(overlapMs >= 0))
    throw new ConfigurationError("overlapMs must be a number, 0 or more.", { option: "overlapMs" });
  let cursor = cursorOf(since);
  let wasLeft: boolean;
  do {
    wasLeft = cursor.listing !== undefined;
    for await (const page of run(
      bookeo,
      cursor,
      overlapMs,
      { prefetch, onPage },
      callOptions,
      clockOf(callerOf(bookeo.client)).now(),
    )) {
      cursor = page.cursor;
      yield page;
    }
    // What has changed since a run was left is still to come.
  } while (wasLeft);
}

/** Reads from a cursor to the end of its run. */
async function* run(
  bookeo: Resources,
  start: BookingChangesCursor,
  overlapMs: number,
  pagesOptions: PagesOptions,
  callOptions: CallOptions,
  now: number,
): AsyncGenerator<BookingChangesPage> {
  // In the future, so that no booking that changes while it is read leaves the range: then the count of the items shows whether one moved.
  const { since, given: before, until = textOf(now + dayMs) } = start;
  const query = {
    lastUpdatedStartTime: since,
    lastUpdatedEndTime: until,
    includeCanceled: true,
    itemsPerPage: 100,
  };
  let { begin } = start;
  const recent: [hash: string, time: number][] = [];
  const pages = bookeo.bookings.list(query, callOptions).resumable(start.listing, pagesOptions);
  for await (const { items, cursor: listing, progress, response } of pages) {
    // What changes after the run began may be on a page that was read before: the next run reads it. A response without a time leaves this
    // machine's clock, which is trusted to a day.
    begin ??= Math.min(dateOf(response) ?? now - dayMs, timeOf("since", until));
    const reachMs = listing.missing > 0 ? longestReachMs : overlapMs;
    const from = Math.floor(Math.max(timeOf("since", since), begin - reachMs) / 1000) * 1000;
    const hashes = await Promise.all(items.map(hashOf));
    const isNew = (_: unknown, index: number) => !Object.hasOwn(before, hashes[index] as string);
    for (const [index, item] of items.entries()) {
      const time = Date.parse(item.lastChangeTime ?? item.creationTime);
      // Without a time it is not known when it stops coming again.
      if (!(time < from))
        recent.push([hashes[index] as string, Number.isNaN(time) ? Number.MAX_SAFE_INTEGER : time]);
    }
    const known = { ...before, ...Object.fromEntries(recent) };
    yield {
      items: items.filter(isNew),
      cursor: listing.isComplete
        ? {
            since: textOf(from),
            given: Object.fromEntries(Object.entries(known).filter(([, time]) => time >= from)),
          }
        : { since, until, begin, listing, given: known },
      progress,
    };
  }
}

/** When a server sent a response, in milliseconds since the epoch, by its own clock. */
function dateOf({ headers }: Response): number | undefined {
  const time = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** @throws {ConfigurationError} */
function cursorOf(since: string | Date | BookingChangesCursor): BookingChangesCursor {
  if (typeof since === "string" || since instanceof Date)
    return { since: textOf(timeOf("since", since)), given: {} };
  const { since: from, given } = Object(since) as BookingChangesCursor;
  if (typeof from !== "string" || typeof given !== "object" || given === null)
    throw new ConfigurationError(
      "since must be a Date, an RFC 3339 string, or a cursor that bookingChanges gave, parsed where it was stored as JSON.",
      { option: "since" },
    );
  timeOf("since", from);
  return since;
}

/** The same for two responses only where nothing in the booking has changed. */
async function hashOf(booking: Booking): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(booking));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return hex(hash.subarray(0, 12));
}
