import { createServer as createHttpsServer } from "node:https";
import {
  type AddressInfo,
  connect,
  createServer as createNetServer,
  type Server,
  type Socket,
} from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { classify } from "../src/faults.ts";
import { cert, key } from "./certificate.ts";
import { quick, rejection } from "./clock.ts";

const failed = (cause?: unknown) => new TypeError("fetch failed", { cause });
const coded = (code: string, more = {}) => Object.assign(new Error("secret"), { code, ...more });

describe("what a runtime's fetch rejects with is a fault of the network", () => {
  test.each<[name: string, thrown: unknown, code: string | undefined, neverSent: boolean]>([
    ["Node, refused", failed(coded("ECONNREFUSED")), "ECONNREFUSED", true],
    ["Node, no address", failed(coded("ENOTFOUND", { syscall: "getaddrinfo" })), "ENOTFOUND", true],
    ["Node, no route", failed(coded("EHOSTUNREACH", { syscall: "connect" })), "EHOSTUNREACH", true],
    ["Node, no route, later", failed(coded("EHOSTUNREACH", { syscall: "read" })), "EHOSTUNREACH", false],
    [
      "Node, connecting took too long",
      failed(coded("UND_ERR_CONNECT_TIMEOUT")),
      "UND_ERR_CONNECT_TIMEOUT",
      true,
    ],
    ["Node, reset", failed(coded("ECONNRESET")), "ECONNRESET", false],
    ["Node, name", coded("EPROTO", { syscall: "getaddrinfo" }), "EPROTO", true],
    ["Node, bad port", failed(new Error("bad port")), "BadPort", true],
    ["Deno, bad port", new TypeError("Fetch failed: Requests to port 6000 are blocked"), "BadPort", true],
    [
      "Node, of all addresses some, after connecting",
      coded("ETIMEDOUT", { errors: [{ syscall: "connect" }, { syscall: "read" }] }),
      "ETIMEDOUT",
      false,
    ],
    ["Node, of no address", coded("ETIMEDOUT", { errors: [] }), "ETIMEDOUT", false],
    ["Node, of something else", coded("ETIMEDOUT", { errors: [undefined] }), "ETIMEDOUT", false],
    [
      "a class of the network",
      Object.assign(new Error("secret"), { name: "NetworkError" }),
      undefined,
      false,
    ],
    ["Node, closed", failed(coded("UND_ERR_SOCKET")), "UND_ERR_SOCKET", false],
    [
      "Node, of all addresses none",
      failed(
        Object.assign(
          new AggregateError([
            coded("ECONNREFUSED", { syscall: "connect" }),
            coded("ETIMEDOUT", { syscall: "connect" }),
          ]),
          { code: "ETIMEDOUT" },
        ),
      ),
      "ETIMEDOUT",
      true,
    ],
    [
      "Node, HTTP that cannot be parsed",
      failed(coded("HPE_INVALID_CONSTANT")),
      "HPE_INVALID_CONSTANT",
      false,
    ],
    [
      "Node, a body that was cut off",
      new TypeError("terminated", { cause: coded("UND_ERR_SOCKET") }),
      "UND_ERR_SOCKET",
      false,
    ],
    [
      "Node, gzip that is cut off",
      new TypeError("terminated", { cause: coded("Z_BUF_ERROR") }),
      "Z_BUF_ERROR",
      false,
    ],
    ["Node, without a code", failed(), undefined, false],
    ["Node, a certificate", failed(coded("SELF_SIGNED_CERT_IN_CHAIN")), "SELF_SIGNED_CERT_IN_CHAIN", true],
    [
      "Node, another name",
      failed(coded("ERR_TLS_CERT_ALTNAME_INVALID")),
      "ERR_TLS_CERT_ALTNAME_INVALID",
      true,
    ],
    [
      "Node, an error of TLS",
      failed(coded("ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC")),
      "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC",
      false,
    ],
    [
      "Node, a code with digits",
      failed(coded("ERR_HTTP2_GOAWAY_SESSION")),
      "ERR_HTTP2_GOAWAY_SESSION",
      false,
    ],
    ["Node, a blocked port", failed(new Error("bad port")), "BadPort", true],
    [
      "Deno, refused",
      new TypeError(
        "error sending request for url (https://x/): client error (Connect): tcp connect error: Connection refused (os error 111)",
      ),
      "ECONNREFUSED",
      true,
    ],
    [
      "Deno, no address",
      new TypeError(
        "error sending request for url (https://x/): client error (Connect): dns error: failed to lookup address information: Name or service not known",
      ),
      "ENOTFOUND",
      true,
    ],
    [
      "Deno, a certificate",
      new TypeError(
        "error sending request for url (https://x/): client error (Connect): invalid peer certificate: UnknownIssuer",
      ),
      "InvalidCertificate",
      true,
    ],
    [
      "Deno, another fault of connecting",
      new TypeError("error sending request for url (https://x/): client error (Connect): unexpected EOF"),
      "ECONNECT",
      true,
    ],
    [
      "Deno, closed",
      new TypeError(
        "error sending request for url (https://x/): client error (SendRequest): connection closed before message completed",
      ),
      undefined,
      false,
    ],
    [
      "Bun, refused",
      Object.assign(new Error("Unable to connect. Is the computer able to access the url?"), {
        code: "ConnectionRefused",
      }),
      "ConnectionRefused",
      true,
    ],
    [
      "Bun, closed",
      Object.assign(new Error("The socket connection was closed unexpectedly."), {
        code: "ConnectionClosed",
      }),
      "ConnectionClosed",
      false,
    ],
    ["Chromium", new TypeError("Failed to fetch"), undefined, false],
    ["Safari", new TypeError("Load failed"), undefined, false],
    ["Firefox", new TypeError("NetworkError when attempting to fetch resource."), undefined, false],
    ["workerd", new Error("Network connection lost."), undefined, false],
  ])("%s", (_name, thrown, code, neverSent) => {
    expect(classify(thrown)).toEqual({ kind: "network", code, neverSent });
  });
});

