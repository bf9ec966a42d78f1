import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import {
  type Booking,
  type BookingOutcomeError,
  bookeoWebhooks,
  createBookeo,
  createMemoryWebhookStore,
  signBookeoWebhook,
} from "@booking-apis/sdk/bookeo";
import { aBooking, aMatchingSlot, createFakeBookeo, type FakeBookeo } from "@booking-apis/sdk/bookeo/testing";
import { type Mock, startMock } from "@booking-apis/testkit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { cached, findSlots } from "../availability-widget.ts";
import { book } from "../booking-flow.ts";
import { readAccounts } from "../dashboard.ts";
import { sync } from "../nightly-sync.ts";
import { documentOf } from "../tour/documents.ts";
import { messagesIn, receiver } from "../webhook-receiver.ts";
import { root, run, temporaryFolder } from "./support.ts";

let bookeo: Mock;
let classes: Mock;
beforeAll(async () => {
  bookeo = await startMock(documentOf("@booking-apis/bookeo-client"));
  classes = await startMock(documentOf("@booking-apis/classes-client"));
});
afterAll(() => Promise.all([bookeo.close(), classes.close()]));

const secretKey = "secret-of-an-example";

/** What a program finds in its environment: keys that are made up, and a mock. */
const environment = (more: Record<string, string> = {}) => ({
  BOOKEO_API_KEY: "key-of-an-example",
  BOOKEO_SECRET_KEY: secretKey,
  BOOKEO_BASE_URL: bookeo.url,
  CLASSES_API_KEY: "key-of-an-example",
  CLASSES_BASE_URL: classes.url,
  NODE_NO_WARNINGS: "1",
  ...more,
});

function runExample(name: string, args: string[] = [], more?: Record<string, string>) {
  return run(process.execPath, [`examples/${name}.ts`, ...args], root, environment(more));
}

/** A file that the test removes. */
function temporaryFile(name: string): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return join(folder.path, name);
}

/** Starts a program that listens. Gives the URL of its port, from the first lines that it prints. */
async function startExample(name: string, more: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, [`examples/${name}.ts`], {
    cwd: root,
    env: { ...process.env, ...environment(more), PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  let printed = "";
  for await (const line of createInterface({ input: child.stdout })) {
    printed += line;
    const port = /port: (\d+)/.exec(printed)?.[1];
    if (port) return `http://127.0.0.1:${port}`;
  }
  throw new Error(`${name} ended before it listened.`);
}

/** An SDK that talks to a fake. */
function startFake(): { fake: FakeBookeo; sdk: ReturnType<typeof createBookeo> } {
  const fake = createFakeBookeo();
  return { fake, sdk: createBookeo(fake.options) };
}

describe("every program runs against a mock of the document", () => {
  test("a month of bookings becomes CSV, with the progress beside it", async () => {
    const { stdout, stderr, code } = await runExample("bookings-to-csv", ["2026-07"]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'bookingNumber,startTime,title,customerId,externalRef\n"2856MUMPA187DC203130","2026-07-02T09:45:00-04:00","Harbour tour","2856XA3K4P187DC20001","order-1001"\n',
    );
    expect(stderr).toContain("1 bookings");
  });

  test("a member's class bookings are printed", async () => {
    const { stdout, code } = await runExample("class-bookings", ["14925548"]);
    expect(code).toBe(0);
    expect(stdout).toBe("2033: BOOKED, its class is PLANNED\n1 bookings\n");
  });

  test("an order is booked, and a second run books nothing", async () => {
    const more = { DATABASE: temporaryFile("orders.db") };
    for (let count = 0; count < 2; count++) {
      const { stdout, stderr, code } = await runExample(
        "booking-flow",
        ["order-7", "2856TOUR", "E1", "2"],
        more,
      );
      expect(stderr).toBe("");
      expect([code, stdout]).toEqual([0, "Booked: 2856MUMPA187DC203130\n"]);
    }
  });

  test("bookings are copied into a database", async () => {
    const more = { DATABASE: temporaryFile("bookings.db"), INTERVAL_MS: "1" };
    const { stdout, stderr, code } = await runExample("nightly-sync", ["2026-11-01T00:00:00Z"], more);
    expect(stderr).toMatch(/^window 1 of \d, page 1 of 1, 1 bookings\n/);
    expect([code, stdout]).toEqual([0, "1 bookings written\n"]);
  });

  test("what is booked today is printed for every account", async () => {
    const ACCOUNTS = JSON.stringify({ "Harbour Tours": "key-1", "City Walks": "key-2" });
    const { stdout, stderr, code } = await runExample("dashboard", [], { ACCOUNTS });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/Harbour Tours.*1.*2/);
    expect(stdout).toMatch(/City Walks.*1.*2/);
    expect(stdout).not.toContain("key-");
  });

  test("free slots are served to a widget", async () => {
    const url = await startExample("availability-widget", {});
    const response = await fetch(`${url}/slots?product=2856TOUR&people=2`);
    expect([response.status, await response.json()]).toEqual([
      200,
      [{ eventId: "41566_2026-07-02_0945", startTime: "2026-07-02T09:45:00-04:00", price: "12.50 USD" }],
    ]);
    expect((await fetch(`${url}/slots?product=2856TOUR`)).status).toBe(400);
  });

  test("a webhook is received, verified and kept", async () => {
    const database = temporaryFile("bookings.db");
    const registered = "https://www.example.com/bookeo";
    const url = await startExample("webhook-receiver", { WEBHOOK_URL: registered, DATABASE: database });
    const [webhook] = bookeoWebhooks(registered, ["bookings.created"]);
    const item = aBooking();
    const signed = await signBookeoWebhook({ secretKey, url: webhook?.url ?? "", item });
    const deliver = (init: RequestInit) => fetch(`${url}/bookeo?event=bookings.created`, init);
    expect((await deliver({ ...signed, body: `${signed.body} ` })).status).toBe(400);
    for (let count = 0; count < 2; count++) expect((await deliver(signed)).status).toBe(204);
    const db = new DatabaseSync(database, { readOnly: true });
    expect(db.prepare("SELECT number FROM bookings").all()).toEqual([{ number: item.bookingNumber }]);
    db.close();
  });

  test.each([["bookings-to-csv"], ["booking-flow"], ["nightly-sync"], ["class-bookings"]])(
    "%s says how it is called",
    async (name) => {
      const { stderr, code } = await runExample(name);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^Usage: node /);
    },
  );
});

