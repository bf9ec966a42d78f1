import type { CallEvent, Hooks } from "@booking-apis/transport";

/** The part of an OpenTelemetry `Tracer` that is used: pass `trace.getTracer("my-app")` of `@opentelemetry/api`. */
export interface TracerLike {
  /** Begins a span; `startTime` is in milliseconds since 1970. */
  startSpan(
    name: string,
    options: { kind: number; startTime: number; attributes: Record<string, string | number> },
  ): SpanLike;
}

/** The part of an OpenTelemetry `Span` that is used. */
export interface SpanLike {
  /** Notes a fact. */
  setAttribute(name: string, value: string | number): unknown;
  /** Marks a failure. */
  setStatus(status: { code: number; message?: string }): unknown;
  /** Ends it, now or at `endTime`, in milliseconds since 1970. */
  end(endTime?: number): void;
}

const clientKind = 2;
const errorStatus = 2;

/**
 * Hooks that make a span for each attempt, by the semantic conventions for HTTP clients: the path template is the route, and no URL,
 * key or query is recorded.
 *
 * @param tracer From `@opentelemetry/api`, which the SDK does not depend on.
 * @example
 * import { trace } from "@opentelemetry/api";
 * createBookeo({ apiKey, secretKey, hooks: openTelemetryHooks(trace.getTracer("my-app")) });
 */
export function openTelemetryHooks(tracer: TracerLike): Hooks {
  const start = (event: CallEvent, durationMs: number): SpanLike => {
    const { hostname, port, protocol } = new URL(event.origin);
    return tracer.startSpan(`${event.method} ${event.path}`, {
      kind: clientKind,
      startTime: Date.now() - durationMs,
      attributes: {
        "http.request.method": event.method,
        "url.template": event.path,
        "server.address": hostname,
        "server.port": Number(port) || (protocol === "http:" ? 80 : 443),
        ...(event.account !== undefined && { "booking_apis.account": event.account }),
        ...(event.attempt > 1 && { "http.request.resend_count": event.attempt - 1 }),
      },
    });
  };
  return {
    onResponse(event) {
      const span = start(event, event.durationMs);
      span.setAttribute("http.response.status_code", event.status);
      // A redirect is not followed, so it is an error too.
      if (event.status >= 300 && event.status !== 304) {
        span.setAttribute("error.type", String(event.status));
        span.setStatus({ code: errorStatus });
      }
      span.end();
    },
    onAttemptError(event) {
      const span = start(event, event.durationMs);
      const type = event.code ?? "connection";
      span.setAttribute("error.type", type);
      span.setStatus({ code: errorStatus, message: type });
      span.end();
    },
  };
}
