// Runs in a project that has installed the packed tarballs, on every Node that there is.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { ConfigurationError, createBookeoClient } from "@booking-apis/bookeo-client";
import { createClassesClient } from "@booking-apis/classes-client";
import * as sdk from "@booking-apis/sdk";
import {
  bookeoWebhooks,
  bookingChanges,
  createBookeo,
  createBookeoWebhookHandler,
  createBookingOnce,
  createMemoryWebhookStore,
  signBookeoWebhook,
} from "@booking-apis/sdk/bookeo";
import { aBookingInput, createFakeBookeo } from "@booking-apis/sdk/bookeo/testing";
import { createClasses } from "@booking-apis/sdk/classes";
import { createFakeClasses } from "@booking-apis/sdk/classes/testing";

const server = createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({
      url: request.url,
      key: request.headers["x-bookeo-apikey"] ?? request.headers["x-api-key"],
    }),
  );
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const baseUrl = `http://127.0.0.1:${server.address().port}`;

const bookeo = createBookeoClient({
  apiKey: "key-of-a-consumer",
  secretKey: "secret-of-a-consumer",
  baseUrl,
});
const booking = await bookeo.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: "a b" } } });
assert.deepEqual(booking.data, { url: "/bookings/a%20b", key: "key-of-a-consumer" });

const classes = createClassesClient({ apiKey: "key-of-a-studio", baseUrl });
const bookings = await classes.GET("/v1/classes/booking", { params: { query: { customerId: 1 } } });
assert.deepEqual(bookings.data, { url: "/v1/classes/booking?customerId=1", key: "key-of-a-studio" });

assert.throws(() => createBookeoClient({ secretKey: "s" }), ConfigurationError);
for (const client of ["@booking-apis/bookeo-client", "@booking-apis/classes-client"]) {
  const { operations } = await import(`${client}/internal`);
  const document = readFileSync(fileURLToPath(import.meta.resolve(`${client}/openapi.yaml`)), "utf8");
  for (const [, path] of Object.keys(operations).map((key) => key.split(" ")))
    assert.ok(document.includes(`${path}:`), `${path} is in the document`);
}
const viaSdk = await createBookeo({
  apiKey: "key-of-a-consumer",
  secretKey: "secret-of-a-consumer",
  baseUrl,
}).bookings.get("a b");
assert.deepEqual(viaSdk, { url: "/bookings/a%20b", key: "key-of-a-consumer" });
const classesViaSdk = await createClasses({ apiKey: "key-of-a-studio", baseUrl }).bookings.listByCustomer({
  customerId: 1,
});
assert.deepEqual(classesViaSdk, { url: "/v1/classes/booking?customerId=1", key: "key-of-a-studio" });
assert.equal(sdk.createBookeo, createBookeo);

server.close();

const fake = createFakeBookeo();
const faked = createBookeo(fake.options);
fake.once("bookings.create", { failure: "lost-response" });
const once = createBookingOnce(faked, { ...aBookingInput(), externalRef: "order-1" });
assert.equal((await fake.clock.settle(once)).externalRef, "order-1");
assert.equal(fake.calls("bookings.create").length, 1);
for await (const { items, cursor } of bookingChanges(faked, new Date(Date.now() - 1000))) {
  assert.equal(items.length, 1);
  assert.deepEqual(JSON.parse(JSON.stringify(cursor)), cursor);
}
assert.equal(
  (await createClasses(createFakeClasses().options).bookings.listByCustomer({ customerId: 1 })).length,
  1,
);

const url = "https://www.example.com/bookeo";
const handled = [];
const handle = createBookeoWebhookHandler({
  secretKey: "secret",
  url,
  store: createMemoryWebhookStore(),
  on: { "bookings.created": ({ item }) => handled.push(item) },
  onMissed() {},
});
const [webhook] = bookeoWebhooks(url, ["bookings.created"]);
const signed = await signBookeoWebhook({
  secretKey: "secret",
  url: webhook.url,
  item: { bookingNumber: "1" },
});
assert.equal((await handle(new Request(signed.url, signed))).status, 204);
assert.deepEqual(handled, [{ bookingNumber: "1" }]);

console.log("consumed");
