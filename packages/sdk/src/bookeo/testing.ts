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
 * It responds with samples from the corrected document, and remembers what is created, replaced and deleted. A listing gives a sample until
 * something in it was created, replaced or deleted, and from then on what is remembered; an object that was deleted is a 404, one that was
 * never made is a sample with that id. A booking that is cancelled stays, and is listed where `includeCanceled` is true. It checks no body
 * and filters nothing else: say with `on` what a listing gives.
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
        isListed: (object, query) =>
          !("canceled" in object && object.canceled) || query.includeCanceled === "true",
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
