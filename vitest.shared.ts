import type { ViteUserConfig } from "vitest/config";

/** What the tests of every workspace have in common. */
export const shared: NonNullable<ViteUserConfig["test"]> = {
  reporters: ["default", ["json", { outputFile: "test-results.json" }]],
  globalSetup: [new URL("vitest.node-version.ts", import.meta.url).pathname],
  // It ends what hangs; a busy machine never reaches it.
  testTimeout: 120_000,
  hookTimeout: 120_000,
};
