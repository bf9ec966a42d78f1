import { globSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { put } from "./tree.ts";
import { copyRepository, runIn } from "./update/copy.ts";

/** A copy of the repository in which every package is at 0.1.0 and nothing waits to be released. */
function releasedRepository(): string {
  const copy = copyRepository();
  for (const path of globSync(["packages/*/CHANGELOG.md", ".changeset/*.md"], { cwd: copy }))
    rmSync(join(copy, path));
  for (const path of globSync(["packages/*/package.json", "examples/package.json"], { cwd: copy })) {
    const { private: unpublished, ...manifest } = JSON.parse(readFileSync(join(copy, path), "utf8"));
    const ranges = Object.entries<string>(manifest.dependencies ?? {}).map(([name, range]) => [
      name,
      name.startsWith("@booking-apis/") ? "^0.1.0" : range,
    ]);
    put(
      copy,
      path,
      JSON.stringify({
        ...manifest,
        ...(unpublished ? { private: true } : { version: "0.1.0" }),
        dependencies: Object.fromEntries(ranges),
      }),
    );
  }
  return copy;
}

function addChangeset(copy: string, name: string, releases: Record<string, string>, summary: string): void {
  const lines = Object.entries(releases).map(([workspace, bump]) => `"@booking-apis/${workspace}": ${bump}`);
  put(copy, `.changeset/${name}.md`, `---\n${lines.join("\n")}\n---\n\n${summary}\n`);
}

async function version(copy: string): Promise<void> {
  const { exitCode, stdout, stderr } = await runIn(copy, "node_modules/@changesets/cli/bin.js", ["version"]);
  expect(exitCode, stdout + stderr).toBe(0);
}

function changelogOf(copy: string, workspace: string): string {
  return readFileSync(join(copy, "packages", workspace, "CHANGELOG.md"), "utf8");
}

function manifestOf(copy: string, path: string): { version: string; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(copy, path, "package.json"), "utf8"));
}

const documentChanged = `Bookeo's document changed: 1 operation added, 1 removed, 2 changed.

- **Breaking:** \`DELETE /customers/{id}\` (\`customers.delete\`) was removed.
- **Breaking:** \`reason\` of \`DELETE /bookings/{bookingNumber}\` is required.
- New: \`GET /holds\` (\`holds.list\`).
`;

test("a changelog lists what changed, with a list of details beneath its own line, release after release", async () => {
  const copy = releasedRepository();
  addChangeset(copy, "a", { "bookeo-client": "minor", sdk: "minor" }, documentChanged);
  addChangeset(copy, "b", { "bookeo-client": "minor" }, "The client can be created without a base URL.");
  addChangeset(
    copy,
    "c",
    { "bookeo-client": "patch", transport: "patch" },
    "A timeout says how long it was.",
  );
  await version(copy);
  addChangeset(copy, "d", { "bookeo-client": "patch" }, "One thing.\n\nWhy it is so.");
  addChangeset(copy, "e", { "bookeo-client": "patch" }, "Another\r\nthing.");
  await version(copy);
  expect(changelogOf(copy, "bookeo-client")).toBe(`# @booking-apis/bookeo-client

## 0.2.1

### Patch Changes

- One thing.

  Why it is so.

- Another
  thing.

## 0.2.0

### Minor Changes

- Bookeo's document changed: 1 operation added, 1 removed, 2 changed.
  - **Breaking:** \`DELETE /customers/{id}\` (\`customers.delete\`) was removed.
  - **Breaking:** \`reason\` of \`DELETE /bookings/{bookingNumber}\` is required.
  - New: \`GET /holds\` (\`holds.list\`).
- The client can be created without a base URL.

### Patch Changes

- A timeout says how long it was.
- Uses @booking-apis/transport 0.1.1.
`);
});

test("a package that only uses others says in one line which, and asks for them", async () => {
  const copy = releasedRepository();
  addChangeset(copy, "a", { "bookeo-client": "minor", transport: "minor" }, "Both changed.");
  await version(copy);
  expect(changelogOf(copy, "sdk")).toBe(`# @booking-apis/sdk

## 0.1.1

### Patch Changes

- Uses @booking-apis/bookeo-client 0.2.0, @booking-apis/classes-client 0.1.1, and @booking-apis/transport 0.2.0.
`);
  expect(changelogOf(copy, "transport")).not.toContain("Uses");
  for (const path of ["packages/sdk", "examples"])
    expect(manifestOf(copy, path).dependencies).toMatchObject({
      "@booking-apis/bookeo-client": "^0.2.0",
      "@booking-apis/classes-client": "^0.1.1",
      "@booking-apis/transport": "^0.2.0",
    });
});

test("what waits to be released can be released, and waits no longer", async () => {
  const copy = copyRepository();
  const before = manifestOf(copy, "packages/transport").version;
  addChangeset(copy, "one-more", { transport: "patch" }, "One more.");
  await version(copy);
  expect(globSync(".changeset/*.md", { cwd: copy })).toEqual([]);
  expect(manifestOf(copy, "packages/transport").version).not.toBe(before);
  expect(changelogOf(copy, "transport")).toContain("- One more.");
});
