import { type Clock, createTransport, type Transport, type TransportOptions } from "../src/index.ts";

export interface FakeClock extends Clock {
  /** The delays that were waited for. */
  waits: number[];
  /** How many timers are set. */
  pending(): number;
  /** Lets time pass. */
  advance(ms: number): void;
}

/** A clock that stands still until it is advanced. Delays up to `instant` are not waited for: the time jumps over them. */
export function fakeClock(instant = 0): FakeClock {
  let time = 1_700_000_000_000;
  const timers = new Set<{ at: number; run: () => void }>();
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    after(delay, run) {
      const timer = { at: time + delay, run };
      timers.add(timer);
      if (delay <= instant) {
        setImmediate(() => {
          if (!timers.delete(timer)) return;
          waits.push(delay);
          time = Math.max(time, timer.at);
          run();
        });
      }
      return () => timers.delete(timer);
    },
    pending: () => timers.size,
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.run();
      }
      time = end;
    },
  };
}

/** A transport whose waits take no time, with long limits that no test runs into by itself. */
export function quick(
  options: TransportOptions,
  clock: FakeClock = fakeClock(60_000),
): { fetch: Transport; clock: FakeClock } {
  const fetch = createTransport({
    clock,
    random: () => 0.5,
    timeoutMs: 300_000,
    deadlineMs: 600_000,
    ...options,
  });
  return { fetch, clock };
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const failed = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in failed) return failed.error;
  throw new Error(`expected a rejection, got ${String(failed.value)}`);
}
