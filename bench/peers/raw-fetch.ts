import { byHand, keyHeaders, type Peer } from "./peer.ts";

export const rawFetch: Peer = {
  name: "raw fetch",
  idiom: "`fetch(url, init)`, `encodeURIComponent`, a check of `response.ok`, `response.json()`",
  careful: '`signal: AbortSignal.timeout()`, `redirect: "error"`',
  paging: "by hand",
  connect({ baseUrl, fetch: send = fetch, careful }) {
    async function call(path: string, method = "GET", body?: object): Promise<unknown> {
      const response = await send(`${baseUrl}${path}`, {
        method,
        headers: body ? { ...keyHeaders, "content-type": "application/json" } : keyHeaders,
        ...(body && { body: JSON.stringify(body) }),
        ...(careful && { signal: AbortSignal.timeout(careful.timeoutMs), redirect: "error" as const }),
      });
      if (!response.ok) throw new Error(`${method} ${path} failed with ${response.status}`);
      return response.json();
    }
    return {
      get: (number) => call(`/bookings/${encodeURIComponent(number)}`),
      create: (booking) => call("/bookings", "POST", booking),
      changeEmail: (id, emailAddress) => call(`/customers/${id}`, "PUT", { emailAddress }),
      items: () => byHand((query) => call(`/bookings?${new URLSearchParams(query)}`)),
    };
  },
};
