import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { startMock } from "../packages/testkit/src/mock.ts";

/** A request, as it arrived. */
export interface Arrival {
  run: string;
  scenario: string;
  method: string;
  /** The target of the request line, after `/api/<run>/<scenario>` or `/proxy/<run>/<scenario>`. */
  path: string;
  /** Names and values, one after another. */
  headers: string[];
  /** Which connection it came over. */
  connection: number;
}

export interface Finding {
  group: string;
  name: string;
  ok: boolean;
  detail: string;
  /** How many POSTs arrived. */
  posts?: number;
}

export interface Servers {
  /** `http://127.0.0.1:<port>`, where `/api` is the API, and `/proxy` is the API through a proxy that adds the keys. */
  origin: string;
  arrivals: Arrival[];
  /** The targets of what arrived where redirects point. */
  stolen: string[];
  /** What the consumers reported, by run. */
  reports: Map<string, Finding[]>;
  /** What the page's own server gives besides the proxied API. */
  files: Map<string, { type: string; content: string | Buffer }>;
  close(): Promise<void>;
}

const host = "127.0.0.1";
const json = { "content-type": "application/json" };
const object = (response: ServerResponse) => void response.writeHead(200, json).end("{}");
const silent = () => {};

interface Exchange {
  /** How many requests this scenario of this run has had, from 1. */
  nth: number;
  run: string;
  path: string;
  elsewhere: string;
}

/** How the misbehaving server behaves. A 503 or a closed connection that is `once` is followed by a success. */
const scenarios: Record<
  string,
  (request: IncomingMessage, response: ServerResponse, exchange: Exchange) => void
> = {
  pages: (request, response) => respondWithPage(request, response),
  "pages-ahead": (request, response) => respondWithPage(request, response),
  "empty-object": (_request, response) => object(response),
  paths: (_request, response) => object(response),
  redirect: (_request, response, { run, elsewhere }) =>
    void response.writeHead(302, { location: `${elsewhere}/${run}` }).end(),
  "redirect-post": (_request, response, { run, elsewhere }) =>
    void response.writeHead(307, { location: `${elsewhere}/${run}` }).end(),
  "server-error": (_request, response, { run }) =>
    void response
      .writeHead(500, json)
      .end(JSON.stringify({ message: "It failed.", own: `hidden.${run}.response` })),
  html: (_request, response, { run }) =>
    void response.writeHead(200, { "content-type": "text/html" }).end(`<p>hidden.${run}.html`),
  "drop-silence": (request) => void request.socket.destroy(),
  drop: (request) => void request.socket.destroy(),
  "drop-reused": (request, response) => {
    if (request.method === "GET") object(response);
    else request.socket.destroy();
  },
  "drop-once": (request, response, { nth }) => {
    if (nth === 1) request.socket.destroy();
    else object(response);
  },
  unavailable: (_request, response) => void response.writeHead(503).end(),
  "unavailable-once": (_request, response, { nth }) => {
    if (nth === 1) response.writeHead(503).end();
    else object(response);
  },
  "unavailable-long": (_request, response) => void response.writeHead(503, { "retry-after": "60" }).end(),
  "limited-once": (_request, response, { nth }) => {
    if (nth === 1) response.writeHead(429, { "retry-after": "1" }).end();
    else object(response);
  },
  silent,
  "silent-get": silent,
  truncated: cutOff,
  "truncated-post": (request, response) => {
    if (request.method === "GET") object(response);
    else cutOff(request, response);
  },
  half: (_request, response) => void response.writeHead(200, json).end('{"bookingNumber":"B1","title":"Harb'),
  stalled: stall,
  "stalled-abort": stall,
  endless: (_request, response) => {
    response.writeHead(200, json).write('{"title":"');
    const more = () => {
      while (!response.destroyed && response.write("a".repeat(65_536)));
    };
    response.on("drain", more);
    more();
  },
  empty: (_request, response) => void response.writeHead(201).end(),
  "next-page": (_request, response, { nth }) =>
    void response.writeHead(200, json).end(JSON.stringify({ bookingNumber: `B${nth}` })),
};

function cutOff(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { ...json, "content-length": "1000" });
  response.write('{"bookingNumber":"B1"}', () => response.destroy());
}

function stall(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, json).write('{"bookingNumber":');
}

