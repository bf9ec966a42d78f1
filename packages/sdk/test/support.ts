import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { type ApiSetup, connectionOptionNames } from "@booking-apis/transport/internal";
import { onTestFinished } from "vitest";
import { type Bookeo, type BookeoOptions, createBookeo } from "../src/bookeo/index.ts";

export const keys = { apiKey: "AKEY4QHD6TTEST", secretKey: "SECRETq8sd7TEST" };

/** A request as it arrived. */
export interface Received {
  method: string;
  /** Path and query, as they were on the wire. */
  url: string;
  /** The path below `/v2`. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the client of a custom API must know: it has one key, unless a test says otherwise. */
export function setupOf(api: Partial<ApiSetup> & Pick<ApiSetup, "operations">): ApiSetup {
  const scheme = { in: "header", name: "X-Key" } as const;
  const known = { keys: { apiKey: { scheme, variable: "KEY_OF_A_TEST" } }, security: [[scheme]], ...api };
  const optionNames = Object.fromEntries([...Object.keys(known.keys), "baseUrl"].map((name) => [name, true]));
  return {
    errorFields: {},
    rateLimitScope: "account",
    clientParameters: [],
    accountKey: "apiKey",
    baseUrlVariable: "BASE_URL_OF_A_TEST",
    optionNames: { ...connectionOptionNames, ...(optionNames as Record<string, true>) },
    ...known,
  };
}

export type Handler = (request: Received, response: ServerResponse) => void | Promise<void>;

export interface LocalServer {
  baseUrl: string;
  requests: Received[];
}

/** Starts a server on a free loopback port, which ends with the test that started it. */
export async function serve(handler: Handler): Promise<LocalServer> {
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url ?? "", "http://localhost");
    const received = {
      method: request.method ?? "",
      url: request.url ?? "",
      path: url.pathname.replace(/^\/v2/, ""),
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    requests.push(received);
    await handler(received, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`, requests };
}

export function reply(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(
    status,
    body === undefined ? headers : { "content-type": "application/json", ...headers },
  );
  response.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
}

/** Starts a server and the SDK that talks to it. */
export async function startBookeo(
  handler: Handler,
  options: BookeoOptions = {},
): Promise<{ bookeo: Bookeo; requests: Received[]; baseUrl: string }> {
  const { baseUrl, requests } = await serve(handler);
  return { bookeo: createBookeo({ ...keys, baseUrl, ...options }), requests, baseUrl };
}

/** A loopback URL where nothing listens. */
export async function unusedUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

/** The parameters of a request's query. */
export function queryOf(request: Received | undefined): Record<string, string> {
  return Object.fromEntries(request?.query ?? []);
}

/** The default of the option of this name. */
const timeoutMs = 30_000;

export interface FakeClock {
  now(): number;
  after(delay: number, callback: () => void): () => void;
  /** How long was waited between attempts, each time. */
  waits: number[];
  /** Lets the time of every attempt under way run out. */
  runOut(): void;
}

/** A clock whose waits between attempts take no time, and whose attempts run out of time on demand. */
export function fakeClock(): FakeClock {
  let time = Date.UTC(2026, 6, 1);
  const waits: number[] = [];
  const timeouts = new Set<() => void>();
  return {
    waits,
    now: () => time,
    after(delay, callback) {
      if (delay === timeoutMs) {
        timeouts.add(callback);
        return () => timeouts.delete(callback);
      }
      waits.push(delay);
      time += delay;
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    },
    runOut() {
      for (const callback of [...timeouts]) callback();
    },
  };
}

/** What a promise was rejected with. */
export async function rejection(promise: PromiseLike<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error("It was not rejected.");
}

/** Everything of a value that anything prints. */
export function printed(value: unknown): string {
  return [
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    JSON.stringify(value),
    String(value),
    (value as Error | undefined)?.stack ?? "",
  ].join("\n");
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A page as Bookeo sends it. */
export function page(
  data: unknown[] | undefined,
  currentPage: number,
  totalPages: number,
  token?: string,
): Record<string, unknown> {
  return {
    ...(data && { data }),
    info: { totalItems: 0, totalPages, currentPage, ...(token && { pageNavigationToken: token }) },
  };
}

/** Responds with pages of two bookings; the token is in the first page only. */
export function pagesOf(totalPages: number): Handler {
  return ({ query }, response) => {
    const number = Number(query.get("pageNumber") ?? 1);
    const data = [1, 2].map((index) => ({ bookingNumber: `${number}-${index}` }));
    reply(response, 200, page(data, number, totalPages, number === 1 ? "token-1" : undefined));
  };
}

/** The booking numbers of so many pages of `pagesOf`, in order. */
export function numbersOf(totalPages: number): string[] {
  return Array.from({ length: totalPages }, (_, index) => [`${index + 1}-1`, `${index + 1}-2`]).flat();
}

/** A promise to be settled from elsewhere. */
export function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** A signal that counts the listeners that were added and not removed. */
export function countedSignal(): { signal: AbortSignal; listeners: () => number } {
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<AbortSignal["addEventListener"]>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<AbortSignal["removeEventListener"]>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  return { signal, listeners: () => listeners };
}

export const booking = { bookingNumber: "28", title: "Tour" };
export const input = { productId: "p", participants: { numbers: [] } };
export const range = { startTime: "2026-07-01T00:00:00-04:00", endTime: "2026-07-08T00:00:00-04:00" };
