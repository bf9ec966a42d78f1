import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { OpenApiDocument } from "../../src/openapi.ts";
import { applyOverlay } from "../../src/overlay/apply.ts";
import { parseOverlay } from "../../src/overlay/overlay.ts";
import { fixOverlay } from "../../src/update/fix.ts";
import { appendActions, editActions } from "../../src/update/overlay-edit.ts";
import { findRenames } from "../../src/update/renames.ts";
import { errorOf } from "../support.ts";

const boats = `
openapi: 3.1.0
info: { title: Boats, version: "1" }
paths:
  /boats:
    get: { operationId: a, tags: [b], parameters: [{ name: from, in: query, description: First day. }, { name: to, in: query, description: Last day. }] }
  /boats/{id}:
    get: { operationId: b, tags: [b], parameters: [{ name: id, in: path }] }
  /trips:
    get: { operationId: c, tags: [t], parameters: [{ name: from, in: query, description: First day. }, { name: since, in: query, description: Ever since. }] }
`;
const pathRenamed: [string, string] = [
  "/boats/{id}:\n    get: { operationId: b, tags: [b], parameters: [{ name: id",
  "/boats/{boatId}:\n    get: { operationId: b, tags: [b], parameters: [{ name: boatId",
];
const fromRenamed: [string, string] = [
  "tags: [b], parameters: [{ name: from",
  "tags: [b], parameters: [{ name: start",
];
const withoutTrips: [string, string] = [/ {2}\/trips:\n.*\n/.exec(boats)?.[0] as string, ""];

function replaced(...edits: [fragment: string, replacement: string][]): string {
  return edits.reduce((text, [fragment, replacement]) => {
    if (!text.includes(fragment)) throw new Error(`${JSON.stringify(fragment)} is not there`);
    return text.replace(fragment, replacement);
  }, boats);
}

const evidence = "    description: It is so.\n    x-evidence: { source: S, confidence: high }\n";
const head = 'overlay: 1.1.0\ninfo: { title: O, version: "1" }\nactions:\n';

/** An action as it is written by hand; the target with the quotes that it has, if any. */
function action(target: string, change = "update: { summary: Here }"): string {
  return `  - target: ${target}\n${evidence}    ${change}\n`;
}

/** The overlay fixed for the vendor's next document, which it must then fit. */
function fix(overlay: string, after: string) {
  const [was, is] = [parse(boats), parse(after)] as [OpenApiDocument, OpenApiDocument];
  const fixed = fixOverlay(is, { path: "overlay.yaml", text: overlay }, findRenames(was, is));
  applyOverlay(structuredClone(is), parseOverlay(fixed.file));
  expect(is, "the document is left as it was").toEqual(parse(after));
  return fixed;
}

const fixedText = (overlay: string, after: string): string => fix(overlay, after).file.text;

/** Fits whatever else happens. */
const other = action("$.info", "update: { x-other: 1 }");

test("a parameter of a union of filters that is renamed in one operation gets an action of its own", () => {
  const target = "$.paths.*.get.parameters[?@.name=='from', ?@.name=='to', ?@.name=='since']";
  const { fixes } = fix(head + action(target) + other, replaced(fromRenamed));
  expect(fixes).toMatchObject([{ targets: [target, "$.paths.*.get.parameters[?@.name=='start']"] }]);
});

