// What a call costs, against bare openapi-fetch and raw fetch, in one interleaved run: `npm run bench` in the root.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { paths } from "@booking-apis/bookeo-client";
import { createBookeoClient } from "@booking-apis/bookeo-client";
import { createBookeo, type Hooks } from "@booking-apis/sdk/bookeo";
import createClient from "openapi-fetch";

const booking = JSON.stringify({
  bookingNumber: "2856MUMPA187DC203130",
  title: "Harbour tour",
  creationTime: "2026-06-20T16:20:00-04:00",
  creationAgent: "API",
  productId: "2856TOUR",
  participants: {
    numbers: Array.from({ length: 24 }, (_, index) => ({
      peopleCategoryId: `Category ${index} of people`,
      number: index,
    })),
  },
});
const keys = { apiKey: "api-key-of-a-benchmark", secretKey: "secret-key-of-a-benchmark" };
const headers = { "X-Bookeo-apiKey": keys.apiKey, "X-Bookeo-secretKey": keys.secretKey };
let events = 0;
const count = () => void events++;
const hooks: Hooks = { onRequest: count, onResponse: count, onRetry: count, onError: count };

type Call = () => Promise<unknown>;

function contenders(baseUrl: string, send: typeof fetch): Record<string, Call> {
  const bare = createClient<paths>({
    baseUrl,
    headers,
    fetch: send as (request: Request) => Promise<Response>,
  });
  const options = {
    ...keys,
    baseUrl,
    fetch: send as (url: string, init: RequestInit) => Promise<Response>,
    hooks,
  };
  const client = createBookeoClient(options);
  const sdk = createBookeo(options);
  return {
    "raw fetch": async () => (await send(`${baseUrl}/bookings/2856MUMPA187DC203130`, { headers })).json(),
    "openapi-fetch": () =>
      bare.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: "2856MUMPA187DC203130" } } }),
    "the client": () =>
      client.GET("/bookings/{bookingNumber}", {
        params: { path: { bookingNumber: "2856MUMPA187DC203130" } },
      }),
    "the SDK": async () => await sdk.bookings.get("2856MUMPA187DC203130"),
  };
}

async function time(call: Call, calls: number, atOnce: number): Promise<number> {
  const start = performance.now();
  for (let done = 0; done < calls; done += atOnce) await Promise.all(Array.from({ length: atOnce }, call));
  return ((performance.now() - start) / calls) * 1000;
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * All contenders in turn, in short rounds and another order each time, so that none always cleans up after the same one.
 * Each is compared with raw fetch of the same round: a machine that slows down slows all of them.
 */
async function compare(
  title: string,
  calls: Record<string, Call>,
  perRound: number,
  atOnce: number,
  rounds = 400,
): Promise<void> {
  const samples = new Map(Object.keys(calls).map((name) => [name, [] as { time: number; ratio: number }[]]));
  for (let round = -20; round < rounds; round++) {
    const times = new Map<string, number>();
    for (const [name, call] of shuffled(Object.entries(calls)))
      times.set(name, await time(call, perRound, atOnce));
    if (round < 0) continue;
    const raw = times.get("raw fetch") ?? Number.NaN;
    for (const [name, taken] of times) samples.get(name)?.push({ time: taken, ratio: taken / raw });
  }
  console.log(title);
  for (const [name, taken] of samples) {
    const microseconds = median(taken.map((sample) => sample.time)).toFixed(1);
    const ratio = median(taken.map((sample) => sample.ratio)).toFixed(2);
    console.log(`  ${name.padEnd(14)} ${microseconds.padStart(8)} µs  ${ratio}`);
  }
}

const server = createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.end(booking);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const stub = (async () =>
  new Response(booking, { headers: { "content-type": "application/json" } })) as typeof fetch;

console.log(
  `Medians, and their ratio to raw fetch; ${booking.length} bytes of JSON, Node ${process.versions.node}`,
);
await compare("a stub for fetch", contenders(baseUrl, stub), 200, 1);
await compare("over loopback, one by one", contenders(baseUrl, fetch), 20, 1);
await compare("over loopback, 50 at once", contenders(baseUrl, fetch), 100, 50);
server.close();
