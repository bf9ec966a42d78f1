// Makes the clients that are generated from our document, and a module of each that Node can load.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const tmp: string = fileURLToPath(new URL("tmp/", import.meta.url));
const document = fileURLToPath(new URL("../specs/bookeo/openapi.yaml", import.meta.url));

function run(script: string, args: string[]): void {
  execFileSync(
    process.execPath,
    [fileURLToPath(new URL(`node_modules/${script}`, import.meta.url)), ...args],
    {
      cwd: tmp,
      stdio: "pipe",
      env: {
        ...process.env,
        REDOCLY_TELEMETRY: "off",
        REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
        DO_NOT_TRACK: "1",
      },
    },
  );
}

export async function generate(): Promise<void> {
  rmSync(tmp, { recursive: true, force: true });
  mkdirSync(tmp);
  run("@hey-api/openapi-ts/bin/run.js", [
    "-i",
    document,
    "-o",
    `${tmp}hey-api`,
    "-c",
    "@hey-api/client-fetch",
  ]);
  run("@redocly/cli/bin/cli.js", ["generate-client", document, "-o", `${tmp}redocly/client.ts`]);
  await bundle("redocly.mjs", 'export * from "./redocly/client.ts";');
  await bundle(
    "hey-api.mjs",
    'export * from "./hey-api/index.ts"; export { client } from "./hey-api/client.gen.ts";',
  );
}

function bundle(name: string, contents: string): Promise<unknown> {
  return build({
    stdin: { contents, resolveDir: tmp },
    bundle: true,
    format: "esm",
    outfile: `${tmp}${name}`,
  });
}
