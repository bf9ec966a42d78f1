import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { shared } from "../vitest.config.ts";

const source = (path: string) => fileURLToPath(new URL(`../packages/${path}`, import.meta.url));

export default defineConfig({
  // The clients and the SDK import the transport as it is built, where no mutant is.
  resolve: {
    alias: {
      "@booking-apis/transport/internal": source("transport/src/internal.ts"),
      "@booking-apis/transport": source("transport/src/index.ts"),
    },
  },
  test: {
    ...shared,
    // Many mutants make a test wait for ever. No test takes as long without one.
    testTimeout: 10_000,
    include: ["packages/*/test/**/*.test.ts"],
    // What these test is built, bundled or run in another process, where no mutant is active.
    exclude: [
      "**/{consumer,contract,editor,fake-runtimes,imports,isolation,leaks,live-check,node20,shared-limiter*}.test.ts",
    ],
  },
});
