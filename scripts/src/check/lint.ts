import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const redocly = createRequire(import.meta.url).resolve("@redocly/cli/bin/cli.js");
const config = fileURLToPath(new URL("redocly.yaml", import.meta.url));

interface Problem {
  ruleId: string;
  message: string;
  location: { pointer?: string }[];
}

/** Lints an OpenAPI document with redocly and our rules; one line for each problem. */
export async function lint(text: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "lint-"));
  try {
    const file = join(folder, "openapi.yaml");
    await writeFile(file, text);
    const output = await run([
      redocly,
      "lint",
      file,
      `--config=${config}`,
      "--format=json",
      "--max-problems=1000",
    ]);
    const { problems } = JSON.parse(output) as { problems: Problem[] };
    return problems.map(
      ({ ruleId, message, location }) => `${location[0]?.pointer ?? "#"}: ${message} (${ruleId})`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(args: string[]): Promise<string> {
  const env = {
    ...process.env,
    REDOCLY_TELEMETRY: "off",
    REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
    NO_COLOR: "1",
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      // A document with problems ends redocly with 1 too, but with a list of them on its standard output.
      if (stdout.trimStart().startsWith("{")) resolve(stdout);
      else reject(new Error(`redocly lint did not run: ${stderr.trim() || error?.message}`));
    });
  });
}
