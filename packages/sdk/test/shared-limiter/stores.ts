import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { connect, createServer, type Socket } from "node:net";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { Redis } from "ioredis";
import pg from "pg";
import { createClient } from "redis";
import {
  type LimiterStore,
  postgresLimiterSchema,
  postgresStore,
  redisStore,
} from "../../src/shared-limiter/index.ts";

/** A store that runs, and how to reach it. */
export interface RunningStore {
  url: string;
  stop(): Promise<void>;
}

/** A connection to a store. */
export interface Connection {
  store: LimiterStore;
  /** Makes the store believe that a lane was last used in an hour, as it is after its clock was set back. */
  setClockBack(lane: string): Promise<void>;
  close(): Promise<void>;
}

/** A store that the tests run with. */
export interface StoreKind {
  name: string;
  clients: (keyof typeof clients)[];
  start(): Promise<RunningStore>;
  /** Why there is none to test with; undefined if there is. */
  missing: string | undefined;
}

/** The stores, after saying which of them are missing here. */
export function storeKinds(subject: string) {
  const kinds = {
    pglite: { name: "PGlite", clients: ["pg"], start: startPglite, missing: undefined },
    postgres: {
      name: "PostgreSQL",
      clients: ["pg"],
      start: () => startPostgres(),
      missing: missingPostgres(),
    },
    strictPostgres: {
      name: "PostgreSQL with serializable transactions",
      clients: ["pg"],
      start: () => startPostgres("-c default_transaction_isolation=serializable"),
      missing: missingPostgres(),
    },
    redis: {
      name: "Redis",
      clients: ["ioredis", "node-redis"],
      start: startRedis,
      missing: missingRedis(),
    },
  } satisfies Record<string, StoreKind>;
  for (const { name, missing } of Object.values(kinds))
    if (missing) console.warn(`${subject}: what needs ${name} is skipped: ${missing}.`);
  return kinds;
}

/** PostgreSQL, compiled to WebAssembly, behind a socket. It has one session, so that nothing ever waits for a row. */
async function startPglite(): Promise<RunningStore> {
  const db = await PGlite.create();
  const server = new PGLiteSocketServer({ db, host: "127.0.0.1", port: 0, maxConnections: 50 });
  await server.start();
  const url = `postgres://postgres:postgres@${server.getServerConn()}/postgres`;
  await db.exec(postgresLimiterSchema);
  return {
    url,
    async stop() {
      await server.stop();
      await db.close();
    },
  };
}

function missingPostgres(): string | undefined {
  return process.env.POSTGRES_URL ? undefined : "POSTGRES_URL is not set";
}

/** A schema of its own in the database of POSTGRES_URL, in which many processes have sessions. */
async function startPostgres(settings = ""): Promise<RunningStore> {
  const given = new URL(process.env.POSTGRES_URL ?? "");
  const schema = `limiter_${randomUUID().replaceAll("-", "")}`;
  const inSchema = new URL(given);
  inSchema.searchParams.set("options", `-c search_path=${schema} ${settings}`);
  await query(given, `CREATE SCHEMA ${schema}`);
  await query(inSchema, postgresLimiterSchema);
  return { url: inSchema.href, stop: () => query(given, `DROP SCHEMA ${schema} CASCADE`) };
}

async function query({ href }: URL, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: href });
  await client.connect();
  await client.query(sql);
  await client.end();
}

function missingRedis(): string | undefined {
  if (process.env.REDIS_URL || redisProgram()) return undefined;
  return "REDIS_URL is not set, and neither redis-server nor valkey-server is on the PATH";
}

function redisProgram(): string | undefined {
  return ["redis-server", "valkey-server"].find((name) => spawnSync(name, ["--version"]).status === 0);
}

/** The Redis or Valkey of REDIS_URL, or one that is started on a free port. */
async function startRedis(): Promise<RunningStore> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: async () => {} };
  for (;;) {
    const port = await freePort();
    const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    const server = spawn(redisProgram() ?? "", args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise<false>((resolve) => server.once("exit", () => resolve(false)));
    if (await Promise.race([ended, accepts(port)]))
      return { url: `redis://127.0.0.1:${port}`, stop: () => end(server) };
  }
}

/** How users connect to a store. */
export const clients = {
  async pg(url: string): Promise<Connection & { pool: pg.Pool }> {
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    pool.on("error", () => {});
    return {
      pool,
      store: postgresStore(pool),
      async setClockBack(lane) {
        const later = "UPDATE booking_apis_limiter_lanes SET last = last + 3600000 WHERE lane = $1";
        await pool.query(later, [lane]);
        const longer =
          "UPDATE booking_apis_limiter_places SET counts_until = counts_until + 3600000 WHERE lane = $1";
        await pool.query(longer, [lane]);
      },
      close: () => pool.end(),
    };
  },
  async ioredis(url: string): Promise<Connection & { redis: Redis }> {
    const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    redis.on("error", () => {});
    await redis.connect();
    return {
      redis,
      store: redisStore(redis),
      async setClockBack(lane) {
        const key = `{booking-apis:limiter:${lane}}`;
        await redis.hincrbyfloat(key, "last", "3600000");
        for (const place of await redis.zrange(`${key}:places`, "0", "-1"))
          await redis.zincrby(`${key}:places`, "3600000", place);
      },
      close: async () => redis.disconnect(),
    };
  },
  async "node-redis"(url: string): Promise<Connection> {
    const redis = createClient({ url, socket: { reconnectStrategy: false } });
    redis.on("error", () => {});
    await redis.connect();
    const other = await clients.ioredis(url);
    return {
      store: redisStore(redis),
      setClockBack: other.setClockBack,
      async close() {
        if (redis.isOpen) redis.destroy();
        await other.close();
      },
    };
  },
};

/** Connects to a store of whatever kind. */
export function open(url: string): Promise<Connection> {
  return url.startsWith("postgres") ? clients.pg(url) : clients.ioredis(url);
}

/** Between a client and a store: it can break all connections, or keep back what the store sends. */
export async function startProxy(target: string) {
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let isHeld = false;
  const server = createServer((socket) => {
    const upstream = connect(Number(targetPort), hostname);
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(from);
      from.on("error", () => {}).on("close", () => to.destroy());
      from.on("data", (data) => {
        if (!isHeld) to.write(data);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const url = new URL(target);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    /** From now on nothing passes. */
    hold() {
      isHeld = true;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function accepts(port: number): Promise<true> {
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (isOpen) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function end(server: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  server.kill("SIGKILL");
  return ended;
}
