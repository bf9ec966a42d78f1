import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { findSources } from "./compile.ts";
import { writeFiles } from "./output.ts";

/** Where the sizes are recorded, by path from the root of the repository. */
export const sizesPath = "packages/sizes.json";

/** What users import: an entry of the `exports` of a published package. */
export interface Entry {
  /** As it is imported, such as `@booking-apis/sdk/bookeo`. */
  name: string;
  /** The folder of its package, by path from the root of the repository. */
  folder: string;
  /** Its declarations, as they are built, by path from the root of the repository. */
  declarations: string;
}

/** The entries of all published packages, in the order of their names. */
export function listEntries(root: string): Entry[] {
  const entries = globSync("packages/*/package.json", { cwd: root }).flatMap((path) => {
    const manifest: Manifest = JSON.parse(readFileSync(join(root, path), "utf8"));
    const folder = dirname(path).replaceAll("\\", "/");
    if (manifest.private) return [];
    return Object.entries(manifest.exports).flatMap(([subpath, target]) => {
      if (typeof target === "string") return [];
      return [
        {
          name: posix.join(manifest.name, subpath),
          folder,
          declarations: posix.join(folder, target.types),
        },
      ];
    });
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Manifest {
  name: string;
  private?: boolean;
  exports: Record<string, string | { types: string }>;
}

export interface Bundle {
  /** Everything that the entry exports, minified and gzipped with what it imports, in bytes. */
  size: number;
  /** What it exports at run time. */
  exports: string[];
}

/** What a bundler makes of everything that an entry exports. It reads the sources, so nothing needs to be built. */
export async function bundle(root: string, name: string): Promise<Bundle> {
  const sources = findSources(root);
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from ${JSON.stringify(name)};`, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    minify: true,
    metafile: true,
    logLevel: "silent",
    plugins: [
      {
        name: "packages of this repository, by their sources",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^@booking-apis\// }, ({ path }) => {
            const [source] = sources[path] ?? [];
            return source === undefined ? null : { path: source, sideEffects: false };
          }),
      },
    ],
  });
  const [output] = Object.values(metafile.outputs);
  return {
    size: gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length,
    exports: (output?.exports ?? []).sort(),
  };
}

/** The file with the sizes of all entries. */
export function printSizes(bundles: ReadonlyMap<string, Bundle>): string {
  const sizes = Object.fromEntries([...bundles].map(([name, { size }]) => [name, size]));
  return `${JSON.stringify(sizes, null, 2)}\n`;
}

export async function bundleAll(root: string): Promise<Map<string, Bundle>> {
  const names = listEntries(root).map(({ name }) => name);
  return new Map(
    await Promise.all(names.map(async (name): Promise<[string, Bundle]> => [name, await bundle(root, name)])),
  );
}

/**
 * Records the sizes after an update: a document with more operations makes larger packages. Returns the paths that changed. Sources that
 * cannot be bundled do not compile either: an update reports them, and the record stays until they are corrected.
 */
export async function recordSizes(root: string): Promise<string[]> {
  if (!existsSync(join(root, sizesPath))) return [];
  const bundles = await bundleAll(root).catch(() => undefined);
  return bundles ? writeFiles(root, new Map([[sizesPath, printSizes(bundles)]])) : [];
}
