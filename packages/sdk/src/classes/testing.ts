import * as api from "@booking-apis/classes-client/internal";
import type { TestClock } from "../testing/clock.ts";
import { createFake, type Fake, type FakeOptions } from "../testing/fake.ts";
import { error, type FakeMethods, methods } from "./generated/fake.ts";
import type { ClassesOptions } from "./index.ts";

export * from "../testing/public.ts";
export type { FakeMethods } from "./generated/fake.ts";
export * from "./generated/samples.ts";

/** The options of an SDK or a client that talks to the fake. */
export interface FakeClassesOptions extends ClassesOptions {
  /** The clock of the fake. */
  clock: TestClock;
}

/** The classes API in memory, for tests. */
export interface FakeClasses extends Fake<FakeMethods, FakeClassesOptions> {}

/**
 * Makes a classes API in memory, for tests of a program: no server, no key, no network. It responds with samples from the corrected
 * document; say with `on` what else it gives.
 *
 * @example
 * const fake = createFakeClasses();
 * const classes = createClasses(fake.options);
 * fake.on("bookings.listByCustomer", { items: [aClassSlotBookingResult({ bookingStatus: "CANCELED" })] });
 * const bookings = await classes.bookings.listByCustomer({ customerId: 1 });
 */
export function createFakeClasses(options: FakeOptions = {}): FakeClasses {
  return createFake<FakeMethods, FakeClassesOptions>(
    { ...api, methods, error },
    { apiKey: "api-key-of-the-fake" },
    options,
  );
}
