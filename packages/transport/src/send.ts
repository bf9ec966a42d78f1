import { codeOf, readRetryAfter, redirectTarget } from "./answer.ts";
import {
  ConnectionError,
  type ErrorFields,
  isBookingApiError,
  type Outcome,
  RedirectError,
  TimeoutError,
  withUnderlying,
} from "./errors.ts";
import { tell } from "./hooks.ts";
import type { Limiter } from "./limiter.ts";
import { defaults, longestRetryAfterMs, type SendOptions, type TimeOptions, timeOf } from "./options.ts";
import { requireOrigin } from "./origin.ts";
import { backoff, type Ending, isRetryable, mayHaveActed } from "./retry.ts";
import { systemClock, type Within, wait, within } from "./time.ts";

/** One request, ready to be sent as often as it takes. */
export interface Outgoing {
  method: string;
  /** The whole URL. */
  url: string;
  headers: Record<string, string>;
  body?: string | ArrayBuffer | undefined;
  /** How to read the answer's body. Default: as text. */
  read?: ((response: Response) => Promise<string | ArrayBuffer>) | undefined;
  /** What errors and hooks show instead of the URL. */
  path: string;
  operation?: string | undefined;
  /** Nothing is lost if it is done twice. */
  idempotent: boolean;
  /** It changes nothing on the server. */
  safe: boolean;
  /** Aborts the call; it then rejects with the signal's reason. */
  signal?: AbortSignal | null | undefined;
  time?: TimeOptions | undefined;
  /** Tells accounts apart for the limiter. */
  key?: string | undefined;
}

/** An answer, read to its end. */
export interface Incoming {
  response: Response;
  /** The answer's body: a text, unless `read` made something else of it. */
  body: string | ArrayBuffer;
  attempts: number;
  /** Of an answer of failure: whether this attempt, or one before it, may have changed something. */
  outcome: Outcome;
  /** What the server asked to wait. */
  retryAfterMs: number | undefined;
}

/** Sends a request until there is an answer to give or no hope for one. */
export type Send = (request: Outgoing) => Promise<Incoming>;

type Read = Pick<Incoming, "response" | "body">;

/**
 * Makes the function that sends requests to one origin: with a time limit for each attempt that covers the body, a deadline over all
 * of them, and retries where they are safe. It resolves to an answer of any status, except for redirects.
 */
