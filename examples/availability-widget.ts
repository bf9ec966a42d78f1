// Serves the free slots of a product to a widget on a website: GET /slots?product=2856TOUR&people=2
//
//   BOOKEO_API_KEY=… BOOKEO_SECRET_KEY=… PORT=8080 node availability-widget.ts
import { createServer } from "node:http";
import { type Bookeo, createBookeo } from "@booking-apis/sdk/bookeo";

export interface FreeSlot {
  eventId: string;
  startTime: string;
  price: string | undefined;
}

/** The first 20 slots of the next two weeks that have room for so many adults. */
export async function findSlots(bookeo: Bookeo, productId: string, people: number): Promise<FreeSlot[]> {
  const startTime = new Date();
  const endTime = new Date(startTime.getTime() + 14 * 86_400_000);
  const peopleNumbers = [{ peopleCategoryId: "Cadults", number: people }];
  const search = bookeo.availability.matchingSlots({ productId, startTime, endTime, peopleNumbers });
  const slots = await search.toArray({ limit: 20 });
  return slots.map(({ eventId, startTime, price }) => ({
    eventId,
    startTime,
    price: price && `${price.amount} ${price.currency}`,
  }));
}

/** Caches each result for a minute, so that many visitors cost one call. */
export function cached<Value>(find: (key: string) => Promise<Value>, now = Date.now): typeof find {
  const known = new Map<string, { until: number; value: Promise<Value> }>();
  return (key) => {
    for (const [old, { until }] of known) if (until < now()) known.delete(old);
    const entry = known.get(key) ?? { until: now() + 60_000, value: find(key) };
    known.set(key, entry);
    entry.value.catch(() => known.delete(key)); // A failure is not remembered.
    return entry.value;
  };
}

if (process.argv[1] === import.meta.filename) {
  const bookeo = createBookeo({ baseUrl: process.env.BOOKEO_BASE_URL, timeoutMs: 5_000, deadlineMs: 10_000 });
  const find = cached((key) => findSlots(bookeo, ...(JSON.parse(key) as [string, number])));
  const server = createServer(async ({ url }, response) => {
    const { searchParams } = new URL(url ?? "", "http://localhost");
    const [product, people] = [searchParams.get("product"), Number(searchParams.get("people"))];
    if (!product || !(people > 0)) return void response.writeHead(400).end();
    try {
      const body = JSON.stringify(await find(JSON.stringify([product, people])));
      response.writeHead(200, { "content-type": "application/json" }).end(body);
    } catch (error) {
      console.error(error);
      response.writeHead(503, { "retry-after": "10" }).end();
    }
  });
  server.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => console.log(server.address()));
}
