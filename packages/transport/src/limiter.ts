import { ConfigurationError } from "./errors.ts";
import { type Clock, systemClock } from "./time.ts";

/** Keeps calls within what an API allows. A shared one, over a database, can take the place of `createLimiter`'s. */
export interface Limiter {
  /**
   * Resolves when a call may be sent, with a function to be called when it has ended.
   *
   * @param key Tells the accounts apart; it is derived from the API key and does not reveal it.
   * @param signal Aborts the wait; the promise then rejects with the signal's reason.
   */
  acquire(key: string, signal?: AbortSignal | null): Promise<() => void>;
}

/** What a limiter in memory lets through. */
export interface LimiterOptions {
  /** How many calls may begin within an interval, for each key. Default: no limit. */
  requests?: number | undefined;
  /** The length of the interval in milliseconds. Default: 1000. */
  intervalMs?: number | undefined;
  /** How many calls may be under way at once, for each key. Default: no limit. */
  concurrency?: number | undefined;
  /** A source of time for tests. */
  clock?: Clock | undefined;
}

interface Waiting {
  start(): void;
}

/**
 * A limiter in the memory of this process. Calls are let through in the order in which they came.
 *
 * @example
 * createLimiter({ requests: 2, intervalMs: 1000, concurrency: 3 }) // what integrations of Bookeo have settled on
 */
export function createLimiter(options: LimiterOptions = {}): Limiter {
  const {
    requests = Number.POSITIVE_INFINITY,
    intervalMs = 1000,
    concurrency = Number.POSITIVE_INFINITY,
    clock = systemClock,
  } = options;
  for (const [option, value] of Object.entries({ requests, intervalMs, concurrency })) {
    if (!(value > 0)) throw new ConfigurationError(`${option} must be a number above 0.`, { option });
  }
  const lanes = new Map<string, ReturnType<typeof createLane>>();

  function createLane(key: string) {
    const queue: Waiting[] = [];
    let starts: number[] = [];
    let running = 0;
    let timer: (() => void) | undefined;

    const pump = (): void => {
      const now = clock.now();
      // A start in the future is from before the clock was set back.
      starts = starts.filter((start) => start <= now && now - start < intervalMs);
      while (queue.length > 0 && running < concurrency && starts.length < requests) {
        running++;
        if (requests !== Number.POSITIVE_INFINITY) starts.push(now);
        queue.shift()?.start();
      }
      const first = starts[0];
      if (queue.length > 0 && running < concurrency && first !== undefined && !timer) {
        timer = clock.after(Math.max(1, first + intervalMs - now), () => {
          timer = undefined;
          pump();
        });
      }
      if (queue.length === 0) {
        timer?.();
        timer = undefined;
        if (running === 0 && starts.length === 0) lanes.delete(key);
      }
    };
    const release = (): void => {
      running--;
      pump();
    };
    return { queue, pump, release };
  }

  return {
    acquire(key, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      let lane = lanes.get(key);
      if (!lane) {
        // Forgets the keys that have had no call for a while.
        for (const { pump } of lanes.values()) pump();
        lane = createLane(key);
        lanes.set(key, lane);
      }
      const { queue, pump, release } = lane;
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(signal?.reason);
          pump();
        };
        const waiting: Waiting = {
          start() {
            signal?.removeEventListener("abort", onAbort);
            let ended = false;
            resolve(() => {
              if (!ended) release();
              ended = true;
            });
          },
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        queue.push(waiting);
        pump();
      });
    },
  };
}
