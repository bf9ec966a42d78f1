import type { Limiter } from "@booking-apis/transport";
import { Lane, type LaneSetup } from "./lane.ts";
import { checkOptions, type SharedLimiterOptions } from "./options.ts";

/** A limiter that counts in a store. */
export interface SharedLimiter extends Limiter {
  pause(key: string, ms: number): void;
  /**
   * Resolves when the store knows that the attempts have ended, or has failed to learn it. Await it before you close the store's client,
   * and at the end of a request of Cloudflare Workers: the places would be held until their leases end.
   *
   * @example
   * await limiter.flush();
   * await pool.end();
   */
  flush(): Promise<void>;
}

/**
 * A limiter that counts in a store of yours, for all machines that use the same store, limits and API key. Its clock is the store's.
 *
 * An attempt counts from when it is let through until `intervalMs` after its response, so even a server with a sliding interval never
 * sees more than `requests` attempts in one interval. Attempts of one process are let through in the order in which they came; processes
 * take turns. A 429 pauses the lane for all of them. The attempt of a killed process gives its place back when its lease ends.
 *
 * @example
 * createBookeo({ limiter: sharedLimiter({ store: redisStore(client), requests: 2, intervalMs: 1000, concurrency: 3 }) })
 * @throws {ConfigurationError} for an option that cannot work.
 */
export function sharedLimiter(options: SharedLimiterOptions): SharedLimiter {
  const checked = checkOptions(options);
  const lanes = new Map<string, Lane>();
  let asker: string | undefined;
  let places = 0;
  const setup: LaneSetup = {
    ...checked,
    /** Made late: Cloudflare Workers have no random numbers before the first request. */
    asker: () => (asker ??= crypto.randomUUID()),
    takePlaces(count: number) {
      places += count;
      return places - count;
    },
  };

  function laneOf(key: string): Lane {
    let lane = lanes.get(key);
    if (!lane) {
      // As in JSON: PostgreSQL has no NUL in a string, and UTF-8 has no lone surrogates.
      lane = new Lane(JSON.stringify(key).slice(1, -1), setup, () => lanes.delete(key));
      lanes.set(key, lane);
    }
    return lane;
  }

  return {
    acquire: (key, signal) => laneOf(key).acquire(signal),
    pause: (key, ms) => laneOf(key).pause(ms),
    async flush() {
      await Promise.all([...lanes.values()].map((lane) => lane.flush()));
    },
  };
}
