import ky from "ky";
import { byHand, keyHeaders, type Peer } from "./peer.ts";

export const kyPeer: Peer = {
  name: "ky",
  package: "ky",
  idiom: "`ky.create({ prefix, headers })`, `encodeURIComponent`, `.json()`",
  careful: '`timeout`, `redirect: "error"`, `retry: 0`',
  paging: "by hand",
  imports: "ky",
  bundle: {
    one: 'import ky from "ky"; export const get = (n) => ky.get("https://api.bookeo.com/v2/bookings/" + n).json();',
    all: 'export * from "ky"; export { default } from "ky";',
  },
  connect({ baseUrl, fetch, careful }) {
    const client = ky.create({
      prefix: baseUrl,
      headers: keyHeaders,
      ...(fetch && { fetch }),
      ...(careful && { timeout: careful.timeoutMs, redirect: "error" as const, retry: 0 }),
    });
    return {
      get: (number) => client.get(`bookings/${encodeURIComponent(number)}`).json(),
      create: (json) => client.post("bookings", { json }).json(),
      changeEmail: (id, emailAddress) => client.put(`customers/${id}`, { json: { emailAddress } }).json(),
      items: () => byHand((searchParams) => client.get("bookings", { searchParams }).json()),
    };
  },
};
