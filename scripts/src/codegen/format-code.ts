import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const command = join(
  dirname(createRequire(import.meta.url).resolve("@biomejs/biome/package.json")),
  "bin/biome",
);
const config = fileURLToPath(new URL("../../../biome.json", import.meta.url));
/** Formatted code by the code it was made of: most of a document stays as it is from one run to the next. */
const known = new Map<string, string>();

/** Formats TypeScript as the rest of the repository is. */
export async function formatCode(sources: readonly string[]): Promise<string[]> {
  const unknown = [...new Set(sources.filter((text) => !known.has(text)))];
  if (unknown.length > 0) {
    const folder = mkdtempSync(join(tmpdir(), "format-"));
    try {
      const { formatter } = JSON.parse(readFileSync(config, "utf8"));
      writeFileSync(
        join(folder, "biome.json"),
        JSON.stringify({
          root: true,
          formatter: { ...formatter, useEditorconfig: false },
          files: { maxSize: 1_000_000_000 },
        }),
      );
      const names = unknown.map((text, index) => {
        const name = join(folder, `${index}.ts`);
        writeFileSync(name, text);
        return name;
      });
      // What cannot be parsed stays as it is, for the compiler to say what is wrong with it.
      await promisify(execFile)(
        process.execPath,
        [command, "format", "--write", "--log-level=none", folder],
        { cwd: folder },
      ).catch(() => {});
      for (const [index, text] of unknown.entries())
        known.set(text, readFileSync(names[index] as string, "utf8"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return sources.map((text) => known.get(text) as string);
}
