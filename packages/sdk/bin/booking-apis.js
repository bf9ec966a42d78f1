#!/usr/bin/env node
import { open } from "node:fs/promises";
import { parseArgs } from "node:util";
import { apiNames, checkAddress, checkApi, UsageError } from "../dist/live-check/index.js";

const usage = `Usage: npx @booking-apis/sdk check <${apiNames.join(" | ")}> [options]

Calls the API with your keys, reads only, and compares its responses with the document that the types are made from.
The report holds names of fields and kinds of values, never a value. Exits with 0 if everything fits, 1 if not, 2 if nothing could be compared.

The keys come from the environment: BOOKEO_API_KEY and BOOKEO_SECRET_KEY, or CLASSES_API_KEY. So does the base URL, unless the option
gives it: BOOKEO_BASE_URL, which is Bookeo's own server by default, or CLASSES_BASE_URL.

  --parameter name=value  a value for the parameters of that name, as often as needed: --parameter customerId=1234567
  --calls <number>        the most calls (40)
  --items <number>        how many items of each listing are read by themselves (3)
  --overlay <file>        writes overlay actions that correct the document; without it they are printed
  --base-url <url>        where the API is served
  --help                  prints this
`;

const known = {
  parameter: { type: "string", multiple: true, default: [] },
  calls: { type: "string" },
  items: { type: "string" },
  overlay: { type: "string" },
  "base-url": { type: "string" },
  help: { type: "boolean", default: false },
};

function read() {
  const { values, positionals, tokens } = parseArgs({
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: known,
  });
  for (const { kind, name, rawName, value, inlineValue } of tokens) {
    if (kind !== "option") continue;
    if (!Object.hasOwn(known, name))
      throw new UsageError(
        `There is no option ${rawName}. Known: ${Object.keys(known)
          .map((each) => `--${each}`)
          .join(", ")}.`,
      );
    if (known[name].type === "boolean" && value !== undefined)
      throw new UsageError(`${rawName} takes no value.`);
    if (known[name].type === "string" && (!value || (!inlineValue && /^-./.test(value))))
      throw new UsageError(`${rawName} needs a value.`);
  }
  if (values.help) return { help: true };
  const [command, api, ...more] = positionals;
  if (command !== "check")
    throw new UsageError(
      `${command === undefined ? "There is no command" : `Unknown command "${command}"`}. The only command is check.`,
    );
  if (more.length > 0) throw new UsageError("Name one API at a time.");
  if (!apiNames.includes(api))
    throw new UsageError(`Expected one of ${apiNames.join(", ")}, found ${api ?? "nothing"}.`);
  const count = (name) => {
    const value = values[name];
    if (value !== undefined && !/^[1-9]\d{0,5}$/.test(value))
      throw new UsageError(`--${name} must be a whole number above 0.`);
    return value === undefined ? {} : { [name]: Number(value) };
  };
  const parameters = values.parameter.map((text) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw new UsageError("--parameter must be written as name=value.");
    return [name, value];
  });
  const variable = `${api.toUpperCase()}_BASE_URL`;
  const baseUrl = values["base-url"] ?? (process.env[variable] || undefined);
  if (baseUrl !== undefined)
    checkAddress(baseUrl, values["base-url"] === undefined ? variable : "--base-url");
  return {
    api,
    overlay: values.overlay,
    options: {
      ...count("calls"),
      ...count("items"),
      parameters: Object.fromEntries(parameters),
      ...(baseUrl !== undefined && { baseUrl }),
    },
  };
}

try {
  const { help, api, overlay: file, options } = read();
  if (help) process.stdout.write(usage);
  else {
    // Opened first: what was found must not be lost because the file cannot be written.
    const written = file && (await open(file, "a"));
    const { text, overlay, exitCode } = await checkApi(api, options);
    process.stdout.write(text);
    if (overlay && written) {
      await written.truncate();
      await written.writeFile(overlay);
      process.stdout.write(`\nThe overlay actions are in ${file}.\n`);
    } else if (overlay) process.stdout.write(`\n## Overlay actions\n\n\`\`\`yaml\n${overlay}\`\`\`\n`);
    await written?.close();
    process.exitCode = exitCode;
  }
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 2;
}

/** What to do about an error, in words of the command line: the errors of the SDK name its options. */
function messageOf(error) {
  const { message, hint = "", kind, option } = error;
  if (error instanceof UsageError) return `${message}\n\n${usage.trimEnd()}`;
  if (kind === "configuration" && option === "baseUrl")
    return "The base URL is missing: pass --base-url, or set the environment variable that --help names.";
  if (kind === "configuration") return `${message} The keys come from the environment: see --help.`;
  return `${message} ${hint.replace("baseUrl", "--base-url")}`.trimEnd();
}
