import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { listApis } from "../src/apis.ts";
import { root } from "./tree.ts";

interface Workflow {
  permissions: object;
  jobs: Record<
    string,
    { steps: { uses?: string; run?: string }[]; strategy?: { matrix: { api?: string[] } } }
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

test.each(workflows)("%s runs actions of others at one commit, which nobody can move", (_, { jobs }) => {
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
