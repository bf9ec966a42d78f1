import type { LimiterReply } from "./store.ts";

interface Limits {
  requests: number;
  intervalMs: number;
  concurrency: number;
}

/** Counts what one lane of this process alone has sent, for the time in which the store fails. */
export class LocalCount {
  readonly #limits: Limits;
  /** When the attempts within the interval ended. */
  #ends: number[] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  end(at: number): void {
    this.#ends.push(at);
    this.#forget(at);
  }

  /** Until when an attempt that has ended still counts. */
  get countsUntil(): number {
    return (this.#ends.at(-1) ?? Number.NEGATIVE_INFINITY) + this.#limits.intervalMs;
  }

  /** What a store would reply, if there were no other process. */
  decide(asked: number, running: number, now: number): LimiterReply {
    const { requests, intervalMs, concurrency } = this.#limits;
    this.#forget(now);
    const counted = running + this.#ends.length;
    const granted = Math.max(0, Math.min(asked, requests - counted, concurrency - running));
    if (granted === asked) return { granted, waitMs: 0 };
    const isFull = counted + granted >= requests;
    return { granted, waitMs: isFull ? (this.#ends[0] ?? now) + intervalMs - now : -1 };
  }

  #forget(now: number): void {
    const first = this.#ends.findIndex((end) => now - end < this.#limits.intervalMs);
    this.#ends.splice(0, first < 0 ? this.#ends.length : first);
  }
}
