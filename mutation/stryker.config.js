/** What is mutated, by the package whose tests should notice. */
const sources = {
  // A mutant reads process.env, which the tests of environment.ts take away.
  transport: ["packages/transport/src/**/*.ts", "!packages/transport/src/environment.ts"],
  sdk: ["packages/sdk/src/core/**/*.ts"],
};
const { MUTATE } = process.env;
if (MUTATE && !sources[MUTATE])
  throw new Error(`MUTATE is "${MUTATE}": it must be ${Object.keys(sources).join(" or ")}.`);

export default {
  mutate: MUTATE ? sources[MUTATE] : Object.values(sources).flat(),
  ignorePatterns: ["**/dist", "bench", "ecosystem", "examples", "mutation/reports"],
  tempDirName: "mutation/.stryker-tmp",
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner", "./mutation/option-names.js"],
  ignorers: ["option-names"],
  // A worker thread cannot have the options of vitest.config.ts for Node.
  vitest: { configFile: "mutation/vitest.config.ts", related: false, pool: "forks" },
  coverageAnalysis: "perTest",
  timeoutMS: 10_000,
  thresholds: { high: 95, low: 92, break: 92 },
  reporters: ["clear-text", "html", "json"],
  clearTextReporter: { allowColor: false, reportTests: false },
  htmlReporter: { fileName: "mutation/reports/mutation.html" },
  jsonReporter: { fileName: "mutation/reports/mutation.json" },
  allowEmpty: false,
};
