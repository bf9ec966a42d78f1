import type { Caller, CallOptions } from "@booking-apis/transport/internal";
import { toHttpError } from "./errors.ts";
import { undocumented } from "./resources.ts";

/** The check of an API's keys. */
export interface KeyCheck {
  /**
   * Makes one read-only call that shows whether the API accepts the keys: for the first minute, and for probes at start-up. It resolves if
   * it does.
   *
   * @throws {AuthenticationError | PermissionError} if it does not. The message says which option to correct, and the environment variable
   * that it may come from; `option` names it, if the API's own message names one of several keys.
   * @throws {BookingApiError} of another kind where the API could not be reached, or failed.
   * @example
   * await bookeo.check();
   */
  check(options?: CallOptions): Promise<void>;
}

/** Makes `check`. */
export function createCheck(
  caller: Caller,
  { method, path }: { readonly method: string; readonly path: string },
): KeyCheck["check"] {
  return async (options) => {
    const settled = await caller.call(method, path, {}, options, undocumented);
    if (settled.ok) return;
    const error = toHttpError(caller, settled);
    if ([401, 403].includes(settled.status)) {
      const { keys, errorFields } = caller.api;
      const all = Object.entries(keys);
      // A message may write apiKey as "API key".
      const said = String(Object(settled.body)[errorFields.message ?? ""]).replace(/\W/g, "");
      const named = all.filter(([option]) => new RegExp(option, "i").test(said));
      const suspects = named.length === 1 ? named : all;
      if (suspects.length === 1) Object.assign(error, { option: suspects[0]?.[0] });
      error.message += ` Correct ${suspects.map(([name, { variable }]) => `${name} (${variable})`).join(" or ")}.`;
    }
    settled.report(error);
    throw error;
  };
}
