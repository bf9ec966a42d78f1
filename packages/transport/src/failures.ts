import { copyError, findCode } from "./cause.ts";
import { ConnectionError, RedirectError } from "./errors.ts";
import type { Redactor } from "./redact.ts";

const LONGEST_URL = 300;

const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the server refused the connection. Is it running, and is the port right?",
  ConnectionRefused: "the server refused the connection. Is it running, and is the port right?",
  ECONNRESET: "the connection was closed before an answer came. The server may have acted on the request.",
  UND_ERR_SOCKET:
    "the connection was closed before an answer came. The server may have acted on the request.",
  EPIPE: "the connection was closed before an answer came. The server may have acted on the request.",
  ENOTFOUND: "the host name does not exist. Is the base URL spelt right?",
  EAI_AGAIN: "the host name could not be looked up. Does this machine reach its DNS server?",
  ETIMEDOUT: "the connection timed out. Does a firewall or proxy stand between?",
  UND_ERR_CONNECT_TIMEOUT: "the connection timed out. Does a firewall or proxy stand between?",
  UND_ERR_HEADERS_TIMEOUT: "no answer came in time. The server may have acted on the request.",
  CERT_HAS_EXPIRED: "the server's certificate has expired.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed.",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host name.",
};

/** The error for a `fetch` that threw. */
export function connectionError(
  thrown: unknown,
  method: string,
  url: string,
  redact: Redactor,
): ConnectionError {
  const cause = copyError(thrown, redact);
  const code = findCode(cause);
  const shown = showUrl(url, redact);
  const meaning = (code !== undefined && MEANINGS[code]) || `${cause.message || cause.name}. See the cause.`;
  const suffix = code === undefined ? "" : ` (${code})`;
  return new ConnectionError(
    { method, url: shown, code, cause },
    `${method} ${shown} got no answer${suffix}: ${meaning}`,
  );
}

/** The error for an answer that redirects, or `undefined` if this one does not. */
export function redirectError(
  response: Response,
  method: string,
  url: string,
  redact: Redactor,
): RedirectError {
  const { status } = response;
  const shown = showUrl(url, redact);
  if (response.redirected) {
    const location = showTarget(response.url, url, redact);
    return new RedirectError(
      { method, url: shown, status, location },
      `${method} ${shown} was redirected${location ? ` to ${location}` : ""} by a fetch that ignores redirect: "manual", ` +
        "and the keys may have travelled along. Replace the fetch option, and the keys if the target is not the API's own.",
    );
  }
  const header = response.headers.get("location");
  const location = header === null ? undefined : showTarget(header, url, redact);
  const target = location ?? (header === null ? "a target that the browser hides" : "an unreadable target");
  return new RedirectError(
    { method, url: shown, status, location },
    `${method} ${shown} was answered by a redirect${status ? ` (${status})` : ""} to ${target}. It was not followed, ` +
      "because the API's keys would travel along. If the API has moved there, change baseUrl.",
  );
}

/** Whether an answer redirects: a 3xx with a `Location`, what a browser makes of one, or one already followed. */
export function isRedirect(response: Response): boolean {
  const { status } = response;
  if (response.redirected || (status === 0 && response.type === "opaqueredirect")) return true;
  return status >= 300 && status < 400 && status !== 304 && response.headers.has("location");
}

/** A URL without user info, query and hash, and without secrets in its path. */
function showUrl(url: string, redact: Redactor): string {
  const shown = redact(url.replace(/[?#].*$/s, ""));
  return shown.length > LONGEST_URL ? `${shown.slice(0, LONGEST_URL)}…` : shown;
}

function showTarget(location: string, base: string, redact: Redactor): string | undefined {
  try {
    const target = new URL(location, base);
    return target.origin === "null"
      ? redact(target.protocol)
      : showUrl(target.origin + target.pathname, redact);
  } catch {
    return undefined;
  }
}
