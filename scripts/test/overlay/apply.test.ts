import { describe, expect, test } from "vitest";
import { errorOf } from "../support.ts";
import { apply } from "./support.ts";

const boats = () => ({
  info: { title: "Boats", tags: ["a", "b"], empty: {}, none: null },
  boats: [
    { name: "Ada", seats: 4, tags: ["x"] },
    { name: "Bea", seats: 2, tags: ["x", "y", "z"] },
    { name: "Cleo", seats: 4, tags: [] as string[] },
  ],
  paths: { "/a": { get: { id: 1 }, put: { id: 2 } }, "/b": { get: { id: 3 } } } as Record<string, object>,
});

describe("update", () => {
  test.each<[rule: string, action: string, info: object]>([
    ["adds a property", "target: $.info, update: { more: { deep: 1 } }", { more: { deep: 1 } }],
    ["replaces a single value", "target: $.info, update: { title: Ships }", { title: "Ships" }],
    ["replaces null by a single value", "target: $.info, update: { none: 1 }", { none: 1 }],
    ["replaces a single value by null", "target: $.info, update: { title: null }", { title: null }],
    [
      "appends to an array within an object",
      "target: $.info, update: { tags: [c, d] }",
      { tags: ["a", "b", "c", "d"] },
    ],
    [
      "merges objects at any depth",
      "target: $, update: { info: { empty: { a: { b: 1 } } } }",
      { empty: { a: { b: 1 } } },
    ],
    ["appends an array to an array", "target: $.info.tags, update: [c, d]", { tags: ["a", "b", "c", "d"] }],
    ["appends a single value to an array", "target: $.info.tags, update: c", { tags: ["a", "b", "c"] }],
    ["replaces a value that is the target itself", "target: $.info.title, update: Ships", { title: "Ships" }],
    ["replaces an item of an array", "target: '$.info.tags[1]', update: c", { tags: ["a", "c"] }],
    [
      "unites arrays where it says so",
      "target: $.info, update: { tags: [b, c] }, x-arrays: unite",
      { tags: ["a", "b", "c"] },
    ],
    [
      "replaces an array where it says so",
      "target: $.info, update: { tags: [c] }, x-arrays: replace",
      { tags: ["c"] },
    ],
    [
      "replaces the array that is its target",
      "target: $.info.tags, update: [c], x-arrays: replace",
      { tags: ["c"] },
    ],
  ])("%s", (_, action, info) => {
    expect(apply(boats(), action).document.info).toEqual({ ...boats().info, ...info });
  });

  test("replaces what a reference takes the place of", () => {
    const { document } = apply(
      boats(),
      "target: $.info, update: { a: { type: object, description: A. } }",
      "target: $.info.a, update: { $ref: '#/b', description: B. }",
    );
    expect(document.info).toMatchObject({ a: { $ref: "#/b", description: "B." } });
    expect((document.info as { a?: object }).a).not.toHaveProperty("type");
  });

  test("replaces security: one more requirement would be another way to call the API", () => {
    const { document } = apply(
      boats(),
      "target: $.info, update: { a: { security: [{ theirs: [] }, {}] } }",
      "target: $.info, update: { a: { security: [{ ours: [] }] } }",
    );
    expect(document.info).toMatchObject({ a: { security: [{ ours: [] }] } });
  });

  test("appends an object to an array as one item", () => {
    const { document } = apply(boats(), "target: $.boats, update: { name: Dora }");
    expect(document.boats).toEqual([...boats().boats, { name: "Dora" }]);
  });

  test("changes every node that the target selects, and counts them", () => {
    const { document, applied } = apply(boats(), "target: $.boats.*, update: { seats: 4 }");
    expect(document.boats.map(({ seats }) => seats)).toEqual([4, 4, 4]);
    expect(applied[0]).toMatchObject({ selected: 3, changed: 1 });
  });

  test("gives every node a value of its own", () => {
    const { document } = apply(
      boats(),
      "target: $.paths.*.get, update: { list: { a: [] } }",
      "target: \"$.paths['/a'].get.list.a\", update: [1]",
    );
    expect(document.paths["/b"]).toEqual({ get: { id: 3, list: { a: [] } } });
  });

  test("is followed by the next action in what it made", () => {
    const { document } = apply(
      boats(),
      "target: $.info, update: { a: {} }",
      "target: $.info.a, update: { b: 1 }",
    );
    expect(document.info).toMatchObject({ a: { b: 1 } });
  });

  test.each([
    [
      "an object by a single value",
      "target: $.info, update: x",
      "does not fit at $['info']: it is an object, the new value a single value",
    ],
    [
      "a single value by an array",
      "target: $.info.title, update: [x]",
      "it is a single value, the new value an array",
    ],
    [
      "an object within by an array",
      "target: $, update: { info: { empty: [1] } }",
      'does not fit at $: "info.empty" is an object in the document and an array in the update',
    ],
    [
      "an array within by a single value",
      "target: $.info, update: { tags: x }",
      '"tags" is an array in the document and a single value in the update',
    ],
    [
      "null by an object",
      "target: $.info, update: { none: {} }",
      '"none" is a single value in the document and an object in the update',
    ],
  ])("does not replace %s", (_, action, message) => {
    const error = errorOf(() => apply(boats(), action));
    expect(error).toMatch(/^overlay\.yaml:4:5: action 1 \(/);
    expect(error).toContain(message);
    expect(error).toMatch(/\n {2}The action says: It is so\.$/);
  });
});

describe("remove", () => {
  test("takes several items out of an array, whatever their places", () => {
    const { document, applied } = apply(boats(), "target: '$.boats[?@.seats==4]', remove: true");
    expect(document.boats.map(({ name }) => name)).toEqual(["Bea"]);
    expect(applied[0]).toMatchObject({ selected: 2, changed: 2 });
  });

  test("takes items out of several arrays", () => {
    const { document } = apply(boats(), "target: '$.boats.*.tags[1:]', remove: true");
    expect(document.boats.map(({ tags }) => tags)).toEqual([["x"], ["x"], []]);
  });

  test("takes out items whose indices have more than one digit", () => {
    const list = { list: Array.from({ length: 57 }, (_, index) => ({ index, even: index % 2 === 0 })) };
    const { document } = apply(list, "target: '$.list[?@.even==true]', remove: true");
    expect(document.list.map(({ index }) => index)).toEqual(
      Array.from({ length: 28 }, (_, index) => 2 * index + 1),
    );
  });

  test("takes out properties, also of a whole and a part of it", () => {
    expect(apply(boats(), "target: $.paths.*.get, remove: true").document.paths).toEqual({
      "/a": { put: { id: 2 } },
      "/b": {},
    });
    expect(apply({ a: { b: { b: 1 } } }, "target: $..b, remove: true").document).toEqual({ a: {} });
  });

  test("takes an item out once, though the target selects it twice", () => {
    expect(apply({ a: [1, 2, 3] }, "target: '$.a[0,0]', remove: true").document).toEqual({ a: [2, 3] });
  });

  test("does not take the whole document", () => {
    expect(errorOf(() => apply(boats(), "target: $, remove: true"))).toContain("removes the whole document");
  });
});

describe("copy", () => {
  test("merges what is elsewhere, as a copy", () => {
    const { document } = apply(
      boats(),
      `target: "$.paths['/b'].get", copy: "$.paths['/a'].put"`,
      "target: $.info.empty, copy: '$.boats[0]'",
      "target: $.info.empty.tags, update: [q]",
    );
    expect(document.paths["/b"]).toEqual({ get: { id: 2 } });
    expect(document.info.empty).toEqual({ name: "Ada", seats: 4, tags: ["x", "q"] });
    expect(document.boats[0]).toEqual(boats().boats[0]);
  });

  test("appending what is there already changes nothing, and so is stale", () => {
    expect(errorOf(() => apply(boats(), "target: $.info.tags, update: [a]"))).toContain("changes nothing");
  });

  test.each([
    ["nothing", "copy: $.nowhere", "matches nothing to copy: $.nowhere is not there"],
    ["several nodes", "copy: $.boats.*", "copies from $.boats.*, which selects 3 nodes"],
    ["no path", "copy: boats", "has no valid JSONPath"],
  ])("needs one node: not %s", (_, copy, message) => {
    expect(errorOf(() => apply(boats(), `target: $.info.empty, ${copy}`))).toContain(message);
  });
});

describe("an action that does nothing is an error that names it", () => {
  test.each([
    ["an update with what is there", "target: $.info, update: { title: Boats }"],
    ["an update with nothing", "target: $.info, update: {}"],
    ["appending nothing", "target: $.info.tags, update: []"],
    ["the same value", "target: $.info.title, update: Boats"],
    ["a copy of what is there", `target: "$.paths['/a'].get", copy: "$.paths['/a'].get"`],
  ])("%s", (_, action) => {
    const error = errorOf(() => apply(boats(), "target: $.info, update: { first: 1 }", action));
    expect(error).toMatch(
      /^overlay\.yaml:5:5: action 2 \(\$\..*\) changes nothing: the document already says so\n/,
    );
    expect(error).toContain("The vendor has caught up with this correction: delete the action.");
  });
});
