import type { Booking } from "@booking-apis/bookeo-client";
import { ConfigurationError } from "@booking-apis/transport";
import type { CallOptions } from "@booking-apis/transport/internal";
import type { Resources } from "./generated/resources.ts";
import { textOf } from "./times.ts";

/** Where `findBookingByExternalRef` looks, and the options of its calls. */
export interface FindBookingOptions extends CallOptions {
  /**
   * When the call whose outcome is unknown began: an RFC 3339 string with an offset, or a `Date`. The search begins an hour before a `Date`,
   * because this machine's clock and Bookeo's may differ.
   */
  since: string | Date;
  /** The end of the search. Default: a day from now. */
  until?: string | Date | undefined;
}

/**
 * Finds a booking by its `externalRef`, after a call to create it ended with `outcome: "unknown"`.
 *
 * Bookeo has no search by `externalRef`, so this reads what has changed since the call began, cancelled bookings included. Set
 * `externalRef` to something of your own for every booking that you create. A booking that is still being made when this looks is not
 * found: look again after a while before you book a second time.
 *
 * @example
 * const since = new Date();
 * try {
 *   await bookeo.bookings.create({ ...booking, externalRef: "order-1001" });
 * } catch (error) {
 *   if (!isBookingApiError(error) || error.outcome !== "unknown") throw error;
 *   const found = await findBookingByExternalRef(bookeo, "order-1001", { since });
 *   if (!found) throw error; // look again later
 * }
 *
 * @returns The booking, or undefined where there is none yet.
 */
export async function findBookingByExternalRef(
  bookeo: Resources,
  externalRef: string,
  { since, until, ...options }: FindBookingOptions,
): Promise<Booking | undefined> {
  if (externalRef === "")
    throw new ConfigurationError("externalRef is empty, and would match nothing.", { option: "externalRef" });
  const query = {
    lastUpdatedStartTime: toText(since, -3_600_000),
    lastUpdatedEndTime: toText(until ?? new Date(), until === undefined ? 86_400_000 : 999),
    includeCanceled: true,
    itemsPerPage: 100,
  };
  // A booking that moves to a page that was read already must not be missed.
  for await (const { items } of bookeo.bookings.list(query, options).resumable()) {
    const found = items.find((booking) => booking.externalRef === externalRef);
    if (found) return found;
  }
  return undefined;
}

/** A `Date` a little earlier or later, for two clocks never agree; a string as it is. */
function toText(time: string | Date, shiftMs: number): string {
  return typeof time === "string" ? time : textOf(time.getTime() + shiftMs);
}
