import { parseChangesetFile } from "@changesets/parse";
import { describe, expect, test } from "vitest";
import type { Change, Impact } from "../../src/update/change.ts";
import {
  bumpFor,
  folded,
  inOrder,
  printChangeset,
  type Release,
  releasesFor,
  sentence,
} from "../../src/update/changeset.ts";
import { emptyTree } from "../tree.ts";

test.each<[version: string, impact: Impact, bump: Impact]>([
  ["0.0.0", "major", "minor"],
  ["0.1.9", "major", "minor"],
  ["0.1.9", "minor", "patch"],
  ["0.10.0", "patch", "patch"],
  ["1.0.0", "major", "major"],
  ["1.0.0", "minor", "minor"],
  ["10.2.3", "patch", "patch"],
])("at %s, what is %s makes a %s version, so that ^ keeps out what breaks", (version, impact, bump) => {
  expect(bumpFor(version, impact)).toBe(bump);
});

function change(types: Impact, wire: Impact, ...location: string[]): Change {
  return { subject: "It", text: "is another", location, types, wire };
}

describe("a package is released for what its users see", () => {
  const tree = () =>
    emptyTree({
      "packages/boats-client/package.json": '{ "name": "@a/boats-client", "version": "0.3.0" }',
      "packages/sdk/package.json": '{ "name": "@a/sdk", "version": "2.0.0" }',
      "packages/trips-client/package.json": '{ "name": "@a/trips-client", "version": "1.0.0" }',
    });
  const client = (impact: Impact, bump: Impact) => ({
    name: "@a/boats-client",
    version: "0.3.0",
    impact,
    bump,
  });
  const sdk = (impact: Impact) => ({ name: "@a/sdk", version: "2.0.0", impact, bump: impact });

  test.each<[what: string, changes: Change[], releases: Release[]]>([
    ["nothing for nothing", [], []],
    [
      "both for a detail",
      [change("patch", "patch", "info", "title")],
      [client("patch", "patch"), sdk("patch")],
    ],
    [
      "by the worst of all, on the wire",
      [change("patch", "minor", "servers"), change("patch", "major", "operation", "GET /a", "query", "b")],
      [client("major", "minor"), sdk("major")],
    ],
    [
      "by the worst of all, in types",
      [change("minor", "patch", "schema", "A"), change("major", "patch", "operation", "GET /a", "path", "b")],
      [client("major", "minor"), sdk("major")],
    ],
    [
      "only the SDK for a method of another name",
      [change("major", "patch", "operation", "GET /a", "name")],
      [sdk("major")],
    ],
    [
      "only the SDK for arguments that move",
      [change("major", "patch", "operation", "GET /a", "arguments")],
      [sdk("major")],
    ],
    [
      "the SDK by more, for a method of another name beside a detail",
      [change("major", "patch", "operation", "GET /a", "name"), change("patch", "patch", "info", "title")],
      [client("patch", "patch"), sdk("major")],
    ],
    [
      "both for a field that is called name",
      [change("major", "patch", "schema", "Boat", "name")],
      [client("major", "minor"), sdk("major")],
    ],
    [
      "both for a parameter that is called name",
      [change("minor", "patch", "operation", "GET /a", "query", "name")],
      [client("minor", "patch"), sdk("minor")],
    ],
  ])("%s", (_, changes, releases) => {
    expect(releasesFor(tree(), "boats", changes)).toEqual(releases);
  });

  test("and not where there is none yet", () => {
    expect(releasesFor(emptyTree(), "boats", [change("major", "major", "servers")])).toEqual([]);
  });
});

test("what breaks comes first, in the order in which it was found", () => {
  const changes = [
    change("patch", "patch", "1"),
    change("patch", "major", "2"),
    change("minor", "patch", "3"),
    change("major", "minor", "4"),
    change("patch", "patch", "5"),
  ];
  expect(inOrder(changes).map(({ location }) => location[0])).toEqual(["2", "4", "3", "1", "5"]);
  expect(changes[0]?.location[0]).toBe("1");
});

describe("a changeset", () => {
  const releases: Release[] = [
    { name: "@a/boats-client", version: "0.3.0", impact: "major", bump: "minor" },
    { name: "@a/sdk", version: "2.0.0", impact: "major", bump: "major" },
  ];
  const summary = `Boats: 1 operation added

- **Breaking:** \`GET /boats/{id}\` (\`boats.get\`): query parameter \`from\` was removed.
- \`Boat.rig\` also has the values \`"a---b"\` and \`1\`.`;

  test("is understood by the reader of changesets, word for word", () => {
    expect(parseChangesetFile(printChangeset(releases, summary))).toEqual({
      summary,
      releases: [
        { name: "@a/boats-client", type: "minor" },
        { name: "@a/sdk", type: "major" },
      ],
    });
  });
});

describe("what is said of many things", () => {
  const of = (subject: string, text: string): Change => ({
    subject,
    text,
    location: [],
    types: "patch",
    wire: "patch",
  });
  const lines = (list: Change[], most?: number) => folded(list, most).map(sentence);

  test("is said once, and a changelog names them all", () => {
    const list = ["A", "B", "C"].map((subject) => of(subject, "query parameter `page` is required now"));
    expect(lines(list)).toEqual(["A, B and C: query parameter `page` is required now."]);
    expect(lines(list, 2)).toEqual(["A, B and 1 more: query parameter `page` is required now."]);
  });

  test("is rated for each: what breaks is not folded with what does not", () => {
    const breaks: Change = { ...of("B", "is another"), wire: "major" };
    expect(folded([of("A", "is another"), breaks])).toHaveLength(2);
  });

  test("descriptions are counted where there are many", () => {
    const list = [
      of("A", "has a different description"),
      of("B", "the 400 response is described differently"),
      of("B", "the 404 response is described differently"),
      of("C", "was removed"),
    ];
    expect(lines(list, 2)).toEqual(["C was removed.", "3 descriptions are different: A and B."]);
    expect(lines(list)).toHaveLength(4);
  });
});
