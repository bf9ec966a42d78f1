import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Bundle, bundleAll, sizesPath } from "../src/bundle.ts";
import { compareFiles } from "../src/output.ts";
import { reportSurface } from "../src/surface.ts";
import { root } from "./tree.ts";

describe("what users of the published packages get changes only where a reviewer sees it", () => {
  let bundles: Map<string, Bundle>;
  beforeAll(async () => {
    bundles = await bundleAll(root);
  });

  test("the exports of each entry, and the signatures behind them, are those of packages/*/surface.md", () => {
    const changed = compareFiles(root, reportSurface(root, bundles));
    if (changed.length > 0)
      expect.fail(
        `${changed.map(({ diff }) => diff).join("\n")}\nThe public surface of the build differs from the committed report. If users should get this change, run \`npm run surface\` and commit ${changed.map(({ path }) => path).join(", ")}.`,
      );
  });

  test("no entry is more than 1 % larger than packages/sizes.json records", () => {
    const recorded: Record<string, number> = JSON.parse(readFileSync(join(root, sizesPath), "utf8"));
    const grown = [...bundles].flatMap(([name, { size }]) => {
      const before = recorded[name];
      if (before === undefined) return [`${name}: ${size} bytes, not recorded`];
      // Machines do not compress alike to the byte.
      const most = Math.floor(before * 1.01);
      return size > most ? [`${name}: ${before} bytes recorded, ${size} now; at most ${most} pass`] : [];
    });
    const removed = Object.keys(recorded).filter((name) => !bundles.has(name));
    const problems = [...grown, ...removed.map((name) => `${name}: recorded, but no longer an entry`)];
    if (problems.length > 0)
      expect.fail(
        `Minified and gzipped, with everything that it exports:\n${problems.map((problem) => `  ${problem}\n`).join("")}Make it smaller. If it is worth its size, run \`npm run surface\` and commit ${sizesPath}.`,
      );
  });
});
