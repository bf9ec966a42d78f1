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
export function checkCursor(cursor: Cursor, listing: Cursor["listing"], windows: number): void {
  const fail = (problem: string) => new ConfigurationError(`cursor ${problem}`, { option: "cursor" });
  const { listing: other, window, page, items, missing, given, isComplete } = Object(cursor) as Cursor;
  const isWhole = (value: unknown, least: number) =>
    Number.isSafeInteger(value) && (value as number) >= least;
  if (
    typeof other !== "object" ||
    other === null ||
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
  readonly #key: string;
  readonly #reach: number;
  /** An item that comes again in one window is left out too. */
  readonly #isStrict: boolean;
  readonly #windows = new Map<number, Set<unknown>>();

  constructor(key: string, reach: number, isStrict: boolean) {
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
      const id = (item as Record<string, unknown> | null)?.[this.#key];
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
