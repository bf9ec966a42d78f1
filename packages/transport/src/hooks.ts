/** What a hook learns of a call. It holds no key, no query, no body and no identifier of a customer: all of it may be logged. */
export interface CallEvent {
  /** The HTTP method. */
  readonly method: string;
  /** The path template, such as `/bookings/{bookingNumber}`. */
  readonly path: string;
  /** Where the API is served: `https://api.bookeo.com`. */
  readonly origin: string;
  /** The label that the caller gave the account: the `account` option. */
  readonly account?: string | undefined;
  /** The number of this attempt, from 1; 0 where nothing was sent. */
  readonly attempt: number;
}

/** An attempt ended with a response, of whatever status, read to its end. */
export interface ResponseEvent extends CallEvent {
  /** The HTTP status of the response. */
  readonly status: number;
  /** From sending this attempt to the end of its body, in milliseconds. */
  readonly durationMs: number;
}

/** An attempt ended without a complete response. */
export interface AttemptErrorEvent extends CallEvent {
  /** The runtime's code, `"timeout"`, `"aborted"`, or the class of what `fetch` threw. */
  readonly code: string | undefined;
  /** From sending this attempt on, in milliseconds. */
  readonly durationMs: number;
}

/** Another attempt is about to be made. */
export interface RetryEvent extends CallEvent {
  /** The status of the response, if one came. */
  readonly status?: number | undefined;
  /** The runtime's code or `"timeout"`, if none came. */
  readonly code?: string | undefined;
  /** How long it waits first, in milliseconds. */
  readonly delayMs: number;
}

/** A call is rejected. `attempt` is how often it was sent, which may be 0. */
export interface ErrorEvent extends CallEvent {
  /** What the caller gets: an error of these packages, or what the caller's own signal, limiter or middleware threw, which is not checked for secrets. */
  readonly error: unknown;
  /** From the start of the call on, in milliseconds. */
  readonly durationMs: number;
}

/**
 * Functions that learn what goes on, for logs and metrics. Every attempt begins with `onRequest` and ends with exactly one of
 * `onResponse` and `onAttemptError`; every call that is rejected ends with one `onError`. What a hook throws is dropped: it cannot
 * change a call.
 */
export interface Hooks {
  /** Before each attempt. */
  onRequest?: ((event: CallEvent) => void) | undefined;
  /** After each attempt that ended with a response, of whatever status. */
  onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** After each attempt that ended without one. */
  onAttemptError?: ((event: AttemptErrorEvent) => void) | undefined;
  /** Before each wait for another attempt. */
  onRetry?: ((event: RetryEvent) => void) | undefined;
  /** When a call is rejected, with the error that the caller gets. `result()` and the typed clients reject for no HTTP status. */
  onError?: ((event: ErrorEvent) => void) | undefined;
}

/** Calls a hook. A logger that fails, now or later, must not fail a booking. */
export function notify<Event>(hook: ((event: Event) => void) | undefined, event: Event): void {
  if (!hook) return;
  try {
    const later: unknown = hook(event);
    if (later instanceof Promise) later.catch(() => {});
  } catch {}
}
