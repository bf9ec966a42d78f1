import {
  ConfigurationError,
  type DateWindow,
  MalformedAnswerError,
  type Pagination,
} from "@booking-apis/transport";
import { Call, type Settled, unwrap } from "./call.ts";
import { type Arguments, type CallOptions, type Connection, type Operation, settle } from "./request.ts";
import { splitWindows } from "./windows.ts";

/** How the pages of a listing are fetched. */
export interface PagesOptions {
  /** How many pages to ask for ahead of the one that is being read. They come in order all the same. Default: 0. */
  prefetch?: number | undefined;
}

/** What the generated methods know of a paged operation. */
export interface PagedOperation extends Operation {
  readonly pagination: Pagination;
  /** The operation that returns further pages, where it is another one. */
  readonly next?: Operation;
  readonly windows?: readonly DateWindow[];
}

/**
 * A listing. Await it for its first page, iterate over it for every item, or over `pages()` for every page. Pages are fetched as they
 * are needed; leaving the loop early sends nothing more.
 *
 * A range of dates that is longer than one call may cover is walked in windows, each item once.
 */
export class PagedCall<Page, Item, Result> extends Call<Page, Result> implements AsyncIterable<Item> {
  readonly #walk: (first: () => PromiseLike<Page>, options: PagesOptions) => AsyncGenerator<Page>;
  readonly #itemsOf: (page: Page) => readonly Item[];
  readonly #signal: AbortSignal | null | undefined;
  #iterated = false;

  constructor(
    start: () => Promise<Settled<Page>>,
    walk: (first: () => PromiseLike<Page>, options: PagesOptions) => AsyncGenerator<Page>,
    itemsOf: (page: Page) => readonly Item[],
    signal?: AbortSignal | null,
  ) {
    super(start);
    this.#walk = walk;
    this.#itemsOf = itemsOf;
    this.#signal = signal;
  }

