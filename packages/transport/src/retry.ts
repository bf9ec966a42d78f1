import type { Fault } from "./faults.ts";
import { isFinal } from "./faults.ts";

const firstBackoffMs = 500;
const longestBackoffMs = 8_000;
/** The shortest wait before another attempt, where the server asks for none. */
const shortestWaitMs = 200;

/** Statuses after which a request that is safe to retry is sent again. */
const passing = [408, 429, 500, 502, 503, 504];

/** Methods that change nothing, and those that are safe to retry besides (RFC 9110, 9.2). */
const safeMethods = ["GET", "HEAD", "OPTIONS", "TRACE"];
const idempotentMethods = ["PUT", "DELETE"];

/** Whether a method changes nothing on the server. */
export function isSafe(method: string): boolean {
  return safeMethods.includes(method);
}

/** Whether doing it twice is doing it once. */
export function isIdempotent(method: string): boolean {
  return isSafe(method) || idempotentMethods.includes(method);
}

/** How an attempt ended: with a response of a status, or a fault, or out of time. */
export type Ending = { status: number } | Fault | { kind: "timeout"; limit: "timeoutMs" | "deadlineMs" };

/** Whether the server may have acted on a request that ended so. */
export function mayHaveActed(ending: Ending): boolean {
  if ("status" in ending) {
    const { status } = ending;
    return status >= 500 || status === 408 || (status < 400 && status !== 307 && status !== 308);
  }
  return ending.kind !== "network" || !ending.neverSent;
}

/**
 * Whether to send again. A request that is not safe to retry is sent again only if the server certainly did not act on it: after a 429,
 * or where the connection never opened.
 */
export function isRetryable(ending: Ending, isRepeatable: boolean): boolean {
  if ("status" in ending) return ending.status === 429 || (isRepeatable && passing.includes(ending.status));
  if (ending.kind === "timeout") return isRepeatable;
  return ending.kind === "network" && !isFinal(ending.code) && (isRepeatable || ending.neverSent);
}

/**
 * How long to wait before another attempt, in milliseconds: never shorter than the server asks, with jitter, so that clients that were
 * turned away together do not return together. Without such a wish: exponential backoff with full jitter.
 *
 * @param attempt How many attempts there were, at least 1.
 * @param retryAfterMs What the server asks for, if it does.
 * @param random A number from 0 up to, but not including, 1.
 */
export function delayBefore(attempt: number, retryAfterMs: number | undefined, random: number): number {
  if (retryAfterMs !== undefined) return Math.max(retryAfterMs, shortestWaitMs) + random * shortestWaitMs;
  return random * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
}

/**
 * How long a response asks to wait, in milliseconds: `Retry-After` (RFC 9110, 10.2.3) in seconds or as a date, the longest of several,
 * else the field `retryAfter` of a 429's body. A date counts from the response's own `Date`, as the two clocks may differ.
 */
export function readRetryAfter(response: Response, body: () => string, now: number): number | undefined {
  const header = response.headers.get("retry-after");
  if (header !== null) {
    const date = Date.parse(response.headers.get("date") ?? "");
    const sentAt = Number.isNaN(date) ? now : date;
    const waits = valuesOf(header).flatMap((value) => parseRetryAfter(value, sentAt) ?? []);
    if (waits.length > 0) return Math.max(...waits);
  }
  if (response.status !== 429) return undefined;
  return parseRetryAfter(/"retryAfter"\s*:\s*"?(\d+(?:\.\d+)?)/.exec(body())?.[1], now);
}

/** The values of several headers of one name, joined by commas. The comma within a date follows the name of a day. */
function valuesOf(header: string): string[] {
  return header.split(/(?<=(?:\d|GMT)\s*),/);
}

/** Milliseconds; undefined for what is malformed or negative. A date that has passed is 0. */
function parseRetryAfter(value: unknown, sentAt: number): number | undefined {
  const text = String(value).trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Z][a-z]{2}.+:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - sentAt);
}
