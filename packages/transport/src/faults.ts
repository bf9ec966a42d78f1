/**
 * What a `fetch` rejected with: a fault of the network, with the runtime's code where there is one; something of the caller's own code,
 * with the name of its class; or a signal of the framework that must reach it untouched.
 */
export type Fault =
  | { kind: "network"; code: string | undefined; neverSent: boolean }
  | { kind: "foreign"; className: string }
  | { kind: "framework" };

/**
 * Codes of a connection that never opened. Nothing was sent, and the next attempt may succeed.
 * - ECONNREFUSED, ConnectionRefused (Bun): only `connect` returns it;
 * - ENOTFOUND, EAI_AGAIN: the name has no address, or the name server did not respond;
 * - UND_ERR_CONNECT_TIMEOUT, FailedToOpenSocket (Bun): the runtime gave up connecting;
 * - ECONNECT: our name for Deno's "client error (Connect)", which has no code.
 */
const neverOpened =
  /^(?:ECONN(?:REFUSED|ECT)|ConnectionRefused|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|FailedToOpenSocket)$/;

/**
 * Codes that cannot come after the first byte of a request, and that the next attempt would meet too. Every other TLS error may come
 * from a connection that was open before.
 * - OpenSSL's verification of the certificate and its chain (X509_V_ERR_…), the check of the host name, and Deno's "invalid peer
 *   certificate": a client checks the certificate before it sends anything (RFC 8446, 4.4.2.4);
 * - alerts that a server sends in place of its hello, when it cannot agree on a version or on parameters (RFC 8446, 6.2);
 * - BadPort: the fetch standard blocks the port before it connects.
 */
const final =
  /^(?:CERT_(?:HAS_EXPIRED|NOT_YET_VALID|REVOKED|REJECTED|UNTRUSTED|SIGNATURE_FAILURE|CHAIN_TOO_LONG)|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT(?:_IN_CHAIN)?|UNABLE_TO_(?:GET_ISSUER_CERT(?:_LOCALLY)?|VERIFY_LEAF_SIGNATURE)|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_INVALID|InvalidCertificate|ERR_SSL_(?:TLSV1_(?:UNRECOGNIZED_NAME|ALERT_(?:PROTOCOL_VERSION|INSUFFICIENT_SECURITY|NO_APPLICATION_PROTOCOL))|SSL(?:V3|\/TLS)_ALERT_HANDSHAKE_FAILURE)|BadPort)$/;

/** Whether a code means a fault that the next attempt would meet too, before anything was sent. */
export function isFinal(code: string | undefined): boolean {
  return code !== undefined && final.test(code);
}

/** Codes of a socket, of Node's fetch, TLS, HTTP and zlib, and of Bun. A wrapper's own code (`ENOENT`, `E_BUG`) is none of them. */
const networkCode =
  /^(?:E(?:CONN[A-Z]+|PIPE|TIMEDOUT|PROTO|(?:HOST|NET)(?:UNREACH|DOWN|RESET)|ADDRNOTAVAIL|NOTFOUND|NOTCONN|SHUTDOWN|AI_[A-Z]+)|UND_ERR_(?:SOCKET|CLOSED|DESTROYED|[A-Z]+_TIMEOUT|[A-Z]+_MISMATCH|RES[A-Z_]*|INFO|HEADERS_OVERFLOW)|HPE_[A-Z_]+|Z_[A-Z]+_ERROR|ERR_(?:SSL|TLS|HTTP2)_[A-Z\d_/]+|ERR_STREAM_PREMATURE_CLOSE|(?:Connection|FailedTo)[A-Za-z]{1,20})$/;

/** A mock of fetch that has no handler for the request may borrow a code of the network. */
const mockError = /^(?:NetConnectNotAllowed|MockNotMatched)/;

/** What a runtime's own `fetch`, or a body that it gave, rejects with where it has no code: Node, Chromium, Safari, Firefox, Deno, workerd. */
const networkMessage =
  /^(?:fetch failed|terminated|Failed to fetch|Load failed|network error|The network connection was lost\.|NetworkError when attempting to fetch resource\.|Error in (?:input stream|body stream)|Network connection lost\.|internal error(?:;.*)?|(?:error sending request|error reading a body|error decoding response body|client error|connection (?:error|closed)|request or response body error).*|Unable to connect\..*|The socket connection was closed.*)$/is;

/** Says what a `fetch` rejected with. Nothing of it but a known code and the name of a class is shown: its text may hold a key. */
export function classify(thrown: unknown): Fault {
  try {
    const chain = causes(thrown);
    if (chain.some(isControlFlow)) return { kind: "framework" };
    const mock = chain.find(({ name }) => mockError.test(String(name)));
    if (mock) return { kind: "foreign", className: classNameOf(mock) };
    for (const link of chain) {
      const code = codeOf(link);
      if (code !== undefined)
        return { kind: "network", code, neverSent: isFinal(code) || isNeverOpened(link, code) };
    }
    if (chain.some(isNetworkError)) return { kind: "network", code: undefined, neverSent: false };
    return { kind: "foreign", className: classNameOf(thrown) };
  } catch {
    return { kind: "foreign", className: "unknown" }; // A getter that throws.
  }
}

interface Thrown {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  cause?: unknown;
  digest?: unknown;
  syscall?: unknown;
  errors?: unknown;
}

function causes(thrown: unknown): Thrown[] {
  const chain: Thrown[] = [];
  for (
    let link = thrown;
    typeof link === "object" && link !== null && chain.length < 5;
    link = (link as Thrown).cause
  )
    chain.push(link as Thrown);
  return chain;
}

/** Next.js ends a render or a route by throwing errors that carry a `digest`. */
function isControlFlow({ digest }: Thrown): boolean {
  return typeof digest === "string";
}

function codeOf(link: Thrown): string | undefined {
  const { code } = link;
  if (typeof code === "string" && (isFinal(code) || networkCode.test(code))) return code;
  const message = String(link.message);
  if (/^bad port$|^Fetch failed: Requests to port \d+ are blocked/.test(message)) return "BadPort"; // Node, Deno
  // Deno has no codes: its messages are those of the library beneath it.
  if (/^(?:error sending request|client error)/.test(message) && /client error \(Connect\)/.test(message)) {
    if (/invalid peer certificate/.test(message)) return "InvalidCertificate";
    if (/refused/i.test(message)) return "ECONNREFUSED";
    return /dns error|lookup/i.test(message) ? "ENOTFOUND" : "ECONNECT";
  }
  return undefined;
}

function isNeverOpened({ syscall, errors }: Thrown, code: string): boolean {
  const isConnect = (call: unknown) => call === "connect" || call === "getaddrinfo";
  return (
    neverOpened.test(code) ||
    isConnect(syscall) ||
    (Array.isArray(errors) &&
      errors.length > 0 &&
      errors.every((error) => isConnect((error as Thrown)?.syscall)))
  );
}

function isNetworkError({ name, message }: Thrown): boolean {
  return name === "NetworkError" || (typeof message === "string" && networkMessage.test(message));
}

/** Only what looks like the name of a class. */
function classNameOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return typeof thrown;
  const { name } = thrown as Thrown;
  const className = (thrown as object).constructor?.name;
  // A class that extends Error and gives its errors no name of their own has that of Error.
  const names = name === "Error" ? [className, name] : [name, className];
  return (
    names.find((name): name is string => typeof name === "string" && /^[A-Z]\w{0,40}$/.test(name)) ?? "object"
  );
}
