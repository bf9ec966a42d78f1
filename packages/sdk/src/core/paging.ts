import { ConfigurationError, MalformedResponseError } from "@booking-apis/transport";
import {
  abandoned,
  type CallArguments,
  type Caller,
  type CallOptions,
  callError,
  type DateWindow,
  type OffsetPagination,
  type Operation,
  type Pagination,
  restack,
  type Settled,
} from "@booking-apis/transport/internal";
import { type Call, CallPromise } from "./call.ts";
import { type Cursor, Given, identityOf, Ledger } from "./cursor.ts";
import { toHttpError } from "./errors.ts";
import type { Failed, Ok } from "./results.ts";
import { splitWindows, type Windows } from "./windows.ts";

/** How the pages of a listing are fetched. */
export interface PagesOptions {
  /**
   * How many pages to ask for ahead of the one that is being read, across windows of dates too: a whole number. They come in order all
   * the same.
   * @default 0
   */
  prefetch?: number | undefined;
  /** Called with how far the listing is, before each page is given. Default: nothing is called. */
  onPage?: ((progress: ListingProgress) => void) | undefined;
}

/** How far a listing is. */
export interface ListingProgress {
  /** The window of dates that is being read, counted from 1. */
  readonly window: number;
  /** How many windows of dates there are: 1 where one call may cover the whole range. */
  readonly windows: number;
  /** The page of this window, counted from 1. */
  readonly page: number;
  /** How many pages this window has, as far as the API has said. It may change while the listing is read. */
  readonly pages: number;
  /** How many items were given so far, those of this page included. */
  readonly items: number;
}

/** A page of a listing that can be continued after it. */
export interface ResumablePage<Page, Item> {
  /** The items of the page that were not given before. */
  readonly items: Item[];
  /** Where to continue after this page. Store it in one transaction with the items. */
  readonly cursor: Cursor;
  /** How far the listing is. */
  readonly progress: ListingProgress;
  /** The page as the API returned it, without the items that were given before. */
  readonly page: Page;
  /** The response, for its headers. */
  readonly response: Response;
}

/** How many items of a listing are collected. */
export interface ToArrayOptions extends PagesOptions {
  /** The most items to collect; no page is asked for beyond them. Default: all. */
  limit?: number | undefined;
}

/**
 * A listing: a `Promise` of its first page that starts when it is awaited or iterated. Iterate over it for every item, or over `pages()`
 * for every page. Pages are fetched as they are needed; leaving the loop early sends nothing more.
 *
 * A range of dates that is longer than one call may cover can be iterated: it is walked in windows, each item once. It cannot be awaited.
 */
export interface PagedCall<Page, Item, Result = Ok<number, Page> | Failed<number, unknown>>
  extends Call<Page, Result>,
    AsyncIterable<Item> {
  /** Every page, one after another. */
  pages(options?: PagesOptions): AsyncIterableIterator<Page>;
  /** Every item of every page. */
  items(options?: PagesOptions): AsyncIterableIterator<Item>;
  /** Every item in an array, up to a limit. */
  toArray(options?: ToArrayOptions): Promise<Item[]>;
  /**
   * Every page, with a cursor to continue after it, in this process or another. Call the method with the same arguments and pass the cursor
   * that was stored last; without one it begins at the start. Each item is given once.
   *
   * Where the API no longer accepts a page token, or the number of items that it says changes while a window of dates is read, so that some
   * may have moved between pages, the window is read again, and what was given is left out. A cursor therefore holds the keys of the items
   * of its window, about 25 bytes each. A listing without windows of dates is one window: of 100,000 customers a cursor has 2.5 MB at last,
   * so store such a one with every tenth page and its items.
   *
   * @param cursor The cursor that was stored last; null or undefined to begin.
   * @throws {ConfigurationError} for a cursor of another listing, or of other arguments.
   * @example
   * const listing = bookeo.bookings.list({ startTime: "2026-01-01T00:00:00-00:00", endTime: "2026-07-01T00:00:00-00:00" });
   * for await (const { items, cursor } of listing.resumable(await load())) await inOneTransaction(() => save(items, cursor));
   */
  resumable(
    cursor?: Cursor | null | undefined,
    options?: PagesOptions,
  ): AsyncIterableIterator<ResumablePage<Page, Item>>;
}

/** What a listing asks for. */
export interface ListingRequest {
  method: string;
  path: string;
  operation: Operation & { pagination: Pagination };
  /** The method and path that return further pages. */
  next: { method: string; path: string };
  args: CallArguments;
  options: CallOptions | undefined;
  /** The operation is not in the document: it is described here. */
  described?: Operation | undefined;
  /** What is wrong with the options, of which nothing can be sent. */
  failure?: { error: unknown } | undefined;
}

