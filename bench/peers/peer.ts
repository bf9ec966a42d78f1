export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** How a client is made. */
export interface Setup {
  baseUrl: string;
  /** In place of the global `fetch`. */
  fetch?: Fetch;
  /** With every option of the client that guards against what the probes try, and with this timeout. */
  careful?: { timeoutMs: number } | undefined;
}

/** What the measurements do with a client, each in the client's own idiom. Every function rejects where a user of the client would see an error. */
export interface Connection {
  /** `GET /bookings/{bookingNumber}` */
  get(bookingNumber: string): Promise<unknown>;
  /** `POST /bookings` */
  create(booking: object): Promise<unknown>;
  /** Changes one field of a customer; the API's `PUT /customers/{id}` replaces the whole. Left out where the client cannot send it. */
  changeEmail?(id: string, emailAddress: string): Promise<unknown>;
  /** Every item of every page of `GET /bookings`. */
  items(): AsyncIterable<unknown>;
  /** A call with an id in its path, where the client has methods of its own that take one. */
  getById?(id: string): Promise<unknown>;
}

export interface Peer {
  name: string;
  /** The npm package; none for what the runtime has. */
  package?: string;
  isOurs?: true;
  /** How the client is used here. */
  idiom: string;
  /** The options that `careful` sets; none where the client has none. */
  careful?: string;
  /** Whether pages are followed by the client or by a loop written for this. */
  paging: "own" | "by hand";
  /** What a program imports to use it. */
  imports?: string;
  /** Modules to bundle: one that makes one call, and one with everything. */
  bundle?: { one: string; all: string };
  /** Twenty typed calls to compile; `source` is the entry of a client that is source, and not a package with declarations. */
  calls?: { head: string; lines: readonly string[]; source?: string };
  connect(setup: Setup): Connection;
}

/** The keys of the API: invented, and easy to find in what is printed. */
export const keys = { apiKey: "api-key-4711-of-a-benchmark", secretKey: "secret-key-4711-of-a-benchmark" };
export const keyHeaders: Record<string, string> = {
  "X-Bookeo-apiKey": keys.apiKey,
  "X-Bookeo-secretKey": keys.secretKey,
};
export const range = { startTime: "2026-07-01T00:00:00Z", endTime: "2026-07-02T00:00:00Z" };

/** What a user does with a client over openapi-fetch who wants an error to be thrown. */
export async function dataOf(call: Promise<{ data?: unknown; error?: unknown }>): Promise<unknown> {
  const { data, error } = await call;
  if (error !== undefined) throw error;
  return data;
}

interface Page {
  info: { currentPage: number; totalPages: number; pageNavigationToken: string };
  data: object[];
}

/** The loop that a user writes where the client has no paging. */
export async function* byHand(
  page: (query: Record<string, string>) => Promise<unknown>,
): AsyncGenerator<unknown> {
  let query: Record<string, string> = { ...range };
  for (;;) {
    const { info, data } = (await page(query)) as Page;
    yield* data;
    if (info.currentPage >= info.totalPages) return;
    query = { pageNavigationToken: info.pageNavigationToken, pageNumber: String(info.currentPage + 1) };
  }
}
