import { spawnSync } from "node:child_process";
import { chmodSync, globSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { listApis } from "../src/apis.ts";
import { emptyTree, root } from "./tree.ts";

interface Workflow {
  permissions: object;
  jobs: Record<
    string,
    { steps: { name?: string; uses?: string; run?: string }[]; strategy?: { matrix: { api?: string[] } } }
  >;
}

const paths = globSync(".github/workflows/*.yml", { cwd: root }).sort();
const workflows = paths.map((path): [string, Workflow] => [
  path,
  parse(readFileSync(join(root, path), "utf8")),
]);
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };

test.each(workflows)("%s calls only commands that the repository has", (_, { jobs }) => {
  const runs = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = "" }) => run));
  expect(runs.join("")).not.toBe("");
  const called = runs.flatMap((run) =>
    [...run.matchAll(/npm run (?:--silent )?([\w-]+)/g)].map(([, name]) => name),
  );
  expect(called.filter((name) => !Object.hasOwn(manifest.scripts, String(name)))).toEqual([]);
});

test.each(workflows)("%s runs actions of others at one commit, which cannot be moved", (_, { jobs }) => {
  const actions = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
});

test.each(workflows)("%s says what its token may do", (_, { permissions }) => {
  expect(permissions).toBeTypeOf("object");
});

test("every API is looked at for drift", () => {
  const drift = workflows.find(([path]) => path.endsWith("/drift.yml"))?.[1];
  expect(drift?.jobs.drift?.strategy?.matrix.api).toEqual(listApis(root));
});

describe("what a vendor's current document says is reported once, in one issue", () => {
  const drift = workflows.find(([path]) => path.endsWith("/drift.yml"))?.[1];
  const step = drift?.jobs.drift?.steps.find(({ name }) => name === "report it in the API's issue");

  /** Runs the step, where these issues are there already; returns what it asked of GitHub. */
  function asked(issues: object[]): string[] {
    const folder = emptyTree({
      "bin/gh": `#!/bin/sh\necho "$@" >> calls\nif [ "$2" = list ]; then cat issues; fi\n`,
      issues: JSON.stringify(issues),
      "story.md": "# Boats: 2 operations added\n",
    });
    chmodSync(join(folder, "bin/gh"), 0o755);
    const { status, stderr } = spawnSync("bash", ["-eo", "pipefail", "-c", step?.run ?? "exit 9"], {
      cwd: folder,
      encoding: "utf8",
      env: {
        PATH: [join(folder, "bin"), dirname(process.execPath), process.env.PATH].join(delimiter),
        API: "boats",
        STORY: join(folder, "story.md"),
        URL: "https://boats.example/openapi.json",
        DIGEST: "d".repeat(64),
      },
    });
    expect(status, stderr).toBe(0);
    return readFileSync(join(folder, "calls"), "utf8").trim().split("\n").slice(1);
  }

  const issue = (number: number, state: string, body: string) => ({ number, state, body });

  test("in a new issue the first time", () => {
    expect(asked([])).toEqual([
      expect.stringMatching(/^issue create --title The current document of boats /),
    ]);
  });
  test("in the issue that is open, when there is another document", () => {
    expect(asked([issue(3, "CLOSED", "old"), issue(7, "OPEN", "e".repeat(64))])).toEqual([
      expect.stringMatching(/^issue edit 7 /),
    ]);
  });
  test.each(["OPEN", "CLOSED"])("not again when an issue that is %s has reported it", (state) => {
    expect(asked([issue(7, state, `SHA-256 ${"d".repeat(64)}`)])).toEqual([]);
  });
});