describe("a target follows what the vendor renamed", () => {
  test.each<[what: string, after: string, target: string, targets: string[]]>([
    [
      "a path by the name of its parameter",
      replaced(pathRenamed),
      "$.paths['/boats/{id}'].get",
      ["$.paths['/boats/{boatId}'].get"],
    ],
    [
      "a path and its parameter at once",
      replaced(pathRenamed),
      "$.paths['/boats/{id}'].get.parameters[?@.name=='id']",
      ["$.paths['/boats/{boatId}'].get.parameters[?@.name=='boatId']"],
    ],
    [
      "a path that is written in both kinds of quotes",
      replaced(pathRenamed),
      `$.paths['/boats/{id}',"/boats/{id}"].get`,
      [`$.paths['/boats/{boatId}',"/boats/{boatId}"].get`],
    ],
    [
      "a path in a union",
      replaced(pathRenamed),
      "$.paths['/boats','/boats/{id}'].get",
      ["$.paths['/boats','/boats/{boatId}'].get"],
    ],
    [
      "a query parameter",
      replaced(fromRenamed),
      "$.paths['/boats'].get.parameters[?@.name=='from']",
      ["$.paths['/boats'].get.parameters[?@.name=='start']"],
    ],
    [
      "a query parameter, in one operation of a union: the rest stays, and a copy has the new name",
      replaced(fromRenamed),
      "$.paths['/boats','/trips'].get.parameters[?@.name=='from']",
      [
        "$.paths['/trips'].get.parameters[?@.name=='from']",
        "$.paths['/boats'].get.parameters[?@.name=='start']",
      ],
    ],
    [
      "a query parameter with two new names",
      replaced(fromRenamed, [
        "tags: [t], parameters: [{ name: from",
        "tags: [t], parameters: [{ name: first",
      ]),
      "$.paths.*.get.parameters[?@.name=='from']",
      ["$.paths.*.get.parameters[?@.name=='start']", "$.paths.*.get.parameters[?@.name=='first']"],
    ],
    [
      "a path, while another of its union was removed",
      replaced(pathRenamed, withoutTrips),
      "$.paths['/boats/{id}','/trips'].get",
      ["$.paths['/boats/{boatId}'].get"],
    ],
    [
      "not even one, but loses what was removed from its union, wherever that is",
      replaced(withoutTrips),
      "$.paths['/trips', '/boats', '/boats/{id}'].get",
      ["$.paths['/boats', '/boats/{id}'].get"],
    ],
    [
      "a query parameter in a union of filters",
      replaced(fromRenamed),
      "$.paths['/boats'].get.parameters[?@.name=='from', ?@.name=='to']",
      ["$.paths['/boats'].get.parameters[?@.name=='start', ?@.name=='to']"],
    ],
    [
      "not even one, but loses the filter of a union whose parameter was removed, also with brackets and commas in it",
      replaced(withoutTrips),
      `$.paths.*.get.parameters[?@['name']=='from', ?@["name"]=='a,]b' || @.name=='since', ?match(@.name, 't.')]`,
      ["$.paths.*.get.parameters[?@['name']=='from', ?match(@.name, 't.')]"],
    ],
    ["not even one, and goes where nothing is left", replaced(withoutTrips), "$.paths['/trips'].get", []],
    [
      "only where it was renamed: in another operation, that name has been another parameter's all along",
      replaced(
        ["tags: [b], parameters: [{ name: from", "tags: [b], parameters: [{ name: since"],
        ["[{ name: from, in: query, description: First day. }, { name: since", "[{ name: since"],
      ),
      "$.paths['/trips'].get.parameters[?@.name=='from']",
      [],
    ],
  ])("%s", (_, after, target, targets) => {
    const { file, fixes } = fix(head + action(JSON.stringify(target)) + other, after);
    expect(fixes).toMatchObject([{ reason: "matches nothing", targets }]);
    expect(parseOverlay(file).actions.map((each) => each.target)).toEqual([...targets, "$.info"]);
  });

  test("once, though what is appended could be appended again and again", () => {
    const after = replaced(withoutTrips, pathRenamed, fromRenamed);
    const text = fixedText(head + action("$.paths['/boats','/trips'].get.tags", "update: [x]"), after);
    expect(text).toBe(head + action(`"$.paths['/boats'].get.tags"`, "update: [x]"));
  });

  test("beside the old name, where an action still fits other operations", () => {
    const [old, now] = ["from", "start"].map((name) =>
      action(`"$.paths.*.get.parameters[?@.name=='${name}']"`, "update: { x-day: 1 }"),
    ) as [string, string];
    expect(fixedText(head + old, replaced(fromRenamed))).toBe(`${head}${old}\n${now}`);
  });

  test("not beside it where the vendor says so under the new name", () => {
    const overlay = head + action(`"$.paths.*.get.parameters[?@.name=='from']"`, "update: { x-day: 1 }");
    const said: [string, string] = [fromRenamed[0], `${fromRenamed[1]}, x-day: 1`];
    expect(fixedText(overlay, replaced(said))).toBe(overlay);
  });

  test("and a later action finds what the fixed one writes", () => {
    const overlay =
      head +
      action(`"$.paths['/boats/{id}']"`, "update: { get: { x-a: {} } }") +
      action(`"$.paths['/boats/{id}'].get.x-a"`, "update: { b: 1 }").replace(".x-a", "['x-a']");
    expect(fixedText(overlay, replaced(pathRenamed))).toBe(overlay.replaceAll("{id}", "{boatId}"));
  });
});

