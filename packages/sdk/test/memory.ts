// Reads ten thousand pages and prints by how much the heap has grown on the way. Run with --expose-gc.
import { createBookeo } from "../src/bookeo/index.ts";

const totalPages = 10_000;
const data = Array.from({ length: 10 }, (_, index) => ({
  bookingNumber: `${index}`,
  title: "x".repeat(900),
}));
const json = JSON.stringify(data);
const bookeo = createBookeo({
  apiKey: "a",
  secretKey: "b",
  fetch: async (url) => {
    const currentPage = Number(new URL(url).searchParams.get("pageNumber") ?? 1);
    const info = JSON.stringify({ totalItems: 100_000, totalPages, currentPage, pageNavigationToken: "t" });
    return new Response(`{"data":${json},"info":${info}}`);
  },
});

const heap = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
const listing = bookeo.bookings.list({ startTime: "2026-07-01T00:00:00Z", endTime: "2026-07-08T00:00:00Z" });
let items = 0;
let before = 0;
let after = 0;
for await (const _ of listing.items({ prefetch: Number(process.argv[2]) })) {
  items++;
  if (items === 1_000) before = heap();
  if (items === (totalPages - 20) * data.length) after = heap();
}
console.log(JSON.stringify({ items, grownBytes: after - before }));
