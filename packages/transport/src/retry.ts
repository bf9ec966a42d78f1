const firstBackoffMs = 500;
const longestBackoffMs = 8_000;

/** Statuses after which a repeatable request is tried again. */
const passing = [408, 429, 500, 502, 503, 504];

/** Codes of the runtimes for a connection that never opened, so that the server certainly did not act. */
const neverOpened = /REFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|UNREACH|CONNECT_TIMEOUT|FailedToOpen/;

/** The same for a certificate that was not accepted, which will not be accepted the next time either. */
const notTrusted = /CERT|_TLS_|UNABLE_TO_/;

/** How an attempt ended, as far as a retry is concerned: with an answer of a status, or without one. */
export interface Ending {
  /** The HTTP status, if there was an answer. */
  status?: number | undefined;
  /** The runtime's code for what went wrong, if there was none: `ECONNREFUSED`. */
  code?: string | undefined;
}

/** Whether the server may have acted on a request that ended so. */
export function mayHaveActed({ status, code = "" }: Ending): boolean {
  return status === undefined
    ? !neverOpened.test(code) && !notTrusted.test(code)
    : status >= 500 || status === 408 || (status < 400 && status !== 307 && status !== 308);
}

/**
 * Whether to try again. A request that is not repeatable is tried again only if the server certainly did not act on it: after a
 * 429, or where the connection never opened.
 */
export function isRetryable({ status, code = "" }: Ending, repeatable: boolean): boolean {
  if (status !== undefined) return status === 429 || (repeatable && passing.includes(status));
  return repeatable ? !notTrusted.test(code) : neverOpened.test(code);
}

/**
 * Exponential backoff with full jitter, in milliseconds.
 *
 * @param attempt How many attempts there were, at least 1.
 * @param random A number from 0 up to, but not including, 1.
 */
export function backoff(attempt: number, random: number): number {
  return random * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempt - 1));
}

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3), in seconds or as a date; returns milliseconds from now, or undefined for what is malformed
 * or negative. A date that has passed is 0.
 */
export function parseRetryAfter(value: unknown, now: number): number | undefined {
  const text = String(value).trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Z][a-z]{2}.+:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
