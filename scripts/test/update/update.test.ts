import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import { regenerate } from "../../src/regenerate.ts";
import { keepReleased } from "../../src/release.ts";
import { update } from "../../src/update.ts";
import { recorder } from "../support.ts";
import { bookingsPage, edit, hashes, put, root } from "../tree.ts";
import { copyRepository } from "./copy.ts";

// Each run type-checks all packages, on machines that have more to do.
vi.setConfig({ testTimeout: 120_000 });

interface Run {
  exitCode: number;
  story: string;
  progress: string;
}

async function run(tree: string, ...args: string[]): Promise<Run> {
  return runWith(tree, new Uint8Array(), ...args);
}

async function runWith(tree: string, standardInput: Uint8Array, ...args: string[]): Promise<Run> {
  const [stdout, stderr] = [recorder(), recorder()];
  const exitCode = await update(args, {
    root: tree,
    cwd: tree,
    stdout,
    stderr,
    standardInput: () => standardInput,
  });
  return { exitCode, story: stdout.text, progress: stderr.text };
}

const bookeo = readFileSync(join(root, "specs/bookeo/source.yaml"), "utf8");

/** The vendor's document with changes, each of which must be one. */
function changed(...changes: [before: string | RegExp, after: string][]): string {
  return changes.reduce((text, [before, after]) => {
    const next = text.replace(before, after);
    if (next === text) throw new Error(`${before} is not in the document`);
    return next;
  }, bookeo);
}

const addGondolas: [string, string] = [
  "paths:\n",
  "paths:\n  /gondolas:\n    get:\n      summary: List the gondolas\n      operationId: listGondolas\n      responses:\n        200:\n          description: OK\n",
];
const describeUpdate: [string, string] = [
  "description: Update an existing booking.",
  "description: Update a booking, or a part of it.",
];
const removeDelete: [RegExp, string] = [
  / {4}delete:\n {6}summary: Delete a customer\n[\s\S]*?(?=\n {2}\/)/,
  "",
];
const renameSwitch: [RegExp, string] = [
  /(\/bookings\/\{bookingNumber\}:[\s\S]*?name: )expandCustomer/,
  "$1withCustomer",
];
const requireNotice: [RegExp, string] = [
  /(operationId: putBookingsBookingnumber[\s\S]*?name: notifyUsers)/,
  "$1\n        required: true",
];

/** A section of a story, without its heading. */
function section(story: string, title: string): string {
  return (
    new RegExp(
      `^###? ${title} \\(\\d+\\)\\n\\n([\\s\\S]*?)(?=\\n\\n(##|Nothing was)|$(?![\\s\\S]))`,
      "m",
    ).exec(story)?.[1] ?? ""
  );
}

function changesets(tree: string): string[] {
  return globSync(".changeset/*.md", { cwd: tree }).sort();
}

/** A copy of the repository after its first release. */
function releasedCopy(): string {
  const tree = copyRepository({ withCallers: false });
  for (const path of changesets(tree)) rmSync(join(tree, path));
  keepReleased(tree);
  return tree;
}

