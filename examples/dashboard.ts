// Prints today's bookings of many accounts, with a moderate rate for each, because Bookeo publishes no limit.
//
//   BOOKEO_SECRET_KEY=… ACCOUNTS='{"Harbour Tours":"key-1","City Walks":"key-2"}' node dashboard.ts
import { type Bookeo, createBookeo, createLimiter, isBookingApiError } from "@booking-apis/sdk/bookeo";

export interface Row {
  account: string;
  bookings: number;
  people: number;
  /** What to do, where the account could not be read. */
  problem?: string;
}

/** @param bookeo All accounts share its options, such as the limiter, which counts each account separately. */
export async function readAccounts(
  bookeo: Bookeo,
  accounts: Record<string, string>,
  day = new Date().toISOString().slice(0, 10),
): Promise<Row[]> {
  const range = { startTime: `${day}T00:00:00-00:00`, endTime: `${day}T23:59:59-00:00` }; // in the account's own zone
  const read = async ([account, apiKey]: [string, string]): Promise<Row> => {
    try {
      const own = bookeo.withOptions({ apiKey, account });
      const bookings = await own.bookings.list({ ...range, itemsPerPage: 100 }).toArray();
      const numbers = bookings.flatMap(({ participants }) =>
        participants.numbers.map(({ number }) => number),
      );
      return { account, bookings: bookings.length, people: numbers.reduce((sum, number) => sum + number, 0) };
    } catch (error) {
      if (!isBookingApiError(error)) throw error;
      console.error(error.message); // It names the account, and no key.
      return { account, bookings: 0, people: 0, problem: error.hint };
    }
  };
  return Promise.all(Object.entries(accounts).map(read));
}

if (process.argv[1] === import.meta.filename) {
  const accounts = JSON.parse(process.env.ACCOUNTS ?? "{}") as Record<string, string>;
  const [apiKey] = Object.values(accounts);
  const limiter = createLimiter({ requests: 2, intervalMs: 1000, concurrency: 3 });
  const bookeo = createBookeo({ baseUrl: process.env.BOOKEO_BASE_URL, apiKey, limiter, deadlineMs: 300_000 });
  console.table(await readAccounts(bookeo, accounts));
}
