import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./apis.ts";
import { didYouMean } from "./words.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads the arguments of a command.
 *
 * @throws {UsageError} for an option that the command does not have, or whose value is missing or one too many.
 */
export function readArguments<Known extends Options>(args: string[], options: Known) {
  rejectWhatNpmTook(Object.keys(options));
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) {
      const known = Object.keys(options).map((each) => `--${each}`);
      throw new UsageError(
        `There is no option ${rawName}.${didYouMean(rawName, known)} Known: ${known.join(", ")}.`,
      );
    }
    if (option.type === "boolean" && value !== undefined) throw new UsageError(`${rawName} takes no value.`);
    if (option.type === "string" && (!value || (!inlineValue && /^-./.test(value))))
      throw new UsageError(`${rawName} needs a value.`);
  }
  return parseArgs({ args, options, allowPositionals: true });
}

/** Without two dashes before them, npm keeps the options that it knows or half knows: an update would not be a dry run. */
function rejectWhatNpmTook(names: string[]): void {
  const taken = names.find((name) => process.env[`npm_config_${name.replaceAll("-", "_").toLowerCase()}`]);
  if (taken !== undefined)
    throw new UsageError(
      `npm took --${taken} for itself. Write two dashes before the options: npm run <command> -- --${taken}`,
    );
}
