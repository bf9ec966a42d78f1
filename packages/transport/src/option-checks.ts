import { ConfigurationError, optionError } from "./errors.ts";

/** The names of an interface's fields, checked by the compiler: one that is missing or surplus does not compile. */
export type NamesOf<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Rejects options that do not exist. A misspelled `baseUrl` would otherwise send test data to production.
 *
 * @param subject What has the options, for the error: `"A client"`.
 * @throws {ConfigurationError} which names the option.
 */
export function checkOptionNames(
  options: object,
  known: Readonly<Record<string, true>>,
  subject: string,
): void {
  for (const option in options)
    if (!Object.hasOwn(known, option) && (options as Record<string, unknown>)[option] !== undefined)
      throw new ConfigurationError(
        `${subject} has no option "${option}". Known: ${Object.keys(known).join(", ")}.`,
        {
          option,
        },
      );
}

/** @throws {ConfigurationError} for options that are not an object. */
export function checkOptionsObject(
  options: unknown,
  known: Readonly<Record<string, true>>,
): asserts options is object {
  if (typeof options !== "object" || options === null)
    throw new ConfigurationError(`The options must be an object with ${Object.keys(known).join(", ")}.`);
}

/** @throws {ConfigurationError} for an option that is set and is not a function. */
export function checkFunction(option: string, value: unknown): void {
  if (value !== undefined && typeof value !== "function") throw optionError(option, "must be a function.");
}
