import { hex, optionError } from "@booking-apis/transport/internal";
import type { LimiterReply, LimiterStore } from "./store.ts";

/** A client of Redis or Valkey: of ioredis, of node-redis, or a function that sends one command. */
export type RedisClient =
  | { call(command: string, ...args: string[]): Promise<unknown> }
  | { sendCommand(args: string[]): Promise<unknown> }
  | ((args: string[]) => Promise<unknown>);

/** The options of `redisStore`. */
export interface RedisStoreOptions {
  /** What the keys begin with, after a brace. Default: `"booking-apis:limiter:"`. Example: `"shop:limiter:"`. */
  prefix?: string | undefined;
}

/**
 * A lane has three keys: a hash (when it was last used, until when it is paused, which processes wait), a sorted set of places by when
 * they stop counting in the interval, and one by when their leases end.
 */
const script = `
local lane, places, running = KEYS[1], KEYS[2], KEYS[3]
local step = cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local lease = now + step.leaseMs
local counted = now + math.max(step.leaseMs, step.leaseMs / 2 + step.intervalMs)
local stored = redis.call('HMGET', lane, 'last', 'paused', 'queue')
local last, paused = tonumber(stored[1] or 0), tonumber(stored[2] or 0)
if last > now then
  -- The clock was set back: all times are from another clock. After an interval without attempts none of them is needed.
  redis.call('DEL', lane, places, running)
  paused, stored[3] = now + math.max(step.intervalMs, paused - last), false
end

local function occupy(place)
  local member = step.asker .. ':' .. place
  if step.requests > 0 then redis.call('ZADD', places, counted, member) end
  if step.concurrency > 0 then redis.call('ZADD', running, lease, member) end
end
for _, ended in ipairs(step.ended) do
  local member = step.asker .. ':' .. ended[1]
  redis.call('ZREM', running, member)
  if step.requests > 0 then redis.call('ZADD', places, now + step.intervalMs - ended[2], member) end
end
for _, place in ipairs(step.running) do occupy(place) end
if step.pauseMs > 0 then paused = math.max(paused, now + step.pauseMs) end
redis.call('ZREMRANGEBYSCORE', places, '-inf', now)
redis.call('ZREMRANGEBYSCORE', running, '-inf', now)

-- Processes take turns: each leaves one place for every process that has waited longer.
local queue, ahead = {}, nil
for _, waiting in ipairs(cjson.decode(stored[3] or '[]')) do
  if waiting[1] == step.asker then ahead = #queue
  elseif waiting[2] > now then table.insert(queue, waiting) end
end
ahead = ahead or #queue
local free = step.asked + ahead
if step.requests > 0 then free = math.min(free, step.requests - redis.call('ZCARD', places)) end
if step.concurrency > 0 then free = math.min(free, step.concurrency - redis.call('ZCARD', running)) end
if paused > now then free = 0 end
local granted = math.max(0, math.min(step.asked, free - ahead))
for place = step.first, step.first + granted - 1 do occupy(place) end

local wait = 0
if granted < step.asked then
  wait = -1
  local position = granted > 0 and #queue or ahead
  -- How many places must end before one is left for this process.
  local needed = redis.call('ZCARD', places) - step.requests + position
  if step.requests > 0 and needed >= 0 then
    local _, ends = unpack(redis.call('ZRANGE', places, needed, needed, 'WITHSCORES'))
    wait = math.min((ends or math.huge) - now, step.intervalMs)
  end
  if paused > now then wait = math.max(wait, paused - now) end
  local expires = now + math.max(wait, step.pollMs * 1.5) + step.pollMs * 2
  table.insert(queue, position + 1, { step.asker, expires })
end
redis.call('HSET', lane, 'last', now, 'paused', paused, 'queue', cjson.encode(queue))
local ttl = math.ceil(math.max(counted, paused) - now) + 1000
for _, key in ipairs(KEYS) do
  if redis.call('PTTL', key) < ttl then redis.call('PEXPIRE', key, ttl) end
end
return { granted, math.ceil(wait) }
`;

/**
 * Keeps the places of a shared limiter in Redis (5 or newer) or Valkey. Each step is one script, by the clock of the server. All keys of
 * a lane are in one slot of a cluster, and expire by themselves.
 *
 * @param client Your connected client. For the cluster of node-redis, pass a function.
 * @example
 * redisStore(new Redis("redis://cache.example.com")) // ioredis
 * redisStore(await createClient({ url: "redis://cache.example.com" }).connect()) // node-redis
 * redisStore((args) => cluster.sendCommand(args[3], false, args)) // a cluster with node-redis: args[3] is a key
 * @throws {ConfigurationError} for a client that has none of these forms.
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): LimiterStore {
  const { prefix = "booking-apis:limiter:" } = Object(options) as RedisStoreOptions;
  if (typeof prefix !== "string") throw optionError("prefix", "must be a string.");
  const send = senderOf(client);
  let digest: Promise<string> | undefined;
  return {
    name: "Redis",
    async step(lane, step): Promise<LimiterReply> {
      const tag = `{${prefix}${lane}}`;
      const rest = ["3", tag, `${tag}:places`, `${tag}:running`, JSON.stringify(step)];
      digest ??= sha1(script);
      const reply = await send(["EVALSHA", await digest, ...rest]).catch((thrown: unknown) => {
        if (!/NOSCRIPT/.test(String(Object(thrown).message))) throw thrown;
        return send(["EVAL", script, ...rest]);
      });
      const [granted, waitMs] = Array.isArray(reply) ? reply : [];
      return { granted: Number(String(granted)), waitMs: Number(String(waitMs)) };
    },
  };
}

function senderOf(client: RedisClient): (args: string[]) => Promise<unknown> {
  if (typeof client === "function") return async (args) => client(args);
  const { call, sendCommand } = Object(client) as Record<string, unknown>;
  // ioredis has a sendCommand too, which takes something else.
  if (typeof call === "function")
    return async ([command = "", ...args]) => call.call(client, command, ...args);
  if (typeof sendCommand === "function") return async (args) => sendCommand.call(client, args);
  throw optionError(
    "client",
    "must be a client of ioredis (with call) or node-redis (with sendCommand), or a function that sends a command.",
  );
}

async function sha1(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text))));
}
