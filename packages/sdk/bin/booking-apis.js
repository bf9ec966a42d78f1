#!/usr/bin/env node
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { apiNames, checkApi } from "../dist/live-check/index.js";

const usage = `Usage: npx @booking-apis/sdk check <${apiNames.join(" | ")}> [options]

Calls the API with your keys, reads only, and compares its responses with the document that the types are made from.
The report holds names of fields and kinds of values, never a value. Exits with 0 if everything fits, 1 if not, 2 if it could not check.

The keys come from the environment: BOOKEO_API_KEY and BOOKEO_SECRET_KEY, or CLASSES_API_KEY and CLASSES_BASE_URL.

  --parameter name=value  a value for a parameter of that name in a path or query, as often as needed
  --calls <number>        the most calls (40)
  --items <number>        how many items of each listing are read by themselves (3)
  --overlay <file>        writes overlay actions that correct the document; without it they are printed
  --base-url <url>        where the API is served
  --help                  prints this
`;

class UsageError extends Error {}

function read() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        parameter: { type: "string", multiple: true, default: [] },
        calls: { type: "string" },
        items: { type: "string" },
        overlay: { type: "string" },
        "base-url": { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error.message);
  }
  const { values, positionals } = parsed;
  if (values.help) return { help: true };
  const [command, api, ...more] = positionals;
  if (command !== "check") throw new UsageError(`Expected the command check, found ${command ?? "nothing"}.`);
  if (!apiNames.includes(api))
    throw new UsageError(`Expected one of ${apiNames.join(", ")}, found ${api ?? "nothing"}.`);
  if (more.length > 0) throw new UsageError(`Expected no more arguments, found ${more.length}.`);
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
  return {
    api,
    overlay: values.overlay,
    options: {
      ...count("calls"),
      ...count("items"),
      parameters: Object.fromEntries(parameters),
      ...(values["base-url"] !== undefined && { baseUrl: values["base-url"] }),
    },
  };
}

try {
  const { help, api, overlay: file, options } = read();
  if (help) process.stdout.write(usage);
  else {
    const { text, overlay, fits } = await checkApi(api, options);
    process.stdout.write(text);
    if (overlay && file) {
      await writeFile(file, overlay);
      process.stdout.write(`\nThe overlay actions are in ${file}.\n`);
    } else if (overlay) process.stdout.write(`\n## Overlay actions\n\n\`\`\`yaml\n${overlay}\`\`\`\n`);
    process.exitCode = fits ? 0 : 1;
  }
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(
    `${error.message}${isUsage ? `\n\n${usage}` : `${error.hint ? ` ${error.hint}` : ""}\n`}`,
  );
  process.exitCode = 2;
}
