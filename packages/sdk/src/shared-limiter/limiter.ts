import type { Limiter } from "@booking-apis/transport";
import { optionError } from "@booking-apis/transport/internal";
import type { LimiterError } from "./error.ts";
import { Lane, type LaneSetup } from "./lane.ts";
import type { LimiterStore } from "./store.ts";

/** The options of `sharedLimiter`. */
export interface SharedLimiterOptions {
  /** Where all machines count. Example: `redisStore(client)`, `postgresStore(pool)`. */
  store: LimiterStore;
  /** How many attempts all machines together may send within an interval, for each lane: a whole number. Default: no limit. Example: `2`. */
  requests?: number | undefined;
  /** The length of the interval in milliseconds. Default: 1000. Example: `60_000`. */
  intervalMs?: number | undefined;
  /** How many attempts of all machines may be under way at once, for each lane: a whole number. Default: no limit. Example: `3`. */
  concurrency?: number | undefined;
  /**
   * How long an attempt keeps its place after the last sign of life of its process, in milliseconds. A process renews it
   * while the attempt is under way, so only a process that was killed or has lost the store lets it run out. Default: 5000. Example: `10_000`.
   */
  leaseMs?: number | undefined;
  /**
   * How often to ask again, in milliseconds, where only the end of another machine's attempt can let an attempt through; varied by half.
   * Default: 50. Example: `20`.
   */
  pollMs?: number | undefined;
  /** How long the store may take for a step, in milliseconds; at most half of `leaseMs`. Default: 1000. Example: `250`. */
  storeTimeoutMs?: number | undefined;
  /**
   * What becomes of an attempt if the store fails or is too slow. `"fail"`: it rejects with a `LimiterError` and is not sent. `"allow"`:
   * it is let through within the same limits, counted in this process alone, so that all machines together may send more; the store is
   * tried again after `storeTimeoutMs`. Default: `"fail"`. Example: `"allow"`.
   */
  onStoreError?: "fail" | "allow" | undefined;
  /** Called for each step that the store fails, with the error. Default: none. Example: `(error) => log.warn(error)`. */
  onError?: ((error: LimiterError) => void) | undefined;
}

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
  const checkedOptions = checked(options);
  const lanes = new Map<string, Lane>();
  let asker: string | undefined;
  let places = 0;
  const setup: LaneSetup = {
    ...checkedOptions,
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

const policies: readonly unknown[] = ["fail", "allow"];

function checked(options: SharedLimiterOptions): Omit<LaneSetup, "asker" | "takePlaces"> {
  const none = Number.POSITIVE_INFINITY;
  const { store, onStoreError = "fail", onError } = Object(options) as SharedLimiterOptions;
  const { requests = none, concurrency = none } = options;
  const { intervalMs = 1000, leaseMs = 5000, pollMs = 50, storeTimeoutMs = 1000 } = options;
  if (typeof store?.step !== "function")
    throw optionError("store", "must be a store: use redisStore or postgresStore.");
  for (const [option, value] of Object.entries({ requests, concurrency })) {
    if (!(value > 0 && (value === none || Number.isSafeInteger(value))))
      throw optionError(option, "must be a whole number above 0.");
  }
  for (const [option, value] of Object.entries({ intervalMs, leaseMs, pollMs, storeTimeoutMs })) {
    if (!(Number.isFinite(value) && value > 0))
      throw optionError(option, "must be a number of milliseconds above 0.");
  }
  if (storeTimeoutMs > leaseMs / 2)
    throw optionError("storeTimeoutMs", `must be at most half of leaseMs, which is ${leaseMs}.`);
  if (!policies.includes(onStoreError)) throw optionError("onStoreError", 'must be "fail" or "allow".');
  if (onError !== undefined && typeof onError !== "function")
    throw optionError("onError", "must be a function.");
  return { store, requests, concurrency, intervalMs, leaseMs, pollMs, storeTimeoutMs, onStoreError, onError };
}