test("an action that the vendor caught up with goes", () => {
  const overlay = head + action("$.info", "update: { title: Boats of ours }") + other;
  const { file, fixes } = fix(overlay, replaced(["title: Boats", "title: Boats of ours"]));
  expect(fixes).toMatchObject([{ action: { number: 1 }, reason: "changes nothing", targets: [] }]);
  expect(file.text).toBe(head + other);
});

test("an overlay that fits is returned byte for byte", () => {
  const overlay = `\uFEFF# Ours\r\n${head}\n${action("'$.paths[\"/boats\"].get'")}  # The end\n\n\n`;
  const { file, fixes, additions } = fix(overlay, boats);
  expect({ text: file.text, fixes, additions }).toEqual({ text: overlay, fixes: [], additions: [] });
});

test("an action that fails for another reason is reported with its place for a person to fix", () => {
  const overlay = head + other + action("$.paths['/boats'].get", "update: { tags: none }");
  expect(errorOf(() => fix(overlay, boats))).toMatch(
    /^overlay\.yaml:8:5: action 2 \(\$\.paths\['\/boats'\]\.get\) does not fit at .*"tags" is an array/,
  );
});

describe("an extension that names a renamed parameter gets an action of its own", () => {
  const windows = action(
    "$.paths['/boats'].get",
    "update: { x-date-windows: [{ from: from, to: to, maximum: P31D }], x-pagination: { tokenParameter: to, pageParameter: from } }",
  );

  test("of the parameters that a call needs", () => {
    const required = action("$.paths['/boats'].get", "update: { x-require-one-of: [[from, to], [token]] }");
    const { file, additions } = fix(head + required, replaced(fromRenamed));
    expect(additions.map(({ target, update }) => [target, update])).toEqual([
      ["$.paths['/boats'].get['x-require-one-of'][*][?@=='from']", "start"],
    ]);
    const document = parse(replaced(fromRenamed));
    applyOverlay(document, parseOverlay(file));
    expect(document.paths["/boats"].get["x-require-one-of"]).toEqual([["start", "to"], ["token"]]);
  });

  test("of the windows and of the pages", () => {
    const after = replaced(fromRenamed, ["name: to", "name: end"]);
    const { file, additions } = fix(head + windows, after);
    expect(additions.map(({ target, update }) => [target, update])).toEqual([
      ["$.paths['/boats'].get['x-pagination']", { pageParameter: "start" }],
      ["$.paths['/boats'].get['x-date-windows'][?@.from=='from']", { from: "start" }],
      ["$.paths['/boats'].get['x-pagination']", { tokenParameter: "end" }],
      ["$.paths['/boats'].get['x-date-windows'][?@.to=='to']", { to: "end" }],
    ]);
    expect(file.text).toBe(`${head}${windows}
  - target: $.paths['/boats'].get['x-pagination']
    description: The vendor has renamed the parameter "from" to "start".
    x-evidence: { source: the vendor's document, confidence: high }
    update: { pageParameter: start }

  - target: $.paths['/boats'].get['x-date-windows'][?@.from=='from']
    description: The vendor has renamed the parameter "from" to "start".
    x-evidence: { source: the vendor's document, confidence: high }
    update: { from: start }

  - target: $.paths['/boats'].get['x-pagination']
    description: The vendor has renamed the parameter "to" to "end".
    x-evidence: { source: the vendor's document, confidence: high }
    update: { tokenParameter: end }

  - target: $.paths['/boats'].get['x-date-windows'][?@.to=='to']
    description: The vendor has renamed the parameter "to" to "end".
    x-evidence: { source: the vendor's document, confidence: high }
    update: { to: end }
`);
    const document = parse(after);
    applyOverlay(document, parseOverlay(file));
    expect(document.paths["/boats"].get).toMatchObject({
      "x-date-windows": [{ from: "start", to: "end", maximum: "P31D" }],
      "x-pagination": { tokenParameter: "end", pageParameter: "start" },
    });
  });

  test("unless they name others, or the overlay removes the operation", () => {
    const after = replaced(fromRenamed);
    expect(
      fix(
        head +
          windows.replaceAll("from: from", "from: to").replace("pageParameter: from", "pageParameter: page"),
        after,
      ).additions,
    ).toEqual([]);
    expect(fix(head + action("$.paths['/boats'].get", "remove: true"), after).additions).toEqual([]);
  });
});

