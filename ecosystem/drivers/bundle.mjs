// Bundles an entry as an ES module, minified where the tool can: bundle.mjs <tool> <entry> <out>.
import { basename, dirname } from "node:path";

const [, , tool, entry, out] = process.argv;

const tools = {
  esbuild: async () => {
    const { build } = await import("esbuild");
    await build({
      entryPoints: [entry],
      outfile: out,
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
    });
  },
  rollup: async () => {
    const { rollup } = await import("rollup");
    const { nodeResolve } = await import("@rollup/plugin-node-resolve");
    const onLog = (level, log) => {
      if (level === "warn") throw new Error(log.message);
    };
    const bundle = await rollup({ input: entry, plugins: [nodeResolve()], onLog });
    await bundle.write({ file: out, format: "esm", inlineDynamicImports: true });
  },
  vite: async () => {
    const { build } = await import("vite");
    await build({
      root: dirname(entry),
      configFile: false,
      logLevel: "warn",
      build: {
        lib: { entry, formats: ["es"], fileName: () => basename(out) },
        outDir: dirname(out),
        emptyOutDir: false,
        minify: true,
        target: "es2022",
      },
    });
  },
  webpack: async () => {
    const { default: webpack } = await import("webpack");
    const stats = await new Promise((resolve, reject) => {
      const options = {
        mode: "production",
        entry,
        target: ["web", "es2022"],
        experiments: { outputModule: true },
        performance: { hints: false },
        output: { path: dirname(out), filename: basename(out), library: { type: "module" } },
      };
      webpack(options, (error, result) => (error ? reject(error) : resolve(result)));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
  },
};

await tools[tool]();
