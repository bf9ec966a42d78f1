import { OriginError } from "./errors.ts";

/**
 * Returns the URL to send to, which is on `origin` for certain: after the origin's exact spelling and a slash nothing can change the host.
 *
 * @param url An absolute URL in its normal form, as `Request.url` has it.
 * @param origin The only origin allowed, as `URL.origin` spells it.
 * @throws {OriginError} for any other URL.
 */
export function requireOrigin(url: string, origin: string): string {
  if (url.startsWith(`${origin}/`)) return url;
  throw new OriginError(
    `Expected a request to ${origin}. Nothing was sent: the keys would travel along. If the API has moved there, change baseUrl.`,
  );
}