describe("lines that are not edited stay as they are", () => {
  const target = "$.paths['/boats/{id}'].get";
  const overlay = `# Ours
overlay:   1.1.0
info: { title: O, version: "1" }   # of no importance
actions:

  # Boats

${action(`"${target}"`)}
  # Trips
  # by day

${action("$.paths['/trips'].get", "update:\n      summary: >-\n        Trips\n\n        # no comment")}
  # The rest

${other}
  # The end
`;

  test("except the target", () => {
    expect(fixedText(overlay, replaced(pathRenamed))).toBe(overlay.replace("/{id}'", "/{boatId}'"));
  });

  test("where an action goes, with the blank line behind it; comments above the next one stay", () => {
    const block = action(
      "$.paths['/trips'].get",
      "update:\n      summary: >-\n        Trips\n\n        # no comment",
    );
    expect(fixedText(overlay, replaced(withoutTrips))).toBe(overlay.replace(`${block}\n`, ""));
  });

  test("where an action is copied, and a blank line sets the copy off", () => {
    const text = overlay.replace(target, "$.paths['/boats','/trips'].get.parameters[?@.name=='from']");
    const [first, second] = [
      "$.paths['/trips'].get.parameters[?@.name=='from']",
      "$.paths['/boats'].get.parameters[?@.name=='start']",
    ];
    expect(fixedText(text, replaced(fromRenamed))).toBe(
      overlay.replace(action(`"${target}"`), `${action(`"${first}"`)}\n${action(`"${second}"`)}`),
    );
  });

  test("with the ends that they have", () => {
    const crlf = (text: string) => text.replaceAll("\n", "\r\n");
    const block = action(
      "$.paths['/trips'].get",
      "update:\n      summary: >-\n        Trips\n\n        # no comment",
    );
    expect(fixedText(crlf(overlay), replaced(pathRenamed, withoutTrips))).toBe(
      crlf(overlay.replace(`${block}\n`, "").replace("/{id}'", "/{boatId}'")),
    );
    const windows = `${head}${action("$.paths['/boats'].get", "update: { x-date-windows: [{ from: from, to: to }] }")}`;
    const copied = head + action("$.paths['/boats','/trips'].get.parameters[?@.name=='from']");
    for (const text of [windows, copied])
      expect(fixedText(crlf(text), replaced(fromRenamed)).replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });
});

describe("the first, the last and all but one of the actions can go", () => {
  const one = action("$.a");
  const two = action("$.b");
  const three = action("$.c");
  const all = `${head}\n${one}\n${two}\n${three}`;

  test.each<[removed: number[], rest: string]>([
    [[1], `${head}\n${two}\n${three}`],
    [[2], `${head}\n${one}\n${three}`],
    [[3], `${head}\n${one}\n${two}`],
    [[1, 2], `${head}\n${three}`],
    [[2, 3], `${head}\n${one}`],
    [[1, 3], `${head}\n${two}`],
  ])("%j", (removed, rest) => {
    expect(editActions(all, new Map(removed.map((number) => [number, []])))).toBe(rest);
  });

  test("and what follows them in the overlay stays", () => {
    const text = `${all}\n# Of ours.\nx-ours: true\n`;
    expect(editActions(text, new Map([[3, []]]))).toBe(`${head}\n${one}\n${two}\n# Of ours.\nx-ours: true\n`);
  });

  test("also without an end of the last line", () => {
    const text = all.trimEnd();
    expect(editActions(text, new Map([[3, []]]))).toBe(`${head}\n${one}\n${two}`);
    expect(
      parse(editActions(text, new Map([[3, ["$.c", "$.d"]]]))).actions.map(
        (each: { target: string }) => each.target,
      ),
    ).toEqual(["$.a", "$.b", "$.c", "$.d"]);
  });
});

describe("a target is edited however it is written", () => {
  const next = "$.paths['/x','/y'].get[?@.name==\"it's\"]";

  test.each([
    ["plain", "$.paths.x"],
    ["in single quotes", "'$.paths[''x'']'"],
    ["in double quotes", '"$.paths[\\"x\\"]"'],
    ["plain, over two lines", "$.paths\n      .x"],
    ["folded", ">-\n      $.paths\n      .x"],
    ["folded, with its last line end", ">\n      $.paths.x\n"],
    ["literal", "|-\n      $.paths.x"],
    ["before a comment", "$.paths.x # here"],
  ])("%s", (_, written) => {
    const text = editActions(head + action(written) + other, new Map([[1, [next]]]));
    expect(parseOverlay({ path: "overlay.yaml", text }).actions).toMatchObject([
      { target: next, description: "It is so.", change: { kind: "update", value: { summary: "Here" } } },
      { target: "$.info" },
    ]);
    expect(text.endsWith(other)).toBe(true);
  });

  test("in an action that is written on one line, and last in another", () => {
    const text = `${head}  - { target: $.a, description: It is so., x-evidence: { source: S, confidence: high }, remove: true }
  - description: It is so.
    x-evidence: { source: S, confidence: high }
    remove: true
    target: >-
      $.b
`;
    const edited = editActions(
      text,
      new Map([
        [1, [next, "$.c"]],
        [2, ["$.d", "$.e"]],
      ]),
    );
    expect(parseOverlay({ path: "overlay.yaml", text: edited }).actions.map(({ target }) => target)).toEqual([
      next,
      "$.c",
      "$.d",
      "$.e",
    ]);
  });
});

describe("an action is added behind the last", () => {
  const added = {
    target: "$.info",
    description: "It's so: see there.",
    "x-evidence": { source: "the vendor's document", confidence: "high" as const },
    update: { title: "Boats" },
  };
  const lines = [
    "- target: $.info",
    `  description: "It's so: see there."`,
    "  x-evidence: { source: the vendor's document, confidence: high }",
    "  update: { title: Boats }",
  ];
  const printed = (indentation: string) => lines.map((line) => `${indentation}${line}\n`).join("");

  test.each<[what: string, text: string, expected: string]>([
    ["indented as that is", head + other, `${head}${other}\n${printed("  ")}`],
    [
      "not indented as that is not",
      head + other.replaceAll(/^ {2}/gm, ""),
      `${head}${other.replaceAll(/^ {2}/gm, "")}\n${printed("")}`,
    ],
    [
      "whatever that begins with",
      `${head}    - description: A.\n      target: $.a\n`,
      `${head}    - description: A.\n      target: $.a\n\n${printed("    ")}`,
    ],
    [
      "before what follows the actions",
      `${head}${other}\nx-ours: true\n`,
      `${head}${other}\n${printed("  ")}\nx-ours: true\n`,
    ],
    ["on a line of its own", head + other.trimEnd(), `${head}${other}\n${printed("  ")}`],
  ])("%s", (_, text, expected) => {
    expect(appendActions(text, [added])).toBe(expected);
  });

  test("or not at all", () => {
    expect(appendActions("# nothing", [])).toBe("# nothing");
  });
});

describe("corrections follow what moves and what is renamed", () => {
  const fleet = `
openapi: 3.1.0
info: { title: Fleet, version: "1" }
security: [{ Api_Key: [] }]
paths:
  /v1/ships:
    get: { operationId: listShips, summary: All ships, parameters: [{ name: page, in: query }], responses: { 200: { description: OK, content: { application/json: { schema: { $ref: "#/components/schemas/ship" } } } } } }
    post: { operationId: addShip, summary: Add a ship, responses: { 201: { description: OK } } }
  /v1/ships/{id}:
    get: { operationId: readShip, summary: One ship, parameters: [{ name: id, in: path }], responses: { 200: { description: OK } } }
components:
  securitySchemes:
    Api_Key: { type: apiKey, in: header, name: X-Key }
  schemas:
    ship: { type: object, properties: { name: { type: string }, flag: { type: string }, masts: { type: integer } } }
`;
  const follow = (overlay: string, ...edits: [from: string | RegExp, to: string][]) => {
    const next = edits.reduce((text, [from, to]) => {
      const changed = text.replaceAll(from, to);
      if (changed === text) throw new Error(`${from} is not there`);
      return changed;
    }, fleet);
    const [was, is] = [parse(fleet), parse(next)] as [OpenApiDocument, OpenApiDocument];
    const fixed = fixOverlay(
      structuredClone(is),
      { path: "overlay.yaml", text: head + overlay },
      findRenames(was, is),
      was,
    );
    applyOverlay(is, parseOverlay(fixed.file));
    return { text: fixed.file.text, document: is };
  };
  const summary = "update: { x-note: Here }";
  const moves: [what: string, from: RegExp | string, to: string, path: string][] = [
    ["to another version", "/v1/", "/v2/", "/v2/ships"],
    ["by a segment that is renamed", "/ships", "/vessels", "/v1/vessels"],
    ["by a segment that is new", "/v1/ships", "/v1/fleet/ships", "/v1/fleet/ships"],
    ["by a segment that is removed", "/v1/ships", "/ships", "/ships"],
  ];

  test.each(moves)("an operation that moves %s takes its corrections along", (_, from, to, path) => {
    const { document } = follow(
      action("$.paths['/v1/ships'].post", summary) + action("$.paths['/v1/ships/{id}'].get", summary),
      [from, to],
    );
    expect(document.paths[path]?.post).toHaveProperty("x-note", "Here");
    expect(document.paths[`${path}/{id}`]?.get).toHaveProperty("x-note", "Here");
  });

  test("an operation with the same operationId is the same, wherever it is", () => {
    const { document } = follow(
      action("$.paths['/v1/ships/{id}'].get", summary) + action("$.paths['/v1/ships'].get", summary),
      ["/v1/ships/{id}", "/navy/{key}/now"],
    );
    expect(document.paths["/navy/{key}/now"]?.get).toHaveProperty("x-note", "Here");
    expect(document.paths["/v1/ships"]?.get).toHaveProperty("x-note", "Here");
  });

  test("the operations of a path move together, even one with another summary and operationId", () => {
    const { document } = follow(
      action("$.paths['/v1/ships'].post", summary),
      ["  /v1/ships:", "  /v1/vessels:"],
      ["operationId: addShip, summary: Add a ship", "operationId: createVessel, summary: Launch one"],
    );
    expect(document.paths["/v1/vessels"]?.post).toHaveProperty("x-note", "Here");
  });

  test("what only looks like a move is not one: another summary, other parameters", () => {
    const { text } = follow(
      action("$.paths['/v1/ships'].get", summary) + action("$.info", "update: { x-note: 1 }"),
      [
        "/v1/ships:\n    get: { operationId: listShips, summary: All ships, parameters: [{ name: page",
        "/v1/reports:\n    get: { operationId: other, summary: Reports, parameters: [{ name: year",
      ],
      ["operationId: addShip, summary: Add a ship", "operationId: addReport, summary: Write a report"],
    );
    expect(text).toBe(head + action("$.info", "update: { x-note: 1 }"));
  });

  test.each([
    ["by case", "Ship"],
    ["to another word", "Vessel"],
  ])("a schema that is renamed %s takes its corrections along, in targets and in references", (_, name) => {
    const { text, document } = follow(
      action("$.components.schemas.ship", summary) +
        action("$.components.schemas['ship'].properties.name", summary) +
        action(
          "$.paths['/v1/ships'].post",
          'update: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/ship" } } } } }',
        ) +
        action("$.components.schemas", "update: { shipyard: { x-sent-form-of: ship, type: object } }"),
      [/ship(?=: \{|")/g, name],
    );
    const schemas = document.components?.schemas as Record<string, Record<string, unknown>>;
    expect(schemas[name]).toMatchObject({ "x-note": "Here", properties: { name: { "x-note": "Here" } } });
    expect(text).toContain(`"#/components/schemas/${name}"`);
    expect(text).not.toContain("schemas/ship");
    expect(schemas.shipyard).toHaveProperty("x-sent-form-of", name);
  });

  test.each([
    ["by case", "api_key"],
    ["to a name with a blank", "The key"],
  ])("a security scheme that is renamed %s is named so by what the corrections ask for", (_, name) => {
    const { document } = follow(
      action("$.components.securitySchemes.Api_Key", summary) +
        action("$.paths['/v1/ships'].post", "update: { security: [{ Api_Key: [] }] }"),
      ["Api_Key", name],
    );
    expect(document.components?.securitySchemes?.[name]).toHaveProperty("x-note", "Here");
    expect(document.paths["/v1/ships"]?.post?.security).toEqual([{ [name]: [] }]);
  });

  test("what a correction adds to a component under the old name is added under the new one, and keeps its lines", () => {
    const { text, document } = follow(
      action(
        "$.components.schemas",
        "update:\n      # A ship.\n      ship: { x-note: Here }\n      boat: { type: object }",
      ) + action("$.components", "update: { securitySchemes: { Api_Key: { x-note: Here } } }"),
      [/ship(?=: \{)/g, "Vessel"],
      ["Api_Key", "TheKey"],
    );
    expect(document.components?.schemas?.Vessel).toMatchObject({ type: "object", "x-note": "Here" });
    expect(document.components?.schemas).not.toHaveProperty("ship");
    expect(document.components?.securitySchemes).toEqual({
      TheKey: { type: "apiKey", in: "header", name: "X-Key", "x-note": "Here" },
    });
    expect(text).toContain("# A ship.");
  });

  test("the scopes of a key are found under its new name", () => {
    const { document } = follow(
      action("$.paths['/v1/ships'].post", "update: { security: [{ Api_Key: [] }] }") +
        action("$.paths['/v1/ships'].post.security[*].Api_Key", "update: [sail]"),
      ["Api_Key", "TheKey"],
    );
    expect(document.paths["/v1/ships"]?.post?.security).toEqual([{ TheKey: ["sail"] }]);
  });

  test("a key that was only named is the same as the one that is described now", () => {
    const named = fleet.replace("name: X-Key }", "name: X-Key, x-undocumented: true }");
    const described = fleet.replace("Api_Key: { type: apiKey, in: header", "KEY: { type: apiKey, in: query");
    expect(findRenames(parse(named), parse(described))).toEqual([
      { from: "Api_Key", to: "KEY", section: "securitySchemes" },
    ]);
    expect(findRenames(parse(fleet), parse(described))).toEqual([]);
  });

  test("two that were removed are not both the one that is new", () => {
    const two = fleet.replace(
      "    ship: {",
      "    shipA: { type: boolean }\n    shipB: { type: boolean }\n    ship: {",
    );
    const one = fleet.replace("    ship: {", "    shipC: { type: boolean }\n    ship: {");
    expect(findRenames(parse(two), parse(one))).toEqual([]);
  });

  test("what is copied is found under its new name", () => {
    const { text, document } = follow(
      action("$.components.schemas", "update: { boat: {} }") +
        action("$.components.schemas.boat", "copy: $.components.schemas.ship"),
      [/ship(?=: \{)/g, "Vessel"],
    );
    expect(text).toContain("copy: $.components.schemas.Vessel");
    expect(document.components?.schemas?.boat).toEqual(document.components?.schemas?.Vessel);
  });

  test("a name that a correction gives by a copy goes when the vendor gives it", () => {
    const body = "$.paths['/v1/ships'].post.responses['201']";
    const overlay =
      action("$.components.schemas", "update: { Fleet: {} }") +
      action("$.components.schemas.Fleet", `copy: ${body}`) +
      action(body, "remove: true") +
      action(body.slice(0, -7), 'update: { "201": { description: OK } }') +
      action("$.info", "update: { x-note: 1 }");
    const { text, document } = follow(overlay, ["    ship: {", "    Fleet: { type: string }\n    ship: {"]);
    expect(document.components?.schemas?.Fleet).toEqual({ type: "string" });
    expect(text).toBe(head + action("$.info", "update: { x-note: 1 }"));
    // As long as the vendor does not, it stays.
    expect(follow(overlay, ["All ships", "Every ship"]).document.components?.schemas?.Fleet).toEqual({
      description: "OK",
    });
  });

  test("the operation of the next pages is found under its new operationId", () => {
    const { document } = follow(
      action("$.paths['/v1/ships'].get", "update: { x-pagination: { nextOperation: readShip } }"),
      ["readShip", "get_one-ship"],
    );
    expect(document.paths["/v1/ships"]?.get?.["x-pagination"]).toEqual({ nextOperation: "get_one-ship" });
  });

  test("what reads an object that is replaced is found under its new operationId", () => {
    const { document } = follow(
      action("$.paths['/v1/ships'].post", "update: { x-replaces: { readOperation: readShip } }"),
      ["readShip", "getShip"],
    );
    expect(document.paths["/v1/ships"]?.post?.["x-replaces"]).toEqual({ readOperation: "getShip" });
  });
});

describe("what the vendor's document now says is deleted, line by line", () => {
  const boat = (schema: string) => `
openapi: 3.1.0
info: { title: Boats, version: "1" }
paths: {}
components: { schemas: { Boat: ${schema} } }
`;
  const fixBoat = (update: string, schema: string): string => {
    const document = parse(boat(schema)) as OpenApiDocument;
    const overlay = `${head}  - target: $.components.schemas.Boat\n${evidence}    update:\n${update.replaceAll(/^/gm, "      ")}\n`;
    const whole = structuredClone(document);
    applyOverlay(whole, parseOverlay({ path: "overlay.yaml", text: overlay }));
    const { file } = fixOverlay(document, { path: "overlay.yaml", text: overlay }, []);
    applyOverlay(document, parseOverlay(file));
    expect(document, "every fact is still there").toEqual(whole);
    return file.text.split("    update:\n")[1]?.replaceAll(/^ {6}/gm, "").trimEnd() ?? "";
  };

  test.each<[what: string, update: string, vendor: string, left: string]>([
    ["a key", "type: object\ntitle: A boat", "{ type: object }", "title: A boat"],
    [
      "a key deep within",
      "properties:\n  name: { type: string, description: Its name. }\n  mast: { type: integer }",
      "{ properties: { name: { type: string }, mast: { type: integer } } }",
      "properties:\n  name: { description: Its name. }",
    ],
    ["an item of a list", "required: [name, mast]", "{ required: [name] }", "required: [mast]"],
    [
      "nothing of a list that differs",
      "type: object\nrequired: [mast]",
      "{ required: [name] }",
      "type: object\nrequired: [mast]",
    ],
    [
      "no value that the vendor changes",
      "type: string\nminLength: 3",
      "{ type: string, minLength: 1 }",
      "minLength: 3",
    ],
    [
      "what is written on several lines",
      "description: >-\n  A boat\n  that floats.\ntitle: A boat",
      '{ description: "A boat that floats." }',
      "title: A boat",
    ],
  ])("%s", (_, update, vendor, left) => {
    expect(fixBoat(update, vendor)).toBe(left);
  });

  test("an action for several places keeps what one of them lacks", () => {
    const document = parse(boats) as OpenApiDocument;
    (document.paths["/boats"] as { get: object }).get = { ...document.paths["/boats"]?.get, summary: "Here" };
    const text =
      head + action("$.paths['/boats','/trips'].get", "update: { summary: Here, deprecated: true }");
    expect(fixOverlay(document, { path: "overlay.yaml", text }, []).file.text).toBe(text);
  });

  test.each([
    ["in quotes", 'update: "Lists boats. Only those of this harbour."'],
    ["on several lines", "update: >-\n      Lists boats.\n      Only those of this harbour."],
  ])("an addition to a sentence that the vendor removed is kept as an addition (%s)", (_, update) => {
    const document = parse(boats) as OpenApiDocument;
    const text = head + action("$.paths['/boats'].get.description", update) + other;
    const { file } = fixOverlay(document, { path: "overlay.yaml", text }, []);
    expect(file.text.endsWith(other)).toBe(true);
    applyOverlay(document, parseOverlay(file));
    expect(document.paths["/boats"]?.get?.description).toBe("Lists boats. Only those of this harbour.");
  });

  test("the action is deleted when the object with the sentence was removed too", () => {
    const text = head + action("$.paths['/nowhere'].get.description", "update: Here") + other;
    const { file } = fixOverlay(parse(boats), { path: "overlay.yaml", text }, []);
    expect(file.text).toBe(head + other);
  });
});
