// The consumer: what a program does with the packages, in plain JavaScript that every runtime and bundler accepts.

import { createBookeoClient } from "@booking-apis/bookeo-client";
import { createClassesClient } from "@booking-apis/classes-client";
import {
  consoleHooks,
  createBookeo,
  createBookeoWebhookHandler,
  createBookingOnce,
  createMemoryWebhookStore,
  isBookingApiError,
  signBookeoWebhook,
  verifyBookeoWebhook,
} from "@booking-apis/sdk/bookeo";
import { aBookingInput, createFakeBookeo } from "@booking-apis/sdk/bookeo/testing";
import { createClasses } from "@booking-apis/sdk/classes";
import { createFakeClasses } from "@booking-apis/sdk/classes/testing";
import { createTransport } from "@booking-apis/transport";

/**
 * Runs every check against the servers of servers.ts.
 *
 * @param {{ apiUrl: string, run: string, isPage?: boolean }} config `isPage`: in a page, so without keys.
 * @returns {Promise<{ group: string, name: string, ok: boolean, detail: string }[]>}
 */
export async function checks(config) {
  const found = [];
  for (const [group, named] of Object.entries(checksOf(config)))
    for (const [name, check] of Object.entries(named)) {
      const fault = await check().then(
        (holds) => (holds === true ? "" : `found ${JSON.stringify(holds)}`),
        (error) => `threw ${error?.name}: ${error?.message}`,
      );
      found.push({ group, name, ok: fault === "", detail: fault });
    }
  return found;
}

/** Runs every check, and reports to the server that the requests go to. */
export async function report(config) {
  const body = JSON.stringify(await checks(config));
  await fetch(`${config.apiUrl}/${config.run}/report`, { method: "POST", body });
  return body;
}

