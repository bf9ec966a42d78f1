import { operationCalls } from "./operation-calls.ts";
import { byHand, type Fetch, keyHeaders, keys, type Peer } from "./peer.ts";

type Call = (options: Record<string, unknown>) => Promise<{ data: unknown }>;

/** What is used of the generated code, which exists only after `generate.ts` has run. */
interface Generated {
  client: { setConfig(config: object): void };
  getBookingsBookingnumber: Call;
  getBookings: Call;
  postBookings: Call;
  putCustomers: Call;
}

const generated = (await import(new URL("../tmp/hey-api.mjs", import.meta.url).href)) as Generated;

export const heyApi: Peer = {
  name: "hey-api",
  package: "@hey-api/openapi-ts",
  idiom: "functions generated from our document with @hey-api/client-fetch, `auth`, `throwOnError: true`",
  careful: '`signal: AbortSignal.timeout()`, `redirect: "error"`',
  paging: "by hand",
  imports: "./tmp/hey-api.mjs",
  bundle: {
    one: 'export { getBookingsBookingnumber } from "./tmp/hey-api/index.ts";',
    all: 'export * from "./tmp/hey-api/index.ts"; export * from "./tmp/hey-api/client.gen.ts";',
  },
  calls: {
    head: 'import * as bookeo from "./hey-api/index.js";',
    lines: operationCalls,
    source: "hey-api/index.ts",
  },
  connect({ baseUrl, fetch, careful }) {
    // The generated functions share one client: the last connection is the one that they use.
    generated.client.setConfig({
      baseUrl,
      auth: ({ name }: { name: string }) => (name.endsWith("secretKey") ? keys.secretKey : keyHeaders[name]),
      throwOnError: true,
      fetch: fetch satisfies Fetch | undefined,
    });
    const guard = () =>
      careful ? { signal: AbortSignal.timeout(careful.timeoutMs), redirect: "error" } : {};
    const dataOf = async (call: Promise<{ data: unknown }>) => (await call).data;
    return {
      get: (bookingNumber) =>
        dataOf(generated.getBookingsBookingnumber({ path: { bookingNumber }, ...guard() })),
      create: (body) => dataOf(generated.postBookings({ body, ...guard() })),
      changeEmail: (id, emailAddress) =>
        dataOf(generated.putCustomers({ path: { id }, body: { emailAddress }, ...guard() })),
      items: () => byHand((query) => dataOf(generated.getBookings({ query, ...guard() }))),
    };
  },
};
