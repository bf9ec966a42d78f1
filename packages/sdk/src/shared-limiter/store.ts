/** What a lane of one process reports to the store and asks of it, in one atomic step. Times are milliseconds. */
export interface LimiterStep {
  /** Names this limiter of this process. */
  asker: string;
  /** How many attempts wait to be sent. */
  asked: number;
  /** The number of the first place that is given to them; the next ones follow. */
  first: number;
  /** Places whose attempts have ended, and how long ago; as long ago as `intervalMs` if the place was never used. */
  ended: [place: number, ago: number][];
  /** Places whose attempts are under way, for which the lease is renewed. */
  running: number[];
  /** How long nothing may be sent, because the server responded with 429. */
  pauseMs: number;
  /** 0 is no limit. */
  requests: number;
  /** How long an attempt counts after its end. */
  intervalMs: number;
  /** 0 is no limit. */
  concurrency: number;
  /** How long an attempt under way keeps its place without a renewal. */
  leaseMs: number;
  /** How often a process asks again where only the end of an attempt can help. */
  pollMs: number;
}

/** What the store says to a step. */
export interface LimiterReply {
  /** How many of the attempts may be sent now. */
  granted: number;
  /** When to ask again for the others, in milliseconds; negative if only the end of an attempt can let them through. */
  waitMs: number;
}

/** Where the limiters of all machines count: `redisStore` or `postgresStore`. */
export interface LimiterStore {
  /** What errors call it. */
  readonly name: string;
  /** Does one atomic step in a lane, by the store's own clock. */
  step(lane: string, step: LimiterStep): Promise<LimiterReply>;
}
