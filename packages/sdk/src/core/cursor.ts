import { ConfigurationError } from "@booking-apis/transport";
import type { CallArguments } from "@booking-apis/transport/internal";

/**
 * Where a listing was left: plain JSON, to be stored with the items that were read until there. It holds the arguments of the call, the
 * API's page token and the keys of the items that may come again; it holds no API key.
 */
export interface Cursor {
  /** What was listed: method and path template, and what was sent with it. Only a call with the same arguments can continue. */
  readonly listing: {
    readonly operation: string;
    readonly path?: unknown;
    readonly query?: unknown;
    readonly body?: unknown;
  };
  /** Nothing is left to read. */
  readonly isComplete: boolean;
  /** How many items were given until here. */
  readonly items: number;
  /**
   * How many items the API counted in windows that were read to their end, and did not give, though they were read again. Above 0, its
   * count is wrong, or the listing changed all the time.
   */
  readonly missing: number;
  /** The window of dates that is read next, counted from 1. */
  readonly window: number;
  /** The page of that window that was read last; 0 before its first. */
  readonly page: number;
  /** The API's token for the page after that one, where it gives one. */
  readonly token?: unknown;
  /** Where the page after that one begins, in a listing that is paged by offset. */
  readonly offset?: unknown;
  /** How many items that window has, as its last page said. */
  readonly total?: number;
  /** That has changed while the window was read: it is read again. */
  readonly isShifted?: boolean;
  /** The keys of the items that were given in the windows that border on this one and in this one, window by window. */
  readonly given: readonly (readonly unknown[])[];
}

/** What a cursor says of the listing that it belongs to. */
export function identityOf(operation: string, { path, query, body }: CallArguments): Cursor["listing"] {
  return JSON.parse(JSON.stringify({ operation, path, query, body }));
}

/**
 * @throws {ConfigurationError} for a value that is not a cursor, and for one of another listing.
 */
function checkCursor(cursor: Cursor, listing: Cursor["listing"], windows: number): void {
  const fail = (problem: string) => new ConfigurationError(`cursor ${problem}`, { option: "cursor" });
  const { listing: other, window, page, items, missing, given, isComplete } = Object(cursor) as Cursor;
  const isWhole = (value: unknown, least: number) =>
    Number.isSafeInteger(value) && (value as number) >= least;
  if (
    Object(other) !== other ||
    typeof isComplete !== "boolean" ||
    !Array.isArray(given) ||
    !given.every(Array.isArray) ||
    !isWhole(window, 1) ||
    !isWhole(page, 0) ||
    !isWhole(items, 0) ||
    !isWhole(missing, 0)
  )
    throw fail(
      "is not one that a listing has given: pass the object that `resumable()` gave, parsed where it was stored as JSON.",
    );
  const differing = differences(other, listing);
  if (differing.length > 0)
    throw fail(
      `belongs to another listing: ${differing.join(", ")} ${differing.length > 1 ? "differ" : "differs"}. Call the method with the arguments that the cursor was made with.`,
    );
  if (window > windows && !isComplete) throw fail(`is in window ${window} of a listing that has ${windows}.`);
}

/** The names of what differs in two identities, without the values, which may be personal. */
function differences(was: Cursor["listing"], is: Cursor["listing"]): string[] {
  const flat = ({ operation, ...parts }: Cursor["listing"]) =>
    new Map([
      ["the operation", JSON.stringify(operation)],
      ...Object.values(parts).flatMap((part) =>
        Object.entries(Object(part)).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
      ),
    ]);
  const [before, after] = [flat(was), flat(is)];
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
}

/** The keys of the items that were given, window by window, as far back as an item may come again. */
export class Given {
  readonly #key: string | undefined;
  readonly #reach: number;
  /** An item that comes again in one window is left out too. */
  readonly #isStrict: boolean;
  readonly #windows = new Map<number, Set<unknown>>();

  constructor(key: string | undefined, reach: number, isStrict: boolean) {
    this.#key = key;
    this.#reach = reach;
    this.#isStrict = isStrict;
  }

  /** Takes over what a cursor remembers: the last list is of this window. */
  restore(given: Cursor["given"], window: number): void {
    for (const [index, keys] of given.entries())
      this.#windows.set(window - given.length + 1 + index, new Set(keys));
  }