describe("a document with an operation added, one removed, a parameter renamed, one made required, a description changed", () => {
  const next = changed(addGondolas, describeUpdate, removeDelete, renameSwitch, requireNotice);

  test("is told as exactly that, with what no longer fits and what no longer compiles, and nothing is written", async () => {
    const tree = copyRepository();
    put(tree, "next.yaml", next);
    const before = hashes(tree);
    const { exitCode, story, progress } = await run(tree, "bookeo", "--from", "next.yaml");
    expect(exitCode).toBe(1);
    expect(story.split("\n")[0]).toBe("# Bookeo API: 1 operation added, 1 removed and 2 changed");
    expect(section(story, "Breaking")).toBe(
      [
        "- `GET /bookings/{bookingNumber}` (`bookings.get`): query parameter `expandCustomer` is now called `withCustomer`. *wire and types*",
        "- `PUT /bookings/{bookingNumber}` (`bookings.update`): query parameter `notifyUsers` is required now. *wire and types*",
        "- `DELETE /customers/{id}` (`customers.delete`) is gone. *wire and types*",
      ].join("\n"),
    );
    expect(section(story, "New")).toBe("- `GET /gondolas` (`gondolas.list`) is new: List the gondolas.");
    expect(section(story, "Details")).toBe(
      "- `PUT /bookings/{bookingNumber}` (`bookings.update`) has another description.",
    );
    expect(section(story, "Newly unknown")).toContain("- GET /gondolas: the body of the 200 response");
    expect(section(story, "Corrections that no longer fit")).toContain(
      `+  - target: "$.paths['/bookings/{bookingNumber}'].get.parameters[?@.name=='withCustomer']"`,
    );
    const broken = section(story, "Code that no longer compiles");
    expect(broken).toContain(
      "Object literal may only specify known properties, and 'expandCustomer' does not exist in type 'BookingsGetQuery'. (TS2353)",
    );
    expect(broken).toMatch(/^- examples\/tour\/bookeo\.ts:\d+:\d+: Property 'delete' does not exist/m);
    expect(story).toContain("| @booking-apis/bookeo-client | 0.0.0 | major | minor (0.x) |");
    expect(story).toMatch(/\nNothing was written\. Run this again with --fix, or fix the overlay first\.\n$/);
    expect(progress).toMatch(/^bookeo {4} callers {2}\d+ compile errors$/m);
    expect(hashes(tree)).toEqual(before);
  });

  test("is taken in with --fix, once: a second time there is nothing to do", async () => {
    const tree = releasedCopy();
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
        "Bookeo API: 1 operation added, 1 removed and 2 changed",
        "",
        "- **Breaking:** `GET /bookings/{bookingNumber}` (`bookings.get`): query parameter `expandCustomer` is now called `withCustomer`.",
        "- **Breaking:** `PUT /bookings/{bookingNumber}` (`bookings.update`): query parameter `notifyUsers` is required now.",
        "- **Breaking:** `DELETE /customers/{id}` (`customers.delete`) is gone.",
        "- `GET /gondolas` (`gondolas.list`) is new: List the gondolas.",
        "- `PUT /bookings/{bookingNumber}` (`bookings.update`) has another description.",
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
  const tree = releasedCopy();
  put(tree, "first.yaml", changed(addGondolas));
  put(tree, "second.yaml", changed(addGondolas, describeUpdate));
  const original = readFileSync(join(tree, "specs/bookeo/source.yaml"), "utf8");
  put(tree, "original.yaml", original);
  expect((await run(tree, "bookeo", "--from", "first.yaml")).exitCode).toBe(0);
  expect(changesets(tree)).toEqual([".changeset/bookeo-document.md"]);
  const { story } = await run(tree, "bookeo", "--from", "second.yaml");
  expect(story).toContain("`.changeset/bookeo-document.md` says all of it.");
  expect(changesets(tree)).toEqual([".changeset/bookeo-document.md"]);
  const text = readFileSync(join(tree, ".changeset/bookeo-document.md"), "utf8");
  expect(text).toContain("`GET /gondolas` (`gondolas.list`) is new");
  expect(text).toContain("has another description");

  // What is taken back is no change of the release.
  const { exitCode, story: last } = await run(tree, "bookeo", "--from", "original.yaml");
  expect(exitCode, last).toBe(0);
  expect(changesets(tree)).toEqual([]);
});

test("before the first release its own changeset covers every change", async () => {
  const tree = copyRepository({ withCallers: false });
  const waiting = changesets(tree);
  put(tree, "next.yaml", changed(addGondolas));
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml");
  expect(exitCode).toBe(0);
  expect(story).toContain(
    "Nothing has been released yet: the changeset of the first release covers this too.",
  );
  expect(changesets(tree)).toEqual(waiting);
});

describe("what the vendor says now and our corrections hide", () => {
  const typed = (type: string) =>
    bookeo.replaceAll(/^( *)name: pageNumber$/gm, `$1name: pageNumber\n$1type: ${type}`);
  const prepare = (text: string) => {
    const tree = copyRepository({ withCallers: false });
    put(tree, "next.yaml", text);
    return { tree, update: () => run(tree, "bookeo", "--from", "next.yaml") };
  };
  const ours =
    /- specs\/bookeo\/overlay\.yaml:\d+:5: action \d+ says "integer" \(BK .*?; confidence high\), the vendor says "string": `GET [^`]+` query parameter `pageNumber`: `schema\.type`, .* and 3 more\./;

  test("is told once, with both values and who says so, and waits for a decision", async () => {
    const { tree, update: take } = prepare(typed("string"));
    const before = hashes(tree);
    const { exitCode, story } = await take();
    expect(exitCode).toBe(1);
    expect(section(story, "What the vendor's document changed")).toMatch(
      /^- `GET [^`]+`, `.*` and 3 more: query parameter `pageNumber` was `unknown`, is `string`\.$/m,
    );
    expect(section(story, "Corrections that say otherwise than the vendor now")).toMatch(ours);
    expect(story).toContain("Nothing was written. Decide which corrections to keep");
    expect(hashes(tree)).toEqual(before);
  });

  test("is kept with a line of evidence, and not asked again", async () => {
    const { tree, update: take } = prepare(typed("string"));
    const { story } = await take();
    const [, line] = /add to its x-evidence: `(disputed: .*)`$/m.exec(story) ?? [];
    edit(tree, "specs/bookeo/overlay.yaml", (text) =>
      text.replace(
        /(Pages are counted from 1\.\n {4}x-evidence: \{ .*?) \}/,
        (_, evidence) => `${evidence}, ${line} }`,
      ),
    );
    const second = await take();
    expect(second.exitCode, second.story).toBe(0);
    expect(second.story).not.toContain("Corrections that say otherwise");
    const { paths } = parse(readFileSync(join(tree, "specs/bookeo/openapi.yaml"), "utf8"));
    const { parameters } = paths["/bookings"].get;
    expect(parameters.find(({ name }: { name: string }) => name === "pageNumber").schema.type).toBe(
      "integer",
    );
  });

  test("is followed by taking it out of the action, which users are told", async () => {
    const { tree, update: take } = prepare(typed("string"));
    edit(tree, "specs/bookeo/overlay.yaml", (text) =>
      text.replace("schema: { type: integer, format: int32, minimum: 1 }", "schema: { minLength: 1 }"),
    );
    const { exitCode, story } = await take();
    expect(exitCode, story).toBe(0);
    expect(section(story, "Breaking")).toContain("query parameter `pageNumber` was `integer`, is `string`.");
  });

  test("is no contradiction where both say the same, or where the vendor only says it in other words", async () => {
    const { update: take } = prepare(
      typed("integer").replace("if true, canceled bookings are included", "cancelled ones, too"),
    );
    expect((await take()).story).not.toContain("Corrections that say otherwise");
  });
});

