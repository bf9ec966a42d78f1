// How large a client is in a bundle for a browser: minified by esbuild and gzipped.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { type Figures, figure, print, runOfArguments } from "./measure.ts";

const bench = fileURLToPath(new URL("..", import.meta.url));

async function kilobytes(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: bench, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    minify: true,
    treeShaking: true,
    logLevel: "error",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 1_000;
}

const { peers } = await runOfArguments();
const figures: Figures = {};
for (const [id, { bundle }] of peers)
  if (bundle)
    figures[id] = {
      "one call, kB": figure([await kilobytes(bundle.one)]),
      "everything, kB": figure([await kilobytes(bundle.all)]),
    };
print(figures);