describe("the availability widget", () => {
  test("gives the first twenty slots, and asks for no page beyond them", async () => {
    const { fake, sdk } = startFake();
    const items = Array.from({ length: 60 }, (_, index) => aMatchingSlot({ eventId: `E${index}` }));
    fake.on("availability.matchingSlots", { items, pageSize: 10 });
    const slots = await findSlots(sdk, "2856TOUR", 3);
    expect(slots.map(({ eventId }) => eventId)).toEqual(items.slice(0, 20).map(({ eventId }) => eventId));
    expect(fake.calls("availability.matchingSlots")[0]?.body).toMatchObject({
      peopleNumbers: [{ peopleCategoryId: "Cadults", number: 3 }],
    });
    expect(fake.calls()).toHaveLength(2);
  });

  test("asks once a minute for many visitors, and does not remember a failure", async () => {
    const { fake, sdk } = startFake();
    const find = cached((product) => findSlots(sdk, product, 1), fake.clock.now);
    await Promise.all(Array.from({ length: 50 }, () => find("tour")));
    expect(fake.calls()).toHaveLength(1);
    await fake.clock.advance(60_001);
    fake.once("availability.matchingSlots", { status: 422 });
    await expect(find("tour")).rejects.toMatchObject({ kind: "validation" });
    expect(await find("tour")).toHaveLength(1);
    expect(fake.calls()).toHaveLength(3);
  });
});

describe("the booking flow", () => {
  const order = { id: "order-7", productId: "2856TOUR", eventId: "E1", people: 2 };
  const range = { startTime: "2026-07-01T00:00:00Z", endTime: "2026-07-08T00:00:00Z" };
  const database = () => new DatabaseSync(":memory:");
  const booked = (sdk: ReturnType<typeof createBookeo>): Promise<Booking[]> =>
    sdk.bookings.list(range).toArray();

  test.each(["lost-response", "stalled-body", "truncated-json"] as const)(
    "books once where the response is lost: %s",
    async (failure) => {
      const { fake, sdk } = startFake();
      fake.once("bookings.create", { failure });
      const number = await fake.clock.settle(book(sdk, database(), order));
      expect(await booked(sdk)).toMatchObject([{ bookingNumber: number, externalRef: "order-7" }]);
      expect(fake.calls("bookings.create")).toHaveLength(1);
    },
  );

  test("books once where the program dies before it has noted the booking, and is started again", async () => {
    const { fake, sdk } = startFake();
    const db = database();
    fake.on("bookings.list", { items: [] });
    fake.once("bookings.create", { failure: "lost-response" });
    const dies = fake.clock.settle(book(sdk, db, order));
    await expect(dies).rejects.toMatchObject({
      kind: "booking-outcome",
    } satisfies Partial<BookingOutcomeError>);
    fake.on("bookings.list", () => undefined);
    const number = await fake.clock.settle(book(sdk, db, order));
    expect(await booked(sdk)).toMatchObject([{ bookingNumber: number }]);
    expect(fake.calls("bookings.create")).toHaveLength(1);
    expect(await book(sdk, db, order)).toBe(number);
  });

  test("says that there is no room, and can try again", async () => {
    const { fake, sdk } = startFake();
    const db = database();
    fake.once("bookings.create", { status: 409 });
    expect(await book(sdk, db, order)).toBeUndefined();
    fake.on("bookings.list", { items: [] });
    expect(await fake.clock.settle(book(sdk, db, order))).toBe("new-1");
  });
});

