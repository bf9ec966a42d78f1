import type { ResponseValidator } from "@booking-apis/transport/internal";
import type { Mismatch } from "../validation/mismatch.ts";
import { createReporter } from "../validation/report-mismatches.ts";
import { document } from "./generated/responses.ts";

export type { Mismatch } from "../validation/mismatch.ts";

/**
 * The `validate` option of `createBookeo`: compares the JSON body of every response, of a success or an error, with the corrected document,
 * and reports what does not fit. It changes no call: responses that do not fit are returned as before.
 *
 * @param onMismatch Is called once for each kind of mismatch in a response. A mismatch holds names of fields and kinds of values, never a
 * value, so it may be logged. What it throws is dropped.
 * @example
 * const bookeo = createBookeo({ validate: reportMismatches((mismatch) => console.warn(mismatch)) });
 */
export function reportMismatches(onMismatch: (mismatch: Mismatch) => void): ResponseValidator {
  return createReporter(document, onMismatch);
}
