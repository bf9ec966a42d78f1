#!/usr/bin/env node
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseApis, listApis, openApiPath, UsageError } from "./apis.ts";
import { describeFailure } from "./failure.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const usage = `Usage: npm run mock -- <api> [--port <number>] [...]

Serves the corrected document of an API with Prism, until Ctrl+C. Pass its address to a client as baseUrl, with any keys.

  <api>     the name of its folder in specs/: ${listApis(root).join(", ")}
  --port    where it listens on 127.0.0.1; 4010 by default, 0 for any free port
  ...       further options of \`prism mock\`, such as --dynamic
`;

/** Becomes Prism: one process, so that whatever ends it ends the server. Returns 2 for a wrong call. */
async function mock([api, ...options]: string[]): Promise<number> {
  try {
    if (api === "--help" || api === "-h") {
      process.stdout.write(usage);
      return 0;
    }
    if (api === undefined || api.startsWith("-")) throw new UsageError("Which API? Give its name first.");
    chooseApis(root, [api]);
    process.argv.splice(2, Number.POSITIVE_INFINITY, "mock", join(root, openApiPath(api)));
    process.argv.push("--host", "127.0.0.1", ...options);
    await import("@stoplight/prism-cli");
    return 0;
  } catch (error) {
    const failure = describeFailure(error);
    if (!failure) throw error;
    process.stderr.write(`\n${failure.message}\n\n${usage}`);
    return failure.exitCode;
  }
}

const exitCode = await mock(process.argv.slice(2));
if (exitCode !== 0) process.exitCode = exitCode;