  /** The items of a window that were not given before. One without a key is never taken for another. */
  add(items: readonly unknown[], window: number): unknown[] {
    this.#windows.delete(window - this.#reach - 1);
    const own = this.#windows.get(window) ?? new Set();
    this.#windows.set(window, own);
    return items.filter((item) => {
      const id = this.#key === undefined ? undefined : (item as Record<string, unknown> | null)?.[this.#key];
      if (id === undefined) return true;
      const isRepeated = [...this.#windows].some(
        ([other, keys]) => (this.#isStrict || other !== window) && keys.has(id),
      );
      own.add(id);
      return !isRepeated;
    });
  }

  /** How many items of a window were given. */
  count(window: number): number {
    return this.#windows.get(window)?.size ?? 0;
  }

  /** What is to be remembered before a window is read on. It is counted now, and copied when it is called. */
  snapshot(window: number): () => unknown[][] {
    const sets = Array.from({ length: this.#reach + 1 }, (_, index) => {
      const keys = this.#windows.get(window - this.#reach + index) ?? new Set();
      return { keys, size: keys.size };
    });
    return () => sets.map(({ keys, size }) => [...keys].slice(0, size));
  }
}

/** How often a window that may have more items than were given is read again, one time after another, without finding any. */
const mostIdlePasses = 2;

/** What a listing that can be continued has given, and whether that is all. */
export class Ledger {
  readonly #listing: Cursor["listing"];
  readonly #windows: number;
  readonly #given: Given;
  /** Without a key no item is recognized, so that no window can be read again. */
  readonly #hasKey: boolean;
  #missing: number;
  /** How many items the window that is read has, as its last page said. */
  #total: number | undefined;
  /** That has changed while it was read, so that items may have moved to pages that were read already. */
  #isShifted = false;
  #isNewInPass = false;
  #idlePasses = 0;

  /** @throws {ConfigurationError} for a cursor of another listing. */
  constructor(
    listing: Cursor["listing"],
    windows: number,
    key: string | undefined,
    reach: number,
    cursor: Cursor | null,
  ) {
    if (cursor) checkCursor(cursor, listing, windows);
    this.#listing = listing;
    this.#windows = windows;
    this.#given = new Given(key, reach, true);
    this.#hasKey = key !== undefined;
    this.#missing = cursor?.missing ?? 0;
    this.#total = cursor?.total;
    this.#isShifted = cursor?.isShifted ?? false;
    if (cursor) this.#given.restore(cursor.given, cursor.window - 1);
  }

  /** The items of a page that were not given before. */
  add(items: readonly unknown[], window: number, total: number | undefined): unknown[] {
    const added = this.#given.add(items, window);
    this.#isNewInPass ||= added.length > 0;
    this.#isShifted ||= this.#total !== undefined && total !== this.#total;
    this.#total = total;
    return added;
  }

  /** A window is read again from its start. Whether that can be. */
  readAgain(): boolean {
    this.#total = undefined;
    this.#isShifted = this.#isNewInPass = false;
    return this.#hasKey;
  }

  /** A window was read to its end. Whether it is to be read again, for items that may have moved to pages that were read already. */
  isReadAgain(window: number): boolean {
    const short = Math.max(0, (this.#total ?? 0) - this.#given.count(window));
    this.#idlePasses = this.#isNewInPass ? 0 : this.#idlePasses + 1;
    const isAgain = this.#hasKey && (short > 0 || this.#isShifted) && this.#idlePasses < mostIdlePasses;
    if (!isAgain) {
      if (this.#hasKey) this.#missing += short;
      this.#idlePasses = 0;
    }
    this.readAgain();
    return isAgain;
  }

  /** Makes the cursor to continue with: as it is now, when it is called. */
  cursorAt(window: number, items: number, position: Pick<Cursor, "page" | "token" | "offset">): () => Cursor {
    const given = this.#given.snapshot(window);
    const cursor = {
      listing: this.#listing,
      isComplete: window >= this.#windows,
      items,
      missing: this.#missing,
      window: window + 1,
      ...position,
      ...(this.#total !== undefined && { total: this.#total }),
      ...(this.#isShifted && { isShifted: true }),
    };
    return () => ({ ...cursor, given: given() });
  }
}