/** Pages without items, one after another, after which a listing that says it has more is not believed. */
const mostEmptyPages = 3;

/** A page, and what follows from it. */
interface CheckedPage {
  page: unknown;
  response: Response;
  items: unknown[];
  /** The number of the last page; of the next one, where no more is known. */
  last: number;
  token?: unknown;
  /** How many items the window has, if the API says so. */
  total?: number | undefined;
  /** Where the next page begins. */
  offset?: unknown;
  /** Makes the error of a page that cannot be right. */
  fail(problem: string): MalformedResponseError;
  report(error: unknown): void;
}

/** A page as it is given. */
interface Step {
  page: unknown;
  response: Response;
  items: unknown[];
  progress: ListingProgress;
  /** Makes the cursor to continue with after this page, where the listing can be continued. */
  cursorOf: (() => Cursor) | undefined;
}

/** A page that cannot be given, and why. The error is reported when it is thrown: the window may be read again instead. */
interface Unusable {
  error: unknown;
  report?(error: unknown): void;
  /** What asked for it may no longer work. */
  isStale?: boolean;
}

/** One window of a listing, as far as it has been asked for. */
interface Walk {
  query: Record<string, unknown>;
  /** Its first page is the one that a caller who awaits the listing gets. */
  isShared: boolean;
  /** Pages that were asked for and not read yet, in order. */
  ahead: Promise<CheckedPage | Unusable>[];
  /** The number of the page that was asked for last; 0 before the first. */
  asked: number;
  /** The number of the page that a cursor was left at. */
  leftAt?: number;
  /** What the first page said. */
  first?: Pick<CheckedPage, "token"> | undefined;
  last: number;
  /** Where the next page begins, where pages are asked for by that. */
  offset?: unknown;
}

