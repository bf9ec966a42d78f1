import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { edit, hashes, put } from "../tree.ts";
import { bookeo, copyWithCrawl, run, section } from "./run.ts";

describe("what the vendor says now and our corrections hide", () => {
  const typed = (type: string) =>
    bookeo.replaceAll(/^( *)name: pageNumber$/gm, `$1name: pageNumber\n$1type: ${type}`);
  const prepare = async (text: string) => {
    const tree = await copyWithCrawl({ withCallers: false });
    put(tree, "next.yaml", text);
    return { tree, update: () => run(tree, "bookeo", "--from", "next.yaml") };
  };
  const ours =
    /- specs\/bookeo\/overlay\.yaml:\d+:5: action \d+ says "integer" \(BK .*?; confidence high\), the vendor says "string": `GET [^`]+` query parameter `pageNumber`: `schema\.type`, .* and 3 more\./;

  test("is told once, with both values and who says so, and waits for a decision", async () => {
    const { tree, update: take } = await prepare(typed("string"));
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
    const { tree, update: take } = await prepare(typed("string"));
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
    const { tree, update: take } = await prepare(typed("string"));
    edit(tree, "specs/bookeo/overlay.yaml", (text) =>
      text.replace("schema: { type: integer, format: int32, minimum: 1 }", "schema: { minLength: 1 }"),
    );
    const { exitCode, story } = await take();
    expect(exitCode, story).toBe(0);
    expect(section(story, "Breaking")).toContain("query parameter `pageNumber` was `integer`, is `string`.");
  });

  test("is no contradiction where both say the same, or where the vendor only says it in other words", async () => {
    const { update: take } = await prepare(
      typed("integer").replace("if true, canceled bookings are included", "cancelled ones, too"),
    );
    expect((await take()).story).not.toContain("Corrections that say otherwise");
  });

  const everyKey = (security: string) =>
    bookeo
      .replaceAll(/^( {6})operationId: /gm, `$1security: ${security}\n$1operationId: `)
      .replace(
        "paths:\n",
        "securityDefinitions:\n  Api Key: { type: apiKey, in: query, name: key }\npaths:\n",
      );

  test("the keys that the vendor's operations name are a decision, with the action to paste", async () => {
    const { tree, update: take } = await prepare(everyKey("[{ Api Key: [] }]"));
    const { exitCode, story } = await take();
    expect(exitCode, story).toBe(1);
    const reported = section(story, "Corrections that say otherwise than the vendor now");
    expect(reported).toMatch(
      /and has no effect where the vendor says \[\{"ApiKey":\[\]\}\]: `.*` and 18 more\./,
    );
    const [, action] = /```yaml\n([\s\S]*?) {4}```/.exec(reported) ?? [];
    edit(tree, "specs/bookeo/overlay.yaml", (text) => `${text}\n${action?.replaceAll(/^ {4}/gm, "")}`);
    const second = await take();
    expect(second.exitCode, second.story).toBe(0);
    expect(section(second.story, "Breaking")).toBe("");
  });

  test("a new operation may be public, or have keys of its own", async () => {
    const { update: take } = await prepare(
      bookeo.replace(
        "paths:\n",
        "securityDefinitions:\n  Other: { type: apiKey, in: header, name: X-Other }\npaths:\n  /gondolas:\n    get:\n      operationId: listGondolas\n      security: []\n      responses: { 200: { description: OK } }\n    post:\n      operationId: addGondola\n      security: [{ Other: [] }]\n      responses: { 201: { description: OK } }\n",
      ),
    );
    expect((await take()).story).not.toContain("Corrections that say otherwise");
  });
});
