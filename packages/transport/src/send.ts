import { codeOf, readRetryAfter, redirectTarget } from "./answer.ts";
import {
  BookingApiError,
  ConnectionError,
  callError,
  type ErrorFields,
  optionError,
  RedirectError,
  TimeoutError,
} from "./errors.ts";
import { type CallEvent, tell } from "./hooks.ts";
import { defaults, longestRetryAfterMs, type SendOptions, type TimeOptions, timeOf } from "./options.ts";
import { requireOrigin } from "./origin.ts";
import { backoff, isRetryable, mayHaveActed } from "./retry.ts";
import { systemClock, timedOut, within } from "./time.ts";

/** Methods that change nothing, and those that may be repeated besides (RFC 9110, 9.2). */
const safeMethods = ["GET", "HEAD", "OPTIONS", "TRACE"];
const idempotentMethods = ["PUT", "DELETE"];

/** One request, ready to be sent as often as it takes. */
export interface Outgoing {
  /** The HTTP method, in capitals. */
  method: string;
  /** The whole URL. */
  url: string;
  /** Everything that is sent, keys included. */
  headers: Record<string, string>;
  /** The body as it is sent. */
  body?: string | ArrayBuffer | undefined;
  /** How to read the answer's body. Default: as text. */
  read?: ((response: Response) => Promise<string | ArrayBuffer>) | undefined;
  /** What errors and hooks show instead of the URL. */
  path: string;
  /** It changes nothing on the server, though its method says otherwise. */
  safe?: boolean | undefined;
  /** Aborts the call; it then rejects with the signal's reason. */
  signal?: AbortSignal | null | undefined;
  /** Limits of this call, in place of those of all. */
  time?: TimeOptions | undefined;
  /** Tells accounts apart for the limiter. */
  key?: string | undefined;
}

/** An answer, read to its end. */
export interface Incoming {
  /** The answer, for its status and headers. */
  response: Response;
  /** The answer's body: a text, unless `read` made something else of it. */
  body: string | ArrayBuffer;
  /** What an error that is made of this answer knows of the call. */
  call: ErrorFields & { attempts: number };
}

/** Sends a request until there is an answer to give or no hope for one. */
export type Send = (request: Outgoing) => Promise<Incoming>;

/**
 * Makes the function that sends requests to one origin: with a time limit for each attempt that covers the body, a deadline over all
 * of them, and retries where they are safe. It resolves to an answer of any status, except for redirects.
 *
 * @throws {ConfigurationError} for an option that cannot work.
 */
export function createSend(origin: string, options: SendOptions): Send {
  const { fetch, hooks = {}, limiter, clock = systemClock, random = Math.random } = options;
  if (fetch !== undefined && typeof fetch !== "function") throw optionError("fetch", "must be a function.");
  const limits = timeOf(options, defaults);

  return async function send(request) {
    const url = requireOrigin(request.url, origin);
    const { method, headers, body, read, path, signal, time, key = "" } = request;
    const { timeoutMs, deadlineMs, maxRetries } = time ? timeOf(time, limits) : limits;
    const isSafe = request.safe || safeMethods.includes(method);
    const started = clock.now();
    const left = () => started + deadlineMs - clock.now();
    let attempts = 0;
    let sentAt = 0;
    let hasActed = false;

    const report = <Event extends CallEvent>(
      hook: ((event: Event) => void) | undefined,
      details?: Omit<Event, keyof CallEvent>,
    ) => {
      if (hook) tell(hook, { method, path, origin, attempt: attempts, ...details } as Event);
    };
    const sendOnce = async (stopped: AbortSignal) => {
      attempts++;
      sentAt = clock.now();
      report(hooks.onRequest);
      const init: RequestInit = { method, headers, redirect: "manual", signal: stopped };
      if (body !== undefined) init.body = body;
      const response = await (fetch ?? globalThis.fetch)(url, init);
      if (stopped.aborted) await response.body?.cancel();
      return { response, body: await (read ? read(response) : response.text()) };
    };

    try {
      for (;;) {
        const before = attempts;
        let leave: (() => void) | undefined;
        let answer: Awaited<ReturnType<typeof sendOnce>> | undefined;
        let thrown: unknown;
        try {
          if (limiter)
            await within(left(), clock, signal, async (stopped) => {
              const release = await limiter.acquire(key, stopped);
              // It may have come too late, when nobody waits for it any more.
              if (stopped.aborted) release();
              else leave = release;
            });
          answer = await within(Math.min(timeoutMs, left()), clock, signal, sendOnce);
        } catch (reason) {
          signal?.throwIfAborted();
          // The limiter's own error.
          if (attempts === before && reason !== timedOut) throw reason;
          thrown = reason;
        } finally {
          leave?.();
        }
        const status = answer?.response.status;
        const code = answer ? undefined : thrown === timedOut ? "timeout" : codeOf(thrown);
        hasActed ||= attempts > before && mayHaveActed({ status, code });
        const outcome = hasActed && !isSafe ? "unknown" : "rejected";
        const call: Incoming["call"] = { method, path, attempts, outcome, status };

        let retryAfterMs: number | undefined;
        if (answer) {
          const { response, body } = answer;
          report(hooks.onResponse, { status: response.status, durationMs: clock.now() - sentAt });
          const location = redirectTarget(response, url);
          if (location !== undefined)
            throw callError(
              RedirectError,
              { ...call, location },
              `was redirected to ${location}, which ${response.redirected ? "the fetch option followed: the keys may have travelled along." : "was not followed: the keys would travel along. If the API has moved there, change baseUrl."}`,
            );
          if (response.ok) return { response, body, call };
          retryAfterMs = readRetryAfter(response, body, clock.now());
        }
        const delayMs =
          retryAfterMs === undefined
            ? backoff(attempts, random())
            : Math.min(retryAfterMs, longestRetryAfterMs);
        // What asks for more time than there is left would be waited for in vain.
        const isInTime = (retryAfterMs ?? delayMs) < left();
        const isRepeatable = isSafe || idempotentMethods.includes(method);
        if (!isInTime || attempts > maxRetries || !isRetryable({ status, code }, isRepeatable)) {
          if (answer) return { ...answer, call: { ...call, retryAfterMs } };
          throw thrown === timedOut
            ? callError(
                TimeoutError,
                call,
                `had no whole answer in time (timeoutMs: ${timeoutMs}, deadlineMs: ${deadlineMs}).`,
              )
            : callError(
                ConnectionError,
                { ...call, code },
                `got no answer${code ? ` (${code})` : ""}.`,
                thrown,
              );
        }
        report(hooks.onRetry, { status, code, delayMs });
        await wait(delayMs, signal);
      }
    } catch (thrown) {
      const error = thrown instanceof BookingApiError ? thrown : undefined;
      report(hooks.onError, { error, durationMs: clock.now() - started });
      throw thrown;
    }
  };

  /** Waits. An abort ends it at once, with the signal's reason. */
  function wait(delayMs: number, signal: AbortSignal | null | undefined): Promise<unknown> {
    return within(delayMs, clock, signal, () => new Promise(() => {})).catch((reason) => {
      if (reason !== timedOut) throw reason;
    });
  }
}
