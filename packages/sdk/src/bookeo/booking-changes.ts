import type { Booking } from "@booking-apis/bookeo-client";
import { ConfigurationError } from "@booking-apis/transport";
import { type CallOptions, callerOf, clockOf } from "@booking-apis/transport/internal";
import type { Cursor } from "../core/cursor.ts";
import type { ListingProgress, PagesOptions } from "../core/paging.ts";
import type { Bookeo } from "./bookeo.ts";
import type { Resources } from "./generated/resources.ts";
import { textOf, timeOf } from "./moments.ts";

/** Until where the changes of bookings were read: plain JSON, to be stored with them. It holds no API key. */
export interface BookingChangesCursor {
  /** The changes are read from here on: RFC 3339. */
  readonly since: string;
  /** Where a run was left that did not come to its end. */
  readonly listing?: Cursor;
  /** Until when such a run reads: RFC 3339. */
  readonly until?: string;
  /** The latest change that this run has seen, in milliseconds since the epoch. */
  readonly latest?: number;
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
   * How long before the latest change that was read the next run begins, in milliseconds: a change may be written to Bookeo's database
   * later than the time that it bears.
   * @default 300000
   */
  overlapMs?: number | undefined;
}

const dayMs = 86_400_000;
const longestReachMs = 31 * dayMs;

/**
 * The bookings that were made, changed or cancelled since a time or a cursor, page by page.
 *
 * The last cursor leads to the next run: pass it instead of the time. A run that did not come to its end continues behind its last
 * cursor. Runs overlap, and a booking that was given and has not changed again is left out; one that changes while it is read may be
 * given again. Only the times in Bookeo's responses decide where the next run begins, so the clock of this machine may be wrong by hours.
 *
 * Bookeo advises against polling its bookings for changes and offers webhooks (source: the description of `GET /bookings`): use
 * `createBookeoWebhookHandler`, and this to catch up, such as once at night or when a webhook was lost.
 *
 * @param since From when: a `Date`, an RFC 3339 string, or the cursor that was stored last.
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
  const { since, given: before, until = textOf(now + dayMs) } = start;
  // In the future, so that no booking that changes while it is read leaves the range: then the count of the items shows whether one moved.
  const begin = timeOf("since", until) - dayMs;
  const query = {
    lastUpdatedStartTime: since,
    lastUpdatedEndTime: until,
    includeCanceled: true,
    itemsPerPage: 100,
  };
  let { latest } = start;
  let recent: [hash: string, time: number][] = [];
  const pages = bookeo.bookings.list(query, callOptions).resumable(start.listing, pagesOptions);
  for await (const { items, cursor: listing, progress } of pages) {
    const hashes = await Promise.all(items.map(hashOf));
    const isNew = (_: unknown, index: number) => !Object.hasOwn(before, hashes[index] as string);
    for (const [index, item] of items.entries()) {
      const time = Date.parse(item.lastChangeTime ?? item.creationTime);
      // Without a time it is not known when it stops coming again.
      recent.push([hashes[index] as string, Number.isNaN(time) ? Number.MAX_SAFE_INTEGER : time]);
      if (time > (latest ?? Number.NEGATIVE_INFINITY)) latest = time;
    }
    // An account in which nothing happens is not read from further back than a day, whatever the clocks say; one whose listing lacks
    // bookings that Bookeo counts, as long as that.
    const reachMs = listing.missing > 0 ? longestReachMs : overlapMs;
    const next = Math.max(timeOf("since", since), Math.max(latest ?? 0, begin - dayMs) - reachMs);
    const from = Math.floor(next / 1000) * 1000;
    recent = recent.filter(([, time]) => time >= from);
    const known = { ...before, ...Object.fromEntries(recent) };
    yield {
      items: items.filter(isNew),
      cursor: listing.isComplete
        ? {
            since: textOf(from),
            given: Object.fromEntries(Object.entries(known).filter(([, time]) => time >= from)),
          }
        : { since, until, listing, ...(latest !== undefined && { latest }), given: known },
      progress,
    };
  }
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
  return Array.from(hash.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
