import { globSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import { keepReleased } from "../src/release.ts";
import { bookingsPage, put } from "../test/tree.ts";
import { build, copyRepository, runContractTests, runIn } from "../test/update/copy.ts";
import { copyWithFirstDocuments } from "../test/update/run.ts";
import { keepCorrections, read, succeeds, update } from "./support.ts";

/** A vendor's change, from its document to what is released: every command of a maintainer, in a copy of the repository. */
vi.setConfig({ testTimeout: 180_000 });

/** `209 passed` of a test run. */
function passed(output: string): number {
  return Number(/Tests +(\d+) passed/.exec(output)?.[1]);
}

test("22 operations of all shapes that Bookeo might add become methods that are built, tested and released", async () => {
  const tree = await copyWithFirstDocuments();
  keepReleased(tree);
  const invented = parse(readFileSync(new URL("../test/growth/invented.yaml", import.meta.url), "utf8"));
  const present = parseAllDocuments(read(tree, "specs/bookeo/source.yaml"))[0]?.toJS();
  const next = { ...present, ...invented, paths: { ...present.paths, ...invented.paths } };
  put(tree, "next.yaml", stringify(next));

  // One of them has an error response of its own, where a correction gives all operations the same.
  const first = await update(tree, "bookeo", "--from", "next.yaml");
  expect(first.exitCode, first.stdout).toBe(1);
  keepCorrections(tree, "bookeo", first.stdout);
  const story = await succeeds(update(tree, "bookeo", "--from", "next.yaml"));
  expect(story).toMatch(/^# Bookeo API: 22 operations added$/m);
  expect(story).not.toContain("no longer");
  await succeeds(build(tree));
  for (const workspace of ["packages/bookeo-client", "packages/sdk"]) {
    const output = await succeeds(runContractTests(tree, workspace));
    // An operation has at least two responses, and each is a test.
    expect(passed(output)).toBeGreaterThan(2 * 44);
  }

  await succeeds(runIn(tree, "node_modules/@changesets/cli/bin.js", ["version"]));
  expect(globSync(".changeset/*.md", { cwd: tree })).toEqual([]);
  for (const name of ["bookeo-client", "sdk"]) {
    const changelog = read(tree, `packages/${name}/CHANGELOG.md`);
    expect(changelog).toContain("- Bookeo API: 22 operations added\n  - `");
    expect(changelog).toContain("  - `GET /gondolas` (`gondolas.list`) is new: ");
    expect(JSON.parse(read(tree, `packages/${name}/package.json`)).version).toBe("0.1.0");
  }
});

test("a second page of the classes API becomes a method that is built and tested", async () => {
  const tree = copyRepository();
  keepReleased(tree);
  put(tree, "pages/bookings.md", bookingsPage.text);
  put(
    tree,
    "pages/book.md",
    `# Book a class slot

Required Scopes:${" "}

Books a class slot for a customer

Endpoint: POST /v1/gondolas/ride
Version: 1.11.0
Security: ApiKeyAuth

## Request fields (application/json):

  - \`classSlotId\` (integer, required)
    Unique ID of a class slot
    Example: 14928

  - \`customerId\` (integer, required)
    Unique ID of a customer

## Response 200 fields (application/json):

  - \`bookingId\` (integer, required)
    Unique ID of a class booking

  - \`bookingStatus\` (string, required)
    Status of the class slot booking
    Enum: "BOOKED", "WAITING_LIST"

## Response 400 fields (application/json):

  - \`errorMessage\` (string, required)
    Resolved message
`,
  );
  const story = await succeeds(update(tree, "classes", "--from", "pages"));
  expect(story).toContain("`POST /v1/gondolas/ride` (`gondolas.ride.create`) is new: Book a class slot.");
  expect(story).toContain(
    "POST /v1/gondolas/ride: whether the request body is one object or an array of them",
  );
  await succeeds(build(tree));
  for (const workspace of ["packages/classes-client", "packages/sdk"])
    expect(await succeeds(runContractTests(tree, workspace))).toContain("passed");
});

test("what the story says of code that no longer compiles is what the compiler says after the update", async () => {
  const tree = await copyWithFirstDocuments();
  keepReleased(tree);
  const next = read(tree, "specs/bookeo/source.yaml").replace(
    /(\/bookings\/\{bookingNumber\}:[\s\S]*?name: )expandCustomer/,
    "$1withCustomer",
  );
  put(tree, "next.yaml", next);
  const story = await succeeds(update(tree, "bookeo", "--from", "next.yaml", "--fix"));
  const named = [...story.matchAll(/^- (examples\/\S+\.ts):(\d+):(\d+): /gm)].map(
    ([, file, line, column]) => `${file}(${line},${column})`,
  );
  expect(named.length).toBeGreaterThan(0);
  await succeeds(build(tree));
  const { exitCode, stdout } = await runIn(tree, "node_modules/typescript/bin/tsc", [
    ...["-p", ".", "--noEmit", "--pretty", "false"],
  ]);
  expect(exitCode).not.toBe(0);
  expect([...stdout.matchAll(/^(examples\/\S+\.ts\(\d+,\d+\)): error/gm)].map((match) => match[1])).toEqual(
    named,
  );
});
