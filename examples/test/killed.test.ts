import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { root, temporaryFolder } from "./support.ts";

interface Row {
  bookingNumber: string;
  creationTime: string;
  lastChangeTime: string;
  canceled: boolean;
}

/** Numbers from 0 up to 1 that are the same in every run of the test. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const pageSize = 5;

/** An account of three months, made without the code that is tested. Its tokens stop working now and then. */
async function startAccount(random: () => number) {
  const now = Date.now();
  const rows = new Map<string, Row>();
  const change = (bookingNumber: string, time: number) => {
    const at = new Date(time).toISOString();
    const before = rows.get(bookingNumber) ?? { bookingNumber, creationTime: at, canceled: false };
    rows.set(bookingNumber, { ...before, lastChangeTime: at, canceled: random() < 0.1 });
  };
  for (let index = 0; index < 400; index++) change(`B${index}`, now - Math.floor(random() * 90) * 86_400_000);
  const tokens = new Map<string, URLSearchParams>();
  let count = 0;
  const state = { rows, change, tokens, requests: 0, onRequest: (_count: number): void => {} };
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? "", "http://localhost").searchParams;
    state.onRequest(++state.requests);
    const token = query.get("pageNavigationToken") ?? `token-${++count}`;
    if (!query.has("pageNavigationToken")) tokens.set(token, query);
    const asked = tokens.get(token);
    if (!asked) return void response.writeHead(400, { "content-type": "application/json" }).end("{}");
    const [from = 0, to = 0] = ["lastUpdatedStartTime", "lastUpdatedEndTime"].map((name) =>
      Date.parse(asked.get(name) ?? ""),
    );
    const found = [...rows.values()]
      .filter(({ lastChangeTime }) => Date.parse(lastChangeTime) >= from && Date.parse(lastChangeTime) <= to)
      .toSorted((a, b) => a.lastChangeTime.localeCompare(b.lastChangeTime));
    const number = Number(query.get("pageNumber") ?? 1);
    const info = {
      totalItems: found.length,
      totalPages: Math.max(1, Math.ceil(found.length / pageSize)),
      currentPage: number,
      ...(number === 1 && { pageNavigationToken: token }),
    };
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ data: found.slice((number - 1) * pageSize, number * pageSize), info }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2` };
}

test.each([
  // Bookings change while they are read, and are written over.
  ["examples/nightly-sync.ts", 5],
  // Nothing changes, and an item that came twice would end the program.
  ["examples/test/consumer/copy-once.ts", 0],
])(
  "%s, killed at twenty random places and started again, makes its database equal to the account",
  async (program, changes) => {
    const random = generator(7);
    const { state, url } = await startAccount(random);
    const folder = temporaryFolder();
    onTestFinished(() => folder.remove());
    const database = join(folder.path, "bookings.db");
    const start = new Date(Date.now() - 91 * 86_400_000).toISOString();

    /** Runs the program, and kills it when it sends this request, if it comes so far. */
    const runProgram = (killAt: number) =>
      new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) => {
        const child = spawn(process.execPath, [program, start], {
          cwd: root,
          env: {
            ...process.env,
            BOOKEO_API_KEY: "key",
            BOOKEO_SECRET_KEY: "secret",
            BOOKEO_BASE_URL: url,
            DATABASE: database,
            INTERVAL_MS: "1",
            NODE_NO_WARNINGS: "1",
          },
        });
        let stderr = "";
        child.stderr.on("data", (chunk) => {
          stderr += chunk;
        });
        state.requests = 0;
        state.onRequest = (count) => {
          if (count === killAt) child.kill("SIGKILL");
        };
        child.on("close", (code, signal) => resolve({ code, signal, stderr }));
      });

    let kills = 0;
    let runs = 0;
    while (kills < 20 && runs++ < 40) {
      // Between two runs bookings change, and tokens stop working.
      for (let count = 0; count < changes; count++)
        state.change(`B${Math.floor(random() * 410)}`, Date.now());
      if (random() < 0.3) state.tokens.clear();
      const { code, signal, stderr } = await runProgram(2 + Math.floor(random() * 4));
      if (signal === "SIGKILL") kills++;
      else
        expect([code, stderr.match(/Error.*/)], "it ends by itself only when it is done").toEqual([0, null]);
    }
    expect(kills).toBe(20);
    const last = await runProgram(Number.POSITIVE_INFINITY);
    expect(last.code, last.stderr).toBe(0);

    const db = new DatabaseSync(database, { readOnly: true });
    const copy = db.prepare("SELECT number, json FROM bookings").all();
    db.close();
    expect(copy).toHaveLength(state.rows.size);
    expect(Object.fromEntries(copy.map(({ number, json }) => [number, JSON.parse(String(json))]))).toEqual(
      Object.fromEntries(state.rows),
    );
  },
);
