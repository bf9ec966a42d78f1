import { defineConfig } from "vitest/config";
import { shared } from "../vitest.config.ts";

export default defineConfig({
  test: {
    ...shared,
    include: ["packages/{transport,sdk}/test/**/*.test.ts"],
    // What these test is built, bundled or run in another process, where no mutant is active.
    exclude: ["**/{consumer,contract,editor,imports,isolation,leaks,node20}.test.ts"],
  },
});
