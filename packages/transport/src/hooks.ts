import type { BookingApiError } from "./errors.ts";

/** What a hook is told of a call. It holds no key, no query, no body and no identifier of a customer: all of it may be logged. */
export interface CallEvent {
  /** The HTTP method. */
  readonly method: string;
  /** The path template where it is known, such as `/bookings/{bookingNumber}`, else the path. */
  readonly path: string;
  /** Where the API is served: `https://api.bookeo.com`. */
  readonly origin: string;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
}

/** An answer came, of whatever status. */
export interface ResponseEvent extends CallEvent {
  /** The HTTP status of the answer. */
  readonly status: number;
  /** From sending this attempt to the end of its body, in milliseconds. */
  readonly durationMs: number;
}

/** An attempt is about to be repeated. */
export interface RetryEvent extends CallEvent {
  /** The status of the answer, if one came. */
  readonly status?: number | undefined;
  /** The runtime's code or `"timeout"`, if none came. */
  readonly code?: string | undefined;
  /** How long it waits first, in milliseconds. */
  readonly delayMs: number;
}

/** A call failed for good without an answer. `attempt` is how often it was sent, which may be 0. */
export interface ErrorEvent extends CallEvent {
  /** Undefined if the caller aborted the call, or the limiter threw. */
  readonly error: BookingApiError | undefined;
  /** From the first attempt on, in milliseconds. */
  readonly durationMs: number;
}

/** Functions that are told what goes on, for logs and metrics. What a hook throws is dropped: it cannot change a call. */
export interface Hooks {
  /** Before each attempt. */
  onRequest?: ((event: CallEvent) => void) | undefined;
  /** After each answer, of whatever status. */
  onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** Before each wait for another attempt. */
  onRetry?: ((event: RetryEvent) => void) | undefined;
  /** When a call ends without an answer. */
  onError?: ((event: ErrorEvent) => void) | undefined;
}

/** Tells a hook. A logger that fails, now or later, must not fail a booking. */
export function tell<Event>(hook: (event: Event) => void, event: Event): void {
  try {
    const later: unknown = hook(event);
    if (later instanceof Promise) later.catch(() => {});
  } catch {}
}
