#!/usr/bin/env node
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chooseApis, listApis, openApiPath, UsageError } from "./apis.ts";
import { readArguments } from "./arguments.ts";
import { describeFailure } from "./failure.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const usage = `Usage: npm run mock -- <api> [--port <number>] [--dynamic] [--seed <text>] [--errors] [--ignoreExamples]

Serves the corrected document of an API with Prism, until Ctrl+C. Pass its address to a client as baseUrl, with any keys.

  <api>     the name of its folder in specs/: ${listApis(root).join(", ")}
  --port    where it listens on 127.0.0.1; 4010 by default, 0 for any free port
  --help    this text

The other options are those of \`prism mock\`.
`;

/** Becomes Prism: one process, so that whatever ends it ends the server. Returns 1 for a port that cannot be used, 2 for a wrong call. */
async function mock(args: string[]): Promise<number> {
  try {
    const { values, positionals } = readArguments(args, {
      port: { type: "string", short: "p" },
      dynamic: { type: "boolean", short: "d" },
      seed: { type: "string" },
      errors: { type: "boolean" },
      ignoreExamples: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    });
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    const [api] = positionals;
    if (api === undefined || positionals.length > 1)
      throw new UsageError(
        api === undefined ? "Which API? Name one." : `One API at a time, not ${positionals.join(" and ")}.`,
      );
    chooseApis(root, [api]);
    const { port = "4010", help: _, ...others } = values;
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
      throw new UsageError("--port must be a whole number from 0 to 65535.");
    const obstacle = await obstacleAt(Number(port));
    if (obstacle) {
      process.stderr.write(
        `Port ${port} ${obstacle}: choose another with --port, or --port 0 for any free one.\n`,
      );
      return 1;
    }
    const options = Object.entries(others).map(([name, value]) => `--${name}=${value}`);
    process.argv.splice(2, Number.POSITIVE_INFINITY, "mock", join(root, openApiPath(api)));
    process.argv.push("--host", "127.0.0.1", "--port", port, ...options);
    await import("@stoplight/prism-cli");
    return 0;
  } catch (error) {
    const failure = describeFailure(error);
    if (!failure) throw error;
    process.stderr.write(`\n${failure.message}\n\n${usage}`);
    return failure.exitCode;
  }
}

/** Why a port cannot be used, if so. Prism would print its whole help. */
async function obstacleAt(port: number): Promise<string | undefined> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EADDRINUSE" ? "is in use" : `cannot be used (${code})`;
  }
  server.close();
  await once(server, "close");
  return undefined;
}

const exitCode = await mock(process.argv.slice(2));
if (exitCode !== 0) process.exitCode = exitCode;
