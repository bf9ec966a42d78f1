// Values of these headers are no secrets; those of all others are taken for secrets.
const OPEN_HEADERS = new Set([
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "user-agent",
]);

/** What a request carries that an error must not show: header values, secret query parameters, a text body. */
export function* secretsOfRequest(
  url: string,
  request: Request | undefined,
  init: RequestInit | undefined,
  secretQueryParameters: readonly string[],
): Generator<string> {
  for (const headers of [request?.headers, init?.headers]) {
    for (const [name, value] of entries(headers)) {
      if (OPEN_HEADERS.has(String(name).toLowerCase())) continue;
      yield* pieces(String(value).trim());
    }
  }
  if (typeof init?.body === "string") yield init.body;
  const query = /\?([^#]*)/.exec(url)?.[1];
  if (query === undefined || secretQueryParameters.length === 0) return;
  const parameters = new URLSearchParams(query);
  for (const name of secretQueryParameters) yield* parameters.getAll(name);
}

function entries(headers: RequestInit["headers"]): Iterable<readonly unknown[]> {
  if (typeof headers !== "object" || headers === null) return [];
  return Symbol.iterator in headers
    ? [...(headers as Iterable<unknown>)].filter((entry) => Array.isArray(entry))
    : Object.entries(headers);
}

/** A header's value and, behind a scheme such as `Bearer`, the credentials alone. */
function* pieces(value: string): Generator<string> {
  yield value;
  const blank = value.indexOf(" ");
  if (blank > 0) yield value.slice(blank + 1).trim();
}
