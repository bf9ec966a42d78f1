// What each client does when things go wrong, judged by what the server saw wherever it can see it: node probes.ts <client> [--quick]
import { inspect } from "node:util";
import { print, runOfArguments } from "./measure/measure.ts";
import type { Connection, Peer } from "./peers/peer.ts";
import { keys } from "./peers/peer.ts";
import { customer, endlessBytes } from "./server.ts";
import { type Server, startServer } from "./server-process.ts";

/** `undefined` where the client cannot be probed. */
export type Verdict = { passed: boolean; seen: string } | undefined;

/** Verdicts by probe, with the client's defaults and with its natural options. */
export type Verdicts = Record<string, { plain: Verdict; careful: Verdict }>;

interface Bench {
  server: Server;
  /** Makes a client for one behavior of the server; the timeout is used if it is careful. */
  connect(behavior: string, timeoutMs?: number): Connection;
  isCareful: boolean;
  isQuick: boolean;
}

export interface Probe {
  name: string;
  /** What the server does, and what passes. */
  definition: string;
  run(bench: Bench): Promise<Verdict>;
  /** Passes also where nothing is sent. */
  maySendNothing?: true;
}

type Outcome = { value: unknown } | { error: unknown } | "still running";

async function outcome(call: () => Promise<unknown>, withinMs = 30_000): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve("still running"), withinMs);
  });
  const settled = (async () => call())().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const result = await Promise.race([settled, limit]);
  clearTimeout(timer);
  return result;
}

/** Everything that a log might print of an error. */
function printed(error: unknown): string {
  let json = "";
  try {
    json = JSON.stringify(error);
  } catch {
    // Nothing is printed of what cannot be written as JSON.
  }
  return `${inspect(error, { depth: 10 })}\n${json}\n${String(error)}`;
}

const showsKey = (text: string): boolean => Object.values(keys).some((key) => text.includes(key));
const number = "2856MUMPA187DC203130";
const longestMs = 90_000;
const timeoutMs = 1_000;
const optionMs = 10_000;

