import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { bundleAll, printSizes, sizesPath } from "../../src/bundle.ts";
import { regenerate } from "../../src/regenerate.ts";
import { recorder } from "../support.ts";
import { edit, hashes, put } from "../tree.ts";
import {
  addGondolas,
  bookeo,
  changed,
  changesets,
  copyWithFirstDocuments,
  describeCustomers,
  releasedCopy,
  removeDelete,
  renameSwitch,
  requireNotice,
  run,
  section,
} from "./run.ts";

describe("a document with an operation added, one removed, a parameter renamed, one made required, a description changed", () => {
  const next = changed(addGondolas, describeCustomers, removeDelete, renameSwitch, requireNotice);

  test("is reported as exactly that, with what no longer fits and what no longer compiles, and nothing is written", async () => {
    const tree = await copyWithFirstDocuments();
    put(tree, "next.yaml", next);
    const before = hashes(tree);
    const { exitCode, story, progress } = await run(tree, "bookeo", "--from", "next.yaml");
    expect(exitCode).toBe(1);
    expect(story.split("\n")[0]).toBe("# Bookeo API: 1 operation added, 1 removed and 3 changed");
    expect(section(story, "Breaking")).toBe(
      [
        "- `GET /bookings/{bookingNumber}` (`bookings.get`): query parameter `expandCustomer` is now called `withCustomer`. *wire and types*",
        "- `PUT /bookings/{bookingNumber}` (`bookings.replace`): query parameter `notifyUsers` is required now. *wire and types*",
        "- `DELETE /customers/{id}` (`customers.delete`) was removed. *wire and types*",
      ].join("\n"),
    );
    expect(section(story, "New")).toBe("- `GET /gondolas` (`gondolas.list`) is new: List the gondolas.");
    expect(section(story, "Details")).toBe(
      "- `GET /customers` (`customers.list`) has a different description.",
    );
    expect(section(story, "Newly unknown")).toContain("- GET /gondolas: the body of the 200 response");
    expect(section(story, "Corrections that no longer fit")).toContain(
      `+  - target: "$.paths.*.*.parameters[?@.name=='withCustomer']"`,
    );
    const broken = section(story, "Code that no longer compiles");
    expect(broken).toContain(
      "Object literal may only specify known properties, and 'expandCustomer' does not exist in type 'BookingsGetQuery'. (TS2353)",
    );
    // Where there are many, each is named once, with its places behind it.
    const ofDelete = broken.split("\n").filter((line) => line.includes("Property 'delete' does not exist"));
    expect(ofDelete[0]).toMatch(/examples\/tour\/bookeo\.ts:\d+:\d+/);
    expect(story).toContain("| @booking-apis/bookeo-client | 0.0.0 | major | minor (0.x) |");
    expect(story).toMatch(/\nNothing was written\. Run this again with --fix, or fix the overlay first\.\n$/);
    expect(progress).toMatch(/^bookeo {4} callers {2}\d+ compile errors$/m);
    expect(hashes(tree)).toEqual(before);
  });

  test("is applied with --fix, once: a second time there is nothing to do", async () => {
    const tree = await releasedCopy();
    put(tree, "next.yaml", next);
    const waiting = changesets(tree);
    const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml", "--fix");
    expect(exitCode).toBe(0);
    const [added, ...others] = changesets(tree).filter((path) => !waiting.includes(path));
    expect(others).toEqual([]);
    expect(readFileSync(join(tree, added as string), "utf8")).toBe(
      [
        "---",
        '"@booking-apis/bookeo-client": minor',
        '"@booking-apis/sdk": minor',
        "---",
        "",
        "Bookeo API: 1 operation added, 1 removed and 3 changed",
        "",
        "- **Breaking:** `GET /bookings/{bookingNumber}` (`bookings.get`): query parameter `expandCustomer` is now called `withCustomer`.",
        "- **Breaking:** `PUT /bookings/{bookingNumber}` (`bookings.replace`): query parameter `notifyUsers` is required now.",
        "- **Breaking:** `DELETE /customers/{id}` (`customers.delete`) was removed.",
        "- `GET /gondolas` (`gondolas.list`) is new: List the gondolas.",
        "- `GET /customers` (`customers.list`) has a different description.",
        "",
      ].join("\n"),
    );
    expect(story).toContain(`- ${added}`);
    expect(readFileSync(join(tree, "specs/bookeo/source.yaml"), "utf8")).toBe(next);
    expect(readFileSync(join(tree, "specs/bookeo/openapi.yaml"), "utf8")).toContain("/gondolas:");

    const after = hashes(tree);
    const again = await run(tree, "bookeo", "--from", "next.yaml", "--fix");
    expect(again).toMatchObject({
      exitCode: 0,
      story: "Nothing changed: the document is the one that is there.\n",
    });
    expect(hashes(tree)).toEqual(after);
    expect(await regenerate(["--check"], { root: tree, stdout: recorder(), stderr: recorder() })).toBe(0);
  });
});

