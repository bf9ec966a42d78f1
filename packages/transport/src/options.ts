import { optionError } from "./errors.ts";
import type { Hooks } from "./hooks.ts";
import type { Limiter } from "./limiter.ts";
import type { Clock } from "./time.ts";

/** A function that is called as `fetch` is. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** The options of time and retries, of a client for all its calls and of each call for itself. */
export interface TimeOptions {
  /**
   * The longest time for one attempt, in milliseconds, up to the end of the answer's body; `Infinity` for none. Default: 30000.
   * @example timeoutMs: 5_000
   */
  timeoutMs?: number | undefined;
  /**
   * The longest time for a call with all its attempts and waits, also those for the limiter, in milliseconds; `Infinity` for none. Default: 60000.
   * @example deadlineMs: 120_000
   */
  deadlineMs?: number | undefined;
  /**
   * How often a call is repeated, where it may be. 0 turns retries off. Default: 2.
   *
   * A call that may have changed something is repeated only if the server certainly did not act on it.
   * @example maxRetries: 0
   */
  maxRetries?: number | undefined;
}

/** The options of a client for all its calls. */
export interface SendOptions extends TimeOptions {
  /** The `fetch` that sends. It must honour `redirect: "manual"` and `signal`. Default: the global one at the time of the call. */
  fetch?: Fetch | undefined;
  /** Is told of every attempt, for logs and metrics. Default: none. */
  hooks?: Hooks | undefined;
  /** Keeps calls within what the API allows. Default: none. */
  limiter?: Limiter | undefined;
  /** A source of time, for tests. Default: the system's. */
  clock?: Clock | undefined;
  /** A source of random numbers from 0 up to 1, for tests. Default: `Math.random`. */
  random?: (() => number) | undefined;
}

/**
 * The longest `Retry-After` that is waited for, in milliseconds; a longer one is cut to it. One that goes beyond the deadline is not
 * waited for at all.
 */
export const longestRetryAfterMs = 60_000;

export const defaults: Readonly<Record<keyof TimeOptions, number>> = {
  timeoutMs: 30_000,
  deadlineMs: 60_000,
  maxRetries: 2,
};

/**
 * The options of time, those that are not set from others.
 *
 * @throws {ConfigurationError} for one that is no number, or too small.
 */
export function timeOf<Others extends TimeOptions>(options: TimeOptions, others: Others): Others {
  const time = { ...others };
  for (const option of Object.keys(defaults) as (keyof TimeOptions)[]) {
    const value = options[option];
    if (value === undefined) continue;
    const isCount = option === "maxRetries";
    if (typeof value !== "number" || !(value > 0 || (isCount && value === 0)))
      throw optionError(option, `must be a number above 0${isCount ? ", or 0" : ""}.`);
    time[option] = value;
  }
  return time;
}
