import { type AddressInfo, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface Wire {
  baseUrl: string;
  /** The first line of each request. */
  lines: string[];
  /** The bytes of each request, as text. */
  requests: string[];
}

/** Starts a server that keeps the bytes of each request and calls back once it is complete. */
export async function serveWire(respond: (socket: Socket, nth: number) => void): Promise<Wire> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    let bytes = "";
    socket.on("data", (data) => {
      bytes += data.toString("latin1");
      const end = bytes.indexOf("\r\n\r\n");
      const length = Number(/^content-length: *(\d+)/im.exec(bytes)?.[1] ?? 0);
      if (end < 0 || bytes.length < end + 4 + length) return;
      requests.push(bytes);
      bytes = "";
      respond(socket, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v2`,
    requests,
    get lines() {
      return requests.map((request) => request.slice(0, request.indexOf("\r\n")));
    },
  };
}

/** A response with a body of JSON and its length. */
export function httpResponse(body: string, head = "HTTP/1.1 200 OK"): string {
  const length = Buffer.byteLength(body);
  return `${head}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;
}

/** The body of a request. */
export function bodyOf(request: string | undefined): string {
  return request?.slice(request.indexOf("\r\n\r\n") + 4) ?? "";
}