test("updates before a release make one changeset, which says all that has changed since the last one", async () => {
  const tree = await releasedCopy();
  put(tree, "first.yaml", changed(addGondolas));
  put(tree, "second.yaml", changed(addGondolas, describeCustomers));
  const original = readFileSync(join(tree, "specs/bookeo/source.yaml"), "utf8");
  put(tree, "original.yaml", original);
  expect((await run(tree, "bookeo", "--from", "first.yaml")).exitCode).toBe(0);
  expect(changesets(tree)).toEqual([".changeset/bookeo-document.md"]);
  const { story } = await run(tree, "bookeo", "--from", "second.yaml");
  expect(story).toContain("`.changeset/bookeo-document.md` records all of it.");
  expect(changesets(tree)).toEqual([".changeset/bookeo-document.md"]);
  const text = readFileSync(join(tree, ".changeset/bookeo-document.md"), "utf8");
  expect(text).toContain("`GET /gondolas` (`gondolas.list`) is new");
  expect(text).toContain("has a different description");

  // What is taken back is no change of the release.
  const { exitCode, story: last } = await run(tree, "bookeo", "--from", "original.yaml");
  expect(exitCode, last).toBe(0);
  expect(changesets(tree)).toEqual([]);
});

test("before the first release its own changeset covers every change", async () => {
  const tree = await copyWithFirstDocuments({ withCallers: false });
  const waiting = changesets(tree);
  put(tree, "next.yaml", changed(addGondolas));
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml");
  expect(exitCode).toBe(0);
  expect(story).toContain(
    "Nothing has been released yet: the changeset of the first release covers this too.",
  );
  expect(changesets(tree)).toEqual(waiting);
});

test("the sizes of the packages that a larger document makes are recorded, so that no test needs a change", async () => {
  const tree = await copyWithFirstDocuments({ withCallers: false });
  const before = await bundleAll(tree);
  put(tree, sizesPath, printSizes(before));
  put(tree, "next.yaml", changed(addGondolas));
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml");
  expect(exitCode).toBe(0);
  expect(story).toContain(`\n- ${sizesPath}\n`);
  const after = await bundleAll(tree);
  expect(readFileSync(join(tree, sizesPath), "utf8")).toBe(printSizes(after));
  expect(after.get("@booking-apis/sdk/bookeo")?.size).toBeGreaterThan(
    before.get("@booking-apis/sdk/bookeo")?.size ?? Number.POSITIVE_INFINITY,
  );
});

test("a dry run reports the same and writes nothing", async () => {
  const tree = await copyWithFirstDocuments({ withCallers: false });
  put(tree, "next.yaml", changed(addGondolas));
  const before = hashes(tree);
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml", "--dry-run");
  expect(exitCode).toBe(0);
  expect(section(story, "New")).toBe("- `GET /gondolas` (`gondolas.list`) is new: List the gondolas.");
  expect(story).toMatch(/\nNothing was written: this was a dry run\.\n$/);
  expect(hashes(tree)).toEqual(before);
});

test("an edit of the overlay is reported and gets its changeset when no document is given", async () => {
  const tree = await releasedCopy();
  const waiting = changesets(tree);
  edit(tree, "specs/bookeo/overlay.yaml", (text) =>
    text.replace(/x-sdk-name: bookings\.cancel\b/, "x-sdk-name: bookings.callOff"),
  );
  const { exitCode, story } = await run(tree, "bookeo");
  expect(exitCode).toBe(0);
  expect(section(story, "Breaking")).toBe(
    "- `DELETE /bookings/{bookingNumber}` (`bookings.callOff`): its method in the SDK was `bookings.cancel`, is `bookings.callOff`. *types*",
  );
  const [added, ...others] = changesets(tree).filter((path) => !waiting.includes(path));
  expect(readFileSync(join(tree, added as string), "utf8")).toMatch(
    /^---\n"@booking-apis\/sdk": minor\n---\n/,
  );
  expect(others).toEqual([]);
});

test("a parameter that extensions name is followed by them", async () => {
  const tree = await copyWithFirstDocuments({ withCallers: false });
  put(tree, "next.yaml", changed([/(\n {2}\/bookings:\n[\s\S]*?name: )startTime/, "$1from"]));
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml", "--fix");
  expect(exitCode, story).toBe(0);
  const document = readFileSync(join(tree, "specs/bookeo/openapi.yaml"), "utf8");
  expect(document).toMatch(/- from: from\n\s+to: endTime/);
  expect(document).toMatch(/x-require-one-of:\n(?:\s+- .*\n)+?\s+- - from\n\s+- endTime/);
});

test("what only a person can fix is reported with its place, and nothing is written", async () => {
  const tree = await copyWithFirstDocuments({ withCallers: false });
  // The token of a further page travels in this path; without it the overlay's paging has no operation to continue with.
  put(
    tree,
    "next.yaml",
    changed([/ {2}\/availability\/matchingslots\/\{pageNavigationToken\}:\n[\s\S]*?(?=\n {2}\/)/, ""]),
  );
  const before = hashes(tree);
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml", "--fix");
  expect(exitCode).toBe(1);
  expect(section(story, "Needs attention")).toMatch(
    /^- next\.yaml:\d+:\d+: POST \/availability\/matchingslots names ".*" as the operation of its next pages, but no operation has that operationId\.$/m,
  );
  expect(section(story, "Breaking")).toContain("was removed");
  expect(hashes(tree)).toEqual(before);
});

test("a document that is only formatted differently changes no version", async () => {
  const tree = await copyWithFirstDocuments({ withCallers: false });
  const waiting = changesets(tree).length;
  put(tree, "next.yaml", stringify(parseAllDocuments(bookeo)[0]?.toJS()));
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml");
  expect(exitCode).toBe(0);
  expect(story).toContain("Nothing that a program could notice.");
  expect(changesets(tree)).toHaveLength(waiting);
});
