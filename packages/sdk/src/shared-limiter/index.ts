export { type LimiterAction, LimiterError } from "./error.ts";
export { type SharedLimiter, sharedLimiter } from "./limiter.ts";
export type { SharedLimiterOptions } from "./options.ts";
export { type PostgresClient, postgresLimiterSchema, postgresStore } from "./postgres.ts";
export { type RedisClient, type RedisStoreOptions, redisStore } from "./redis.ts";
export type { LimiterReply, LimiterStep, LimiterStore } from "./store.ts";
