import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface LocalServer {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** What arrived, as it was when its headers came. */
  requests: IncomingMessage[];
}

/** Starts a server on a free loopback port, which ends with the test that started it. */
export async function serve(listener: RequestListener): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  const { port } = await listen(server);
  onTestFinished(() => close(server));
  return { origin: `http://127.0.0.1:${port}`, requests };
}

/** A loopback origin where nothing listens. */
export async function unusedOrigin(): Promise<string> {
  const server = createServer();
  const { port } = await listen(server);
  await close(server);
  return `http://127.0.0.1:${port}`;
}

function listen(server: Server): Promise<AddressInfo> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server.address() as AddressInfo));
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
