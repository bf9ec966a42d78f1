import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface LocalServer {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** What arrived, as it was when its headers came. */
  requests: IncomingMessage[];
  /** Resolves when that many requests have arrived. */
  arrived(count: number): Promise<void>;
  /** How many connections are open. */
  connections(): Promise<number>;
}

export interface RawServer extends Omit<LocalServer, "requests"> {
  /** The head of each request. */
  heads: string[];
}

/** Starts a server on a free loopback port, which ends with the test that started it. */
export async function serve(listener: RequestListener): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  const { port } = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    return close(server);
  });
  return { origin: `http://127.0.0.1:${port}`, requests, ...watch(server, requests) };
}

/** Starts a server that sends the bytes it is given: calls back for the nth request, from 1. */
export async function serveRaw(response: (socket: Socket, nth: number) => void): Promise<RawServer> {
  const heads: string[] = [];
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    let head = "";
    socket.on("data", (data) => {
      head += data;
      if (!head.includes("\r\n\r\n")) return;
      heads.push(head);
      head = "";
      response(socket, heads.length);
    });
  });
  const { port } = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    return close(server);
  });
  return { origin: `http://127.0.0.1:${port}`, heads, ...watch(server, heads) };
}

/** Responds to each request with the next of a list of statuses, and with the last one from then on. */
export function serveStatuses(
  statuses: readonly number[],
  headers: Record<string, string> = {},
  body = "{}",
): Promise<LocalServer> {
  let count = 0;
  return serve((request, response) => {
    request.resume();
    const status = statuses[Math.min(count++, statuses.length - 1)] ?? 500;
    response.writeHead(status, status === 200 ? {} : headers).end(body);
  });
}

/** A loopback origin where nothing listens. */
export async function unusedOrigin(): Promise<string> {
  const server = createNetServer();
  const { port } = await listen(server);
  await close(server);
  return `http://127.0.0.1:${port}`;
}

/** Tries again, without a time of its own, until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

function watch(server: Server, arrivals: unknown[]): Pick<LocalServer, "arrived" | "connections"> {
  return {
    arrived: (count) => until(() => arrivals.length >= count),
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
  };
}

function listen(server: Server): Promise<AddressInfo> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server.address() as AddressInfo));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
