import { spawnSync } from "node:child_process";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { collect, gate, numbersOf, pagesOf, range, rejection, reply, startBookeo } from "./support.ts";

const numbers = (bookings: { bookingNumber?: string | undefined }[]) =>
  bookings.map((each) => each.bookingNumber);

describe("pages that are asked for ahead", () => {
  test("keep their order, come once each, and are never more than that many", async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    let underway = 0;
    const total = 30;
    const { bookeo, requests } = await startBookeo(async (request, response) => {
      if (request.query.has("pageNumber")) {
        most = Math.max(most, ++underway);
        const { open, opened } = gate();
        waiting.push(open);
        // The last that came is responded to first, once as many as may be under way are.
        const rest = total - 1 - (requests.length - 1 - underway);
        if (waiting.length >= Math.min(8, rest)) for (const each of waiting.splice(0).reverse()) each();
        else setImmediate(() => waiting.length === underway && waiting.pop()?.());
        await opened;
        underway--;
      }
      pagesOf(total)(request, response);
    });
    expect(numbers(await collect(bookeo.bookings.list(range).items({ prefetch: 8 })))).toEqual(
      numbersOf(total),
    );
    expect(requests).toHaveLength(total);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });

  test("are under way, all of them, before the first page is handed out", async () => {
    const ahead = gate();
    let arrived = 0;
    const { bookeo, requests } = await startBookeo((request, response) => {
      if (request.query.has("pageNumber") && ++arrived === 8) ahead.open();
      pagesOf(20)(request, response);
    });
    const items = bookeo.bookings.list(range).items({ prefetch: 8 });
    await items.next();
    await ahead.opened;
    expect(requests).toHaveLength(9);
    await items.return?.();
  });

  test("without it a page is asked for when the one before has been read", async () => {
    const { bookeo, requests } = await startBookeo(pagesOf(3));
    const items = bookeo.bookings.list(range).items();
    await items.next();
    await items.next();
    await turn();
    expect(requests).toHaveLength(1);
    await items.next();
    expect(requests).toHaveLength(2);
  });

  test("an error among them comes in its turn, and is handled", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    try {
      const failed = gate();
      const { bookeo } = await startBookeo(
        async (request, response) => {
          const number = Number(request.query.get("pageNumber"));
          if (number === 4 || number === 5) {
            reply(response, number === 4 ? 404 : 409);
            failed.open();
            return;
          }
          if (number === 2) await failed.opened;
          pagesOf(9)(request, response);
        },
        { maxRetries: 0 },
      );
      const seen: unknown[] = [];
      const walk = async () => {
        for await (const { bookingNumber } of bookeo.bookings.list(range).items({ prefetch: 8 }))
          seen.push(bookingNumber);
      };
      expect(await rejection(walk())).toMatchObject({ status: 404 });
      expect(seen).toEqual(numbersOf(3));
      await turn();
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });
});

test.each([0, 8])("ten thousand pages are read in constant memory (prefetch %i)", (prefetch) => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", new URL("memory.ts", import.meta.url).pathname, String(prefetch)],
    { encoding: "utf8" },
  );
  expect(stdout, stderr).not.toBe("");
  const { items, grownBytes } = JSON.parse(stdout);
  expect(items).toBe(100_000);
  // A page is about 10 kB here: ten thousand that stay would be 100 MB.
  expect(grownBytes).toBeLessThan(1_000_000);
});
