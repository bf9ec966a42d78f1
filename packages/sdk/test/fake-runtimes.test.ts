import { afterEach, describe, expect, test, vi } from "vitest";
import { createBookeo } from "../src/bookeo/index.ts";
import { createFakeBookeo } from "../src/bookeo/testing.ts";
import { createClasses } from "../src/classes/index.ts";
import { createFakeClasses } from "../src/classes/testing.ts";

afterEach(() => vi.unstubAllGlobals());

describe("a fake works", () => {
  test("in a page, though keys are rejected there: its own are not secret", async () => {
    vi.stubGlobal("process", undefined);
    vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 (X11; Linux x86_64)" });
    const booking = await createBookeo(createFakeBookeo().options).bookings.get("B1");
    expect(booking.bookingNumber).toBe("B1");
    const bookings = createClasses(createFakeClasses().options).bookings;
    expect(await bookings.listByCustomer({ customerId: 1 })).not.toEqual([]);
  });

  test("where setImmediate throws, as in the edge runtime of Next.js", async () => {
    const setImmediate = vi.fn(() => {
      throw new Error("A Node.js API is used (setImmediate) which is not supported in the Edge Runtime.");
    });
    vi.stubGlobal("setImmediate", setImmediate);
    vi.resetModules();
    const testing = await import("../src/bookeo/testing.ts");
    const fake = testing.createFakeBookeo();
    fake.once("bookings.get", { failure: "rate-limited", retryAfter: 30 });
    const booking = await fake.clock.settle(createBookeo(fake.options).bookings.get("B1"));
    expect(booking.bookingNumber).toBe("B1");
    expect(setImmediate).toHaveBeenCalled();
  });
});