export const probes: readonly Probe[] = [
  {
    name: "stalled body",
    definition: `The server sends headers and half of the body, then nothing. Passes if the call ends by itself: by default within ${longestMs / 1_000} s, with a timeout of ${timeoutMs / 1_000} s within ${optionMs / 1_000} s.`,
    async run({ connect, isCareful, isQuick }) {
      if (isQuick && !isCareful) return;
      const start = performance.now();
      const result = await outcome(
        () => connect("stalled", timeoutMs).get(number),
        isCareful ? optionMs : longestMs,
      );
      const seconds = ((performance.now() - start) / 1_000).toFixed(0);
      return result === "still running"
        ? { passed: false, seen: `still waiting after ${seconds} s` }
        : { passed: true, seen: `ended after ${seconds} s` };
    },
  },
  {
    name: "POST on 503",
    definition:
      "Each POST gets a 503 without Retry-After. Passes if the server saw one request: a second one may book twice.",
    async run({ connect, server }) {
      await outcome(() => connect("busy").create({ productId: "2856TOUR" }));
      const posts = (await server.ask("log")).log.filter(({ method }) => method === "POST");
      const tokens = new Set(posts.map(({ headers }) => headers["idempotency-key"]));
      const isKeyed = posts.length > 1 && tokens.size === 1 && !tokens.has(undefined);
      return {
        passed: posts.length === 1,
        seen: `sent ${posts.length}×${isKeyed ? ", with one Idempotency-Key" : ""}`,
      };
    },
  },
  {
    name: "keys on redirect",
    definition:
      "A GET is redirected to another origin. Passes if no key arrived there, by the log of the other server.",
    async run({ connect, server }) {
      await outcome(() => connect("redirect").get(number));
      const { log } = await server.ask("log");
      const here = log.filter(({ origin }) => origin === "main");
      const there = log.filter(({ origin }) => origin === "other");
      if (!showsKey(JSON.stringify(here))) throw new Error("No key was sent.");
      const passed = !there.some(({ headers }) => showsKey(JSON.stringify(headers)));
      return {
        passed,
        seen: there.length === 0 ? "not followed" : passed ? "followed without keys" : "keys arrived",
      };
    },
  },
  {
    name: "`..` as an id",
    definition:
      "The id is `..`, then `x/../../customers`. Passes if no request line, resolved as RFC 3986 says, leaves the segment of the id.",
    async run({ connect, server }) {
      const connection = connect("ok");
      const call = connection.getById ?? connection.get;
      for (const id of ["..", "x/../../customers"]) await outcome(() => call(id));
      const { log } = await server.ask("log");
      const left = log.find(
        ({ url }) => !/\/(bookings|models|customers)\/[^/]+$/.test(new URL(url, "http://x").pathname),
      );
      const seen = left ? `sent ${left.url}` : log.length === 0 ? "nothing sent" : "stayed in its segment";
      return { passed: !left, seen };
    },
    maySendNothing: true,
  },
  {
    name: "keys in errors",
    definition:
      "A 403, and a connection that is dropped. Passes if neither util.inspect (depth 10), JSON.stringify nor String of the error shows a key.",
    async run({ connect }) {
      const leaks: string[] = [];
      for (const behavior of ["forbidden", "dropped"]) {
        const result = await outcome(() => connect(behavior).get(number));
        const isError = result !== "still running" && "error" in result;
        if (isError && showsKey(printed(result.error))) leaks.push(behavior);
        // Some take what was cut off for a body; nobody takes a 403 for one.
        if (!isError && behavior === "forbidden") throw new Error("A 403 was no error.");
      }
      return {
        passed: leaks.length === 0,
        seen: leaks.length > 0 ? `shown (${leaks.join(", ")})` : "not shown",
      };
    },
  },
  {
    name: "truncated JSON",
    definition:
      "The response is the first half of a JSON object: complete as an HTTP message, then with the connection dropped before Content-Length. Passes if both calls fail.",
    async run({ connect }) {
      const returned: string[] = [];
      for (const behavior of ["cut", "dropped"]) {
        const result = await outcome(() => connect(behavior).get(number));
        if (result === "still running" || "value" in result)
          returned.push(result === "still running" ? "hangs" : `returned ${typeof result.value}`);
      }
      return { passed: returned.length === 0, seen: returned[0] ?? "error" };
    },
  },
  {
    name: "endless body",
    definition: `A JSON array without end, cut by the server after ${endlessBytes / 1_048_576} MiB. Passes if the call fails and the client closes the connection earlier.`,
    async run({ connect, server }) {
      const result = await outcome(() => connect("endless").get(number), 120_000);
      const { endlessSent } = await server.ask("log");
      const isWhole = endlessSent >= endlessBytes;
      const passed = !isWhole && result !== "still running" && "error" in result;
      return { passed, seen: `read ${isWhole ? "all of it" : `${Math.round(endlessSent / 1_048_576)} MiB`}` };
    },
  },
  {
    name: "update keeps fields",
    definition:
      "The email address of a customer is changed; the server's PUT replaces the whole. Passes if the other fields are still stored.",
    async run({ connect, server }) {
      const { changeEmail } = connect("store");
      if (!changeEmail) return;
      await outcome(() => changeEmail(customer.id, "new@example.com"));
      const stored = (await server.ask("log")).stored as Partial<typeof customer>;
      if (stored.emailAddress !== "new@example.com")
        throw new Error(`The update did not arrive: ${inspect(stored)}`);
      const passed = stored.firstName === customer.firstName && stored.lastName === customer.lastName;
      return { passed, seen: passed ? "kept" : "wiped" };
    },
  },
];

async function probe(peer: Peer, isQuick: boolean): Promise<Verdicts> {
  const run = async ({ name, run, maySendNothing }: Probe, isCareful: boolean): Promise<Verdict> => {
    const server = await startServer();
    try {
      // Long enough that only the probe of timeouts sees it.
      const connect = (behavior: string, timeoutMs = 60_000) =>
        peer.connect({
          baseUrl: `${server.origin}/${behavior}`,
          careful: isCareful ? { timeoutMs } : undefined,
        });
      const verdict = await run({ server, connect, isCareful, isQuick });
      if (verdict && !maySendNothing && (await server.ask("log")).log.length === 0)
        throw new Error(`${name}: ${peer.name} sent nothing.`);
      return verdict;
    } finally {
      server.close();
    }
  };
  const verdicts: Verdicts = {};
  // One after the other: a generated client has one connection for all its functions.
  for (const each of probes)
    verdicts[each.name] = {
      plain: await run(each, false),
      careful: peer.careful === undefined ? undefined : await run(each, true),
    };
  return verdicts;
}

if (import.meta.main) {
  // What a client leaves behind may reject later; its verdict is in by then.
  process.on("unhandledRejection", () => {});
  const { peers, isQuick } = await runOfArguments();
  const verdicts: Record<string, Verdicts> = {};
  for (const [id, peer] of peers) verdicts[id] = await probe(peer, isQuick);
  print(verdicts);
  process.exit();
}
