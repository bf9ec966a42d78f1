import { restack, type Settled } from "@booking-apis/transport/internal";
import type { Failed, Ok } from "./results.ts";

/**
 * A call to the API: a `Promise` of its data, which is sent at once.
 *
 * - `await call` gives the data, and throws a typed error for each failure.
 * - `await call.withResponse()` gives the data and the `Response`.
 * - `await call.result()` does not throw for an HTTP error: `ok`, `status`, and `data` or `error`.
 */
export interface Call<Data, Result = Ok<number, Data> | Failed<number, unknown>> extends Promise<Data> {
  /** The data together with the `Response`, which has the headers and the status. Throws as `await` does. */
  withResponse(): Promise<{ data: Data; response: Response }>;
  /**
   * The result without throwing for an HTTP error: with `ok` true there is `data`, else `error`, whose type follows from `status`. It
   * still rejects where no usable response came.
   */
  result(): Promise<Result>;
}

/** Makes the error of an error response. */
export type ToError = (settled: Settled) => Error;

/**
 * The promise of a call. Only one step follows `settled`, the one that makes or completes the error: an engine finds the frames of the
 * caller along a single chain of promises.
 */
export class CallPromise<Data, Result> extends Promise<Data> implements Call<Data, Result> {
  // `then`, `catch` and `finally` give plain promises.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
  #settled: Settled | undefined;
  /** The caller waits for the data, and not for the result alone. */
  #isAwaited = false;
  #isResultRead = false;
  #error: Error | undefined;

  /** @param isLate It is sent when it is awaited, and not when it is made. */
  constructor(settled: Promise<Settled>, toError: ToError, isLate = false) {
    super((resolve) =>
      resolve(
        settled.then(
          (response) => {
            this.#settled = response;
            if (response.ok) return response.data as Data;
            const error = toError(response);
            this.#error = error;
            // Nothing rejects for an HTTP error if only the result is read.
            if (this.#isAwaited || !this.#isResultRead) this.#report();
            throw error;
          },
          (error) => {
            throw restack(error, isLate);
          },
        ),
      ),
    );
  }

  // biome-ignore lint/suspicious/noThenProperty: a promise has one
  override then<A = Data, B = never>(
    onfulfilled?: ((data: Data) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#isAwaited = true;
    this.#report();
    return super.then(onfulfilled, onrejected);
  }

  withResponse(): Promise<{ data: Data; response: Response }> {
    return this.then((data) => ({ data, response: (this.#settled as Settled).response }));
  }

  result(): Promise<Result> {
    this.#isResultRead = true;
    return super.then(
      () => resultOf(this.#settled as Settled) as Result,
      (error) => {
        if (this.#settled && !this.#settled.ok) return resultOf(this.#settled) as Result;
        throw error;
      },
    );
  }

  /** Reports the error of an error response, once. */
  #report(): void {
    if (this.#error) this.#settled?.report(this.#error);
    this.#error = undefined;
  }
}

function resultOf({
  ok,
  status,
  data,
  error,
  response,
}: Settled): Ok<number, unknown> | Failed<number, unknown> {
  return ok ? { ok, status, data, response } : { ok, status, error, response };
}
