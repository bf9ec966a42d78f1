import { OriginError } from "./errors.ts";

/**
 * Returns the URL to send to, which is on `origin` for certain.
 *
 * @param url An absolute URL.
 * @param origin The only origin allowed, as `URL.origin` spells it.
 * @throws {OriginError} for a URL on another origin, or with user name and password.
 */
export function requireOrigin(url: string, origin: string): string {
  // After the origin's exact spelling, one of these characters (or the end) closes host and port, whatever
  // follows: no parse is needed to know the origin. Any other spelling goes through the URL parser.
  if (url.startsWith(origin) && (url.length === origin.length || "/?#".includes(url.charAt(origin.length))))
    return url;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // Not parsed.origin: for "blob:https://…" that is the origin of the URL within, and it hides user name and password.
  if (parsed?.href.startsWith(`${origin}/`)) return parsed.href;
  throw new OriginError(
    `Expected a request to ${origin}, and nothing else in front of its path. Nothing was sent, because the API's keys would have travelled along. Set baseUrl if the API lives elsewhere.`,
  );
}
