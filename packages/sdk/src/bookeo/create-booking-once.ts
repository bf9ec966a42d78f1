import type { Booking, BookingInput, BookingsCreateQuery } from "@booking-apis/bookeo-client";
import {
  BookingApiError,
  ConfigurationError,
  isBookingApiError,
  type Outcome,
} from "@booking-apis/transport";
import { type CallOptions, callerOf, clockOf, wait } from "@booking-apis/transport/internal";
import type { Bookeo } from "./bookeo.ts";
import { findBookingByExternalRef } from "./find-booking.ts";
import { timeOf } from "./times.ts";

/** How a booking is made once, and the options of its calls. */
export interface CreateBookingOnceOptions extends CallOptions {
  /** The parameters of the create, such as `notifyCustomer`. */
  query?: BookingsCreateQuery | undefined;
  /**
   * When you first tried to make this booking, as you recorded it before that try: a `Date` or an RFC 3339 string. Pass it only when you
   * call again. Then the booking is looked for first, and made only if there is none. Default: this is the first try.
   */
  startedAt?: string | Date | undefined;
  /**
   * How long after `startedAt` the request of the first try may still be on its way, in milliseconds: until then the booking is looked for,
   * and none is made.
   * @default 10000
   */
  settleMs?: number | undefined;
  /**
   * How long to look for the booking after a create whose outcome is unknown, in milliseconds.
   * @default 60000
   */
  lookForMs?: number | undefined;
}

/**
 * It is not known whether a booking was made: the create ended without a usable response, and the booking was not found. Call
 * `createBookingOnce` again with `startedAt`.
 */
export class BookingOutcomeError extends BookingApiError {
  declare readonly outcome: Outcome;
  /** When the first try began: RFC 3339, in UTC. */
  declare readonly startedAt: string;
  /** How often the booking was looked for. */
  declare readonly looks: number;

  override get kind(): "booking-outcome" {
    return "booking-outcome";
  }
}

const longestRef = 64;
const dayMs = 86_400_000;
const firstWaitMs = 500;
const longestWaitMs = 8_000;

/**
 * Makes a booking once, even if the response of the create is lost.
 *
 * It sends the create. If the outcome is unknown (`outcome: "unknown"`, or a success without a body), it looks for the booking by its
 * `externalRef`, at growing intervals, until it appears or `lookForMs` is over. After an unknown outcome, the same call never sends the
 * create again.
 *
 * Without `startedAt` a second call books again. Record the time before the first try, and pass it as `startedAt` when you call again,
 * even if the process has died in between. Do not make two calls at the same time for one `externalRef`.
 *
 * The limits of a call, such as `timeoutMs`, apply to each request separately. `initialPayments` are part of the booking, so they are
 * recorded once too. A payment that is added later has no field for a reference of yours: see `bookings.payments.create`.
 *
 * @param input The booking. `externalRef` must be your own reference to it, used for no other booking: 1 to 64 characters.
 * @returns The booking, as the create or the search returned it.
 * @throws {BookingOutcomeError} It is not known whether the booking was made.
 * @throws {ConfigurationError} for an `externalRef` that is missing or too long, and for a malformed option. Nothing was sent.
 * @throws what `bookings.create` throws if no booking was made, such as a `ValidationError`; or the reason of `signal`, if it is aborted.
 * @example
 * let startedAt = await orders.startOf("order-1001"); // undefined at the first try
 * if (!startedAt) await orders.recordStart("order-1001", new Date());
 * const input = { productId: "2856TOUR", externalRef: "order-1001", participants: { numbers: [{ peopleCategoryId: "Cadults", number: 2 }] } };
 * const booking = await createBookingOnce(bookeo, input, { startedAt });
 */
export async function createBookingOnce(
  bookeo: Bookeo,
  input: BookingInput & { readonly externalRef: string },
  options: CreateBookingOnceOptions = {},
): Promise<Booking> {
  const { query, startedAt, settleMs = 10_000, lookForMs = 60_000, ...callOptions } = options;
  const clock = clockOf(callerOf(bookeo.client));
  const { externalRef } = input;
  if (typeof externalRef !== "string" || externalRef === "" || externalRef.length > longestRef)
    throw new ConfigurationError(
      `externalRef must be a string of 1 to ${longestRef} characters: without it a booking cannot be found again.`,
      { option: "externalRef" },
    );
  for (const [option, value] of Object.entries({ settleMs, lookForMs }))
    if (!(value >= 0)) throw new ConfigurationError(`${option} must be a number, 0 or more.`, { option });
  const firstTry = startedAt === undefined ? undefined : timeOf("startedAt", startedAt);

  let looks = 0;
  let lookFailure: unknown;
  /** Looks until the booking is there, or the time is over. Undefined: the last look found none. */
  const lookUntil = async (end: number, since: number): Promise<Booking | undefined> => {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      looks++;
      lookFailure = undefined;
      try {
        const until = new Date(clock.now() + dayMs);
        const found = await findBookingByExternalRef(bookeo, externalRef, {
          ...callOptions,
          since: new Date(since),
          until,
        });
        if (found) return found;
      } catch (error) {
        if (callOptions.signal?.aborted || !isBookingApiError(error)) throw error;
        lookFailure = error;
        if (!error.retryable) return undefined;
      }
      const left = end - clock.now();
      if (left <= 0) return undefined;
      await wait(Math.min(waitMs, left), clock, [callOptions.signal]);
    }
  };
  const unknown = (since: number, what: string, cause: unknown): BookingOutcomeError => {
    const start = new Date(since).toISOString();
    const last =
      lookFailure === undefined ? "none had its externalRef" : `the last time ${messageOf(lookFailure)}`;
    const error = new BookingOutcomeError(
      `${what}. The booking was looked for ${looks} ${looks === 1 ? "time" : "times"}, and ${last}. It may have been made, or may still appear. Call createBookingOnce again with startedAt: "${start}"; do not create it any other way.`,
      { method: "POST", path: "/bookings", outcome: "unknown", startedAt: start, looks } as object,
      cause,
    );
    callerOf(bookeo.client).report("POST", "/bookings", error);
    return error;
  };

  if (firstTry !== undefined) {
    const found = await lookUntil(firstTry + settleMs, firstTry);
    if (found) return found;
    // What could not be looked for must not be made again.
    if (lookFailure !== undefined) throw unknown(firstTry, "Nothing was created in this call", lookFailure);
  }
  const begin = clock.now();
  let failure: unknown;
  try {
    const created = await bookeo.bookings.create(input, query, callOptions);
    if (created !== undefined) return created;
  } catch (error) {
    if (!isBookingApiError(error) || error.outcome !== "unknown") throw error;
    failure = error;
  }
  const found = await lookUntil(clock.now() + lookForMs, begin);
  if (found) return found;
  const what = failure === undefined ? "POST /bookings succeeded without a body" : messageOf(failure);
  throw unknown(firstTry ?? begin, what, failure);
}

/** The message of an error of ours, which holds no personal data, without its advice and its full stop. */
function messageOf(error: unknown): string {
  const { message, hint } = error as BookingApiError;
  return message.replace(` ${hint}`, "").replace(/\.$/, "");
}
