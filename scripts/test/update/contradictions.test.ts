import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { applyOverlay } from "../../src/overlay/apply.ts";
import { parseOverlay } from "../../src/overlay/overlay.ts";
import { findContradictions } from "../../src/update/contradictions.ts";
import { edit, hashes, put } from "../tree.ts";
import { bookeo, copyWithFirstDocuments, run, section } from "./run.ts";

describe("what the vendor says now and our corrections hide", () => {
  const typed = (type: string) =>
    bookeo.replaceAll(/^( *)name: pageNumber$/gm, `$1name: pageNumber\n$1type: ${type}`);
  const prepare = async (text: string) => {
    const tree = await copyWithFirstDocuments({ withCallers: false });
    put(tree, "next.yaml", text);
    return { tree, update: () => run(tree, "bookeo", "--from", "next.yaml") };
  };
  const ours =
    /- specs\/bookeo\/overlay\.yaml:\d+:5: action \d+ says "integer" \(SPEC.*?; confidence high\), and the vendor says "string": `GET [^`]+` query parameter `pageNumber`: `schema\.type`, .* and 3 more\./;

  test("is reported once, with both values and who says so, and waits for a decision", async () => {
    const { tree, update: take } = await prepare(typed("string"));
    const before = hashes(tree);
    const { exitCode, story } = await take();
    expect(exitCode).toBe(1);
    expect(section(story, "What the vendor's document changed")).toMatch(
      /^- `GET [^`]+`, `.*` and 3 more: query parameter `pageNumber` was `unknown`, is `string`\.$/m,
    );
    expect(section(story, "Corrections that contradict the vendor")).toMatch(ours);
    expect(story).toContain("Nothing was written. Decide which corrections to keep");
    expect(hashes(tree)).toEqual(before);
  });

  test("leads to the action as it is in the file, where another one before it goes", async () => {
    const { tree, update: take } = await prepare(typed("string").replaceAll(/^x-.*\n(?: .*\n)*/gm, ""));
    const { story } = await take();
    expect(section(story, "Corrections that no longer fit")).toContain("x-collection-name");
    const [, line = ""] = /overlay\.yaml:(\d+):5: action \d+ says "integer"/.exec(story) ?? [];
    const lines = readFileSync(join(tree, "specs/bookeo/overlay.yaml"), "utf8").split("\n");
    expect(lines[Number(line)]).toContain("Pages are counted from 1.");
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
    expect(second.story).not.toContain("Corrections that contradict");
    const { paths } = parse(readFileSync(join(tree, "specs/bookeo/openapi.yaml"), "utf8"));
    const { parameters } = paths["/bookings"].get;
    expect(parameters.find(({ name }: { name: string }) => name === "pageNumber").schema.type).toBe(
      "integer",
    );
  });

  test("is one decision for all that an action says, and adds to the one before", async () => {
    const two = typed("string").replaceAll(/^( *)name: pageNumber$/gm, "$1name: pageNumber\n$1minimum: 0");
    const { tree, update: take } = await prepare(two);
    edit(tree, "specs/bookeo/overlay.yaml", (text) =>
      text.replace(/(Pages are counted from 1\.\n {4}x-evidence: \{ .*?) \}/, '$1, disputed: "once" }'),
    );
    const { story } = await take();
    const reported = section(story, "Corrections that contradict the vendor");
    expect(reported.match(/^- .*the vendor says .*$/gm)).toEqual([
      expect.stringContaining('says "integer"'),
      expect.stringContaining("says 1 "),
    ]);
    const lines = [
      ...reported.matchAll(/replace the `disputed` in its x-evidence with: `(disputed: .*)`$/gm),
    ];
    expect(lines).toHaveLength(1);
    expect(lines[0]?.[1]).toMatch(
      /^disputed: "once; since \d{4}-\d\d-\d\d the vendor says \\"string\\"; 0"$/,
    );
    expect(reported).toContain('take "integer" and 1 out of the action');
    edit(tree, "specs/bookeo/overlay.yaml", (text) =>
      text.replace('disputed: "once"', () => lines[0]?.[1] ?? ""),
    );
    expect((await take()).story).not.toContain("Corrections that contradict");
  });

  test("is followed by taking it out of the action, which the changelog reports", async () => {
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
    expect((await take()).story).not.toContain("Corrections that contradict");
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
    const reported = section(story, "Corrections that contradict the vendor");
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
    expect((await take()).story).not.toContain("Corrections that contradict");
  });
});

