import { defineConfig } from "vitest/config";
import { shared } from "../vitest.shared.ts";

export default defineConfig({
  test: { ...shared, include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
});
