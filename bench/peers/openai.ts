import OpenAI from "openai";
import { CursorPage } from "openai/core/pagination";
import { keyHeaders, keys, type Peer, range } from "./peer.ts";

export const openai: Peer = {
  name: "openai",
  package: "openai",
  idiom:
    "`client.get(path)` with `encodeURIComponent`, `client.getAPIList()` for paging; `client.models.retrieve()` for the probe of paths",
  careful: '`timeout`, `maxRetries: 0`, `fetchOptions: { redirect: "error" }`',
  paging: "own",
  imports: "openai",
  bundle: {
    one: 'import OpenAI from "openai"; export const get = (n) => new OpenAI().get("/bookings/" + n);',
    all: 'export * from "openai"; export { default } from "openai";',
  },
  connect({ baseUrl, fetch, careful }) {
    const client = new OpenAI({
      apiKey: keys.apiKey,
      baseURL: baseUrl,
      defaultHeaders: keyHeaders,
      logLevel: "off",
      ...(fetch && { fetch }),
      ...(careful && {
        timeout: careful.timeoutMs,
        maxRetries: 0,
        fetchOptions: { redirect: "error" as const },
      }),
    });
    return {
      get: async (number) => await client.get(`/bookings/${encodeURIComponent(number)}`),
      getById: async (id) => await client.models.retrieve(id),
      create: async (body) => await client.post("/bookings", { body }),
      changeEmail: async (id, emailAddress) =>
        await client.put(`/customers/${id}`, { body: { emailAddress } }),
      items: () => client.getAPIList("/bookings", CursorPage<{ id: string }>, { query: { ...range } }),
    };
  },
};
