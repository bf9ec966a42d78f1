import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { regenerate } from "../../src/regenerate.ts";
import { recorder } from "../support.ts";
import { bookingsPage, copyTree, edit, hashes, put, root } from "../tree.ts";
import { addGondolas, bookeo, changed, copyWithFirstDocuments, run, runWith, section } from "./run.ts";

describe("where a document comes from", () => {
  test("standard input is as good as a file", async () => {
    const tree = await copyWithFirstDocuments({ withCallers: false });
    const text = changed(addGondolas);
    expect((await runWith(tree, Buffer.from(text), "bookeo", "--from", "-")).exitCode).toBe(0);
    expect(readFileSync(join(tree, "specs/bookeo/source.yaml"), "utf8")).toBe(text);
  });

  test("a document in another format takes the place of the old one", async () => {
    const tree = await copyWithFirstDocuments({ withCallers: false });
    const document = parseAllDocuments(changed(addGondolas))[0]?.toJS();
    put(tree, "next.json", JSON.stringify(document, undefined, 2));
    const { exitCode, story } = await run(tree, "bookeo", "--from", "next.json");
    expect(exitCode, story).toBe(0);
    expect(globSync("specs/bookeo/source*", { cwd: tree })).toEqual(["specs/bookeo/source.json"]);
    expect(await regenerate(["--check"], { root: tree, stdout: recorder(), stderr: recorder() })).toBe(0);
  });

  test("a folder of pages takes the place of a page", async () => {
    const tree = await copyWithFirstDocuments({ withCallers: false });
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
    const tree = await copyWithFirstDocuments({ withCallers: false });
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
    const tree = await copyWithFirstDocuments({ withCallers: false });
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
    ["bytes that are not text", new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0xff, 0xfe]), "is not UTF-8 text"],
  ])("%s", async (_, text, message) => {
    const tree = copyTree();
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
    [
      "an option with a typing error",
      ["bookeo", "--form", "x"],
      'There is no option --form. Did you mean "--from"?',
    ],
    ["an option without its value", ["bookeo", "--from", "--fix"], "--from needs a value."],
    ["a value of an option that has none", ["bookeo", "--fix=no"], "--fix takes no value."],
    ["an address without a document", ["bookeo", "--url", "https://vendor.example"], "give both"],
  ])("%s", async (_, args, message) => {
    const tree = copyTree();
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
    const tree = await copyWithFirstDocuments({ withCallers: false });
    put(tree, "next.yaml", changed(addGondolas));
    const blocked = join(tree, "packages/sdk/src/bookeo/generated/resources.ts");
    rmSync(blocked);
    mkdirSync(blocked);
    writeFileSync(join(blocked, "here.txt"), "");
    const before = hashes(tree);
    const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml");
    expect(exitCode).toBe(1);
    expect(story).toContain(
      "packages/sdk/src/bookeo/generated/resources.ts cannot be read or opened: it is a folder.",
    );
    expect(hashes(tree)).toEqual(before);
  });

  test("an empty standard input", async () => {
    const { exitCode, progress } = await runWith(root, new Uint8Array(), "bookeo", "--from", "-");
    expect(exitCode).toBe(2);
    expect(progress).toContain("Standard input is empty: pipe the document into the command");
  });

  test("a correction with a reference to nothing is reported with its place", async () => {
    const tree = await copyWithFirstDocuments({ withCallers: false });
    edit(tree, "specs/bookeo/overlay.yaml", (text) =>
      text.replaceAll("#/components/responses/NotFound", "#/components/responses/NotFind"),
    );
    const { exitCode, story } = await run(tree, "bookeo");
    expect(exitCode, story).toBe(1);
    expect(section(story, "Needs attention")).toMatch(
      /^- specs\/bookeo\/overlay\.yaml:\d+:5: action \d+ .*refers to .*NotFind, where there is nothing/m,
    );
  });

  test("a word of a correction that breaks the document in many places is one message, with its place", async () => {
    const tree = await copyWithFirstDocuments({ withCallers: false });
    edit(tree, "specs/bookeo/overlay.yaml", (text) =>
      text.replace(
        "schema: { type: integer, format: int32, minimum: 1 }",
        "schema: { type: intger, format: int32, minimum: 1 }",
      ),
    );
    const { exitCode, story } = await run(tree, "bookeo");
    expect(exitCode, story).toBe(1);
    expect(section(story, "Needs attention")).toMatch(
      /^- specs\/bookeo\/overlay\.yaml:\d+:5: action \d+ \(.*\) breaks #\/paths\/.*\/schema\/type and \d+ places more: .*\(struct\)$/m,
    );
    expect(section(story, "Needs attention").match(/^- /gm)).toHaveLength(1);
  });
});

test("a document that lost most of its operations makes one ask whether it is whole", async () => {
  const tree = await copyWithFirstDocuments({ withCallers: false });
  put(tree, "next.yaml", bookeo.slice(0, bookeo.indexOf("  /bookings/{bookingNumber}:")));
  const { exitCode, story } = await run(tree, "bookeo", "--from", "next.yaml");
  expect(exitCode).toBe(1);
  expect(story).toMatch(/^\*\*\d+ of \d+ operations were removed: is the document complete\?\*\*$/m);
});
