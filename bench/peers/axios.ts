import axios, { type AxiosRequestConfig } from "axios";
import { byHand, keyHeaders, type Peer } from "./peer.ts";

export const axiosPeer: Peer = {
  name: "axios",
  package: "axios",
  idiom:
    "`axios.create({ baseURL, headers })` with its http adapter (its fetch adapter over the stub), `encodeURIComponent`",
  careful:
    "`timeout`, `maxRedirects: 0`, `maxContentLength`, `transitional: { silentJSONParsing: false }`, `responseType`",
  paging: "by hand",
  imports: "axios",
  bundle: {
    one: 'import axios from "axios"; export const get = (n) => axios.get("https://api.bookeo.com/v2/bookings/" + n);',
    all: 'export * from "axios"; export { default } from "axios";',
  },
  connect({ baseUrl, fetch, careful }) {
    const client = axios.create({
      baseURL: baseUrl,
      headers: keyHeaders,
      ...(fetch && ({ adapter: "fetch", env: { fetch } } as AxiosRequestConfig)),
      ...(careful && {
        timeout: careful.timeoutMs,
        maxRedirects: 0,
        maxContentLength: 33_554_432,
        responseType: "json" as const,
        transitional: { silentJSONParsing: false },
      }),
    });
    const dataOf = async (call: Promise<{ data: unknown }>) => (await call).data;
    return {
      get: (number) => dataOf(client.get(`/bookings/${encodeURIComponent(number)}`)),
      create: (booking) => dataOf(client.post("/bookings", booking)),
      changeEmail: (id, emailAddress) => dataOf(client.put(`/customers/${id}`, { emailAddress })),
      items: () => byHand((params) => dataOf(client.get("/bookings", { params }))),
    };
  },
};
