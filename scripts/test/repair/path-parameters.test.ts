import { describe, expect, test } from "vitest";
import { errorOf } from "../support.ts";
import { item, repaired } from "./support.ts";

const get = "operationId: a, summary: S, responses: { 200: { description: OK } }";
const b = "{ name: b, in: path, required: true, schema: { type: string } }";

test("what is right stays untouched", () => {
  const { document, told } = repaired(`paths:\n  "/a/{b}":\n    get: { ${get}, parameters: [${b}] }\n`);
  expect(told).toEqual([]);
  expect(item(document, "/a/{b}").get?.parameters).toHaveLength(1);
});

describe.each(["operation", "path"])("of the parameters of an %s", (owner) => {
  const doc = (path: string, parameter: string) =>
    owner === "path"
      ? repaired(`paths:\n  "${path}":\n    parameters:\n      - ${parameter}\n    get: { ${get} }\n`)
      : repaired(
          `paths:\n  "${path}":\n    get:\n      parameters:\n        - ${parameter}\n      operationId: a\n      summary: S\n      responses: { 200: { description: OK } }\n`,
        );
  const place = owner === "path" ? "6:9" : "7:11";
  const name = (path: string) => (owner === "path" ? `path ${path}` : `GET ${path}`);
  const parameters = ({ document }: ReturnType<typeof doc>, path: string) =>
    owner === "path" ? item(document, path).parameters : item(document, path).get?.parameters;

  test("a path parameter becomes required", () => {
    const result = doc("/a/{b}", "{ name: b, in: path, schema: { type: string } }");
    expect(result.told).toEqual([
      `source.yaml:${place} path-parameter-required: ${name("/a/{b}")}: the path parameter "b" is required.`,
    ]);
    expect(parameters(result, "/a/{b}")).toEqual([
      { name: "b", in: "path", schema: { type: "string" }, required: true },
    ]);
  });

  test("one that the path spells otherwise takes the path's spelling", () => {
    const result = doc("/a/{B}", b);
    expect(result.told).toEqual([
      `source.yaml:${place} path-parameter-case: ${name("/a/{B}")} spells its path parameter "B" as "b"; the path's spelling was taken.`,
    ]);
    expect(parameters(result, "/a/{B}")).toMatchObject([{ name: "B" }]);
  });

  test("one that the path does not contain is removed", () => {
    const result = doc("/a", b);
    expect(result.told).toEqual([
      `source.yaml:${place} path-parameter-unused: ${name("/a")} has a path parameter "b" that its path does not contain; it was removed.`,
    ]);
    expect(parameters(result, "/a")).toEqual([]);
  });

  test("one that stands there twice is kept once, the first", () => {
    const query = (type: string) => `{ name: q, in: query, schema: { type: ${type} } }`;
    const result = doc(
      "/a",
      `${query("string")}\n${owner === "path" ? "      " : "        "}- ${query("integer")}`,
    );
    expect(result.told).toEqual([
      `source.yaml:${place} parameter-twice: ${name("/a")} has the query parameter "q" twice; the first was kept.`,
    ]);
    expect(parameters(result, "/a")).toMatchObject([{ schema: { type: "string" } }]);
  });
});

test("a path parameter that nobody describes is added, of unknown type", () => {
  const { document, told } = repaired(`paths:\n  "/a/{b}/{b}":\n    get: { ${get} }\n`);
  expect(told).toEqual([
    'source.yaml:5:5 path-parameter-missing: GET /a/{b}/{b} does not describe its path parameter "b"; it was added, of unknown type.',
  ]);
  expect(item(document, "/a/{b}/{b}").get?.parameters).toEqual([
    { name: "b", in: "path", required: true, schema: {} },
  ]);
});

test("an operation may describe again what its path describes", () => {
  const { told } = repaired(
    `paths:\n  "/a/{b}":\n    parameters: [${b}]\n    get: { ${get}, parameters: [${b}] }\n`,
  );
  expect(told).toEqual([]);
});

test("a shared parameter is told at its reference, and once", () => {
  const { told } = repaired(`paths:
  "/a/{b}":
    get: { ${get}, parameters: [{ $ref: "#/components/parameters/B" }] }
  "/c/{b}":
    get: { ${get.replace("a,", "c,")}, parameters: [{ $ref: "#/components/parameters/B" }] }
components: { parameters: { B: { name: b, in: path, schema: { type: string } } } }
`);
  expect(told).toEqual([
    'source.yaml:5:94 path-parameter-required: GET /a/{b}: the path parameter "b" is required.',
  ]);
});

test("a shared parameter that one path spells otherwise stays right for the others", () => {
  const { document } = repaired(`paths:
  "/a/{B}":
    get: { ${get}, parameters: [{ $ref: "#/components/parameters/B" }] }
  "/c/{b}":
    get: { ${get.replace("a,", "c,")}, parameters: [{ $ref: "#/components/parameters/B" }] }
components: { parameters: { B: ${b} } }
`);
  expect(item(document, "/a/{B}").get?.parameters).toMatchObject([{ name: "B", in: "path" }]);
  expect(item(document, "/c/{b}").get?.parameters).toEqual([{ $ref: "#/components/parameters/B" }]);
  expect(document.components?.parameters?.B).toMatchObject({ name: "b" });
});

test("a path that cannot be appended to a server's URL is refused", () => {
  expect(errorOf(() => repaired(`paths:\n  a: { get: { ${get} } }\n`))).toContain(
    'source.yaml:4:3: the path "a" does not begin with a slash',
  );
});

test("paths that match the same requests are made one, under the names of the first", () => {
  const { document, told } = repaired(
    `paths:\n  "/a/{b}": { get: { ${get}, parameters: [${b}] } }\n  "/a/{c}": { put: { ${get.replace("a,", "c,")}, parameters: [${b.replace("name: b", "name: c")}] }, get: { ${get} } }\n`,
  );
  expect(Object.keys(document.paths)).toEqual(["/a/{b}"]);
  expect(document.paths["/a/{b}"]?.put?.parameters).toMatchObject([{ name: "b", in: "path" }]);
  expect(told).toEqual([
    "source.yaml:5:3 same-paths: The paths /a/{b} and /a/{c} match the same requests; they were made one.",
    expect.stringMatching(
      /^source\.yaml:5:\d+ same-operations: GET \/a\/\{c\} matches the same requests as GET \/a\/\{b\}; it was left out\.$/,
    ),
  ]);
});

test("a query in a path becomes parameters", () => {
  const { document, told } = repaired(
    `paths:\n  "/a?kind=x&q={q}": { get: { ${get} } }\n  /a: { put: { ${get.replace("a,", "c,")} } }\n`,
  );
  expect(document.paths["/a"]).toMatchObject({
    get: {
      parameters: [
        { name: "kind", in: "query", required: true, schema: { enum: ["x"] } },
        { name: "q", in: "query", required: false },
      ],
    },
  });
  expect(document.paths["/a"]?.put?.parameters ?? []).toEqual([]);
  expect(told[0]).toContain("path-query: The path /a?kind=x&q={q} has a query");
});

test("paths that overlap without being the same are two paths", () => {
  const { told } = repaired(
    `paths:\n  "/a/{b}": { get: { ${get}, parameters: [${b}] } }\n  "/a/c": { get: { ${get.replace("a,", "c,")} } }\n`,
  );
  expect(told).toEqual([]);
});
