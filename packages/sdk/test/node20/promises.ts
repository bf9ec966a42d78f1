// Run by any Node: promises.ts <URL of the SDK>. Prints which stacks show their caller, and which failures were unhandled.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import type { Bookeo, BookeoOptions } from "../../src/bookeo/index.ts";

const { createBookeo }: { createBookeo(options: BookeoOptions): Bookeo } = await import(
  process.argv[2] ?? ""
);

const server = createServer((request, response) => {
  request.resume();
  const { url = "" } = request;
  const isFirstOfTwo = url.startsWith("/customers/") && !url.includes("pageNumber");
  if (isFirstOfTwo)
    response.end('{"data":[],"info":{"totalPages":2,"currentPage":1,"pageNavigationToken":"token"}}');
  else if (url.includes("broken")) request.socket.destroy();
  else if (url.includes("malformed")) response.end("<html>");
  else response.writeHead(404, { "content-type": "application/json" }).end('{"message":"no"}');
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
let rejections = 0;
const options: BookeoOptions = {
  apiKey: "key-of-an-account",
  secretKey: "key-of-an-application",
  baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  maxRetries: 0,
  hooks: { onError: () => void rejections++ },
};
const bookeo = createBookeo(options);
const observed = createBookeo(options);
observed.client.use({ onRequest: () => undefined, onResponse: ({ response }) => response.clone() });
const limited = createBookeo({ ...options, limiter: { acquire: async () => () => {} } });
const unhandled: unknown[] = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

/** Path parameters with which a call fails. */
const failures = { http: "1", connection: "broken", argument: "..", malformed: "malformed" };
type Way = (id: string) => Promise<unknown>;

const { bookings } = bookeo;
const stackWays: Record<string, Way> = {
  await: async function theCaller(id) {
    await bookings.get(id);
  },
  withResponse: async function theCaller(id) {
    await bookings.get(id).withResponse();
  },
  result: async function theCaller(id) {
    await bookings.get(id).result();
  },
  "Promise.all": async function theCaller(id) {
    await Promise.all([1, bookings.get(id)]);
  },
  "a create": async function theCaller(id) {
    await bookings.payments.create(id, {
      reason: "r",
      amount: { amount: "1", currency: "EUR" },
      paymentMethod: "cash",
    });
  },
  "a listing awaited": async function theCaller(id) {
    await bookings.payments.list(id);
  },
  "a listing's withResponse": async function theCaller(id) {
    await bookings.payments.list(id).withResponse();
  },
  "a listing's result": async function theCaller(id) {
    await bookings.payments.list(id).result();
  },
  "a listing in Promise.all": async function theCaller(id) {
    await Promise.all([bookings.payments.list(id)]);
  },
  "a listing iterated": async function theCaller(id) {
    for await (const _ of bookings.payments.list(id));
  },
  "pages ahead": async function theCaller(id) {
    for await (const _ of bookings.payments.list(id).pages({ prefetch: 2 }));
  },
  toArray: async function theCaller(id) {
    await bookings.payments.list(id).toArray();
  },
  "a later page iterated": async function theCaller(id) {
    for await (const _ of bookeo.customers.bookings.list(id));
  },
  "later pages ahead": async function theCaller(id) {
    for await (const _ of bookeo.customers.bookings.list(id).pages({ prefetch: 2 }));
  },
  "a range that is too long awaited": async function theCaller() {
    await bookings.list({ startTime: "2026-01-01T00:00:00Z", endTime: "2027-01-01T00:00:00Z" });
  },
  "a wrong limit": async function theCaller(id) {
    await bookings.payments.list(id).toArray({ limit: -1 });
  },
  "a wrong prefetch": async function theCaller(id) {
    for await (const _ of bookings.payments.list(id).pages({ prefetch: -1 }));
  },
  "with a middleware": async function theCaller(id) {
    await observed.bookings.get(id);
  },
  "with a limiter": async function theCaller(id) {
    await limited.bookings.get(id);
  },
  request: async function theCaller(id) {
    await bookeo.request("GET", "/holds/{id}", { path: { id } });
  },
  requestList: async function theCaller(id) {
    for await (const _ of bookeo.requestList("/holds/{id}", { path: { id } }));
  },
};

/** Each way to read a call, without the caller waiting for it. */
const unhandledWays: Record<string, (id: string) => unknown> = {
  forgotten: (id) => bookings.get(id),
  "withResponse forgotten": (id) => bookings.get(id).withResponse(),
  "result alone": (id) => bookings.get(id).result(),
  "then without a second function": (id) => bookings.get(id).then(() => {}),
  "a listing's then": (id) => bookings.payments.list(id).then(() => {}),
  "a listing's result": (id) => bookings.payments.list(id).result(),
  caught: (id) => bookings.get(id).catch(() => {}),
  "result caught": (id) =>
    bookings
      .get(id)
      .result()
      .catch(() => {}),
  "withResponse caught": (id) =>
    bookings
      .get(id)
      .withResponse()
      .catch(() => {}),
  "caught late": async (id) => {
    const call = bookings.get(id);
    await Promise.allSettled([call]);
    await call.catch(() => {});
    await call.finally(() => {}).catch(() => {});
    await call.withResponse().catch(() => {});
    await call.result().catch(() => {});
  },
  "read in every way": (id) => {
    const call = bookings.get(id);
    return Promise.allSettled([call, call.withResponse(), call.result(), call.finally(() => {})]);
  },
  "Promise.all caught": (id) => Promise.all([bookings.get(id), bookings.get(id)]).catch(() => {}),
  "a listing iterated": async (id) => {
    try {
      for await (const _ of bookings.payments.list(id).items({ prefetch: 3 }));
    } catch {}
  },
  "a listing awaited": async (id) => {
    const listing = bookings.payments.list(id);
    await listing.catch(() => {});
    await listing
      .pages()
      .next()
      .catch(() => {});
  },
};

const stacks: Record<string, string> = {};
for (const [way, call] of Object.entries(stackWays)) {
  stacks[way] = "";
  for (const [failure, id] of Object.entries(failures)) {
    const error: unknown = await call(id).then(
      () => undefined,
      (thrown) => thrown,
    );
    const shown =
      error instanceof Error && error.stack?.includes("theCaller") ? failure : `no caller of ${failure}`;
    stacks[way] += error ? ` ${shown}` : ` no ${failure}`;
  }
}

const forgotten: Record<string, number[]> = {};
for (const [way, call] of Object.entries(unhandledWays)) {
  forgotten[way] = [];
  for (const [failure, id] of Object.entries(failures)) {
    unhandled.length = 0;
    rejections = 0;
    // A response alone reaches no hook.
    const isQuiet = failure === "http" && way.includes("result");
    void call(id);
    if (isQuiet) await bookings.get(id).catch(() => {});
    while (rejections === 0) await turn();
    for (let count = 0; count < 20; count++) await turn();
    forgotten[way].push(unhandled.length);
  }
}

server.closeAllConnections();
server.close();
console.log(JSON.stringify({ stacks, unhandled: forgotten }));
