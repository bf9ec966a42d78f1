const firstBackoffMs = 500;
const longestBackoffMs = 8_000;

/** Statuses after which a repeatable request is tried again. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

/** Codes of the runtimes for a connection that never opened, so that the server certainly did not act. */
const neverOpened =
  /^(?:ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|FailedToOpenSocket)$/;

/** The same for a certificate that was not accepted, which will not be accepted the next time either. */
const notTrusted = /CERT|_TLS_|UNABLE_TO_/;

/** How an attempt ended, as far as a retry is concerned. */
export type Ending = { status: number } | { code: string | undefined };

/** Whether the server may have acted on a request that ended so. */
export function mayHaveActed(ending: Ending): boolean {
  return "status" in ending
    ? ending.status >= 500 ||
        ending.status === 408 ||
        (ending.status < 400 && !/30[78]/.test(`${ending.status}`))
    : !neverOpened.test(ending.code ?? "") && !notTrusted.test(ending.code ?? "");
}

/**
 * Whether to try again. A request that is not repeatable is tried again only if the server certainly did not act on it: after a
 * 429, or where the connection never opened.
 */
export function isRetryable(ending: Ending, repeatable: boolean): boolean {
  if ("status" in ending) return ending.status === 429 || (repeatable && passing.has(ending.status));
  return neverOpened.test(ending.code ?? "") || (repeatable && !notTrusted.test(ending.code ?? ""));
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
  const text = String(value ?? "").trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Z][a-z]{2}.+:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
