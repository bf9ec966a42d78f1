// What reading ahead is worth: 300 pages that take 5 ms each.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createBookeo } from "@booking-apis/sdk/bookeo";

const totalPages = 300;
const server = createServer((request, response) => {
  const currentPage = Number(new URL(request.url ?? "", "http://x").searchParams.get("pageNumber") ?? 1);
  const data = Array.from({ length: 10 }, (_, index) => ({ bookingNumber: `${currentPage}-${index}` }));
  const info = { totalItems: totalPages * 10, totalPages, currentPage, pageNavigationToken: "token" };
  setTimeout(
    () => response.setHeader("content-type", "application/json").end(JSON.stringify({ info, data })),
    5,
  );
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const bookeo = createBookeo({ apiKey: "api-key", secretKey: "secret-key", baseUrl });

let alone = 0;
for (const prefetch of [0, 4, 8]) {
  const start = performance.now();
  let count = 0;
  for await (const _ of bookeo.bookings
    .list({ startTime: "2026-07-01T00:00:00Z", endTime: "2026-07-02T00:00:00Z" })
    .items({ prefetch }))
    count++;
  const taken = performance.now() - start;
  alone ||= taken;
  console.log(
    `prefetch ${prefetch}: ${count} items in ${taken.toFixed(0)} ms, ${(taken / alone).toFixed(2)}`,
  );
}
server.close();