test("a dry run tells the same and writes nothing", async () => {
  const tree = copyRepository({ withCallers: false });
  put(tree, "next.yaml", changed(addGondolas));
  const before = hashes(tree);
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml", "--dry-run");
  expect(exitCode).toBe(0);
  expect(section(story, "New")).toBe("- `GET /gondolas` (`gondolas.list`) is new: List the gondolas.");
  expect(story).toMatch(/\nNothing was written: this was a dry run\.\n$/);
  expect(hashes(tree)).toEqual(before);
});

test("an edit of the overlay is told and gets its changeset when no document is given", async () => {
  const tree = releasedCopy();
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

test("a parameter that x- words name is followed by them", async () => {
  const tree = copyRepository({ withCallers: false });
  put(tree, "next.yaml", changed([/(\n {2}\/bookings:\n[\s\S]*?name: )startTime/, "$1from"]));
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml", "--fix");
  expect(exitCode, story).toBe(0);
  expect(readFileSync(join(tree, "specs/bookeo/openapi.yaml"), "utf8")).toMatch(
    /- from: from\n\s+to: endTime/,
  );
});

test("what only a person can put right is told with its place, and nothing is written", async () => {
  const tree = copyRepository({ withCallers: false });
  // The token of a further page travels in this path; without it the overlay's paging has no operation to continue with.
  put(
    tree,
    "next.yaml",
    changed([/ {2}\/availability\/matchingslots\/\{pageNavigationToken\}:\n[\s\S]*?(?=\n {2}\/)/, ""]),
  );
  const before = hashes(tree);
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml", "--fix");
  expect(exitCode).toBe(1);
  expect(section(story, "Wants a hand")).toMatch(
    /^- next\.yaml:\d+:\d+: POST \/availability\/matchingslots names ".*" as the operation of its next pages, which does not exist\.$/m,
  );
  expect(section(story, "Breaking")).toContain("is gone");
  expect(hashes(tree)).toEqual(before);
});

describe("where a document comes from", () => {
  test("standard input is as good as a file", async () => {
    const tree = copyRepository({ withCallers: false });
    const text = changed(addGondolas);
    expect((await runWith(tree, Buffer.from(text), "bookeo", "--from", "-")).exitCode).toBe(0);
    expect(readFileSync(join(tree, "specs/bookeo/source.yaml"), "utf8")).toBe(text);
  });

  test("a document in another format takes the place of the old one", async () => {
    const tree = copyRepository({ withCallers: false });
    const document = parseAllDocuments(changed(addGondolas))[0]?.toJS();
    put(tree, "next.json", JSON.stringify(document, undefined, 2));
    const { exitCode, story } = await run(tree, "bookeo", "--from", "next.json");
    expect(exitCode, story).toBe(0);
    expect(globSync("specs/bookeo/source*", { cwd: tree })).toEqual(["specs/bookeo/source.json"]);
    expect(await regenerate(["--check"], { root: tree, stdout: recorder(), stderr: recorder() })).toBe(0);
  });

  test("a folder of pages takes the place of a page", async () => {
    const tree = copyRepository({ withCallers: false });
    put(tree, "pages/bookings.md", bookingsPage.text);
    put(
      tree,
      "pages/more/book.md",
      bookingsPage.text.replace("GET /v1/classes/booking", "POST /v1/gondolas/ride"),
    );
    put(tree, "pages/notes.txt", "not a page");
    const { exitCode, story } = await run(tree, "classes", "--from", "pages");
    expect(exitCode, story).toBe(0);
    expect(
      globSync("specs/classes/source*/**/*", { cwd: tree })
        .filter((path) => path.includes("."))
        .sort(),
    ).toEqual(["specs/classes/source/bookings.md", "specs/classes/source/more/book.md"]);
    expect(globSync("specs/classes/source.md", { cwd: tree })).toEqual([]);
    expect(section(story, "New")).toContain("`POST /v1/gondolas/ride`");

    // What the pages share keeps its name when a page is added before them.
    const names = () =>
      Object.keys(parse(readFileSync(join(tree, "specs/classes/openapi.yaml"), "utf8")).components.schemas);
    const known = names();
    put(tree, "pages/abc.md", bookingsPage.text.replace("GET /v1/classes/booking", "POST /v1/barges/tour"));
    expect((await run(tree, "classes", "--from", "pages")).exitCode).toBe(0);
    expect(names()).toEqual(known);
    expect(await regenerate(["--check"], { root: tree, stdout: recorder(), stderr: recorder() })).toBe(0);
  });

  test("is kept: the address, the time and the hash of what was fetched; the time of a document that is the same stays", async () => {
    const tree = copyRepository({ withCallers: false });
    const text = changed(addGondolas);
    put(tree, "next.yaml", text);
    const url = "https://vendor.example/openapi.yaml";
    await run(tree, "bookeo", "--from", "next.yaml", "--url", url);
    const provenance = readFileSync(join(tree, "specs/bookeo/provenance.yaml"), "utf8");
    expect(provenance).toContain(`url: ${url}\n`);
    expect(provenance).toMatch(/^retrieved: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/m);
    expect(provenance).toContain(`source.yaml: ${createHash("sha256").update(text).digest("hex")}`);
    edit(tree, "specs/bookeo/provenance.yaml", (before) =>
      before.replace(/retrieved: .*/, "retrieved: 2026-01-01T00:00:00Z"),
    );
    expect((await run(tree, "bookeo", "--from", "next.yaml", "--url", url)).story).toMatch(
      /^Nothing changed/,
    );
  });

  test("a source that was edited by hand does not pass the check", async () => {
    const tree = copyRepository({ withCallers: false });
    edit(tree, "specs/bookeo/source.yaml", (text) =>
      text.replace("Update an existing booking.", "Update it."),
    );
    const stderr = recorder();
    await regenerate([], { root: tree, stdout: recorder(), stderr });
    expect(stderr.text).toContain("specs/bookeo/source.yaml: not the vendor's document that provenance.yaml");
    expect(await regenerate(["--check"], { root: tree, stdout: recorder(), stderr })).toBe(1);
    expect(stderr.text).toContain("specs/bookeo/source.yaml: not the vendor's document that provenance.yaml");
  });
});

describe("what cannot be used changes nothing", () => {
  test.each<[what: string, text: string | Uint8Array, message: string]>([
    ["an error page", "<!doctype html>\n<title>502 Bad Gateway</title>\n", "next.yaml:1:1: "],
    ["an empty file", "", "the file is empty"],
    ["a document that was cut off", bookeo.slice(0, bookeo.indexOf("/bookings:") + 5), "next.yaml:"],
    ["a key with a typing error", bookeo.replace("swagger:", "swager:"), "neither Swagger nor OpenAPI"],
    ["bytes that are no text", new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0xff, 0xfe]), "is not UTF-8 text"],
  ])("%s", async (_, text, message) => {
    const tree = copyRepository({ withCallers: false });
    put(tree, "next.yaml", text);
    const before = hashes(tree);
    const { exitCode, story, progress } = await run(tree, "bookeo", "--from", "next.yaml", "--fix");
    expect(exitCode).not.toBe(0);
    expect(story + progress).toContain(message);
    expect(hashes(tree)).toEqual(before);
  });

  test.each([
    ["no API", [], "Which API? Name one."],
    ["two", ["bookeo", "classes"], "One API at a time, not bookeo and classes."],
    ["one that is not there", ["boookeo"], 'Did you mean "bookeo"?'],
    [
      "a file that is not there",
      ["bookeo", "--from", "nowhere.yaml"],
      "nowhere.yaml cannot be read: there is no such file or folder.",
    ],
    ["a folder without pages", ["classes", "--from", "empty"], "empty holds no Markdown page."],
    ["an option with a typing error", ["bookeo", "--form", "x"], "--form"],
    ["an address without a document", ["bookeo", "--url", "https://vendor.example"], "give both"],
  ])("%s", async (_, args, message) => {
    const tree = copyRepository({ withCallers: false });
    mkdirSync(join(tree, "empty"));
    const before = hashes(tree);
    const { exitCode, progress } = await run(tree, ...args);
    expect(exitCode).toBe(2);
    expect(progress).toContain(message);
    expect(progress).toContain("Usage: npm run update");
    expect(hashes(tree)).toEqual(before);
  });

  test("an option that npm kept for itself", async () => {
    process.env.npm_config_dry_run = "true";
    onTestFinished(() => void delete process.env.npm_config_dry_run);
    const { exitCode, progress } = await run(root, "bookeo");
    expect(exitCode).toBe(2);
    expect(progress).toContain("npm took --dry-run for itself.");
  });

  test("a file that cannot take its place puts the others back", async () => {
    const tree = copyRepository({ withCallers: false });
    put(tree, "next.yaml", changed(addGondolas));
    const blocked = join(tree, "packages/sdk/src/bookeo/generated/resources.ts");
    rmSync(blocked);
    mkdirSync(blocked);
    writeFileSync(join(blocked, "here.txt"), "");
    const before = hashes(tree);
    await expect(run(tree, "bookeo", "--from", "next.yaml")).rejects.toThrow();
    expect(hashes(tree)).toEqual(before);
  });
});

test("a document that lost most of its operations makes one ask whether it is whole", async () => {
  const tree = copyRepository({ withCallers: false });
  put(tree, "next.yaml", bookeo.slice(0, bookeo.indexOf("  /bookings/{bookingNumber}:")));
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml");
  expect(exitCode).toBe(1);
  expect(story).toMatch(/^\*\*\d+ of \d+ operations are gone: is the document whole\?\*\*$/m);
});

test("a document that is only printed in another way changes no version", async () => {
  const tree = copyRepository({ withCallers: false });
  const waiting = changesets(tree).length;
  put(tree, "next.yaml", stringify(parseAllDocuments(bookeo)[0]?.toJS()));
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml");
  expect(exitCode).toBe(0);
  expect(story).toContain("Nothing that a program could notice.");
  expect(changesets(tree)).toHaveLength(waiting);
});
