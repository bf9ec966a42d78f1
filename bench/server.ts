// The API that is measured against: a process of its own, two origins, a behavior for each first segment of the path.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logged, Message } from "./server-process.ts";

const booking = {
  bookingNumber: "2856MUMPA187DC203130",
  title: "Harbour tour",
  startTime: "2026-07-02T09:45:00-04:00",
  endTime: "2026-07-02T11:45:00-04:00",
  creationTime: "2026-06-20T16:20:00-04:00",
  creationAgent: "API",
  productId: "2856TOUR",
  participants: {
    numbers: Array.from({ length: 24 }, (_, index) => ({
      peopleCategoryId: `Category ${index} of people`,
      number: index,
    })),
  },
};
export const bookingJson: string = JSON.stringify(booking);
export const customer = { id: "C1", firstName: "Zoe", lastName: "Smith", emailAddress: "zoe@example.com" };
const itemsPerPage = 10;
/** How much of an endless body is sent before the connection is closed. */
export const endlessBytes: number = 128 * 1024 * 1024;

const log: Logged[] = [];
let stored: unknown = customer;
let endlessSent = 0;
let totalPages = 1;
let other = "";

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** A page that Bookeo's, Stripe's, OpenAI's and GitHub's way of paging can all continue from. */
function page(request: IncomingMessage, response: ServerResponse, path: string): void {
  const query = new URL(request.url ?? "", "http://x").searchParams;
  const last = query.get("after") ?? query.get("starting_after");
  const named = query.get("pageNumber") ?? query.get("page");
  const currentPage = last === null ? Number(named ?? 1) : Number(last.split("-")[0]) + 1;
  const data = Array.from({ length: itemsPerPage }, (_, index) => {
    const id = `${currentPage}-${index}`;
    return { id, bookingNumber: id, title: "Harbour tour", productId: "2856TOUR" };
  });
  const info = {
    totalItems: totalPages * itemsPerPage,
    totalPages,
    currentPage,
    pageNavigationToken: "token",
  };
  const hasMore = currentPage < totalPages;
  if (hasMore)
    response.setHeader("link", `<http://${request.headers.host}${path}?page=${currentPage + 1}>; rel="next"`);
  json(response, { object: "list", url: path, info, data, has_more: hasMore });
}

/** Writes as fast as the client reads. */
function endless(response: ServerResponse): void {
  const chunk = `"${"x".repeat(65_533)}",`;
  const write = () => {
    while (endlessSent < endlessBytes) {
      endlessSent += chunk.length;
      if (!response.write(chunk)) {
        response.once("drain", write);
        return;
      }
    }
    response.destroy();
  };
  response.writeHead(200, { "content-type": "application/json" });
  response.write("[");
  write();
}

type Behavior = (response: ServerResponse, request: IncomingMessage, path: string, body: string) => void;

const half = bookingJson.slice(0, bookingJson.length / 2);
const jsonType = { "content-type": "application/json" };

/** By the first segment of the path; any other gives a booking. */
const behaviors: Record<string, Behavior> = {
  pages: (response, request, path) => page(request, response, path),
  "slow-pages": (response, request, path) => {
    setTimeout(() => page(request, response, path), 5);
  },
  // Where Stripe's methods go, whatever the base URL.
  v1: (response, request, path) => page(request, response, path),
  stalled: (response) => {
    response.writeHead(200, jsonType).write(half);
  },
  busy: (response) => json(response, { message: "Try later." }, 503),
  forbidden: (response) =>
    json(response, { message: "No permission.", error: { message: "No permission." } }, 403),
  redirect: (response) => {
    response.writeHead(302, { location: `${other}/ok/bookings/moved` }).end();
  },
  cut: (response) => json(response, half),
  dropped: (response) => {
    response.writeHead(200, { ...jsonType, "content-length": bookingJson.length });
    response.write(half, () => response.destroy());
  },
  endless,
  store: (response, request, _path, body) => {
    if (request.method === "PUT") stored = parsed(body);
    json(response, stored);
  },
};

function respond(request: IncomingMessage, response: ServerResponse, body: string): void {
  const path = (request.url ?? "").split("?")[0] ?? "";
  const behavior = behaviors[path.split("/")[1] ?? ""];
  if (behavior) behavior(response, request, path, body);
  else json(response, bookingJson);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function listen(origin: Logged["origin"]): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      // Paging and timing send too many requests to keep.
      if (log.length < 1_000)
        log.push({ origin, method: request.method ?? "", url: request.url ?? "", headers: request.headers });
      respond(request, response, body);
    });
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );
}

if (process.send) {
  const main = await listen("main");
  other = await listen("other");
  process.send({ main });
  process.on("message", (message: Message) => {
    if (message === "clear") {
      log.length = 0;
      endlessSent = 0;
      stored = customer;
    } else if (message !== "log") totalPages = message.pages;
    process.send?.({ log, stored, endlessSent });
  });
  process.on("disconnect", () => process.exit());
}
