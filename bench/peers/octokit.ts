import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { keyHeaders, type Peer, range } from "./peer.ts";

const Paginating = Octokit.plugin(paginateRest);

export const octokit: Peer = {
  name: "@octokit/core",
  package: "@octokit/core",
  idiom:
    '`octokit.request("GET /bookings/{bookingNumber}", parameters)`; @octokit/plugin-paginate-rest for paging',
  careful: '`request: { signal: AbortSignal.timeout(), redirect: "error" }`',
  paging: "own",
  imports: "@octokit/core",
  bundle: {
    one: 'import { Octokit } from "@octokit/core"; export const get = (bookingNumber) => new Octokit().request("GET /bookings/{bookingNumber}", { bookingNumber });',
    all: 'export * from "@octokit/core"; export * from "@octokit/plugin-paginate-rest";',
  },
  connect({ baseUrl, fetch, careful }) {
    const client = new Paginating({
      baseUrl,
      log: { debug() {}, info() {}, warn() {}, error() {} },
      ...(fetch && { request: { fetch } }),
    });
    // Headers for every request go in through its defaults; a timeout has to be new for each.
    const request = client.request.defaults({ headers: keyHeaders });
    const guard = () =>
      careful
        ? { request: { signal: AbortSignal.timeout(careful.timeoutMs), redirect: "error" as const } }
        : {};
    const dataOf = async (call: Promise<{ data: unknown }>) => (await call).data;
    return {
      get: (bookingNumber) => dataOf(request("GET /bookings/{bookingNumber}", { bookingNumber, ...guard() })),
      create: (booking) => dataOf(request("POST /bookings", { ...booking, ...guard() })),
      changeEmail: (id, emailAddress) =>
        dataOf(request("PUT /customers/{id}", { id, emailAddress, ...guard() })),
      async *items() {
        const pages = client.paginate.iterator("GET /bookings", { headers: keyHeaders, ...range });
        for await (const { data } of pages)
          yield* Array.isArray(data) ? data : (data as { data: object[] }).data;
      },
    };
  },
};
