import { callError, type ErrorFields, MalformedAnswerError } from "./errors.ts";
import { parseRetryAfter } from "./retry.ts";

/** A body as text. */
export function toText(body: string | ArrayBuffer): string {
  return typeof body === "string" ? body : new TextDecoder().decode(body);
}

/** The value of a JSON body, undefined for an empty one. */
export function parseJson(text: string, call: ErrorFields): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.trim() === "") return undefined;
    throw callError(
      MalformedAnswerError,
      call,
      `was answered with ${call.status}, and a body that is not JSON or was cut off.`,
    );
  }
}

/**
 * Origin and path of where an answer redirects to; undefined for an answer that does not. Of the path only what looks like a word is
 * shown: the rest may be a key, or a customer.
 */
export function redirectTarget(response: Response, url: string): string | undefined {
  const { ok, status, redirected } = response;
  // A browser hides a redirect behind the status 0.
  if (!redirected && (ok || status === 304 || status >= 400)) return undefined;
  const location = redirected ? response.url : response.headers.get("location");
  if (location === null && response.type !== "opaqueredirect") return undefined;
  if (location === null || !URL.canParse(location, url)) return "somewhere that cannot be read";
  const { origin, protocol, pathname } = new URL(location, url);
  return origin === "null"
    ? protocol
    : origin + pathname.replace(/[^/]+/g, (part) => (/^[a-z._-]{1,20}\d?$/i.test(part) ? part : "*"));
}

/** How long an answer asks to wait, in milliseconds. */
export function readRetryAfter(
  response: Response,
  body: string | ArrayBuffer,
  now: number,
): number | undefined {
  const header = parseRetryAfter(response.headers.get("retry-after"), now);
  if (header !== undefined || response.status !== 429) return header;
  return parseRetryAfter(/"retryAfter"\s*:\s*"?(\d+(?:\.\d+)?)/.exec(toText(body))?.[1], now);
}

/** The runtime's code in what a `fetch` threw, or in its causes: only what looks like one, as anything may stand there. */
export function codeOf(thrown: unknown): string | undefined {
  try {
    let inner = thrown as { code?: unknown; cause?: unknown } | undefined;
    for (let depth = 0; inner && depth < 5; depth++, inner = inner.cause as typeof inner) {
      const { code } = inner;
      if (typeof code === "string" && /^(?:[A-Z_]{2,40}|(?:Connection|FailedTo)[A-Za-z]{1,20})$/.test(code))
        return code;
    }
  } catch {
    // A getter that throws.
  }
  return undefined;
}
