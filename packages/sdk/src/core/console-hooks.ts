import type { CallEvent, Hooks } from "@booking-apis/transport";

/** How much is logged: `error` only calls that ended without an answer; `warn` retries too; `info` every answer; `debug` every attempt. */
export type LogLevel = "error" | "warn" | "info" | "debug";

const levels: LogLevel[] = ["error", "warn", "info", "debug"];

/**
 * Hooks that log to the console: method, path template, status, attempt and duration. No key, query or body is ever in it.
 *
 * @param level How much to log. Default: `"warn"`.
 * @param logger Where to. Default: the global console.
 * @example
 * createBookeo({ apiKey, secretKey, hooks: consoleHooks("info") });
 */
export function consoleHooks(level: LogLevel = "warn", logger: Pick<Console, LogLevel> = console): Hooks {
  const log = (at: LogLevel, event: CallEvent, text: string): void => {
    if (levels.indexOf(at) > levels.indexOf(level)) return;
    logger[at](
      `${event.method} ${event.path} ${text}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ""}`,
    );
  };
  return {
    onRequest: (event) => log("debug", event, "is sent"),
    onResponse: (event) => log("info", event, `${event.status} in ${Math.round(event.durationMs)} ms`),
    onRetry: (event) =>
      log(
        "warn",
        event,
        `${event.status ?? event.code ?? "no answer"}, again in ${Math.round(event.delayMs)} ms`,
      ),
    onError: (event) =>
      log(
        "error",
        event,
        event.error ? `${event.error.name}${event.error.code ? ` (${event.error.code})` : ""}` : "aborted",
      ),
  };
}
