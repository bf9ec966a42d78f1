import type { Ok, Refused } from "./results.ts";

/** What a call resolves to inside: the result, and for a refusal the error that it is thrown as. */
export type Settled<Data> =
  | { result: Ok<number, Data>; toError?: undefined }
  // The error is made only where it is thrown.
  | { result: Refused<number, unknown>; toError: () => Error };

/** The result of a success; throws the error of a refusal. */
export function unwrap<Data>({ result, toError }: Settled<Data>): Ok<number, Data> {
  if (toError) throw toError();
  return result;
}

/**
 * A call to the API. Await it for the data; nothing is sent before that, and it is sent once however often it is awaited.
 *
 * - `await call` gives the data, and throws an error of a kind for each failure.
 * - `await call.withResponse()` gives the data and the `Response`.
 * - `await call.result()` does not throw on an answer of the API: `ok`, `status`, and `data` or `error`.
 */
export class Call<Data, Result = Ok<number, Data> | Refused<number, unknown>> implements PromiseLike<Data> {
  readonly #start: () => Promise<Settled<Data>>;
  #settled: Promise<Settled<Data>> | undefined;

  constructor(start: () => Promise<Settled<Data>>) {
    this.#start = start;
  }

  #once(): Promise<Settled<Data>> {
    this.#settled ??= this.#start();
    return this.#settled;
  }

  /** Sends the call, as `await` does. */
  // biome-ignore lint/suspicious/noThenProperty: a call is awaited
  then<A = Data, B = never>(
    onfulfilled?: ((data: Data) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    // Each step of a promise costs a turn, so there is one.
    return this.#once().then((settled) => {
      if (settled.toError && onrejected) return onrejected(settled.toError());
      const { data } = unwrap(settled);
      return onfulfilled ? onfulfilled(data) : (data as unknown as A);
    }, onrejected);
  }

  /** As with a promise. */
  catch<B = never>(onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Data | B> {
    return this.then(null, onrejected);
  }

  /** As with a promise. */
  finally(onfinally?: (() => void) | null): Promise<Data> {
    return this.then().finally(onfinally);
  }

  /** The data together with the `Response`, for its headers and status. Throws as `await` does. */
  async withResponse(): Promise<{ data: Data; response: Response }> {
    const { data, response } = unwrap(await this.#once());
    return { data, response };
  }

  /**
   * The result without throwing on an answer of the API: with `ok` true there is `data`, else `error`, whose type follows from
   * `status`. It still rejects where no answer came.
   */
  async result(): Promise<Result> {
    return (await this.#once()).result as Result;
  }
}