describe("a body that our corrections describe", () => {
  const head = 'overlay: 1.1.0\ninfo: { title: O, version: "1" }\nactions:\n';
  const action = (target: string, change: string): string =>
    `  - target: "${target}"\n    description: It is so.\n    x-evidence: { source: S, confidence: high }\n    ${change}\n`;
  const body = "$.paths['/boats'].get.responses['200'].content['application/json']";
  const describeBoat = action(
    "$.components",
    "update: { schemas: { Boat: { type: object, required: [id, name], properties: { id: { type: integer }, name: { type: string }, masts: { $ref: '#/components/schemas/Masts' } } }, Masts: { type: array, items: { type: string } }, Named: { allOf: [{ $ref: '#/components/schemas/Boat' }] } } }",
  );
  const byReference = (name: string) =>
    describeBoat +
    action(body, "update: { x-note: Here }") +
    action(body, `update: { schema: { $ref: '#/components/schemas/${name}' } }`);
  const byReplacing =
    describeBoat +
    action(`${body}.schema`, "remove: true") +
    action(body, "update: { schema: { $ref: '#/components/schemas/Boat' } }");
  const document = (schema: string, components = "{}") =>
    parse(`
openapi: 3.1.0
info: { title: Boats, version: "1" }
paths:
  /boats:
    get:
      operationId: getBoat
      responses: { "200": { description: OK, content: { application/json: { schema: ${schema} } } } }
components: ${components}
`);
  const contradictions = (actions: string, before: string, after: string, components?: string): string[] => {
    const overlay = parseOverlay({ path: "overlay.yaml", text: head + actions });
    applyOverlay(document(before), overlay);
    const next = document(after, components);
    const found = findContradictions(document(before), structuredClone(next), overlay);
    expect(next, "the document is left as it was").toEqual(document(after, components));
    return found.map(
      ({ action: { number }, vendor, ours, subjects }) =>
        `${number}: ${vendor} / ${ours} at ${subjects.join(", ").replace("responses.200.content.application/json.schema.", "….")}`,
    );
  };
  const get = "`GET /boats`";
  const ways: [how: string, actions: string, before: string][] = [
    ["by a reference", byReference("Boat"), "{}"],
    ["by a reference that takes the place of another schema", byReplacing, "{ type: string }"],
    ["by a reference to what has it from another", byReference("Named"), "{}"],
  ];

  describe.each(ways)("%s", (_, actions, before) => {
    test.each([
      ["nothing new", "{}", []],
      ["the same", "{ type: object, required: [name, id], properties: { id: { type: integer } } }", []],
      [
        "the same in other words",
        "{ type: object, description: A boat., x-boat: 1, properties: { id: { type: integer, examples: [1] } } }",
        [],
      ],
      [
        "another type of a field",
        "{ type: object, properties: { id: { type: string } } }",
        [`3: "string" / "integer" at ${get}: \`….properties.id.type\``],
      ],
      [
        "a field that we do not have",
        "{ type: object, properties: { flag: { type: string, maxLength: 3 } } }",
        [`3: "flag" / nothing at ${get}: \`….properties.flag\``],
      ],
      [
        "a limit that we do not have",
        "{ type: object, properties: { name: { type: string, maxLength: 9 } } }",
        [`3: 9 / nothing at ${get}: \`….properties.name.maxLength\``],
      ],
      [
        "what a reference of ours leads to",
        "{ type: object, properties: { masts: { type: array, items: { type: integer } } } }",
        [`3: "integer" / "string" at ${get}: \`….properties.masts.items.type\``],
      ],
      [
        "other required fields",
        "{ type: object, required: [id] }",
        [`3: ["id"] / ["id","name"] at ${get}: \`….required\``],
      ],
      [
        "a list instead",
        "{ type: array, items: { type: object } }",
        [`3: "array" / "object" at ${get}: \`….type\``, `3: "items" / nothing at ${get}: \`….items\``],
      ],
    ])("is contradicted by the vendor: %s", (_, after, expected) => {
      if (after === "{}") expect(contradictions(actions, before, before)).toEqual([]);
      else expect(contradictions(actions, before, after)).toEqual(expected);
    });

    test("is compared with what a reference of the vendor's leads to, whatever its name, and says more than that", () => {
      const boat = (id: string) =>
        `{ schemas: { BoatDto: { type: object, required: [id, name], properties: { id: { type: ${id} }, name: { type: string }, masts: { $ref: "#/components/schemas/Masts" } } } } }`;
      const after = '{ $ref: "#/components/schemas/BoatDto" }';
      expect(contradictions(actions, before, after, boat("integer"))).toEqual([]);
      expect(contradictions(actions, before, after, boat("string"))).toEqual([
        `3: "string" / "integer" at ${get}: \`….properties.id.type\``,
      ]);
    });
  });

  test("is nothing new to decide about where the vendor only moves the operation", () => {
    const moved = (of: unknown) => JSON.parse(JSON.stringify(of).replace('"/boats"', '"/v2/boats"'));
    const overlay = (text: string) => parseOverlay({ path: "overlay.yaml", text: head + text });
    const says = document("{ type: string }");
    const actions = action(`${body}.schema`, "update: { type: integer }");
    expect(findContradictions(says, moved(says), overlay(actions.replace("/boats", "/v2/boats")))).toEqual(
      [],
    );
    expect(
      findContradictions(
        says,
        moved(document("{ type: number }")),
        overlay(actions.replace("/boats", "/v2/boats")),
      ),
    ).toMatchObject([{ vendor: '"number"', ours: '"integer"' }]);
  });

  test("is contradicted by what the vendor changes in it where we took it out", () => {
    const actions = action(`${body}.schema`, "remove: true");
    expect(contradictions(actions, "{ type: string }", "{ type: integer, format: int64 }")).toEqual([
      `1: "schema" / nothing at ${get}: \`responses.200.content.application/json.schema\``,
    ]);
    expect(contradictions(actions, "{ type: string }", "{ type: string, description: A name. }")).toEqual([]);
  });
});
