export { type LimiterAction, LimiterError } from "./error.ts";
export { type SharedLimiter, type SharedLimiterOptions, sharedLimiter } from "./limiter.ts";
export { type PostgresClient, postgresLimiterSchema, postgresStore } from "./postgres.ts";
export { type RedisClient, type RedisStoreOptions, redisStore } from "./redis.ts";
export type { LimiterReply, LimiterStep, LimiterStore } from "./store.ts";
