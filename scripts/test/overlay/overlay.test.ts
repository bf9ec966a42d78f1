import { describe, expect, test } from "vitest";
import { parseOverlay } from "../../src/overlay/overlay.ts";
import { errorOf } from "../support.ts";
import { overlay } from "./support.ts";

const parse = (text: string) => parseOverlay({ path: "overlay.yaml", text });

test("an overlay is read with the reason, the evidence and the place of every action", () => {
  const { title, version, description, actions } = parse(`overlay: 1.0.0
info: { title: T, version: "7", description: D }
extends: ./source.yaml
actions:
  - target: $.info
    description: |
      Because.
    x-evidence: { source: the page, confidence: low }
    update: { title: A }
  - target: $.tags
    description: Never.
    x-evidence: { source: the page, confidence: medium }
    remove: true
`);
  expect({ title, version, description }).toEqual({ title: "T", version: "7", description: "D" });
  expect(actions).toEqual([
    {
      number: 1,
      replacesArrays: false,
      target: "$.info",
      description: "Because.",
      evidence: { source: "the page", confidence: "low" },
      change: { kind: "update", value: { title: "A" } },
      location: { file: "overlay.yaml", line: 5, column: 5 },
    },
    {
      number: 2,
      replacesArrays: false,
      target: "$.tags",
      description: "Never.",
      evidence: { source: "the page", confidence: "medium" },
      change: { kind: "remove" },
      location: { file: "overlay.yaml", line: 10, column: 5 },
    },
  ]);
});

const action = (lines: string): string =>
  `overlay: 1.1.0\ninfo: { title: T, version: "1" }\nactions:\n  - target: $.a\n${lines.replaceAll(/^/gm, "    ")}\n`;
const evidence = "x-evidence: { source: S, confidence: high }";

describe("an action that a person could not judge is rejected at its place", () => {
  test.each<[name: string, lines: string, message: string]>([
    ["without a description", `update: {}\n${evidence}`, "4:5: action 1: $.a gives no reason"],
    [
      "with an empty description",
      `description: " "\nupdate: {}\n${evidence}`,
      "4:5: action 1: $.a gives no reason",
    ],
    ["without evidence", "description: D\nupdate: {}", "4:5: action 1: $.a names no evidence"],
    [
      "without a source",
      "description: D\nupdate: {}\nx-evidence: { confidence: high }",
      "4:5: action 1: $.a names no source",
    ],
    [
      "with an empty source",
      'description: D\nupdate: {}\nx-evidence: { source: "", confidence: high }',
      "4:5: action 1: $.a names no source",
    ],
    [
      "without confidence",
      "description: D\nupdate: {}\nx-evidence: { source: S }",
      "4:5: action 1: $.a has the confidence undefined",
    ],
    [
      "with an invalid confidence",
      "description: D\nupdate: {}\nx-evidence: { source: S, confidence: sure }",
      '4:5: action 1: $.a has the confidence "sure"',
    ],
    [
      "with more in its evidence",
      "description: D\nupdate: {}\nx-evidence: { source: S, confidence: high, link: L }",
      '4:5: action 1: $.a has "link" in its evidence',
    ],
    ["without a change", `description: D\n${evidence}`, "4:5: action 1: $.a has no change"],
    [
      "that does not remove",
      `description: D\nremove: false\n${evidence}`,
      "4:5: action 1: $.a has no change",
    ],
    [
      "with two changes",
      `description: D\nupdate: {}\nremove: true\n${evidence}`,
      "4:5: action 1: $.a has more than one",
    ],
    [
      "with a copy from no path",
      `description: D\ncopy: { a: b }\n${evidence}`,
      "4:5: action 1: $.a copies from",
    ],
    [
      "with an unknown field",
      `descripton: D\nupdate: {}\n${evidence}`,
      '5:5: unknown field "descripton" in the overlay',
    ],
  ])("%s", (_, lines, message) => {
    const error = errorOf(() => parse(action(lines)));
    expect(error).toContain(`overlay.yaml:${message}`);
    expect(error).toMatch(/\n {2}[A-Z].*[.)]/);
  });

  test("without a target", () => {
    expect(errorOf(() => parse(action("x").replace("target: $.a\n    x", "update: {}")))).toContain(
      "overlay.yaml:4:5: action 1: it has no target",
    );
  });

  test("that is not a mapping", () => {
    expect(
      errorOf(() => parse("overlay: 1.1.0\ninfo: { title: T, version: '1' }\nactions: [a]\n")),
    ).toContain("overlay.yaml:3:11: action 1: expected a mapping");
  });
});

test("copy belongs to version 1.1", () => {
  expect(errorOf(() => parse(overlay(["target: $.a, copy: $.b"], "1.0.0")))).toMatch(
    /^overlay\.yaml:4:5: action 1: copy belongs to Overlay 1\.1\n {2}Write overlay: 1\.1\.0/,
  );
  expect(parse(overlay(["target: $.a, copy: $.b"], "1.1.0")).actions[0]?.change).toEqual({
    kind: "copy",
    from: "$.b",
  });
});

describe("a document that is not an overlay is rejected", () => {
  test.each([
    ["overlay: 2.0.0\ninfo: {}\nactions: []\n", '1:1: expected overlay: 1.0.x or 1.1.x, found "2.0.0"'],
    ["info: {}\nactions: []\n", "1:1: expected overlay: 1.0.x or 1.1.x, found undefined"],
    ["overlay: 1.0.0\nactions: []\n", "1:1: an overlay needs info.title and info.version"],
    [
      "overlay: 1.0.0\ninfo: { title: T, version: [] }\nactions: []\n",
      "2:1: an overlay needs info.title and info.version",
    ],
    [
      "overlay: 1.0.0\ninfo: { title: T, version: '1' }\nactions: []\n",
      "3:1: an overlay needs at least one action",
    ],
    ["overlay: 1.0.0\ninfo: { title: T, version: '1' }\n", "1:1: an overlay needs at least one action"],
    ["overlay: 1.0.0\ninfo: {}\naction: []\n", '3:1: unknown field "action" in the overlay'],
  ])("%j", (text, message) => expect(errorOf(() => parse(text))).toContain(`overlay.yaml:${message}`));
});

test("an extension of ours with a typo is rejected, not taken for another's", () => {
  expect(() =>
    parseOverlay({
      path: "overlay.yaml",
      text: "overlay: 1.0.0\ninfo: { title: A, version: '1' }\nactions:\n  - { target: $, description: B., x-evidense: { source: c, confidence: low }, update: {} }\n",
    }),
  ).toThrow(/unknown field "x-evidense"[\s\S]*x-evidence/);
});

test("a vendor's extensions may be at the root and in an action", () => {
  expect(() =>
    parse(overlay(["target: $.a, x-reviewed: true, update: {}"]).concat("x-owner: us\n")),
  ).not.toThrow();
});