/** Five customers, two on each page. */
function respondWithPage({ url = "" }: IncomingMessage, response: ServerResponse): void {
  const currentPage = Number(new URL(url, "http://localhost").searchParams.get("pageNumber") ?? 1);
  const data = [1, 2, 3, 4, 5]
    .slice((currentPage - 1) * 2, currentPage * 2)
    .map((number) => ({ id: `C${number}` }));
  const info = { totalItems: 5, totalPages: 3, currentPage, pageNavigationToken: "token" };
  response.writeHead(200, json).end(JSON.stringify({ data, info }));
}

/** Starts Prism for both APIs, the misbehaving server and the origin that redirects point to, each on a free loopback port. */
export async function startServers(): Promise<Servers> {
  const document = (api: string) => fileURLToPath(new URL(`../specs/${api}/openapi.yaml`, import.meta.url));
  const mocks = {
    prism: await startMock(document("bookeo")),
    "prism-classes": await startMock(document("classes")),
  };
  const stolen: string[] = [];
  const thief = createServer((request, response) => {
    stolen.push(request.url ?? "");
    response.end("{}");
  });
  const elsewhere = await listen(thief);

  const arrivals: Arrival[] = [];
  const reports: Servers["reports"] = new Map();
  const files: Servers["files"] = new Map();
  let connections = 0;
  const numbers = new WeakMap<object, number>();
  const server = createServer((request, response) => {
    response.on("error", silent);
    const [, entry = "", run = "", scenario = "", path = ""] =
      /^(?:\/(api|proxy)\/([^/]+)\/([^/?]+))?(.*)$/.exec(request.url ?? "") ?? [];
    const file = files.get(request.url ?? "");
    if (file) return void response.writeHead(200, { "content-type": file.type }).end(file.content);
    if (scenario === "report") return void readReport(request, response, (found) => reports.set(run, found));
    const connection = numbers.get(request.socket) ?? 0;
    arrivals.push({
      run,
      scenario,
      method: request.method ?? "",
      path,
      headers: request.rawHeaders,
      connection,
    });
    const mock = mocks[scenario as keyof typeof mocks];
    if (mock) return forward(request, response, `${mock.url}${path}`, entry === "proxy" ? keysOfProxy : {});
    const behave = scenarios[scenario];
    if (!behave) return void response.writeHead(404).end();
    const nth = arrivals.filter((each) => each.run === run && each.scenario === scenario).length;
    // What it does comes after the whole request, so that a closed connection does not stop the client from sending it.
    request.resume().on("end", () => behave(request, response, { nth, run, path, elsewhere }));
  });
  // A connection that waits for a slow machine must not close: what a client does then is checked on purpose only.
  server.keepAliveTimeout = 60_000;
  server.on("connection", (socket) => numbers.set(socket, ++connections));
  const origin = await listen(server);
  return {
    origin,
    arrivals,
    stolen,
    reports,
    files,
    close: async () => {
      for (const each of [server, thief]) {
        each.closeAllConnections();
        await new Promise((resolve) => each.close(resolve));
      }
      await Promise.all(Object.values(mocks).map((mock) => mock.close()));
    },
  };
}

function readReport(
  request: IncomingMessage,
  response: ServerResponse,
  take: (found: Finding[]) => void,
): void {
  const chunks: Buffer[] = [];
  request
    .on("data", (chunk: Buffer) => chunks.push(chunk))
    .on("end", () => {
      take(JSON.parse(Buffer.concat(chunks).toString()) as Finding[]);
      response.writeHead(204).end();
    });
}

const keysOfProxy = {
  "x-bookeo-apikey": "key-of-the-proxy",
  "x-bookeo-secretkey": "key-of-the-proxy",
  "x-api-key": "key-of-the-proxy",
};

/** Passes a request on to Prism, which rejects one without keys. */
function forward(incoming: IncomingMessage, response: ServerResponse, url: string, keys: object): void {
  const headers = { ...keys, ...incoming.headers };
  const outgoing = request(url, { method: incoming.method, headers }, (result) => {
    response.writeHead(result.statusCode ?? 502, result.headers);
    result.pipe(response);
  });
  outgoing.on("error", () => response.destroy());
  incoming.pipe(outgoing);
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, host, () => resolve(`http://${host}:${(server.address() as AddressInfo).port}`));
  });
}
