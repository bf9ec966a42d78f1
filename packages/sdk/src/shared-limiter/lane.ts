import { notify } from "@booking-apis/transport/internal";
import { after, ask, type Failure } from "./ask.ts";
import { type LimiterAction, limiterError } from "./error.ts";
import { LocalCount } from "./local-count.ts";
import type { CheckedOptions } from "./options.ts";
import type { LimiterReply } from "./store.ts";

/** The options of a limiter, and what else its lanes share. */
export interface LaneSetup extends CheckedOptions {
  /** Names this limiter of this process. */
  asker(): string;
  /** Numbers for so many new places; returns the first. */
  takePlaces(count: number): number;
}

interface Waiting {
  start(place: number): void;
  fail(error: unknown): void;
}

/** So that one step stays small. */
const mostAsked = 1000;

const now = (): number => performance.now();

/** One lane in one process. It has at most one step under way, which carries all that there is to report and to ask. */
export class Lane {
  readonly #key: string;
  readonly #setup: LaneSetup;
  readonly #onIdle: () => void;
  /** How often a lease is renewed: two renewals may fail before it ends. */
  readonly #beatMs: number;
  readonly #localCount: LocalCount;
  readonly #queue: Waiting[] = [];
  readonly #running = new Set<number>();
  /** Places to give back, and when their attempts ended. */
  #ended: [place: number, at: number][] = [];
  #pausedUntil = 0;
  /** Until when it is paused as far as the store knows. */
  #reportedPause = 0;
  #renewedAt = 0;
  /** The store keeps a turn for this process. */
  #hasTurn = false;
  #steps: Promise<void> = Promise.resolve();
  #isStepping = false;
  #isDue = false;
  #failedAt = Number.NEGATIVE_INFINITY;
  /** When a step that failed is tried again, if nothing waits for it. */
  #retryAt = Number.NEGATIVE_INFINITY;
  #cancelTimer = () => {};

  constructor(key: string, setup: LaneSetup, onIdle: () => void) {
    this.#key = key;
    this.#setup = setup;
    this.#onIdle = onIdle;
    this.#beatMs = setup.leaseMs / 4;
    this.#localCount = new LocalCount(setup);
  }

