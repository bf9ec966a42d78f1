import { type Caller, checkOptionsObject } from "@booking-apis/transport/internal";

/**
 * The options of a client with changes; one that is undefined changes nothing.
 *
 * @throws {ConfigurationError} for changes that are not an object.
 */
export function withChanges<Options extends object>({ options, api }: Caller, changes: Options): Options {
  checkOptionsObject(changes, api.optionNames);
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...options, ...Object.fromEntries(given) } as Options;
}
