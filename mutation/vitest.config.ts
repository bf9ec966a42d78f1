import { defineConfig } from "vitest/config";
import { shared } from "../vitest.config.ts";

const packages = process.env.MUTATE ?? "{transport,sdk}";

export default defineConfig({
  test: {
    ...shared,
    include: [`packages/${packages}/test/**/*.test.ts`],
    // What these test is built, bundled or run in another process, where no mutant is active.
    exclude: ["**/{consumer,contract,editor,imports,isolation,leaks,node20}.test.ts"],
  },
});
