import { notify, type ResponseValidator } from "@booking-apis/transport/internal";
import type { ResponseDocument } from "./document.ts";
import { findMismatches, type Mismatch } from "./mismatch.ts";

/** Makes the `validate` option of an API. */
export function createReporter(
  document: ResponseDocument,
  onMismatch: (mismatch: Mismatch) => void,
): ResponseValidator {
  return (response) => {
    for (const mismatch of findMismatches(document, response)) notify(onMismatch, mismatch);
  };
}