export class ListingPromise<Page, Item, Result>
  extends Promise<Page>
  implements PagedCall<Page, Item, Result>
{
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
  readonly #caller: Caller;
  readonly #request: ListingRequest;
  #settled: Promise<Settled> | undefined;
  #first: CallPromise<Page, Result> | undefined;
  #isIterated = false;

  constructor(caller: Caller, request: ListingRequest) {
    super(() => {});
    this.#caller = caller;
    this.#request = request;
  }

  /** The first page, which is asked for once. */
  #start(): CallPromise<Page, Result> {
    this.#settled ??= this.#loadWhole();
    this.#first ??= new CallPromise<Page, Result>(
      this.#settled,
      (settled) => toHttpError(this.#caller, settled),
      true,
    );
    return this.#first;
  }

  async #loadWhole(): Promise<Settled> {
    const { operation, args, method, path, options } = this.#request;
    // An error that came before the promises are chained would lose the caller's frame.
    await null;
    await null;
    if (this.#windows().queries.length > 1) {
      const isTooLong = (window: DateWindow) => splitWindows([window], args.query).queries.length > 1;
      const { from, to, maximum } = (operation.windows ?? []).find(isTooLong) as DateWindow;
      throw this.#rejected(
        `${from} and ${to} are further apart than one call of ${method} ${path} allows (${maximum}). Iterate over the listing, use toArray(), or await a shorter range.`,
        from,
      );
    }
    const settled = await this.#send(method, path, args, options);
    // Where the document says nothing of the body, a page without one is not known to be wrong until it is iterated.
    if (settled.ok && settled.data != null) {
      try {
        this.#check(settled, undefined);
      } catch (error) {
        settled.report(error);
        throw error;
      }
    }
    return settled;
  }

  // biome-ignore lint/suspicious/noThenProperty: a promise has one
  override then<A = Page, B = never>(
    onfulfilled?: ((page: Page) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#start().then(onfulfilled, onrejected);
  }

  withResponse(): Promise<{ data: Page; response: Response }> {
    return this.#start().withResponse();
  }

  result(): Promise<Result> {
    return this.#start().result();
  }

  async *pages(options?: PagesOptions): AsyncGenerator<Page> {
    for await (const { page } of this.#walk(options)) yield page as Page;
  }

  async *resumable(
    cursor?: Cursor | null,
    options?: PagesOptions,
  ): AsyncGenerator<ResumablePage<Page, Item>> {
    for await (const { page, response, items, progress, cursorOf } of this.#walk(options, cursor ?? null))
      yield {
        page: page as Page,
        response,
        items: items as Item[],
        progress,
        get cursor() {
          return (cursorOf as () => Cursor)();
        },
      };
  }

  /** Every page, one after another; with `cursor`, those after it, and what a later cursor needs is remembered. */
  async *#walk({ prefetch = 0, onPage }: PagesOptions = {}, cursor?: Cursor | null): AsyncGenerator<Step> {
    if (!Number.isInteger(prefetch) || prefetch < 0)
      throw this.#rejected("prefetch must be a whole number, 0 or more.", "prefetch");
    if (this.#isIterated)
      throw this.#rejected("This listing has been iterated already: call the method again.");
    this.#isIterated = true;
    const { key } = this.#request.operation;
    const signal = this.#request.options?.signal;
    const { queries, reach } = this.#windows();
    const isShared = queries.length === 1;
    const walks = queries.map((query): Walk => ({ query, isShared, ahead: [], asked: 0, last: 1 }));
    const ledger = cursor === undefined ? undefined : this.#ledger(walks, reach, cursor);
    const given = !ledger && key !== undefined && walks.length > 1 ? new Given(key, reach, false) : undefined;
    let count = cursor?.items ?? 0;
    // Aborts what was asked for ahead when the reader leaves.
    const leave = prefetch > 0 ? new AbortController() : undefined;
    const forward = () => leave?.abort(signal?.reason);
    signal?.addEventListener("abort", forward);
    const askAhead = (from: number) => {
      let open = prefetch - walks.reduce((sum, { ahead }) => sum + ahead.length, 0);
      for (const walk of walks.slice(from)) {
        // Of a window whose first page has not come yet, nothing more is known.
        while (open > 0 && (walk.asked === 0 || (walk.first && walk.asked < walk.last))) {
          this.#ask(walk, leave?.signal);
          open--;
        }
        if (open <= 0) break;
      }
    };
    try {
      for (let index = cursor ? cursor.window - 1 : 0; index < walks.length; index++) {
        let walk = walks[index] as Walk;
        let empty = 0;
        let failedAt = 0;
        let hasMore = true;
        const readAgain = () => {
          walks[index] = walk = { query: walk.query, isShared: false, ahead: [], asked: 0, last: 1 };
          return this.#firstPageOf(walk.query) - 1;
        };
        for (let number = walk.leftAt ? walk.leftAt + 1 : this.#firstPageOf(walk.query); hasMore; number++) {
          if (walk.ahead.length === 0) this.#ask(walk, leave?.signal);
          const coming = walk.ahead.shift() as Promise<CheckedPage | Unusable>;
          askAhead(index);
          const loaded = await coming;
          if ("error" in loaded) {
            const { error, report, isStale } = loaded;
            if (!(isStale && walk.first && number > failedAt && ledger?.readAgain())) {
              report?.(error);
              throw restack(error, true);
            }
            // The window is read again from its start, unless that gets no further than before.
            failedAt = number;
            number = readAgain();
            continue;
          }
          const { page, response, items, last, offset, token, total, fail, report } = loaded;
          signal?.throwIfAborted();
          // Listings grow and shrink while they are read.
          walk.last = last;
          walk.offset = offset;
          hasMore = number < last;
          empty = items.length > 0 ? 0 : empty + 1;
          if (empty >= mostEmptyPages && hasMore) {
            const error = fail(
              `${mostEmptyPages} pages without items, one after another, and says that there are ${last}.`,
            );
            report(error);
            throw error;
          }
          const added = ledger ? ledger.add(items, index, total) : given?.add(items, index);
          // Nothing else has this page yet.
          if (added) items.splice(0, items.length, ...added);
          count += items.length;
          const isReadAgain = !hasMore && ledger?.isReadAgain(index);
          askAhead(index);
          const progress: ListingProgress = {
            window: index + 1,
            windows: walks.length,
            page: number,
            pages: Math.max(last, number),
            items: count,
          };
          const position = hasMore
            ? { page: number, token: walk.first?.token ?? token, ...(offset !== undefined && { offset }) }
            : { page: 0 };
          const next = hasMore || isReadAgain ? index : index + 1;
          const cursorOf = ledger?.cursorAt(next, count, position);
          onPage?.(progress);
          yield { page, response, items, progress, cursorOf };
          signal?.throwIfAborted();
          if (isReadAgain) {
            number = readAgain();
            hasMore = true;
          }
        }
      }
    } finally {
      signal?.removeEventListener("abort", forward);
      leave?.abort(abandoned);
    }
  }

  /** Begins or continues what can be continued, and puts the window that a cursor was left in into its state. */
  #ledger(walks: Walk[], reach: number, cursor: Cursor | null): Ledger {
    const { method, path, args, operation } = this.#request;
    try {
      const listing = identityOf(`${method} ${path}`, args);
      const ledger = new Ledger(listing, walks.length, operation.key, reach, cursor);
      const walk = cursor && walks[cursor.window - 1];
      if (walk && cursor.page > 0) {
        const { page, token, offset } = cursor;
        Object.assign(walk, { leftAt: page, asked: page, last: page, first: { token }, offset });
      }
      return ledger;
    } catch (error) {
      this.#caller.report(method, path, error);
      throw error;
    }
  }

  async *items(options?: PagesOptions): AsyncGenerator<Item> {
    const signal = this.#request.options?.signal;
    for await (const page of this.pages(options)) {
      for (const item of (valueAt(page, this.#request.operation.pagination.items) as Item[] | undefined) ??
        []) {
        yield item;
        signal?.throwIfAborted();
      }
    }
  }

  async toArray({ limit = Number.POSITIVE_INFINITY, ...options }: ToArrayOptions = {}): Promise<Item[]> {
    if (!(limit === Number.POSITIVE_INFINITY || (Number.isInteger(limit) && limit >= 0)))
      throw this.#rejected("limit must be a whole number, 0 or more.", "limit");
    const collected: Item[] = [];
    if (limit === 0) return collected;
    for await (const item of this.items(options)) if (collected.push(item) >= limit) break;
    return collected;
  }

  [Symbol.asyncIterator](): AsyncIterator<Item> {
    return this.items();
  }

  #windows(): Windows {
    try {
      if (this.#request.failure) throw this.#request.failure.error;
      return splitWindows(this.#request.operation.windows, this.#request.args.query ?? {});
    } catch (error) {
      this.#caller.report(this.#request.method, this.#request.path, error);
      throw error;
    }
  }

  #send(
    method: string,
    path: string,
    args: CallArguments,
    options: CallOptions | undefined,
  ): Promise<Settled> {
    return this.#caller.call(method, path, args, options, this.#request.described);
  }

  /** Asks for the next page of a window. */
  #ask(walk: Walk, leave: AbortSignal | undefined): void {
    const { options } = this.#request;
    const signalled = leave ? { ...options, signal: leave } : options;
    const isFirst = walk.asked === 0;
    if (isFirst) walk.asked = this.#firstPageOf(walk.query);
    else walk.asked++;
    const number = walk.asked;
    const { offset } = walk;
    const load = async (): Promise<CheckedPage | Unusable> => {
      let settled: Settled;
      try {
        settled = await this.#sendPage(walk, number, isFirst, signalled);
      } catch (error) {
        return { error };
      }
      const { report, status } = settled;
      if (!settled.ok) {
        const isStale = status < 500 && status !== 408 && status !== 429;
        return { error: toHttpError(this.#caller, settled), report, isStale };
      }
      try {
        const checked = this.#check(settled, isFirst ? undefined : number, offset);
        if (isFirst) {
          walk.first = checked;
          walk.last = checked.last;
          walk.offset = checked.offset;
        }
        return checked;
      } catch (error) {
        return { error, report, isStale: true };
      }
    };
    walk.ahead.push(load());
  }

  #sendPage(
    walk: Walk,
    number: number,
    isFirst: boolean,
    options: CallOptions | undefined,
  ): Promise<Settled> {
    const { args, method, path, next } = this.#request;
    if (!isFirst) return this.#send(next.method, next.path, this.#nextArguments(walk, number), options);
    if (!walk.isShared) return this.#send(method, path, { ...args, query: walk.query }, options);
    // A caller who awaits the listing too gets the same page.
    this.#settled ??= this.#send(method, path, args, options);
    return this.#settled;
  }

  #nextArguments({ first, query, offset }: Walk, number: number): CallArguments {
    const { operation, args, next } = this.#request;
    const { pagination } = operation;
    if ("offsetParameter" in pagination)
      return { ...args, query: { ...query, [pagination.offsetParameter]: offset } };
    const { tokenParameter, pageParameter } = pagination;
    const token = first?.token ?? { ...query, ...args.path }[tokenParameter];
    const isInPath = next.path.includes(`{${tokenParameter}}`);
    const kept = Object.fromEntries(
      this.#caller.api.clientParameters.map((name) => [name, query[name]] as const),
    );
    return {
      path: isInPath ? { [tokenParameter]: token } : args.path,
      header: args.header,
      query: { ...kept, ...(!isInPath && { [tokenParameter]: token }), [pageParameter]: number },
    };
  }

  /** Checks that a page is one, and the one that was asked for: whatever it is not, pages would be lost. */
  #check(
    { data, response, call, report }: Settled,
    number: number | undefined,
    offset?: unknown,
  ): CheckedPage {
    const { operation, args } = this.#request;
    const { pagination, itemsOptional } = operation;
    const fail = (problem: string) =>
      callError(MalformedResponseError, call, `returned ${problem} Pages would be lost.`);
    const query = (args.query ?? {}) as Record<string, unknown>;
    if ("offsetParameter" in pagination)
      return {
        ...checkOffset(data, pagination, itemsOptional, query, number ?? 1, fail, offset),
        response,
        report,
      };
    const asked = number ?? firstPageOf(query[pagination.pageParameter]);
    const found = valueAt(data, pagination.items);
    const last = valueAt(data, pagination.totalPages);
    const current = valueAt(data, pagination.currentPage);
    const total = pagination.totalItems === undefined ? undefined : valueAt(data, pagination.totalItems);
    const items = found === undefined && itemsOptional ? [] : found;
    if (!Array.isArray(items)) throw fail(`a page without a list of items at ${pagination.items}.`);
    if (!Number.isSafeInteger(last) || (last as number) < 0)
      throw fail(`a page that does not say at ${pagination.totalPages} how many pages there are.`);
    const pages = last as number;
    const isOnly = number === undefined && items.length === 0 && pages <= 1;
    if (current !== asked && !isOnly) throw fail(`another page than the one asked for, which was ${asked}.`);
    if (number === undefined && asked === 1 && items.length === 0 && typeof total === "number" && total > 0)
      throw fail(`a first page without items, though it says that there are ${total}.`);
    if (typeof total === "number" && total > 0 && asked > total + mostEmptyPages)
      throw fail(`page ${asked} of a listing that says it has ${total} items.`);
    const token = valueAt(data, pagination.token);
    const known = token ?? query[pagination.tokenParameter] ?? args.path?.[pagination.tokenParameter];
    if (number === undefined && pages > asked && typeof known !== "string")
      throw fail(`a page that does not lead to the next one: there is no token at ${pagination.token}.`);
    return {
      page: data,
      response,
      items,
      last: pages,
      token: known,
      total: typeof total === "number" ? total : undefined,
      fail,
      report,
    };
  }

  /** The number of the first page: by it another may be asked for where pages have numbers. */
  #firstPageOf(query: Record<string, unknown>): number {
    const { pagination } = this.#request.operation;
    return "pageParameter" in pagination ? firstPageOf(query[pagination.pageParameter]) : 1;
  }

  /** Makes the error of an argument that cannot work, and reports it. */
  #rejected(message: string, option?: string): ConfigurationError {
    const { method, path } = this.#request;
    const error = new ConfigurationError(message, { option });
    this.#caller.report(method, path, error);
    return error;
  }
}

