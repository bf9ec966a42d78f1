import { type CallEvent, type Hooks, isBookingApiError } from "@booking-apis/transport";

/** How much is logged: `error` only calls that are rejected; `warn` retries too; `info` every response and failed attempt; `debug` every attempt that begins. */
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
      `${event.account === undefined ? "" : `[${event.account}] `}${event.method} ${event.path} ${text}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ""}`,
    );
  };
  return {
    onRequest: (event) => log("debug", event, "is sent"),
    onResponse: (event) => log("info", event, `${event.status} in ${Math.round(event.durationMs)} ms`),
    onAttemptError: (event) =>
      log("info", event, `${event.code ?? "no response"} after ${Math.round(event.durationMs)} ms`),
    onRetry: (event) =>
      log(
        "warn",
        event,
        `${event.status ?? event.code ?? "no response"}, retrying in ${Math.round(event.delayMs)} ms`,
      ),
    onError: (event) => log("error", event, describe(event.error)),
  };
}

/** What an error is, without the text of one that is not ours: it may hold anything. */
function describe(error: unknown): string {
  if (!isBookingApiError(error)) return "aborted, or ended by code of the caller";
  const { name, status, code } = error;
  const details = [status, code].filter((detail) => detail !== undefined);
  return details.length > 0 ? `${name} (${details.join(", ")})` : name;
}
