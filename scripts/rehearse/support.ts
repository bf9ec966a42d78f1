import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { put } from "../test/tree.ts";
import { type Outcome, runIn } from "../test/update/copy.ts";

export const read = (tree: string, path: string): string => readFileSync(join(tree, path), "utf8");

export const update = (tree: string, ...args: string[]): Promise<Outcome> =>
  runIn(tree, "scripts/src/update.ts", args);

export async function succeeds(outcome: Promise<Outcome>): Promise<string> {
  const { exitCode, stdout, stderr } = await outcome;
  expect(exitCode, `${stdout.slice(-6000)}\n${stderr.slice(-3000)}`).toBe(0);
  return stdout;
}

/** Keeps each correction as the story says how: by an action to paste, or by a line of evidence. */
export function keepCorrections(tree: string, api: string, story: string): void {
  const path = `specs/${api}/overlay.yaml`;
  const actions = [...story.matchAll(/^ {4}```yaml\n([\s\S]*?)^ {4}```$/gm)].map(([, action]) =>
    String(action).replaceAll(/^ {4}/gm, ""),
  );
  const lines = read(tree, path).trimEnd().split("\n");
  const decisions = [
    ...story.matchAll(
      /overlay\.yaml:(\d+):\d+: action \d+ says .*\n {2}- To keep (?:it|all of it), .*`(disputed: .*)`/g,
    ),
  ];
  expect(actions.length + decisions.length, "the story asks for no decision").toBeGreaterThan(0);
  for (const [, line, evidence] of decisions) {
    const index = lines.findIndex((text, at) => at >= Number(line) && text.includes("x-evidence: {"));
    lines[index] = String(lines[index]).replace("x-evidence: {", `x-evidence: { ${evidence},`);
  }
  put(tree, path, `${[...lines, "", ...actions].join("\n").trimEnd()}\n`);
}
