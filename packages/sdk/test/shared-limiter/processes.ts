import { type ChildProcess, fork } from "node:child_process";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Task } from "./worker.ts";

/** A server that notes when each request came, by its own monotonic clock. */
export interface CountingServer {
  baseUrl: string;
  arrivals: { id: string; at: number }[];
  /** The most requests that were under way at once. */
  mostAtOnce(): number;
  close(): Promise<void>;
}

export type Respond = (response: ServerResponse, id: string, count: number) => void;

export async function startCountingServer(
  respond: Respond = (response) => void setTimeout(() => response.end("{}"), 5),
): Promise<CountingServer> {
  const arrivals: CountingServer["arrivals"] = [];
  let running = 0;
  let most = 0;
  const server: Server = createServer((request, response) => {
    const id = request.url?.replace(/^.*\/|\?.*$/g, "") ?? "";
    arrivals.push({ id, at: performance.now() });
    most = Math.max(most, ++running);
    response.on("close", () => running--);
    response.setHeader("content-type", "application/json");
    respond(response, id, arrivals.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    arrivals,
    mostAtOnce: () => most,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The most arrivals within any sliding interval. */
export function mostWithin(intervalMs: number, arrivals: readonly { at: number }[]): number {
  let most = 0;
  for (let last = 0, first = 0; last < arrivals.length; last++) {
    while ((arrivals[last]?.at ?? 0) - (arrivals[first]?.at ?? 0) >= intervalMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

export interface Worker {
  process: ChildProcess;
  /** Lets it begin; resolves with the calls that failed. */
  run(): Promise<{ failed: string[] }>;
}

const program = fileURLToPath(new URL("worker.ts", import.meta.url));

/** Starts a process that is connected to the store and waits for `run`. */
export async function startWorker(task: Task): Promise<Worker> {
  const child = fork(program, [JSON.stringify(task)], { execArgv: [] });
  const message = () =>
    new Promise<unknown>((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", (code, signal) => reject(new Error(`The process ended (${code ?? signal}).`)));
    });
  await message();
  return {
    process: child,
    run() {
      child.send("go");
      return message() as Promise<{ failed: string[] }>;
    },
  };
}