  /** Every page, one after another. */
  pages(options: PagesOptions = {}): AsyncGenerator<Page> {
    if (this.#iterated)
      throw new ConfigurationError(
        "This listing has been iterated already: call the method again for another walk.",
      );
    this.#iterated = true;
    return this.#walk(() => this.then(), options);
  }

  /** Every item of every page, with `prefetch` pages asked for ahead. */
  items(options: PagesOptions = {}): AsyncIterableIterator<Item> {
    const pages = this.pages(options);
    const itemsOf = this.#itemsOf;
    const signal = this.#signal;
    let items: readonly Item[] = [];
    let at = 0;
    let turning: Promise<boolean> | undefined;
    const turn = async (): Promise<boolean> => {
      try {
        const { done, value } = await pages.next();
        items = done ? [] : itemsOf(value);
        at = 0;
        return done === true;
      } finally {
        turning = undefined;
      }
    };
    // By hand: an iterator over iterators costs a promise more for each item.
    return {
      async next(): Promise<IteratorResult<Item>> {
        signal?.throwIfAborted();
        // Who asks for two items at once waits for the same page: the next one would take its place.
        while (at >= items.length) {
          turning ??= turn();
          if (await turning) return { done: true, value: undefined };
        }
        return { done: false, value: items[at++] as Item };
      },
      async return(): Promise<IteratorResult<Item>> {
        items = [];
        await pages.return(undefined);
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  [Symbol.asyncIterator](): AsyncIterator<Item> {
    return this.items();
  }
}

/** Makes a listing that is fetched as it is read. */
export function list<Page, Item, Result>(
  connection: Connection,
  operation: PagedOperation,
  args: Arguments,
  options: CallOptions = {},
): PagedCall<Page, Item, Result> {
  const itemsOf = (page: Page): readonly Item[] =>
    (at(page, operation.pagination.items) as Item[] | undefined) ?? [];
  const walk = (first: () => PromiseLike<Page>, pagesOptions: PagesOptions) =>
    walkWindows(connection, operation, args, options, pagesOptions, first);
  const start = () => settle<Page>(connection, operation, args, options);
  return new PagedCall<Page, Item, Result>(start, walk, itemsOf, options.signal);
}

async function* walkWindows<Page>(
  connection: Connection,
  operation: PagedOperation,
  args: Arguments,
  options: CallOptions,
  { prefetch = 0 }: PagesOptions,
  first: () => PromiseLike<Page>,
): AsyncGenerator<Page> {
  const windows = splitWindows(operation.windows ?? [], args.query ?? {});
  if (windows.length === 1) {
    yield* walkPages(connection, operation, args, options, prefetch, first);
    return;
  }
  const { items } = operation.pagination;
  for (const { query, isRepeated } of windows) {
    const inWindow = { ...args, query };
    const start = async () => unwrap(await settle<Page>(connection, operation, inWindow, options)).data;
    for await (const page of walkPages<Page>(connection, operation, inWindow, options, prefetch, start)) {
      const all = at(page, items);
      const kept = Array.isArray(all) ? all.filter((item) => !isRepeated(item)) : all;
      yield kept === all ? page : (replaceAt(page, steps(items), kept) as Page);
    }
  }
}

/** Walks one listing to its end. The last page is the one whose number is the number of pages; a page that is not full says nothing. */
async function* walkPages<Page>(
  connection: Connection,
  operation: PagedOperation,
  args: Arguments,
  options: CallOptions,
  prefetch: number,
  first: () => PromiseLike<Page>,
): AsyncGenerator<Page> {
  const { totalPages, currentPage, token: tokenField, tokenParameter, pageParameter } = operation.pagination;
  const page = await first();
  options.signal?.throwIfAborted();
  const total = number(at(page, totalPages));
  const start = number(at(page, currentPage)) ?? 1;
  const next = operation.next ?? operation;
  const isInPath = next.path.includes(`{${tokenParameter}}`);
  const token =
    at(page, tokenField) ??
    (isInPath ? args.path : (args.query as Record<string, unknown>))?.[tokenParameter];
  if (total === undefined || (total > start && typeof token !== "string")) {
    const { method, path, id } = operation;
    throw new MalformedAnswerError(
      `${method} ${path} was answered by a page that does not say how to get the next one. Pages would be lost.`,
      { method, path, operation: id, outcome: "rejected" },
    );
  }

  // Aborts what was asked for ahead when the reader leaves.
  const stop = prefetch > 0 ? new AbortController() : undefined;
  const forward = () => stop?.abort(options.signal?.reason);
  if (stop) options.signal?.addEventListener("abort", forward, { once: true });
  const fetchPage = async (numberOfPage: number): Promise<Page> => {
    const nextArgs: Arguments = {
      path: isInPath ? { ...args.path, [tokenParameter]: token } : args.path,
      query: { ...(isInPath ? {} : { [tokenParameter]: token }), [pageParameter]: numberOfPage },
    };
    const nextOptions = stop ? { ...options, signal: stop.signal } : options;
    return unwrap(await settle<Page>(connection, next, nextArgs, nextOptions)).data;
  };
  try {
    const ahead: Promise<Page>[] = [];
    let asked = start;
    let lastPage = total;
    const askAhead = (): void => {
      while (asked < lastPage && ahead.length < Math.max(1, prefetch)) {
        const promise = fetchPage(++asked);
        promise.catch(() => {}); // It is awaited in its turn, or never where the reader has left.
        ahead.push(promise);
      }
    };
    if (prefetch > 0) askAhead();
    yield page;
    for (let numberOfPage = start + 1; numberOfPage <= lastPage; numberOfPage++) {
      options.signal?.throwIfAborted();
      askAhead();
      const following = await (ahead.shift() as Promise<Page>);
      // Listings grow while they are read.
      lastPage = number(at(following, totalPages)) ?? lastPage;
      if (prefetch > 0) askAhead();
      yield following;
    }
  } finally {
    if (stop) {
      options.signal?.removeEventListener("abort", forward);
      stop.abort();
    }
  }
}

const steps = (pointer: string): string[] => pointer.split("/").slice(1);

/** The value at a JSON Pointer. */
function at(value: unknown, pointer: string): unknown {
  return steps(pointer).reduce(
    (node, key) => (node as Record<string, unknown> | undefined | null)?.[key],
    value,
  );
}

/** A copy with another value at a place of it. */
function replaceAt(node: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  const fields = node as Record<string, unknown>;
  return { ...fields, [key]: replaceAt(fields[key], rest, value) };
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
