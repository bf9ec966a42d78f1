import { ConfigurationError } from "./errors.ts";
import { checkOptionNames, checkOptionsObject, type NamesOf } from "./option-checks.ts";
import { type Clock, systemClock } from "./time.ts";

/** Keeps calls within what an API allows. `createLimiter` makes one that counts in this process, `sharedLimiter` of `@booking-apis/sdk/shared-limiter` one for many machines. */
export interface Limiter {
  /**
   * Resolves when an attempt may be sent. The value is a function to call when the attempt has ended.
   *
   * @param key Names the lane in which the vendor counts: the account, and also the operation if the vendor counts each operation
   * separately. It is derived from the API key, is the same in every process, and does not reveal the key.
   * @param signal Aborts the wait; the promise then rejects with the signal's reason.
   */
  acquire(key: string, signal?: AbortSignal | null): Promise<() => void>;
  /**
   * Lets nothing more through for a while, because the server responded with 429.
   *
   * @param key The same as for `acquire`.
   * @param ms How long, in milliseconds: at most 300000, whatever the server asked for.
   */
  pause?(key: string, ms: number): void;
}

/** The options of `createLimiter`. */
export interface LimiterOptions {
  /** How many attempts may be sent within an interval, for each lane: a whole number. Default: no limit. */
  requests?: number | undefined;
  /** The length of the interval in milliseconds. Default: 1000. */
  intervalMs?: number | undefined;
  /** How many attempts may be under way at once, for each lane: a whole number. Default: no limit. */
  concurrency?: number | undefined;
  /** A source of time for tests. */
  clock?: Clock | undefined;
}

interface Waiting {
  start(): void;
  /** When it looks again by itself. */
  dueAt: number;
}

const limiterOptionNames: NamesOf<LimiterOptions> = {
  requests: true,
  intervalMs: true,
  concurrency: true,
  clock: true,
};

/** A clock in whole milliseconds would let an attempt through up to one too early. */
const steadyClock: Clock = { now: () => performance.now(), after: systemClock.after };

/** How long a waiter waits before it looks again by itself, where only the end of another attempt can let it through. */
const lookAgainMs = 1000;
const lookAgainInWorkerMs = 25;

/** In Cloudflare Workers a request must not wake another one: a promise that it resolves may never be seen to be. */
function isWorker(): boolean {
  return (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent === "Cloudflare-Workers";
}

/**
 * A limiter in the memory of this process. Attempts are let through in the order in which they came.
 *
 * An attempt counts from when it is sent until `intervalMs` after its response, so even a server with a sliding interval never sees more
 * than `requests` attempts in one interval.
 *
 * @example
 * createLimiter({ requests: 2, intervalMs: 1000, concurrency: 3 }) // what integrations of Bookeo have settled on
 * @throws {ConfigurationError} for an option that does not exist or is not a number above 0.
 */
export function createLimiter(options: LimiterOptions = {}): Limiter {
  checkOptionsObject(options, limiterOptionNames);
  checkOptionNames(options, limiterOptionNames, "A limiter");
  const none = Number.POSITIVE_INFINITY;
  const { requests = none, intervalMs = 1000, concurrency = none, clock = steadyClock } = options;
  for (const [option, value] of Object.entries({ requests, intervalMs, concurrency })) {
    const isWhole = option === "intervalMs" || value === none || Number.isInteger(value);
    if (!(value > 0) || !isWhole)
      throw new ConfigurationError(
        `${option} must be a ${option === "intervalMs" ? "number of milliseconds" : "whole number"} above 0.`,
        { option },
      );
  }
  const lanes = new Map<string, ReturnType<typeof createLane>>();

  function createLane(key: string) {
    const queue: Waiting[] = [];
    /** When the attempts of the last interval ended, in this order. */
    const ends: number[] = [];
    let running = 0;
    let pausedUntil = 0;

    /** Lets through what may be, in a worker only the waiter that asks. */
    const pump = (asking?: Waiting): void => {
      const now = clock.now();
      const isAlone = isWorker();
      // An end in the future is from before the clock was set back.
      const counting = ends.findIndex((endedAt) => endedAt <= now && now - endedAt < intervalMs);
      if (counting !== 0) ends.splice(0, counting < 0 ? ends.length : counting);
      // Of a request that was canceled neither the timer nor the end ever comes.
      while (isAlone && queue[0] && queue[0] !== asking && queue[0].dueAt + lookAgainMs < now) queue.shift();
      while (queue[0] && running < concurrency && running + ends.length < requests && pausedUntil <= now) {
        if (isAlone && queue[0] !== asking) break;
        queue.shift()?.start();
      }
      if (queue.length === 0 && running === 0 && ends.length === 0 && pausedUntil <= now) lanes.delete(key);
    };
    /** The shortest time, in milliseconds, after which the next attempt may be let through. */
    const earliest = (): number => {
      const now = clock.now();
      const shortest = isWorker() ? lookAgainInWorkerMs : 1;
      if (running >= concurrency) return isWorker() ? lookAgainInWorkerMs : lookAgainMs;
      const isFull = running + ends.length >= requests;
      return Math.max(shortest, pausedUntil - now, isFull ? (ends[0] ?? now) + intervalMs - now : 0);
    };
    const enter = (): (() => void) => {
      running++;
      let hasEnded = false;
      return () => {
        if (hasEnded) return;
        hasEnded = true;
        running--;
        if (requests !== none) ends.push(clock.now());
        pump();
      };
    };
    const pause = (ms: number): void => {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    };
    return { queue, pump, enter, pause, earliest };
  }

  function laneOf(key: string) {
    let lane = lanes.get(key);
    if (!lane) {
      // Forgets the lanes that have had no call for a while.
      for (const { pump } of lanes.values()) pump();
      lane = createLane(key);
      lanes.set(key, lane);
    }
    return lane;
  }

  return {
    acquire(key, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const { queue, pump, enter, earliest } = laneOf(key);
      return new Promise((resolve, reject) => {
        let cancel: (() => void) | undefined;
        const leave = () => {
          cancel?.();
          signal?.removeEventListener("abort", onAbort);
        };
        const onAbort = () => {
          leave();
          queue.splice(queue.indexOf(waiting), 1);
          reject(signal?.reason);
          pump();
        };
        const waiting: Waiting = {
          dueAt: 0,
          start() {
            leave();
            resolve(enter());
          },
        };
        // Each has a timer of its own: in some runtimes a timer ends with the request that set it.
        const wait = () => {
          if (!queue.includes(waiting)) return;
          const delay = earliest();
          waiting.dueAt = clock.now() + delay;
          cancel = clock.after(delay, () => {
            pump(waiting);
            wait();
          });
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        queue.push(waiting);
        pump(waiting);
        wait();
      });
    },
    pause: (key, ms) => laneOf(key).pause(ms),
  };
}
