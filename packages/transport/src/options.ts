import { ConfigurationError } from "./errors.ts";
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

export const defaults: Required<Readonly<Record<keyof TimeOptions, number>>> = {
  timeoutMs: 30_000,
  deadlineMs: 60_000,
  maxRetries: 2,
};
const names = Object.keys(defaults) as (keyof TimeOptions)[];

/** Refuses options of time that are no numbers, or too small. */
export function checkTimeOptions(options: TimeOptions): void {
  for (const option of names) {
    const value: unknown = options[option];
    if (
      value === undefined ||
      (typeof value === "number" && (value > 0 || (value === 0 && option === "maxRetries")))
    )
      continue;
    throw new ConfigurationError(
      `${option} must be a number above 0${option === "maxRetries" ? ", or 0" : ""}.`,
      {
        option,
      },
    );
  }
}

/** The options of time of several objects; of the same one, the last that is set counts. */
export function timeOf(...given: (object | undefined)[]): TimeOptions {
  const time: TimeOptions = {};
  for (const options of given as (TimeOptions | undefined)[]) {
    for (const name of names) if (options?.[name] !== undefined) time[name] = options[name];
  }
  checkTimeOptions(time);
  return time;
}