/** Checks a page that is followed by one which begins behind it. */
function checkOffset(
  data: unknown,
  pagination: OffsetPagination,
  itemsOptional: boolean | undefined,
  query: Record<string, unknown>,
  number: number,
  fail: (problem: string) => MalformedResponseError,
  asked: unknown = query[pagination.offsetParameter],
): Omit<CheckedPage, "response" | "report"> {
  const { items: pointer, sizeParameter, hasNext, nextOffset } = pagination;
  const found = valueAt(data, pointer);
  const items = found === undefined && itemsOptional ? [] : found;
  if (!Array.isArray(items)) throw fail(`a page without a list of items at ${pointer || "its root"}.`);
  const size = sizeParameter === undefined ? undefined : query[sizeParameter];
  const isFull = items.length > 0 && (size === undefined || items.length >= Number(size));
  const more = hasNext === undefined ? isFull : valueAt(data, hasNext);
  if (typeof more !== "boolean")
    throw fail(`a page that does not say at ${hasNext} whether there is another.`);
  const offset = nextOffset === undefined ? Number(asked ?? 0) + items.length : valueAt(data, nextOffset);
  if (more && (offset === undefined || offset === null || String(offset) === String(asked ?? 0)))
    throw fail("a page that does not lead to the next one.");
  return { page: data, items, last: more ? number + 1 : number, offset, fail };
}

/** The number of the page that a listing begins with. */
function firstPageOf(given: unknown): number {
  return given === undefined ? 1 : Number(given);
}

/** The value at a JSON Pointer. */
export function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce((node, key) => (node as Record<string, unknown> | undefined | null)?.[key], value);
}
