import Stripe from "stripe";
import { keyHeaders, keys, type Peer } from "./peer.ts";

export const stripe: Peer = {
  name: "stripe",
  package: "stripe",
  idiom:
    "`stripe.rawRequest(method, path)` with its node:http client (its fetch client over the stub), `encodeURIComponent`; `stripe.customers.list()` for paging and `customers.retrieve()` for the probe of paths",
  careful: "`timeout`, `maxNetworkRetries: 0`",
  paging: "own",
  imports: "stripe",
  bundle: {
    one: 'import Stripe from "stripe"; export const get = (n) => new Stripe("key").rawRequest("GET", "/bookings/" + n);',
    all: 'export * from "stripe"; export { default } from "stripe";',
  },
  connect({ baseUrl, fetch, careful }) {
    const { hostname, port, pathname } = new URL(baseUrl);
    const prefix = pathname === "/" ? "" : pathname;
    const client = new Stripe(keys.apiKey, {
      host: hostname,
      port,
      protocol: "http",
      telemetry: false,
      ...(fetch && { httpClient: Stripe.createFetchHttpClient(fetch) }),
      ...(careful && { timeout: careful.timeoutMs, maxNetworkRetries: 0 }),
    });
    const options = { additionalHeaders: keyHeaders };
    return {
      get: (number) =>
        client.rawRequest("GET", `${prefix}/bookings/${encodeURIComponent(number)}`, undefined, options),
      getById: (id) => client.customers.retrieve(id),
      create: (booking) => client.rawRequest("POST", `${prefix}/bookings`, booking as never, options),
      items: () => client.customers.list({ limit: 10 }),
    };
  },
};
