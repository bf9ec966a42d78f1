/** A source of time, so that tests need not wait. Times are milliseconds. */
export interface Clock {
  /** The time since the epoch. */
  now(): number;
  /** Calls back once, after a delay; returns a function that calls it off. */
  after(delay: number, callback: () => void): () => void;
}

/** The clock and the timers of the runtime. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, callback) {
    // A longer delay than 2 ** 31 - 1, as Infinity is, would end at once.
    const timer = setTimeout(callback, Math.min(delay, 2147483647));
    return () => clearTimeout(timer);
  },
};

/** What `within` rejects with when the time is over. */
export const timedOut: unique symbol = Symbol("timed out");

/**
 * Runs something until it ends, or the time is over, or the caller's signal is aborted, even if it does not listen to the signal that
 * it is given. Rejects with what was thrown, `timedOut`, or the signal's reason.
 */
export function within<T>(
  ms: number,
  clock: Clock,
  signal: AbortSignal | null | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const controller = new AbortController();
    const end = <Value>(settle: (value: Value) => void, value: Value) => {
      cancel();
      signal?.removeEventListener("abort", onAbort);
      settle(value);
    };
    const stop = (reason: unknown) => {
      end(reject, reason);
      controller.abort(signal?.reason);
    };
    const onAbort = () => stop(signal?.reason);
    const cancel = clock.after(ms, () => stop(timedOut));
    signal?.addEventListener("abort", onAbort);
    run(controller.signal).then(
      (value) => end(resolve, value),
      (thrown) => end(reject, thrown),
    );
  });
}
