import { operationCalls } from "./operation-calls.ts";
import { byHand, type Fetch, keys, type Peer } from "./peer.ts";

type Call = (args: object, init?: object) => Promise<unknown>;
type Operation = "getBookingsBookingnumber" | "getBookings" | "postBookings" | "putCustomers";

/** What is used of the generated code, which exists only after `generate.ts` has run. */
interface Generated {
  OPERATIONS: object;
  createClient(operations: object, config: object): Record<Operation, Call>;
}

const generated = (await import(new URL("../tmp/redocly.mjs", import.meta.url).href)) as Generated;

export const redocly: Peer = {
  name: "redocly",
  package: "@redocly/cli",
  idiom:
    "the client of `redocly generate-client`, which is experimental, made from our document: `createClient(OPERATIONS, config)`",
  careful: '`timeout`, `redirect: "error"`',
  paging: "by hand",
  imports: "./tmp/redocly.mjs",
  bundle: {
    one: 'export { getBookingsBookingnumber } from "./tmp/redocly/client.ts";',
    all: 'export * from "./tmp/redocly/client.ts";',
  },
  calls: {
    head: 'import * as bookeo from "./redocly/client.js";',
    lines: operationCalls,
    source: "redocly/client.ts",
  },
  connect({ baseUrl, fetch, careful }) {
    const client = generated.createClient(generated.OPERATIONS, {
      serverUrl: baseUrl,
      auth: { apiKey: keys },
      fetch: fetch satisfies Fetch | undefined,
      ...(careful && { timeout: careful.timeoutMs }),
    });
    const init = careful ? { redirect: "error" } : {};
    return {
      get: (bookingNumber) => client.getBookingsBookingnumber({ path: { bookingNumber } }, init),
      create: (body) => client.postBookings({ body }, init),
      changeEmail: (id, emailAddress) => client.putCustomers({ path: { id }, body: { emailAddress } }, init),
      items: () => byHand((query) => client.getBookings({ query }, init)),
    };
  },
};
