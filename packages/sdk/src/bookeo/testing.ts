import type { Booking } from "@booking-apis/bookeo-client";
import * as api from "@booking-apis/bookeo-client/internal";
import type { TestClock } from "../testing/clock.ts";
import { createFake, type Fake, type FakeOptions } from "../testing/fake.ts";
import type { BookeoOptions } from "./bookeo.ts";
import { error, type FakeMethods, methods } from "./generated/fake.ts";

export * from "../testing/public.ts";
export type { FakeMethods } from "./generated/fake.ts";
export * from "./generated/samples.ts";

/** The options of an SDK or a client that talks to the fake. */
export interface FakeBookeoOptions extends BookeoOptions {
  /** The clock of the fake. */
  clock: TestClock;
}

/** Bookeo in memory, for tests. */
export interface FakeBookeo extends Fake<FakeMethods, FakeBookeoOptions> {}

/**
 * Makes a Bookeo in memory, for tests of a program: no server, no key, no network.
 *
 * It responds with samples from the corrected document, and remembers what is created, replaced and deleted. A listing returns a sample
 * until something in it has been created, replaced or deleted; from then on it returns what is remembered. An object that was deleted is a
 * 404; one that was never created is a sample with the requested id. Remembered bookings are filtered as Bookeo filters them: a booking is
 * listed only if it is within the times of the query, and a cancelled one only if `includeCanceled` is true as well. Samples, and items
 * that you set with `on`, are listed whatever the query says. Request bodies are not checked.
 *
 * @example
 * const fake = createFakeBookeo();
 * const bookeo = createBookeo(fake.options);
 * fake.once("bookings.create", { failure: "lost-response" });
 * const booking = await fake.clock.settle(createBookingOnce(bookeo, { ...aBookingInput(), externalRef: "order-1001" }));
 * expect(fake.calls("bookings.create")).toHaveLength(1);
 */
export function createFakeBookeo(options: FakeOptions = {}): FakeBookeo {
  const keys = { apiKey: "api-key-of-the-fake", secretKey: "secret-key-of-the-fake" };
  return createFake<FakeMethods, FakeBookeoOptions>(
    {
      ...api,
      methods,
      error,
      sizeParameter: "itemsPerPage",
      behavior: {
        removed: {
          "bookings.cancel": (booking, now) => ({
            ...booking,
            canceled: true,
            cancelationTime: now,
            lastChangeTime: now,
          }),
        },
        isListed,
        stamp: (kind, object, now) =>
          kind === "created"
            ? { creationTime: now }
            : "bookingNumber" in object
              ? { lastChangeTime: now }
              : {},
      },
    },
    keys,
    options,
  );
}

/** Whether a booking is within the times of a query, and not cancelled unless the query asks for those. */
function isListed(object: object, query: Readonly<Record<string, unknown>>): boolean {
  const { canceled, startTime, lastChangeTime, creationTime } = object as Partial<Booking>;
  const isWithin = (time: string | undefined, from: unknown, to: unknown) =>
    time === undefined ||
    !(Date.parse(time) < Date.parse(String(from)) || Date.parse(time) > Date.parse(String(to)));
  return (
    (canceled !== true || query.includeCanceled === "true") &&
    isWithin(startTime, query.startTime, query.endTime) &&
    isWithin(lastChangeTime ?? creationTime, query.lastUpdatedStartTime, query.lastUpdatedEndTime)
  );
}
