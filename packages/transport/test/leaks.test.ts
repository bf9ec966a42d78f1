import { execFile } from "node:child_process";
import { getEventListeners } from "node:events";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { quick } from "./clock.ts";

const run = promisify(execFile);
const entry = new URL("../src/index.ts", import.meta.url).href;

async function script(body: string, ...flags: string[]): Promise<string> {
  const code = `import { createServer } from "node:http";
    import { createLimiter, createTransport } from ${JSON.stringify(entry)};
    ${body}`;
  const { stdout } = await run(process.execPath, [...flags, "--input-type=module", "-e", code]);
  return stdout.trim();
}

describe("nothing is left of a call that has ended", () => {
  const responses: Record<string, () => Promise<Response>> = {
    "a response": async () => new Response("{}"),
    "responses that are tried again": async () => new Response("{}", { status: 503 }),
    errors: () => Promise.reject(new Error("no")),
    "a redirect": async () => new Response(null, { status: 302, headers: { location: "/" } }),
    "a body that fails": async () =>
      new Response(new ReadableStream({ pull: () => Promise.reject(new Error("no")) })),
  };
  test.each(Object.entries(responses))("no listener and no timer after %s", async (_, response) => {
    const { signal } = new AbortController();
    const { fetch, clock } = quick({ baseUrl: "https://a.example", fetch: response });
    for (let call = 0; call < 50; call++) await fetch("https://a.example/", { signal }).catch(() => {});
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    expect(clock.pending()).toBe(0);
  });

  test("the process can end at once, with the real clock and the longest limits", async () => {
    const left = await script(`
      const server = createServer((request, response) => {
        if (request.url === "/stall") return;
        response.writeHead(request.url === "/ok" ? 200 : 503, { connection: "close", "retry-after": "0" }).end("{}");
      });
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      const baseUrl = "http://127.0.0.1:" + server.address().port;
      const limiter = createLimiter({ requests: 100, intervalMs: 1000, concurrency: 2 });
      const fetch = createTransport({ baseUrl, limiter, timeoutMs: Infinity, deadlineMs: Infinity });
      await Promise.all(["/ok", "/again", "/ok"].map((path) => fetch(baseUrl + path)));
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 20);
      await fetch(baseUrl + "/stall", { signal: controller.signal }).catch(() => {});
      await fetch(baseUrl + "/stall", { timeoutMs: 20, maxRetries: 0 }).catch(() => {});
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      const left = () => process.getActiveResourcesInfo().filter((name) => /Timeout|TCP/.test(name)).join();
      // The runtime closes its sockets a few turns later.
      for (let turn = 0; turn < 1000 && left().includes("TCP"); turn++)
        await new Promise((resolve) => setImmediate(resolve));
      console.log(left());
    `);
    expect(left).toBe("");
  });
});

test("10,000 calls do not make the heap grow", async () => {
  const grown = await script(
    `
      const { signal } = new AbortController();
      const statuses = [200, 200, 503, 404];
      let count = 0;
      const fetch = createTransport({
        baseUrl: "https://a.example",
        limiter: createLimiter({ concurrency: 5 }),
        clock: { now: Date.now, after: (delay, run) => (delay < 1000 && setImmediate(run), () => {}) },
        random: () => 0,
        fetch: async () => {
          const status = statuses[count++ % statuses.length];
          if (count % 7 === 0) throw new Error("no");
          return new Response("{}", { status });
        },
      });
      const batch = async () => {
        for (let call = 0; call < 5000; call++) await fetch("https://a.example/", { signal }).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 20));
        gc();
        return process.memoryUsage().heapUsed;
      };
      await batch();
      const before = await batch();
      await batch();
      console.log(((await batch()) - before) / 1024);
    `,
    "--expose-gc",
  );
  expect(Number(grown)).toBeLessThan(1_024);
}, 60_000);
