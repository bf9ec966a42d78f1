import { globSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

/** What all tests have in common. */
export const shared: NonNullable<ViteUserConfig["test"]> = {
  globalSetup: [`${root}vitest.node-version.ts`],
  // To load the compiler and the mock for each file again takes longer than most files' tests. What a test changes for all, it puts back.
  isolate: false,
  maxWorkers: "100%",
  // The compiler leaves much behind that is short-lived: with room for it, less time goes into collecting it.
  execArgv: ["--max-semi-space-size=64"],
  unstubEnvs: true,
  unstubGlobals: true,
  restoreMocks: true,
  // It ends what hangs; a busy machine never reaches it.
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

const workspaces = globSync("{packages/*,scripts,examples}/test", { cwd: root }).map(dirname);

export default defineConfig({
  test: {
    ...shared,
    reporters: ["default", ["json", { outputFile: "test-results.json" }]],
    projects: [
      ...workspaces.map((workspace) => ({
        extends: true as const,
        test: { name: workspace, root: workspace, include: ["test/**/*.test.ts"] },
      })),
      // One run of the compiler for all: what does not compile anywhere fails.
      {
        extends: true,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            include: ["packages/*/test/**/*.test-d.ts"],
            tsconfig: "tsconfig.json",
          },
        },
      },
    ],
  },
});
