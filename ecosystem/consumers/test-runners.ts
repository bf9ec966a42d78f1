import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Servers } from "../servers.ts";
import {
  type Consumer,
  configOf,
  installed,
  nodeOf,
  notInstalled,
  type Outcome,
  outcomeOf,
  project,
  run,
  write,
} from "../tools.ts";

interface Setting {
  id: string;
  name: string;
  environment: "node" | "jsdom";
  nodeVersion?: number;
  isCommonJs?: boolean;
  runner: "vitest" | "jest";
  /** It does not work: what a user reads, and what to do. */
  limit?: { message: string; advice: string };
}

const settings: Setting[] = [
  { id: "vitest", name: "vitest", runner: "vitest", environment: "node" },
  { id: "vitest-jsdom", name: "vitest, jsdom", runner: "vitest", environment: "jsdom" },
  { id: "jest", name: "Jest", runner: "jest", environment: "node" },
  { id: "jest-node-22", name: "Jest on Node 22", runner: "jest", environment: "node", nodeVersion: 22 },
  {
    id: "jest-jsdom",
    name: "Jest, jsdom",
    runner: "jest",
    environment: "jsdom",
    limit: {
      message: "cannot be sent: this runtime has no fetch. Pass one as an option.",
      advice:
        "Jest hides Node's `fetch` from tests in jsdom. Begin the file with `/** @jest-environment node */`.",
    },
  },
  {
    id: "jest-commonjs",
    name: "Jest, tests in CommonJS",
    runner: "jest",
    environment: "node",
    isCommonJs: true,
  },
  {
    id: "jest-commonjs-node-22",
    name: "Jest on Node 22, tests in CommonJS",
    runner: "jest",
    environment: "node",
    nodeVersion: 22,
    isCommonJs: true,
    limit: {
      message: "Must use import to load ES Module",
      advice: "Jest can `require` an ES module from Node 24.9 on. Write the tests as ES modules.",
    },
  },
];

export const testRunners = settings.map(
  (setting): Consumer => ({
    id: setting.id,
    name: setting.runner === "jest" ? `${setting.name} †` : setting.name,
    run: (servers) => inRunner(servers, setting),
  }),
);

async function inRunner(servers: Servers, setting: Setting): Promise<Outcome> {
  const { id, runner, environment, nodeVersion = 24, isCommonJs = false } = setting;
  const node = nodeOf(nodeVersion);
  if (!node) return notInstalled(`node-${nodeVersion}`);
  const folder = join(project, id);
  mkdirSync(folder, { recursive: true });
  write(`${id}/package.json`, JSON.stringify({ private: true, type: isCommonJs ? "commonjs" : "module" }));
  const load = isCommonJs
    ? 'const { report } = require("../checks.mjs");'
    : 'import { report } from "../checks.mjs";';
  const imported = runner === "vitest" ? 'import { expect, test } from "vitest";\n' : "";
  write(
    `${id}/program.test.${isCommonJs ? "cjs" : "mjs"}`,
    `${imported}${load}
test("the program reports", async () => {
  expect(await report(${configOf(servers, id)})).toContain("ok");
}, 120_000);
`,
  );
  const { version } = createRequire(import.meta.url)(installed(`${runner}/package.json`));
  if (runner === "vitest") {
    write(`${id}/vitest.config.mjs`, "export default {};\n");
    const args = [installed("vitest/vitest.mjs"), "run", "--root", folder, "--environment", environment];
    return outcomeOf(servers, id, version, await run(node, args, { cwd: folder }));
  }
  const config = {
    rootDir: folder,
    testEnvironment: environment === "jsdom" ? installed("jest-environment-jsdom") : "node",
    testMatch: ["**/*.test.{mjs,cjs}"],
    moduleFileExtensions: ["js", "mjs", "cjs", "json"],
    transform: {},
  };
  write(`${id}/jest.config.json`, JSON.stringify(config));
  const args = [
    installed("jest/bin/jest.js"),
    "--config",
    "jest.config.json",
    "--no-cache",
    "--watchman=false",
  ];
  const env = { NODE_OPTIONS: "--experimental-vm-modules" };
  const ended = await run(node, args, { cwd: folder, env });
  const { limit } = setting;
  if (limit && ended.code !== 0 && ended.output.includes(limit.message))
    return { version, limit: `“${limit.message}” ${limit.advice}` };
  const outcome = outcomeOf(servers, id, version, ended);
  if (limit && "findings" in outcome)
    outcome.findings.push({
      group: "calls",
      name: "it fails as known",
      ok: false,
      detail: "it did not: remove its limit",
    });
  return outcome;
}
