import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Mock, startMock } from "@booking-apis/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentOf } from "../tour/documents.ts";
import { root, run, temporaryFolder } from "./support.ts";

let bookeo: Mock;
let classes: Mock;
beforeAll(async () => {
  bookeo = await startMock(documentOf("@booking-apis/bookeo-client"));
  classes = await startMock(documentOf("@booking-apis/classes-client"));
});
afterAll(() => Promise.all([bookeo.close(), classes.close()]));

function runExample(name: string, ...args: string[]) {
  return run(process.execPath, [`examples/${name}.ts`, ...args], root, {
    BOOKEO_API_KEY: "key-of-an-example",
    BOOKEO_SECRET_KEY: "secret-of-an-example",
    BOOKEO_BASE_URL: bookeo.url,
    CLASSES_API_KEY: "key-of-an-example",
    CLASSES_BASE_URL: classes.url,
  });
}

test("a month of bookings becomes CSV, with the progress beside it", async () => {
  const { stdout, stderr, code } = await runExample("bookings-to-csv", "2026-07");
  expect(code).toBe(0);
  expect(stdout).toBe(
    'bookingNumber,startTime,title,customerId,externalRef\n"2856MUMPA187DC203130","2026-07-02T09:45:00-04:00","Harbour tour","2856XA3K4P187DC20001","order-1001"\n',
  );
  expect(stderr).toContain("1 bookings");
});

test("a free slot is booked", async () => {
  const { stdout, stderr, code } = await runExample("book-a-slot", "2856TOUR", "order-1001");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toBe("Free: 2026-07-02T09:45:00-04:00\nBooked: 2856MUMPA187DC203130\n");
});

test("all customers are read", async () => {
  const { stdout, stderr, code } = await runExample("sync-customers");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toBe("1 customers, 1 of them with an email address\n");
});

test("a member's class bookings are printed", async () => {
  const { stdout, code } = await runExample("class-bookings", "14925548");
  expect(code).toBe(0);
  expect(stdout).toBe("2033: BOOKED, its class is PLANNED\n1 bookings\n");
});

test.each([["bookings-to-csv"], ["book-a-slot"], ["class-bookings"]])(
  "%s says how it is called",
  async (name) => {
    const { stderr, code } = await runExample(name);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Usage: node /);
  },
);

describe("the receiver of webhooks", () => {
  const folder = temporaryFolder();
  const secretKey = "secret-of-an-example";
  const url = "https://www.example.com/bookeo";
  const child = spawn(process.execPath, ["examples/receive-webhooks.ts"], {
    cwd: root,
    env: {
      ...process.env,
      BOOKEO_SECRET_KEY: secretKey,
      WEBHOOK_URL: url,
      PORT: "0",
      EVENTS_FILE: join(folder.path, "events.jsonl"),
    },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let port = "";
  beforeAll(async () => {
    port = /port (\d+)/.exec((await lines.next()).value ?? "")?.[1] ?? "";
  });
  afterAll(() => {
    child.kill();
    folder.remove();
  });

  async function deliver(body: string, signed: string): Promise<number> {
    const timestamp = String(Date.now());
    const signature = createHmac("sha256", secretKey)
      .update(`${timestamp}message-1${url}${signed}`)
      .digest("hex");
    const headers = {
      "X-Bookeo-Timestamp": timestamp,
      "X-Bookeo-MessageId": "message-1",
      "X-Bookeo-Signature": signature,
    };
    return (await fetch(`http://127.0.0.1:${port}/bookeo`, { method: "POST", headers, body })).status;
  }
  const body = '{"itemId":"2856MUMPA187DC203130","timestamp":"2026-07-02T04:01:00-07:00","item":{}}';

  test("takes what Bookeo has signed, and refuses what was changed on the way", async () => {
    expect(await deliver(body, body)).toBe(204);
    expect((await lines.next()).value).toBe("2026-07-02T04:01:00-07:00: 2856MUMPA187DC203130");
    expect(await deliver(body.replace("2856", "9999"), body)).toBe(400);
  });

  test("stores an event once, before it responds", async () => {
    expect(await deliver(body, body)).toBe(204);
    expect(await deliver(body, body)).toBe(204);
    const events = readFileSync(join(folder.path, "events.jsonl"), "utf8").trim().split("\n");
    expect(events.map((line) => JSON.parse(line).messageId)).toEqual(["message-1"]);
  });

  test("goes on after a request that was only half sent, and responds with 413 to one that is too large", async () => {
    const socket = connect(Number(port), "127.0.0.1");
    await new Promise<void>((resolve) =>
      socket.write("POST /bookeo HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n{", () => resolve()),
    );
    socket.destroy();
    const large = { method: "POST", body: "x".repeat(1_000_001) };
    const status = await fetch(`http://127.0.0.1:${port}/bookeo`, large).then(
      (response) => response.status,
      () => "closed",
    );
    expect([413, "closed"]).toContain(status);
    expect(await deliver(body, body)).toBe(204);
  });
});