describe("the receiver of webhooks", () => {
  const url = "https://www.example.com/bookeo";
  const sign = async (
    bookingNumber: string,
    more: { messageId?: string; previousMessageLost?: boolean } = {},
  ) => {
    const [webhook] = bookeoWebhooks(url, ["bookings.updated"]);
    const item = { bookingNumber };
    const signed = await signBookeoWebhook({ secretKey, url: webhook?.url ?? "", item, ...more });
    return new Request(signed.url, signed);
  };
  const numbersIn = (db: DatabaseSync) =>
    db
      .prepare("SELECT number FROM bookings ORDER BY number")
      .all()
      .map(({ number }) => number);

  test("keeps what Bookeo has now, once for each message, and catches up after one was lost", async () => {
    const { fake, sdk } = startFake();
    const db = new DatabaseSync(":memory:");
    const handle = receiver(sdk, db, secretKey, url);
    for (let count = 0; count < 2; count++)
      expect((await handle(await sign("B1", { messageId: "m1" }))).status).toBe(204);
    expect(fake.calls("bookings.get")).toHaveLength(1);
    fake.on("bookings.list", {
      items: [aBooking({ bookingNumber: "B2" }), aBooking({ bookingNumber: "B3" })],
    });
    expect((await handle(await sign("B4", { previousMessageLost: true }))).status).toBe(204);
    expect(numbersIn(db)).toEqual(["B1", "B2", "B3", "B4"]);
    expect(fake.calls("bookings.list")[0]?.query).toMatchObject({ includeCanceled: "true" });
  });

  test("a message that failed is handled when it comes again", async () => {
    const { fake, sdk } = startFake();
    const db = new DatabaseSync(":memory:");
    const handle = receiver(sdk, db, secretKey, url);
    fake.once("bookings.get", { status: 404 });
    const logged = console.error;
    const errors: unknown[] = [];
    console.error = (...values) => void errors.push(values);
    onTestFinished(() => {
      console.error = logged;
    });
    expect((await handle(await sign("B1", { messageId: "m1" }))).status).toBe(500);
    expect((await handle(await sign("B1", { messageId: "m1" }))).status).toBe(204);
    expect([numbersIn(db), errors.length]).toEqual([["B1"], 1]);
  });

  test.each([
    ["a table", () => messagesIn(new DatabaseSync(":memory:"))],
    ["memory", () => createMemoryWebhookStore()],
  ])("a message is claimed once in %s", async (_name, create) => {
    const store = create();
    expect([await store.claim("m"), await store.claim("m"), await store.claim("n")]).toEqual([
      "new",
      "running",
      "new",
    ]);
    await store.release("m");
    expect(await store.claim("m")).toBe("new");
    await store.done("m");
    await store.release("m");
    expect([await store.claim("m"), await store.claim("n")]).toEqual(["done", "running"]);
  });

  test("a claim of a process that died is given out again after five minutes", async () => {
    const db = new DatabaseSync(":memory:");
    const store = messagesIn(db);
    await store.claim("m");
    db.prepare("UPDATE messages SET claimed = claimed - 300001").run();
    expect([await store.claim("m"), await store.claim("m")]).toEqual(["new", "running"]);
  });
});

describe("the dashboard", () => {
  test("reads fifty accounts, and one that fails hides no other", async () => {
    const { fake, sdk } = startFake();
    const accounts = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`account ${index}`, `key-${index}`]),
    );
    let count = 0;
    fake.on("bookings.list", () =>
      ++count === 7 ? { status: 403 } : { items: [aBooking(), aBooking({ bookingNumber: "B2" })] },
    );
    const errors: unknown[] = [];
    const logged = console.error;
    console.error = (message) => void errors.push(message);
    onTestFinished(() => {
      console.error = logged;
    });
    const rows = await readAccounts(sdk, accounts, "2026-07-02");
    expect(rows.map(({ account }) => account)).toEqual(Object.keys(accounts));
    expect(rows.filter(({ problem }) => !problem)).toHaveLength(49);
    expect(rows.find(({ problem }) => !problem)).toMatchObject({ bookings: 2, people: 4 });
    expect(rows.find(({ problem }) => problem)?.problem).toMatch(/Check the API keys/);
    expect(String(errors)).not.toContain("key-");
    expect(fake.calls("bookings.list")[0]?.query).toMatchObject({ startTime: "2026-07-02T00:00:00-00:00" });
  });
});

test("the nightly sync writes each page with its cursor, or neither", async () => {
  const { fake, sdk } = startFake();
  const db = new DatabaseSync(":memory:");
  const lastChangeTime = new Date(fake.clock.now()).toISOString();
  const items = Array.from({ length: 250 }, (_, index) =>
    aBooking({ bookingNumber: `B${index}`, lastChangeTime }),
  );
  fake.on("bookings.list", ({ query }) => (query.pageNumber === "3" ? { status: 400 } : { items }));
  const start = new Date(fake.clock.now() - 86_400_000).toISOString();
  await expect(sync(sdk, db, start)).rejects.toMatchObject({ status: 400 });
  const count = () => db.prepare("SELECT count(*) AS n FROM bookings").get()?.n;
  expect(count()).toBe(200);
  fake.on("bookings.list", { items });
  expect(await sync(sdk, db, start)).toBe(50);
  expect(count()).toBe(250);
  expect(await sync(sdk, db, start)).toBe(0);
});
