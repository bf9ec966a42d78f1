import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { boats } from "../test/boats.ts";
import { put } from "../test/tree.ts";
import { build, copyRepository, linkWorkspaces, runContractTests, runIn } from "../test/update/copy.ts";
import { succeeds } from "./support.ts";

test("a third API is added, built and tested against a mock by its contract", async () => {
  const copy = copyRepository();
  put(copy, "boats.yaml", boats);
  await succeeds(runIn(copy, "scripts/src/add.ts", ["boats", "--from", "boats.yaml"]));
  linkWorkspaces(copy);
  await succeeds(build(copy));
  const output = await succeeds(runContractTests(copy, "packages/boats-client"));
  // Two operations with two statuses each.
  expect(Number(/Tests +(\d+) passed/.exec(output)?.[1])).toBeGreaterThanOrEqual(4);
  expect(readFileSync(join(copy, "packages/sdk/dist/boats/index.d.ts"), "utf8")).toContain("createBoats");
});
