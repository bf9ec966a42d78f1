import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** Makes what is published, from the sources, in a folder of its own. */
export function build(): { dist: string; remove: () => void } {
  const dist = mkdtempSync(join(tmpdir(), "transport-"));
  const project = fileURLToPath(new URL("../tsconfig.build.json", import.meta.url));
  const { config } = ts.readConfigFile(project, ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    config,
    ts.sys,
    fileURLToPath(new URL("..", import.meta.url)),
  );
  const { diagnostics } = ts.createProgram(fileNames, { ...options, outDir: dist }).emit();
  if (diagnostics.length > 0) throw new Error(`The sources do not compile: ${diagnostics[0]?.messageText}`);
  writeFileSync(join(dist, "package.json"), '{ "type": "module" }');
  return { dist, remove: () => rmSync(dist, { recursive: true }) };
}
