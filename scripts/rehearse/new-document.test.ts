import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { parse } from "yaml";
import { keepReleased } from "../src/release.ts";
import { put, root } from "../test/tree.ts";
import { build, copyRepository, type Outcome, runIn } from "../test/update/copy.ts";
import { vendorsOwnDocument } from "./vendors-own-document.ts";

/** From a crawl, or one page, to what the vendor publishes himself. */
vi.setConfig({ testTimeout: 900_000 });

const read = (tree: string, path: string): string => readFileSync(join(tree, path), "utf8");

const update = (tree: string, ...args: string[]): Promise<Outcome> =>
  runIn(tree, "scripts/src/update.ts", args);

async function succeeds(outcome: Promise<Outcome>): Promise<string> {
  const { exitCode, stdout, stderr } = await outcome;
  expect(exitCode, `${stdout.slice(-6000)}\n${stderr.slice(-3000)}`).toBe(0);
  return stdout;
}

/** Keeps each correction as the story says how: by an action to paste, or by a line of evidence. */
function keepCorrections(tree: string, api: string, story: string): void {
  const path = `specs/${api}/overlay.yaml`;
  const actions = [...story.matchAll(/^ {4}```yaml\n([\s\S]*?)^ {4}```$/gm)].map(([, action]) =>
    String(action).replaceAll(/^ {4}/gm, ""),
  );
  const lines = read(tree, path).trimEnd().split("\n");
  for (const [, line, evidence] of story.matchAll(
    /overlay\.yaml:(\d+):\d+: action \d+ says .*\n {2}- To keep it, .*`(disputed: .*)`/g,
  )) {
    const index = lines.findIndex((text, at) => at >= Number(line) && text.includes("x-evidence: {"));
    lines[index] = String(lines[index]).replace("x-evidence: {", `x-evidence: { ${evidence},`);
  }
  put(tree, path, `${[...lines, "", ...actions].join("\n").trimEnd()}\n`);
}

test("from Bookeo's crawl to an OpenAPI 3 document of 50 operations", async () => {
  const tree = copyRepository();
  keepReleased(tree);
  put(tree, "next.json", vendorsOwnDocument(read(root, "specs/bookeo/openapi.yaml")));
  const first = await update(tree, "bookeo", "--from", "next.json", "--fix");
  expect(first.exitCode, first.stdout).toBe(1);
  keepCorrections(tree, "bookeo", first.stdout);
  const story = await succeeds(update(tree, "bookeo", "--from", "next.json", "--fix"));
  expect(story).toMatch(/^# Bookeo API: 28 operations added/);
  expect(story.split("\n").length, story).toBeLessThan(400);
  expect(
    Object.keys((parse(read(tree, "specs/bookeo/openapi.yaml")) as { paths: object }).paths),
  ).toHaveLength(26);
  await succeeds(build(tree));
  const { exitCode, stdout, stderr } = await runIn(tree, "node_modules/vitest/vitest.mjs", [
    "run",
    "--reporter=default",
  ]);
  expect(exitCode, `${stdout.slice(-6000)}\n${stderr.slice(-6000)}`).toBe(0);
});