  acquire(signal: AbortSignal | null | undefined): Promise<() => void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        waiting.fail(signal?.reason);
        if (this.#queue.length === 0) this.#wake();
      };
      const leave = () => signal?.removeEventListener("abort", onAbort);
      const waiting: Waiting = {
        start: (place) => {
          leave();
          this.#running.add(place);
          resolve(() => this.#release(place));
        },
        fail(error) {
          leave();
          reject(error);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#queue.push(waiting);
      if (this.#queue.length === 1) this.#wake();
    });
  }

  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now() + ms);
    this.#wake();
  }

  #release(place: number): void {
    if (!this.#running.delete(place)) return;
    this.#ended.push([place, now()]);
    this.#localCount.end(now());
    this.#wake();
  }

  /** Does a step now, or after the one under way. */
  #wake(): void {
    this.#isDue = true;
    if (!this.#isStepping) this.#steps = this.#run();
  }

  /** Resolves when no step is under way. */
  flush(): Promise<void> {
    return this.#steps;
  }

  async #run(): Promise<void> {
    this.#isStepping = true;
    this.#cancelTimer();
    let delay = 0;
    while (this.#isDue) {
      // What comes at the same time goes into one step: a 429 is reported a few turns after the end of its attempt.
      for (let turn = 0; turn < 10; turn++) await undefined;
      this.#isDue = false;
      delay = await this.#step();
    }
    this.#isStepping = false;
    this.#sleep(delay);
  }

  /** Returns how long the attempts in the queue have to wait before the next step, in milliseconds. */
  async #step(): Promise<number> {
    const { intervalMs, leaseMs, pollMs, onStoreError, takePlaces } = this.#setup;
    const startedAt = now();
    const asked = this.#pausedUntil > startedAt ? 0 : Math.min(this.#queue.length, mostAsked);
    let first = takePlaces(asked);
    let reply = startedAt < this.#aloneUntil ? undefined : await this.#consult(startedAt, asked, first);
    // By the time of a late reply the lease may be about to end.
    const isLate = reply !== undefined && now() - startedAt > leaseMs / 2;
    if (!reply) {
      if (onStoreError !== "allow") return 0;
      reply = this.#localCount.decide(asked, this.#running.size, now());
      first = takePlaces(reply.granted);
    }
    for (let place = first; place < first + reply.granted; place++) {
      const waiting = isLate || this.#pausedUntil > now() ? undefined : this.#queue.shift();
      if (waiting) {
        if (this.#running.size === 0) this.#renewedAt = startedAt;
        waiting.start(place);
      } else {
        this.#giveBack(place);
        this.#isDue = true;
      }
    }
    const pausedMs = this.#pausedUntil - now();
    if (pausedMs > 0) return pausedMs;
    const { granted, waitMs } = reply;
    if (granted >= asked && this.#queue.length > 0) this.#isDue = true;
    return waitMs < 0 ? pollMs * (0.5 + Math.random()) : Math.max(waitMs, intervalMs / 100, 1);
  }

  /** Has the store do a step, if there is something to report or to ask. Returns undefined if it failed. */
  async #consult(startedAt: number, asked: number, first: number): Promise<LimiterReply | undefined> {
    const { intervalMs, leaseMs, store, storeTimeoutMs } = this.#setup;
    const pausedUntil = this.#pausedUntil;
    const isPause = this.#hasPause();
    const isRenewal = this.#running.size > 0 && startedAt - this.#renewedAt >= this.#beatMs;
    const hasNews = this.#ended.length > 0 || isPause || isRenewal || this.#hasTurn;
    if (asked === 0 && (!hasNews || startedAt < this.#retryAt)) return { granted: 0, waitMs: 0 };
    // By then the store has forgotten the others.
    const ended = this.#ended.filter(([, at]) => startedAt - at <= intervalMs + leaseMs);
    this.#ended = [];
    const step = {
      ...this.#limits(),
      asked,
      first,
      ended: ended.map(([place, at]): [number, number] => [place, Math.min(startedAt - at, intervalMs)]),
      running: isRenewal ? [...this.#running] : [],
      pauseMs: isPause ? pausedUntil - startedAt : 0,
    };
    const result = await ask(store, this.#key, step, storeTimeoutMs);
    if ("granted" in result) {
      this.#failedAt = Number.NEGATIVE_INFINITY;
      this.#retryAt = Number.NEGATIVE_INFINITY;
      this.#reportedPause = pausedUntil;
      if (isRenewal) this.#renewedAt = startedAt;
      this.#hasTurn = result.granted < asked;
      return result;
    }
    this.#failedAt = now();
    this.#retryAt = startedAt + this.#beatMs;
    this.#ended.unshift(...ended);
    // The store may have granted them nevertheless.
    for (let place = first; place < first + asked; place++) this.#giveBack(place);
    this.#fail(asked > 0 ? "acquire" : isRenewal ? "renew" : isPause ? "pause" : "release", result);
    return undefined;
  }

  #limits() {
    const { asker, requests, concurrency, intervalMs, leaseMs, pollMs } = this.#setup;
    const finite = (limit: number) => (Number.isFinite(limit) ? limit : 0);
    return {
      asker: asker(),
      requests: finite(requests),
      concurrency: finite(concurrency),
      intervalMs,
      leaseMs,
      pollMs,
    };
  }

  /** Gives back a place that was not used: it does not count in the interval. */
  #giveBack(place: number): void {
    this.#ended.push([place, now() - this.#setup.intervalMs]);
  }

  #fail(action: LimiterAction, { problem, thrown }: Failure): void {
    const { store, onError, onStoreError } = this.#setup;
    const makeError = () => limiterError(store.name, action, problem, thrown);
    notify(onError, makeError());
    if (onStoreError === "allow" || action !== "acquire") return;
    for (const waiting of this.#queue.splice(0)) waiting.fail(makeError());
  }

  /** Until when this process counts alone, because the store failed. */
  get #aloneUntil(): number {
    const { onStoreError, storeTimeoutMs } = this.#setup;
    return onStoreError === "allow" ? this.#failedAt + storeTimeoutMs : Number.NEGATIVE_INFINITY;
  }

  #hasPause(): boolean {
    return this.#pausedUntil > Math.max(this.#reportedPause, now());
  }

  #sleep(delay: number): void {
    const isWaiting = this.#queue.length > 0;
    const newsMs = this.#untilNews();
    const ms = isWaiting ? Math.min(delay, newsMs) : newsMs;
    if (ms === Number.POSITIVE_INFINITY) this.#rest();
    else this.#cancelTimer = after(Math.max(0, ms), isWaiting, () => this.#wake());
  }

  /** Forgets the lane once nothing in it matters any more: if the store fails, what this process has sent still counts. */
  #rest(): void {
    const until = Math.max(this.#pausedUntil, this.#localCount.countsUntil);
    const ms = this.#setup.onStoreError === "allow" ? until - now() : 0;
    if (ms <= 0) this.#onIdle();
    else this.#cancelTimer = after(ms, false, () => this.#wake());
  }

  /** How long until the store needs to hear of this lane, though nothing waits in it. */
  #untilNews(): number {
    const hasNews = this.#ended.length > 0 || this.#hasPause();
    if (!hasNews && this.#running.size === 0) return Number.POSITIVE_INFINITY;
    const due = hasNews ? 0 : this.#renewedAt + this.#beatMs;
    return Math.max(due, this.#retryAt, this.#aloneUntil) - now();
  }
}
