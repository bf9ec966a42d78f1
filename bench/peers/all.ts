import type { Peer } from "./peer.ts";

/** Every client, by the name of its file; loaded when it is asked for, so that no process pays for those it does not use. */
const load: Record<string, () => Promise<Peer>> = {
  "raw-fetch": async () => (await import("./raw-fetch.ts")).rawFetch,
  sdk: async () => (await import("./sdk.ts")).sdk,
  "bookeo-client": async () => (await import("./bookeo-client.ts")).bookeoClient,
  "openapi-fetch": async () => (await import("./openapi-fetch.ts")).openapiFetch,
  "hey-api": async () => (await import("./hey-api.ts")).heyApi,
  redocly: async () => (await import("./redocly.ts")).redocly,
  ofetch: async () => (await import("./ofetch.ts")).ofetchPeer,
  ky: async () => (await import("./ky.ts")).kyPeer,
  axios: async () => (await import("./axios.ts")).axiosPeer,
  octokit: async () => (await import("./octokit.ts")).octokit,
  openai: async () => (await import("./openai.ts")).openai,
  stripe: async () => (await import("./stripe.ts")).stripe,
};

export const peerIds: readonly string[] = Object.keys(load);

export async function loadPeer(id: string): Promise<Peer> {
  const peer = await load[id]?.();
  if (!peer) throw new Error(`There is no client "${id}". Known: ${peerIds.join(", ")}.`);
  return peer;
}

export async function loadPeers(ids: readonly string[]): Promise<Map<string, Peer>> {
  return new Map(await Promise.all(ids.map(async (id) => [id, await loadPeer(id)] as const)));
}
