/** A source of time, so that tests need not wait. Times are milliseconds. */
export interface Clock {
  /** The time since the epoch. */
  now(): number;
  /** Calls back once, after a delay; returns a function that calls it off. */
  after(delay: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, callback) {
    // A longer delay than 2 ** 31 - 1, as Infinity is, would end at once.
    const timer = setTimeout(callback, Math.min(delay, 2147483647));
    return () => clearTimeout(timer);
  },
};

/** What came of something that was run within a time limit. */
export type Within<T> = { value: T } | { thrown: unknown; timedOut: boolean };

/**
 * Runs something until it ends, or the time is over, even if it does not listen to the signal that it is given. It rejects only with
 * the reason of the caller's own signal, and at once.
 */
export function within<T>(
  ms: number,
  clock: Clock,
  signal: AbortSignal | null | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<Within<T>> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const controller = new AbortController();
    const end = (result: Within<T>) => {
      cancel();
      signal?.removeEventListener("abort", onAbort);
      resolve(result);
    };
    const onAbort = () => {
      reject(signal?.reason);
      end({ thrown: undefined, timedOut: false });
      controller.abort(signal?.reason);
    };
    const cancel = clock.after(ms, () => {
      end({ thrown: undefined, timedOut: true });
      controller.abort();
    });
    signal?.addEventListener("abort", onAbort);
    run(controller.signal).then(
      (value) => end({ value }),
      (thrown) => end({ thrown, timedOut: false }),
    );
  });
}

/** Waits. An abort ends it at once, with the signal's reason. */
export async function wait(delay: number, clock: Clock, signal?: AbortSignal | null): Promise<void> {
  await within(delay, clock, signal, () => new Promise(() => {}));
}