export function createSend(origin: string, options: SendOptions): Send {
  const { hooks, limiter, clock = systemClock, random = Math.random } = options;

  return async function send(request) {
    const url = requireOrigin(request.url, origin);
    const { signal, method, path, operation } = request;
    const { timeoutMs, deadlineMs, maxRetries } = {
      ...defaults,
      ...timeOf(options, request.time),
    } as typeof defaults;
    const started = clock.now();
    const left = () => started + deadlineMs - clock.now();
    let attempts = 0;
    let sentAt = 0;
    let acted = false;
    const outcome = (): Outcome => (acted && !request.safe ? "unknown" : "rejected");
    const event = () => ({ method, path, operation, origin, attempt: attempts });
    const fail = <E>(
      ErrorClass: new (message: string, fields: ErrorFields) => E,
      said: string,
      fields?: ErrorFields,
    ): E =>
      new ErrorClass(
        `${method} ${path} ${said}${outcome() === "unknown" ? " The server may have acted on it all the same: look before doing it again." : ""}`,
        { method, path, operation, attempts, outcome: outcome(), ...fields },
      );
    const onSend = () => {
      attempts++;
      sentAt = clock.now();
      tell(hooks?.onRequest, event);
      return Math.min(timeoutMs, left());
    };

    try {
      for (;;) {
        const before = attempts;
        const ended = await attempt(request, url, left(), onSend);
        const answer = "value" in ended ? ended.value : undefined;
        const ending: Ending =
          "value" in ended
            ? { status: ended.value.response.status }
            : { code: ended.timedOut ? "timeout" : codeOf(ended.thrown) };
        acted ||= attempts > before && mayHaveActed(ending);
        let retryAfterMs: number | undefined;
        if (answer) {
          const { response, body } = answer;
          const { status } = response;
          tell(hooks?.onResponse, () => ({ ...event(), status, durationMs: clock.now() - sentAt }));
          const location = redirectTarget(response, url);
          if (location !== undefined)
            throw fail(
              RedirectError,
              `was redirected to ${location}, which ${response.redirected ? "the fetch option followed: the keys may have travelled along." : "was not followed: the keys would travel along. If the API has moved there, change baseUrl."}`,
              { status, location },
            );
          if (response.ok) return { ...answer, attempts, outcome: outcome(), retryAfterMs };
          retryAfterMs = readRetryAfter(response, body, clock.now());
        }
        const delayMs =
          retryAfterMs === undefined
            ? backoff(attempts, random())
            : Math.min(retryAfterMs, longestRetryAfterMs);
        // What asks for more time than there is left would be waited for in vain.
        const isInTime = (retryAfterMs ?? delayMs) < left();
        if (isInTime && attempts <= maxRetries && isRetryable(ending, request.idempotent)) {
          tell(hooks?.onRetry, () => ({ ...event(), ...ending, delayMs }));
          await wait(delayMs, clock, signal);
        } else if (answer) return { ...answer, attempts, outcome: outcome(), retryAfterMs };
        else if ("thrown" in ended) {
          const code = "code" in ending ? ending.code : undefined;
          throw withUnderlying(
            ended.timedOut
              ? fail(
                  TimeoutError,
                  `had no whole answer in time (timeoutMs: ${timeoutMs}, deadlineMs: ${deadlineMs}).`,
                )
              : fail(ConnectionError, `got no answer${code ? ` (${code})` : ""}.`, { code }),
            ended.thrown,
          );
        }
      }
    } catch (thrown) {
      const error = isBookingApiError(thrown) ? thrown : undefined;
      tell(hooks?.onError, () => ({ ...event(), error, durationMs: clock.now() - started }));
      throw thrown;
    }
  };

  /** Sends once and reads the whole body; throws only the caller's own reason, or what the limiter throws. */
  function attempt(
    request: Outgoing,
    url: string,
    left: number,
    onSend: () => number,
  ): Promise<Within<Read>> {
    const { signal } = request;
    if (limiter) return attemptLimited(limiter, request, url, left, onSend);
    if (signal?.aborted) return Promise.reject(signal.reason);
    return within(onSend(), clock, signal, (stopped) => sendOnce(request, url, stopped));
  }

  async function sendOnce(
    { method, headers, body, read }: Outgoing,
    url: string,
    stopped: AbortSignal,
  ): Promise<Read> {
    const init: RequestInit = { method, headers, redirect: "manual", signal: stopped };
    if (body !== undefined) init.body = body;
    const response = await (options.fetch ?? globalThis.fetch)(url, init);
    if (stopped.aborted) await response.body?.cancel();
    return { response, body: await (read ? read(response) : response.text()) };
  }

  /** The same, after waiting for the limiter. */
  async function attemptLimited(
    limiter: Limiter,
    request: Outgoing,
    url: string,
    left: number,
    onSend: () => number,
  ): Promise<Within<Read>> {
    const { signal, key = "" } = request;
    let release: (() => void) | undefined;
    const free = () => {
      const once = release;
      release = undefined;
      once?.();
    };
    try {
      const waited = await within(left, clock, signal, async (stopped) => {
        release = await limiter.acquire(key, stopped);
        // It came too late: nobody waits for it any more.
        if (stopped.aborted) free();
      });
      if ("thrown" in waited) {
        if (waited.timedOut) return waited;
        throw waited.thrown;
      }
      signal?.throwIfAborted();
      return await within(onSend(), clock, signal, (stopped) => sendOnce(request, url, stopped));
    } finally {
      free();
    }
  }
}
