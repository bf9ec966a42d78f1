import { createServer, request as forward, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request as it came over the wire. */
export interface CapturedRequest {
  method: string;
  /** Path and query, byte for byte. */
  target: string;
  /** In the order and case in which they came. */
  headers: [name: string, value: string][];
  body: Buffer;
}

export interface CapturedResponse {
  status: number;
  contentType: string | undefined;
  body: Buffer;
}

/** What stands for an API: a server of its own, or a response to every request. */
export type Target = { url: string } | { status: number; contentType?: string };

/** What is taken out of a request. */
export interface Dropped {
  in: "header" | "query";
  name: string;
}

export interface Recorder {
  url: string;
  requests: CapturedRequest[];
  responses: CapturedResponse[];
  close(): Promise<void>;
}

/** A header of a request; undefined where it was not sent. */
export function headerOf({ headers }: CapturedRequest, name: string): string | undefined {
  const values = headers
    .filter(([own]) => own.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
  return values.length > 0 ? values.join(", ") : undefined;
}

/**
 * Starts a server that keeps the bytes of each request, and hands it on.
 *
 * @param dropped Headers and parameters of the query that are not handed on.
 */
export async function startRecorder(target: Target, dropped: readonly Dropped[] = []): Promise<Recorder> {
  const requests: CapturedRequest[] = [];
  const responses: CapturedResponse[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const request: CapturedRequest = {
      method: incoming.method ?? "",
      target: incoming.url ?? "",
      headers: pairsOf(incoming.rawHeaders),
      body: await buffer(incoming),
    };
    requests.push(request);
    const { status, headers, body } =
      "url" in target ? await handOn(target.url, request, dropped) : respond(target);
    responses.push({
      status,
      contentType: headers.find(([name]) => /^content-type$/i.test(name))?.[1],
      body,
    });
    outgoing.writeHead(status, headers.flat()).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    responses,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Response {
  status: number;
  headers: [string, string][];
  body: Buffer;
}

const ofTheConnection = ["host", "connection", "content-length", "transfer-encoding", "keep-alive"];

async function handOn(url: string, request: CapturedRequest, dropped: readonly Dropped[]): Promise<Response> {
  const names = (location: string) =>
    dropped.flatMap(({ in: where, name }) => (where === location ? [name] : []));
  const headers = names("header").map((name) => name.toLowerCase());
  const isKept = ([name]: [string, string]) => ![...ofTheConnection, ...headers].includes(name.toLowerCase());
  const { hostname, port, host } = new URL(url);
  const outgoing = forward({
    hostname,
    port,
    method: request.method,
    path: withoutParameters(request.target, names("query")),
    headers: [
      "Host",
      host,
      ...request.headers.filter(isKept).flat(),
      // Without a length Node sends an empty body in chunks, which is a body.
      ...(/^(?:GET|HEAD)$/.test(request.method) ? [] : ["Content-Length", `${request.body.length}`]),
    ],
  });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve).on("error", reject);
    outgoing.end(request.body.length > 0 ? request.body : undefined);
  });
  return {
    status: response.statusCode ?? 0,
    headers: pairsOf(response.rawHeaders).filter(isKept),
    body: await buffer(response),
  };
}

/** A path and query without some of its parameters; what is left stays as it was, byte for byte. */
function withoutParameters(target: string, names: readonly string[]): string {
  const [path, query] = target.split(/\?(.*)/s);
  const kept = (query ?? "")
    .split("&")
    .filter((pair) => !names.includes(decodeURIComponent(pair.split("=")[0] ?? "")));
  return query === undefined || names.length === 0 ? target : `${path}?${kept.join("&")}`;
}

function respond({ status, contentType }: Extract<Target, { status: number }>): Response {
  return { status, headers: contentType ? [["content-type", contentType]] : [], body: Buffer.alloc(0) };
}

function pairsOf(raw: string[]): [string, string][] {
  return raw.flatMap((name, index): [string, string][] =>
    index % 2 > 0 ? [] : [[name, raw[index + 1] ?? ""]],
  );
}
