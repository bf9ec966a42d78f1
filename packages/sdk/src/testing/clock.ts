import type { Clock } from "@booking-apis/transport";

/** A clock that does not move until a test moves it, so that no test waits for a backoff or a timeout. */
export interface TestClock extends Clock {
  /** Moves the clock forward by `ms` milliseconds, and runs everything that becomes due, in order. */
  advance(ms: number): Promise<void>;
  /**
   * Moves the clock from one timer to the next until a promise is settled, and gives its result: a call with all its retries and waits.
   *
   * @example
   * fake.once("bookings.get", { failure: "rate-limited", retryAfter: 30 });
   * const booking = await fake.clock.settle(bookeo.bookings.get("B1")); // 30 seconds later, at once
   */
  settle<Value>(promise: PromiseLike<Value>): Promise<Value>;
}

interface Timer {
  at: number;
  run(): void;
}

/** How often the event loop turns before nothing but a timer can be waited for. */
const turnsToRest = 25;

// A test framework may put its own in their place.
const { setImmediate: immediate, setTimeout: timeout } = globalThis as {
  setImmediate?: (callback: () => void) => unknown;
  setTimeout: (callback: () => void) => unknown;
};
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    try {
      (immediate ?? timeout)(resolve);
    } catch {
      timeout(resolve); // In the edge runtime of Next.js setImmediate throws.
    }
  });

async function rest(isOver = () => false): Promise<void> {
  for (let count = 0; count < turnsToRest && !isOver(); count++) await turn();
}

/**
 * Makes a clock that does not move by itself.
 *
 * @param now Where it begins, in milliseconds since the epoch. Default: now.
 */
export function createTestClock(now: number = Date.now()): TestClock {
  let time = now;
  const timers = new Set<Timer>();
  const next = (): Timer | undefined =>
    [...timers].reduce<Timer | undefined>(
      (first, timer) => (first && first.at <= timer.at ? first : timer),
      undefined,
    );
  const fire = (timer: Timer): void => {
    timers.delete(timer);
    time = Math.max(time, timer.at);
    timer.run();
  };
  return {
    now: () => time,
    after(delay, run) {
      const timer = { at: time + Math.max(0, delay), run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = time + ms;
      await rest();
      for (let timer = next(); timer && timer.at <= end; timer = next()) {
        fire(timer);
        await rest();
      }
      time = Math.max(time, end);
    },
    async settle(promise) {
      let isSettled = false;
      const settled = () => {
        isSettled = true;
      };
      promise.then(settled, settled);
      for (;;) {
        await rest(() => isSettled);
        if (isSettled) return promise;
        const timer = next();
        if (timer) fire(timer);
        else await turn();
      }
    },
  };
}
