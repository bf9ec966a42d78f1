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
    // A longer delay than 2 ** 31 - 1, as Infinity is, would end at once; a negative one makes Node print a warning.
    const timer = setTimeout(callback, Math.max(0, Math.min(delay, 2147483647)));
    return () => clearTimeout(timer);
  },
};

/** What `within` rejects with when the time is over. */
export const timedOut: unique symbol = Symbol("timed out");

/** Signals that abort a call: the caller's, and one that a middleware may have added. */
export type Signals = readonly (AbortSignal | null | undefined)[];

/** Throws the reason of the first signal that is aborted. */
export function throwIfAborted(signals: Signals): void {
  for (const signal of signals) signal?.throwIfAborted();
}

/**
 * Runs something until it ends, or the time is over, or a signal of the caller is aborted, even if it does not listen to the signal
 * that it is given. Rejects with what was thrown, `timedOut`, or the signal's reason.
 */
export function within<T>(
  ms: number,
  clock: Clock,
  signals: Signals,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    throwIfAborted(signals);
    const controller = new AbortController();
    const end = <Value>(settle: (value: Value) => void, value: Value) => {
      cancel();
      for (const signal of signals) signal?.removeEventListener("abort", onAbort);
      settle(value);
    };
    const stop = (reason: unknown, abortReason?: unknown) => {
      end(reject, reason);
      controller.abort(abortReason);
    };
    const onAbort = () => {
      const { reason } = signals.find((signal) => signal?.aborted) as AbortSignal;
      stop(reason, reason);
    };
    const cancel = clock.after(ms, () => stop(timedOut));
    for (const signal of signals) signal?.addEventListener("abort", onAbort);
    run(controller.signal).then(
      (value) => end(resolve, value),
      (thrown) => end(reject, thrown),
    );
  });
}

/** Waits. An abort ends it at once, with the signal's reason. */
export async function wait(ms: number, clock: Clock, signals: Signals): Promise<void> {
  try {
    await within(ms, clock, signals, () => new Promise(() => {}));
  } catch (reason) {
    if (reason !== timedOut) throw reason;
  }
}
