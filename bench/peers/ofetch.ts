import { createFetch, ofetch } from "ofetch";
import { byHand, keyHeaders, type Peer } from "./peer.ts";

export const ofetchPeer: Peer = {
  name: "ofetch",
  package: "ofetch",
  idiom: "`ofetch.create({ baseURL, headers })`, `encodeURIComponent`",
  careful: '`signal: AbortSignal.timeout()`, `redirect: "error"`, `retry: 0`, `parseResponse: JSON.parse`',
  paging: "by hand",
  imports: "ofetch",
  bundle: {
    one: 'import { ofetch } from "ofetch"; export const get = (n) => ofetch("https://api.bookeo.com/v2/bookings/" + n);',
    all: 'export * from "ofetch";',
  },
  connect({ baseUrl, fetch, careful }) {
    const base = fetch ? createFetch({ fetch: fetch as typeof globalThis.fetch }) : ofetch;
    const client = base.create({
      baseURL: baseUrl,
      headers: keyHeaders,
      ...(careful && {
        redirect: "error" as const,
        retry: 0,
        parseResponse: JSON.parse,
      }),
    });
    const guard = () => (careful ? { signal: AbortSignal.timeout(careful.timeoutMs) } : {});
    return {
      get: (number) => client(`/bookings/${encodeURIComponent(number)}`, guard()),
      create: (body) => client("/bookings", { method: "POST", body, ...guard() }),
      changeEmail: (id, emailAddress) =>
        client(`/customers/${id}`, { method: "PUT", body: { emailAddress }, ...guard() }),
      items: () => byHand((query) => client("/bookings", { query, ...guard() })),
    };
  },
};
