// Runs what was built, on whichever Node runs this: node promises.mjs <URL of dist/index.js>
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { createServer } from "node:http";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";

const { createLimiter, createTransport, isBookingApiError, serializePath } = await import(process.argv[2]);

const KEY = "k3y-that-must-stay";
const seen = [];
const routes = {
  "/ok": (_, response) => response.end('{"a":1}'),
  "/again": (_, response) => response.writeHead(count("/again") < 3 ? 503 : 200).end("[]"),
  "/limited": (_, response) =>
    response.writeHead(count("/limited") < 2 ? 429 : 201, { "retry-after": "0" }).end("{}"),
  "/patient": (_, response) => response.writeHead(429, { "retry-after": "3600" }).end("{}"),
  "/reset": (request) => request.socket.resetAndDestroy(),
  "/cut": (request, response) => {
    response.writeHead(200, { "content-length": 99 }).write('{"a":');
    setTimeout(() => request.socket.resetAndDestroy(), 10);
  },
  "/stall": (_, response) => void response.writeHead(200).write("{"),
  "/html": (_, response) => response.end("<html>"),
  "/empty": (_, response) => response.writeHead(200).end(),
  "/gzip": (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("[1]")),
  "/moved": (_, response) => response.writeHead(302, { location: "http://localhost/elsewhere" }).end(),
};
const count = (path) => seen.filter((url) => url === path).length;
const server = createServer((request, response) => {
  seen.push(request.url);
  request.resume();
  routes[request.url](request, response);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const baseUrl = `http://127.0.0.1:${server.address().port}`;

const fetch = createTransport({ baseUrl, random: () => 0, limiter: createLimiter({ concurrency: 2 }) });
const headers = { "x-key": KEY };
const call = (path, init) => fetch(baseUrl + path, { headers, ...init });
const failure = async (path, init) => {
  const error = await call(path, init).then(
    (response) =>
      response.json().then(
        () => assert.fail("expected an error"),
        (thrown) => thrown,
      ),
    (thrown) => thrown,
  );
  assert.ok(isBookingApiError(error), inspect(error));
  assert.ok(!inspect(error, { depth: Infinity, showHidden: true }).includes(KEY));
  return error;
};

const promises = {
  async "a response is JSON"() {
    assert.deepEqual(await (await call("/ok")).json(), { a: 1 });
  },
  async "a GET is tried again"() {
    assert.equal((await call("/again")).status, 200);
    assert.equal(count("/again"), 3);
  },
  async "a POST is repeated after 429"() {
    assert.equal((await call("/limited", { method: "POST", body: "{}" })).status, 201);
  },
  async "a long Retry-After is not waited for"() {
    const unlimited = createTransport({ baseUrl });
    assert.equal((await unlimited(`${baseUrl}/patient`, { headers })).status, 429);
  },
  async "a POST that broke is not repeated, and its outcome is unknown"() {
    const error = await failure("/reset", { method: "POST", body: KEY });
    assert.deepEqual([error.kind, error.attempts, error.outcome], ["connection", 1, "unknown"]);
  },
  async "half a response is an error"() {
    assert.equal((await failure("/cut", { maxRetries: 0 })).kind, "connection");
  },
  async "a stalled body runs into the timeout"() {
    assert.equal((await failure("/stall", { timeoutMs: 50, maxRetries: 0 })).kind, "timeout");
  },
  async "HTML is no JSON"() {
    assert.equal((await failure("/html")).kind, "malformed-response");
  },
  async "nothing is undefined, and gzip is unpacked"() {
    assert.equal(await (await call("/empty")).json(), undefined);
    assert.deepEqual(await (await call("/gzip", { timeoutMs: Infinity, deadlineMs: Infinity })).json(), [1]);
  },
  async "no redirect is followed"() {
    const error = await failure("/moved");
    assert.deepEqual([error.kind, error.location], ["redirect", "http://localhost/elsewhere"]);
  },
  async "keys go to one origin, and a path parameter stays in its segment"() {
    const error = await fetch("https://other.example/", { headers }).catch((thrown) => thrown);
    assert.equal(error.kind, "origin");
    assert.throws(() => serializePath("/a/{id}", { id: ".." }), { name: "PathParameterError" });
  },
  async "an abort has its own reason and leaves no listener"() {
    const controller = new AbortController();
    setTimeout(() => controller.abort("enough"), 20);
    assert.equal(await call("/stall", { signal: controller.signal }).catch((thrown) => thrown), "enough");
    assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  },
};

for (const [name, keep] of Object.entries(promises)) {
  await keep().catch((error) => {
    error.message = `${name}: ${error.message}`;
    throw error;
  });
}
server.closeAllConnections();
server.close();
console.log(`${Object.keys(promises).length} promises kept on ${process.version}`);
