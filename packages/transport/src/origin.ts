import { OriginError } from "./errors.ts";
import type { Redactor } from "./redact.ts";

const ENDS_AUTHORITY = "/?#";

/**
 * Returns the URL to send to, which is on `origin` for certain; throws `OriginError` otherwise.
 *
 * @param url An absolute URL.
 * @param origin The only origin allowed, as `URL.origin` spells it.
 */
export function requireOrigin(url: string, origin: string, redact: () => Redactor): string {
  // After the origin's exact spelling, one of these characters (or the end) closes host and port, whatever
  // follows: no parse is needed to know the origin. Any other spelling goes through the URL parser.
  if (
    url.startsWith(origin) &&
    (url.length === origin.length || ENDS_AUTHORITY.includes(url.charAt(origin.length)))
  ) {
    return url;
  }
  let parsed: URL | undefined;
  try {
    parsed = new URL(url);
  } catch {
    throw new OriginError(
      origin,
      undefined,
      `Expected the absolute URL of a request to ${origin}, got something that is not one. Nothing was sent. ` +
        `Give the whole URL, starting with "${origin}/".`,
    );
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new OriginError(
      origin,
      redact()(parsed.origin),
      `Expected a URL on ${origin} without user name and password, got one with them. Nothing was sent. ` +
        "Send credentials in headers.",
    );
  }
  // Not parsed.origin: for "blob:https://…" that is the origin of the URL within.
  if (!parsed.href.startsWith(`${origin}/`)) {
    const actual = redact()(/^https?:$/.test(parsed.protocol) ? parsed.origin : parsed.protocol);
    throw new OriginError(
      origin,
      actual,
      `Expected a request to ${origin}, got one to ${actual}. Nothing was sent, because the API's keys would have ` +
        "travelled along. Use a plain fetch for other servers, or set baseUrl if the API lives there.",
    );
  }
  return parsed.href;
}