describe("what the caller's own code throws is not", () => {
  class VaultError extends Error {}
  const named = (name: string, more = {}) => Object.assign(new Error("secret"), { name, ...more });
  test.each<[unknown, string]>([
    [new TypeError("x is undefined"), "TypeError"],
    [new VaultError("secret"), "VaultError"],
    [named("MyError", { code: "ENOENT" }), "MyError"],
    [named("MyError", { code: 5 }), "MyError"],
    [Object.create(null), "object"],
    [{ name: 5, constructor: 5 }, "object"],
    [new Error("a bad port"), "Error"],
    [new Error("bad ports"), "Error"],
    [new Error("It said: Fetch failed: Requests to port 1 are blocked"), "Error"],
    [new Error("Fetch failed: Requests to port x are blocked"), "Error"],
    [new Error("an error sending request: client error (Connect)"), "Error"],
    [named("X".repeat(100)), "Error"],
    [named("secret token"), "Error"],
    [named("NetConnectNotAllowedError", { code: "ENETUNREACH" }), "NetConnectNotAllowedError"],
    [failed(named("MockNotMatchedError", { code: "UND_MOCK_ERR_MOCK_NOT_MATCHED" })), "MockNotMatchedError"],
    [{ message: "secret" }, "Object"],
    ["secret", "string"],
    [undefined, "undefined"],
    [null, "object"],
    [
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("secret");
          },
        },
      ),
      "unknown",
    ],
  ])("%#", (thrown, className) => {
    expect(classify(thrown)).toEqual({ kind: "foreign", className });
  });
});

test.each(["NEXT_REDIRECT;push;/a;307;", "NEXT_HTTP_ERROR_FALLBACK;404", "DYNAMIC_SERVER_USAGE"])(
  "what Next.js throws is a signal of the framework: %s",
  (digest) => {
    expect(classify(Object.assign(new Error(), { digest }))).toEqual({ kind: "framework" });
    expect(classify(failed(Object.assign(new Error(), { digest })))).toEqual({ kind: "framework" });
  },
);

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.on("error", () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const sendTo = (baseUrl: string, method: string) =>
  rejection(
    quick({ baseUrl, maxRetries: 1 }).fetch(`${baseUrl}/a`, {
      method,
      ...(method === "POST" && { body: "{}" }),
    }),
  );

describe("over TLS", () => {
  test("a self-signed certificate: nothing was sent, and nothing is tried again", async () => {
    let requests = 0;
    const origin = await listen(createHttpsServer({ cert, key }, () => requests++));
    for (const method of ["GET", "POST"])
      expect(await sendTo(origin, method)).toMatchObject({
        code: "DEPTH_ZERO_SELF_SIGNED_CERT",
        outcome: "rejected",
        attempts: 1,
        retryable: false,
      });
    expect(requests).toBe(0);
  });

  test.each<[string, number, string]>([
    ["handshake_failure", 40, "ALERT_HANDSHAKE_FAILURE"],
    ["protocol_version", 70, "ALERT_PROTOCOL_VERSION"],
    ["insufficient_security", 71, "ALERT_INSUFFICIENT_SECURITY"],
    ["no_application_protocol", 120, "ALERT_NO_APPLICATION_PROTOCOL"],
  ])("a server that responds to the hello with the alert %s was sent nothing", async (_name, alert, code) => {
    const origin = await listen(
      createNetServer((socket) => {
        socket.once("data", () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])));
      }),
    );
    for (const method of ["GET", "POST"])
      expect(await sendTo(origin, method)).toMatchObject({
        code: expect.stringContaining(code),
        outcome: "rejected",
        attempts: 1,
      });
  });

  test("that breaks after the server has read the POST, the outcome is unknown, and it is not sent again", async () => {
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, cert]);
    onTestFinished(() => setDefaultCACertificates(before));
    let posts = 0;
    let damage = () => {};
    const tls = createHttpsServer({ cert, key }, (request) => {
      request.resume().on("end", () => {
        posts++;
        damage();
      });
    });
    const target = new URL(await listen(tls));
    const origin = await listen(
      createNetServer((client) => {
        const upstream = connect(Number(target.port), "127.0.0.1").on("error", () => {});
        client.pipe(upstream).pipe(client);
        damage = () => client.end("no record of TLS at all, but bytes that are enough for its header");
      }),
    );
    expect(await sendTo(origin, "POST")).toMatchObject({
      kind: "connection",
      outcome: "unknown",
      attempts: 1,
    });
    expect(posts).toBe(1);
  });

  test("spoken to a plain http server, the outcome is unknown: the response could have come after the request too", async () => {
    const origin = await listen(
      createNetServer((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 No\r\n\r\n"))),
    );
    expect(await sendTo(origin, "POST")).toMatchObject({ outcome: "unknown", attempts: 1 });
  });
});