/** By group and name: resolves to true, or to what was found instead. */
function checksOf({ apiUrl, run, isPage = false }) {
  /** What nothing may print. The server looks for it in all that is printed. */
  const secret = (what) => ["hidden", run, what].join(".");
  const keys = isPage ? {} : { apiKey: secret("api-key"), secretKey: secret("secret-key") };
  const limits = { timeoutMs: 30_000, deadlineMs: 120_000 };
  const optionsOf = (scenario, more) => ({
    baseUrl: `${apiUrl}/${run}/${scenario}`,
    ...limits,
    ...keys,
    ...more,
  });
  const bookeoOf = (scenario, more) => createBookeo(optionsOf(scenario, more));
  const classesOptionsOf = (scenario) => ({
    baseUrl: `${apiUrl}/${run}/${scenario}`,
    ...limits,
    ...(isPage ? {} : { apiKey: secret("api-key") }),
  });
  const payment = {
    reason: secret("body"),
    amount: { amount: "1", currency: "EUR" },
    paymentMethod: "cash",
  };
  const pay = (bookeo, options) => bookeo.bookings.payments.create("B1", payment, {}, options);
  /** What a fault would print. It proves that the server sees all that is printed. */
  const control = (way, more) =>
    Object.assign(new Error("This is a control."), { own: ["shown", run, way].join("."), ...more });
  /** What a payment fails with that the server may have acted on. */
  const unknownAfter = async (scenario, kind, more) => {
    const error = await errorOf(pay(bookeoOf(scenario, more)));
    return is(error, { kind, outcome: "unknown" });
  };

  return {
    calls: {
      "a get": async () => typeof (await bookeoOf("prism").bookings.get("B1")).bookingNumber === "string",
      "every page of a listing": async () => {
        const ids = [];
        for await (const { id } of bookeoOf("pages").customers.list({ itemsPerPage: 2 })) ids.push(id);
        return ids.join() === "C1,C2,C3,C4,C5" || ids;
      },
      "pages ahead": async () => {
        const items = [];
        for await (const { data } of bookeoOf("pages-ahead").customers.list({}).pages({ prefetch: 2 }))
          items.push(...data);
        return items.length === 5 || items;
      },
      "a create": async () => {
        const booking = await bookeoOf("prism").bookings.create(aBookingInput());
        return typeof booking?.bookingNumber === "string" || booking;
      },
      "a typed error": async () => {
        const error = await errorOf(
          bookeoOf("prism").bookings.get("B1", {}, { headers: { Prefer: "code=404" } }),
        );
        return is(error, { kind: "not-found", name: "NotFoundError", status: 404 });
      },
      "the typed client": async () => {
        const { data, error } = await createBookeoClient(optionsOf("prism")).GET(
          "/bookings/{bookingNumber}",
          {
            params: { path: { bookingNumber: "B1" } },
          },
        );
        return typeof data?.bookingNumber === "string" || error;
      },
      "a middleware": async () => {
        const bookeo = bookeoOf("prism");
        const seen = [];
        bookeo.client.use({
          onResponse: async ({ response }) => void seen.push(await response.clone().json()),
        });
        const booking = await bookeo.bookings.get("B1");
        return seen[0]?.bookingNumber === booking.bookingNumber || seen;
      },
      "classes: a list": async () => {
        const bookings = await createClasses(classesOptionsOf("prism-classes")).bookings.listByCustomer({
          customerId: 1,
        });
        return Array.isArray(bookings) || bookings;
      },
      "classes: the typed client": async () => {
        const { data } = await createClassesClient(classesOptionsOf("prism-classes")).GET(
          "/v1/classes/booking",
          {
            params: { query: { customerId: 1 } },
          },
        );
        return Array.isArray(data) || data;
      },
      "the bare transport": async () => {
        const baseUrl = new URL(`${apiUrl}/${run}/empty-object`, globalThis.location?.href).href;
        const response = await createTransport({ baseUrl })(`${baseUrl}/anything`);
        return JSON.stringify(await response.json()) === "{}";
      },
    },

    keys: {
      "a redirect of a GET is not followed": async () =>
        is(await errorOf(bookeoOf("redirect").bookings.get("B1")), { kind: "redirect" }),
      "a redirect of a POST is not followed": async () =>
        is(await errorOf(pay(bookeoOf("redirect-post"))), { kind: "redirect" }),
      ...(isPage && {
        "keys in a page are rejected": async () => {
          const error = await errorOf((async () => createBookeo({ apiKey: "a", secretKey: "b" }))());
          return is(error, { kind: "configuration" });
        },
      }),
    },

    paths: {
      "an id cannot leave its segment": async () => {
        const attacks = [
          "..",
          ".",
          "",
          "%2e%2e",
          "%252e%252e",
          "..%2f..",
          "..;",
          "\uff0e\uff0e",
          "..\\..",
          "../..",
        ];
        const { bookings } = bookeoOf("paths");
        const sent = [];
        for (const id of attacks) {
          const error = await errorOf(bookings.get(id));
          if (error?.kind !== "path-parameter") sent.push(id);
        }
        return sent.length === 0 || sent;
      },
      "an id arrives as it was given": async () =>
        typeof (await bookeoOf("paths").bookings.get("a/b \u00fc?#")) === "object",
    },

    silence: {
      "errors, however they are printed": async () => {
        const hooks = consoleHooks("debug");
        const failing = bookeoOf("server-error", { maxRetries: 0, hooks });
        const dropping = bookeoOf("drop-silence", { maxRetries: 0, hooks });
        const errors = [
          await errorOf(failing.customers.list({ searchText: secret("query") })),
          await errorOf(pay(failing)),
          await errorOf(dropping.customers.list({ searchText: secret("query") })),
          await errorOf(pay(dropping)),
          await errorOf(failing.bookings.get("..", {}, { headers: { "X-Own": secret("header") } })),
          await errorOf(bookeoOf("html").customers.list({ searchText: secret("query") })),
        ];
        const shown = errors.flatMap((error) => {
          console.error(error);
          console.log({ error, text: `${error}` });
          console.dir(error, { depth: null, showHidden: true });
          return [
            String(error),
            error.message,
            error.stack,
            JSON.stringify(error),
            JSON.stringify({ error }),
          ];
        });
        // Printed last: when these have arrived, all that was printed before them has too.
        console.debug(control("debug"));
        console.info(control("info"));
        console.log({ error: control("log") });
        console.dir(control("dir"), { depth: null, showHidden: true });
        const headers = { "X-Own": ["shown", run, "headers"].join(".") };
        console.error(control("error", { request: new Request("https://www.example.com", { headers }) }));
        const copies = errors.map((error) => JSON.stringify({ ...error }));
        if (!errors.every((error) => isBookingApiError(error))) return errors.map(String);
        return !shown.concat(copies).some((text) => text.includes("hidden."));
      },
    },

    "once only": {
      "a POST whose connection closes": () => unknownAfter("drop", "connection"),
      "a POST over a connection that was used before": async () => {
        const bookeo = bookeoOf("drop-reused");
        await bookeo.customers.get("C1");
        return is(await errorOf(pay(bookeo)), { kind: "connection", outcome: "unknown" });
      },
      "a POST after 503": () => unknownAfter("unavailable", "server"),
      "a POST that times out": () => unknownAfter("silent", "timeout", { timeoutMs: 1_000 }),
      "a POST whose response is cut off": async () => {
        await bookeoOf("truncated-post").customers.get("C1");
        return unknownAfter("truncated-post", "connection");
      },
    },

    retries: {
      "a GET after 503": async () =>
        typeof (await bookeoOf("unavailable-once").bookings.get("B1")) === "object",
      "a GET whose connection closes": async () =>
        typeof (await bookeoOf("drop-once").bookings.get("B1")) === "object",
      "a POST after 429": async () => typeof (await pay(bookeoOf("limited-once"))) === "object",
    },

    bodies: {
      "a body that is cut off": async () => {
        const error = await errorOf(bookeoOf("truncated", { maxRetries: 0 }).bookings.get("B1"));
        return is(error, { kind: "connection" });
      },
      "half of a JSON": async () =>
        is(await errorOf(bookeoOf("half").bookings.get("B1")), { kind: "malformed-response" }),
      "a stalled body": async () => {
        const error = await errorOf(
          bookeoOf("stalled", { maxRetries: 0 }).bookings.get("B1", {}, { timeoutMs: 1_000 }),
        );
        return is(error, { kind: "timeout", limit: "timeoutMs" });
      },
      "an endless body": async () =>
        is(await errorOf(bookeoOf("endless", { maxResponseBytes: 100_000 }).bookings.get("B1")), {
          kind: "malformed-response",
        }),
      "a success without a body": async () =>
        (await bookeoOf("empty").bookings.create(aBookingInput())) === undefined,
    },

    abort: {
      "before the response": () =>
        abortsAtOnce((signal) => bookeoOf("silent-get").bookings.get("B1", {}, { signal })),
      "while the body is read": () =>
        abortsAtOnce((signal) => bookeoOf("stalled-abort").bookings.get("B1", {}, { signal })),
      "while it waits to retry": () =>
        abortsAtOnce((signal) => bookeoOf("unavailable-long").bookings.get("B1", {}, { signal })),
    },

    fakes: {
      "an order is booked once": async () => {
        const fake = createFakeBookeo();
        fake.once("bookings.create", { failure: "lost-response" });
        const input = { ...aBookingInput(), externalRef: "order-1001" };
        const booking = await fake.clock.settle(createBookingOnce(createBookeo(fake.options), input));
        const count = fake.calls("bookings.create").length;
        return (booking.externalRef === "order-1001" && count === 1) || count;
      },
      classes: async () =>
        (await createClasses(createFakeClasses().options).bookings.listByCustomer({ customerId: 1 })).length >
        0,
    },

    webhooks: {
      "a signature is verified": async () => {
        const webhook = await signBookeoWebhook({ ...hook, item: { bookingNumber: "B1" } });
        const event = await verifyBookeoWebhook({ ...hook, body: new Request(webhook.url, webhook) });
        return event.item?.bookingNumber === "B1" || event;
      },
      "a wrong one is rejected": async () => {
        const webhook = await signBookeoWebhook(hook);
        const error = await errorOf(
          verifyBookeoWebhook({
            ...hook,
            secretKey: "another",
            headers: webhook.headers,
            body: webhook.body,
          }),
        );
        return is(error, { kind: "webhook", reason: "wrong-signature" });
      },
      "the handler": async () => {
        const numbers = [];
        const handle = createBookeoWebhookHandler({
          ...hook,
          url: "https://www.example.com/bookeo",
          store: createMemoryWebhookStore(),
          onMissed: async () => {},
          on: { "bookings.created": async ({ item }) => void numbers.push(item.bookingNumber) },
        });
        const webhook = await signBookeoWebhook({ ...hook, item: { bookingNumber: "B1" } });
        const statuses = [];
        for (let delivery = 0; delivery < 2; delivery++)
          statuses.push((await handle(new Request(webhook.url, webhook))).status);
        return (numbers.join() === "B1" && statuses.every((status) => status < 300)) || { numbers, statuses };
      },
    },
  };
}

const hook = {
  secretKey: "secret-of-a-webhook",
  url: "https://www.example.com/bookeo?event=bookings.created",
};

async function errorOf(promise) {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error;
  }
}

function is(error, expected) {
  if (!isBookingApiError(error)) return `no error of ours: ${error?.name ?? typeof error}`;
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, error[key]]));
  return Object.keys(expected).every((key) => found[key] === expected[key]) || found;
}

/** Without an abort each of these calls takes a minute or more, and ends with another error. */
async function abortsAtOnce(call) {
  const controller = new AbortController();
  const reason = new Error("the user left");
  const pending = errorOf(call(controller.signal));
  setTimeout(() => controller.abort(reason), 200);
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 20_000, "it did not end within 20 seconds");
  });
  const error = await Promise.race([pending, late]);
  clearTimeout(timer);
  return error === reason || String(error);
}
