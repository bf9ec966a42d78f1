import {
  ConfigurationError,
  callError,
  type DateWindow,
  MalformedAnswerError,
  type Pagination,
} from "@booking-apis/transport";
import { Call, unwrap } from "./call.ts";
import { type Arguments, type CallOptions, type Connection, type Operation, settle } from "./request.ts";
import { splitWindows } from "./windows.ts";

/** How the pages of a listing are fetched. */
export interface PagesOptions {
  /** How many pages to ask for ahead of the one that is being read. They come in order all the same. Default: 0. */
  prefetch?: number | undefined;
}

/** What is known of a paged operation. */
export interface PagedOperation extends Operation {
  readonly pagination: Pagination;
  /** The operation that returns further pages. */
  readonly next: Operation;
  readonly windows?: readonly DateWindow[];
}

/**
 * A listing. Await it for its first page, iterate over it for every item, or over `pages()` for every page. Pages are fetched as they
 * are needed; leaving the loop early sends nothing more.
 *
 * A range of dates that is longer than one call may cover is walked in windows, each item once.
 */
export class PagedCall<Page, Item, Result> extends Call<Page, Result> implements AsyncIterable<Item> {
  readonly #load: (operation: Operation, args: Arguments, signal?: AbortSignal) => Promise<Page>;
  readonly #operation: PagedOperation;
  readonly #args: Arguments;
  readonly #signal: AbortSignal | null | undefined;
  #isIterated = false;

  constructor(
    connection: Connection,
    operation: PagedOperation,
    args: Arguments,
    options: CallOptions | undefined,
  ) {
    super(() => settle(connection, operation, args, options));
    this.#load = async (part, partArgs, signal) =>
      unwrap(await settle<Page>(connection, part, partArgs, signal ? { ...options, signal } : options)).data;
    this.#operation = operation;
    this.#args = args;
    this.#signal = options?.signal;
  }

  /** Every page, one after another. */
  async *pages({ prefetch = 0 }: PagesOptions = {}): AsyncGenerator<Page> {
    if (this.#isIterated)
      throw new ConfigurationError("This listing has been iterated already: call the method again.");
    this.#isIterated = true;
    const operation = this.#operation;
    const { method, path, pagination, next, windows = [] } = operation;
    const { items, totalPages, tokenParameter, pageParameter } = pagination;
    const signal = this.#signal;
    const parts = splitWindows(windows, this.#args.query);
    // Aborts what was asked for ahead when the reader leaves.
    const leave = prefetch > 0 ? new AbortController() : undefined;
    const forward = () => leave?.abort(signal?.reason);
    signal?.addEventListener("abort", forward);
    try {
      for (const { query, isRepeated } of parts) {
        const isWhole = parts.length === 1;
        let page = await (isWhole ? this.then() : this.#load(operation, { ...this.#args, query }));
        signal?.throwIfAborted();
        let asked = numberAt(page, pagination.currentPage) ?? 1;
        let last = numberAt(page, totalPages);
        const token = at(page, pagination.token) ?? { ...query, ...this.#args.path }[tokenParameter];
        if (last === undefined || (last > asked && typeof token !== "string"))
          throw callError(
            MalformedAnswerError,
            { method, path, outcome: "rejected" },
            "was answered by a page that does not lead to the next one. Pages would be lost.",
          );

        const isInPath = next.pathParts.includes(tokenParameter);
        const ahead: Promise<Page>[] = [];
        const ask = (most: number) => {
          while (asked < (last as number) && ahead.length < most) {
            const promise = this.#load(
              next,
              {
                path: { ...this.#args.path, [tokenParameter]: token },
                query: { [tokenParameter]: isInPath ? undefined : token, [pageParameter]: ++asked },
              },
              leave?.signal,
            );
            promise.catch(() => {}); // It is awaited in its turn, or never where the reader has left.
            ahead.push(promise);
          }
        };
        for (;;) {
          ask(prefetch);
          const all = at(page, items);
          // Nobody else has this page yet.
          if (!isWhole && Array.isArray(all))
            all.splice(0, all.length, ...all.filter((item) => !isRepeated(item)));
          yield page;
          ask(prefetch || 1);
          const following = ahead.shift();
          if (!following) break;
          signal?.throwIfAborted();
          page = await following;
          // Listings grow while they are read.
          last = numberAt(page, totalPages) ?? last;
        }
      }
    } finally {
      signal?.removeEventListener("abort", forward);
      leave?.abort();
    }
  }

  /** Every item of every page, with `prefetch` pages asked for ahead. */
  async *items(options?: PagesOptions): AsyncIterableIterator<Item> {
    for await (const page of this.pages(options)) {
      for (const item of (at(page, this.#operation.pagination.items) as Item[] | undefined) ?? []) {
        yield item;
        this.#signal?.throwIfAborted();
      }
    }
  }

  /** Every item, one page after another, as `items()`. */
  [Symbol.asyncIterator](): AsyncIterator<Item> {
    return this.items();
  }
}

/** The value at a JSON Pointer. */
function at(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce((node, key) => (node as Record<string, unknown> | undefined | null)?.[key], value);
}

function numberAt(value: unknown, pointer: string): number | undefined {
  const found = at(value, pointer);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}
