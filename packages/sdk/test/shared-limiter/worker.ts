import { createBookeo } from "../../src/bookeo/index.ts";
import { type SharedLimiterOptions, sharedLimiter } from "../../src/shared-limiter/index.ts";
import { open } from "./stores.ts";

/** What a child process is to do. */
export interface Task {
  store: string;
  baseUrl: string;
  /** The limiter's lane follows from it. */
  apiKey: string;
  calls: number;
  options: Omit<SharedLimiterOptions, "store">;
  /** How far its clock is wrong, in milliseconds. */
  clockIsOffBy?: number;
}

const {
  store,
  baseUrl,
  apiKey,
  calls,
  options,
  clockIsOffBy = 0,
} = JSON.parse(process.argv[2] ?? "") as Task;
const { now } = Date;
Date.now = () => now() + clockIsOffBy;

const connection = await open(store);
const limiter = sharedLimiter({ ...options, store: connection.store });
const bookeo = createBookeo({
  apiKey,
  secretKey: "SECRETq8sd7TEST",
  baseUrl,
  limiter,
  deadlineMs: Number.POSITIVE_INFINITY,
});
process.send?.("ready");
await new Promise((resolve) => process.once("message", resolve));
const results = await Promise.allSettled(
  Array.from({ length: calls }, (_, index) => bookeo.bookings.get(`${process.pid}-${index}`)),
);
const failed = results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
process.send?.({ failed });
process.disconnect?.();
await limiter.flush();
await connection.close();
