import type { Clock } from "@booking-apis/transport";

export interface ManualClock extends Clock {
  /** Lets time pass, and calls back whatever falls due. */
  advance(ms: number): void;
  /** Lets time pass as where a thread is blocked: nothing is called back. */
  skip(ms: number): void;
  /** The delays of the timers that are set. */
  delays(): number[];
}

/** A clock that stands still until it is moved. */
export function manualClock(): ManualClock {
  let time = Date.UTC(2026, 6, 1);
  const timers = new Set<{ at: number; delay: number; run: () => void }>();
  return {
    now: () => time,
    after(delay, run) {
      const timer = { at: time + delay, delay, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    skip(ms) {
      time += ms;
    },
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
    delays: () => [...timers].map(({ delay }) => delay),
  };
}

export interface Waits {
  clock: ManualClock;
  hooks: { onRetry: (event: { delayMs: number }) => void };
  /** How long was waited before each repetition. */
  waits: number[];
}

/** Options with which a wait for another attempt takes no time, while all other timers stand still. */
export function instantWaits(): Waits {
  const clock = manualClock();
  const waits: number[] = [];
  const onRetry = ({ delayMs }: { delayMs: number }) => {
    waits.push(delayMs);
    setImmediate(() => clock.advance(delayMs));
  };
  return { clock, hooks: { onRetry }, waits };
}
