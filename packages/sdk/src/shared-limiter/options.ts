import {
  checkOptionNames,
  checkOptionsObject,
  type NamesOf,
  optionError,
} from "@booking-apis/transport/internal";
import type { LimiterError } from "./error.ts";
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

type Known = "store" | "requests" | "intervalMs" | "concurrency" | "leaseMs" | "pollMs" | "storeTimeoutMs";

/** The options of a limiter, checked, with the defaults filled in. */
export interface CheckedOptions
  extends Pick<SharedLimiterOptions, "onStoreError" | "onError">,
    Required<{ [Option in Known]: NonNullable<SharedLimiterOptions[Option]> }> {}

const optionNames: NamesOf<SharedLimiterOptions> = {
  store: true,
  requests: true,
  intervalMs: true,
  concurrency: true,
  leaseMs: true,
  pollMs: true,
  storeTimeoutMs: true,
  onStoreError: true,
  onError: true,
};

const policies: readonly unknown[] = ["fail", "allow"];

/** @throws {ConfigurationError} for an option that cannot work. */
export function checkOptions(options: SharedLimiterOptions): CheckedOptions {
  checkOptionsObject(options, optionNames);
  checkOptionNames(options, optionNames, "A shared limiter");
  const none = Number.POSITIVE_INFINITY;
  const { store, onStoreError = "fail", onError } = options;
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
