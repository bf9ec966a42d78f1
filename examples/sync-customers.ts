// Reads all customers, eight pages ahead, and keeps within what Bookeo puts up with.
//
//   BOOKEO_API_KEY=… BOOKEO_SECRET_KEY=… node sync-customers.ts
import { consoleHooks, createBookeo, createLimiter } from "@booking-apis/sdk/bookeo";

const bookeo = createBookeo({
  baseUrl: process.env.BOOKEO_BASE_URL,
  limiter: createLimiter({ concurrency: 3 }),
  hooks: consoleHooks("warn"),
});

const known = new Map<string, string>();
const customers = bookeo.customers.list({ itemsPerPage: 100 });
for await (const { id, emailAddress = "" } of customers.items({ prefetch: 8 })) known.set(id, emailAddress);
console.log(
  `${known.size} customers, ${[...known.values()].filter(Boolean).length} of them with an email address`,
);
