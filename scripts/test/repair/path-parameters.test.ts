import { describe, expect, test } from "vitest";
import { errorOf } from "../support.ts";
import { item, repaired } from "./support.ts";

const get = "operationId: a, summary: S, responses: { 200: { description: OK } }";
const b = "{ name: b, in: path, required: true, schema: { type: string } }";

test("what is right stays untouched", () => {
  const { document, lines } = repaired(`paths:\n  "/a/{b}":\n    get: { ${get}, parameters: [${b}] }\n`);
  expect(lines).toEqual([]);
  expect(item(document, "/a/{b}").get?.parameters).toHaveLength(1);
});

describe.each(["operation", "path"])("a parameter of an %s", (owner) => {
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

  test("in the path becomes required", () => {
    const result = doc("/a/{b}", "{ name: b, in: path, schema: { type: string } }");
    expect(result.lines).toEqual([
      `source.yaml:${place} path-parameter-required: ${name("/a/{b}")}, "b": A path parameter is always required, but was not marked so; it is now.`,
    ]);
    expect(parameters(result, "/a/{b}")).toEqual([
      { name: "b", in: "path", schema: { type: "string" }, required: true },
    ]);
  });

  test("that the path spells differently takes the path's spelling", () => {
    const result = doc("/a/{B}", b);
    expect(result.lines).toEqual([
      `source.yaml:${place} path-parameter-case: ${name("/a/{B}")}, "b": The path spells this parameter "B"; the path's spelling is used.`,
    ]);
    expect(parameters(result, "/a/{B}")).toMatchObject([{ name: "B" }]);
  });

  test("that the path does not contain is removed", () => {
    const result = doc("/a", b);
    expect(result.lines).toEqual([
      `source.yaml:${place} path-parameter-unused: ${name("/a")}, "b": The path does not contain this path parameter; it was removed.`,
    ]);
    expect(parameters(result, "/a")).toEqual([]);
  });

  test("that is there twice is kept once, the first", () => {
    const query = (type: string) => `{ name: q, in: query, schema: { type: ${type} } }`;
    const result = doc(
      "/a",
      `${query("string")}\n${owner === "path" ? "      " : "        "}- ${query("integer")}`,
    );
    expect(result.lines).toEqual([
      `source.yaml:${place} parameter-twice: ${name("/a")}, query parameter "q": It is described twice; the first description was kept.`,
    ]);
    expect(parameters(result, "/a")).toMatchObject([{ schema: { type: "string" } }]);
  });
});

test("a path parameter that is not described is added, of unknown type", () => {
  const { document, lines } = repaired(`paths:\n  "/a/{b}/{b}":\n    get: { ${get} }\n`);
  expect(lines).toEqual([
    'source.yaml:5:5 path-parameter-missing: GET /a/{b}/{b}, "b": The path parameter is not described; it was added, of unknown type.',
  ]);
  expect(item(document, "/a/{b}/{b}").get?.parameters).toEqual([
    { name: "b", in: "path", required: true, schema: {} },
  ]);
});

test("an operation may describe again what its path describes", () => {
  const { lines } = repaired(
    `paths:\n  "/a/{b}":\n    parameters: [${b}]\n    get: { ${get}, parameters: [${b}] }\n`,
  );
  expect(lines).toEqual([]);
});

test("a shared parameter is reported at its reference, and once", () => {
  const { lines } = repaired(`paths:
  "/a/{b}":
    get: { ${get}, parameters: [{ $ref: "#/components/parameters/B" }] }
  "/c/{b}":
    get: { ${get.replace("a,", "c,")}, parameters: [{ $ref: "#/components/parameters/B" }] }
components: { parameters: { B: { name: b, in: path, schema: { type: string } } } }
`);
  expect(lines).toEqual([
    'source.yaml:5:94 path-parameter-required: GET /a/{b}, "b": A path parameter is always required, but was not marked so; it is now.',
  ]);
});

test("a shared parameter that one path spells differently stays right for the others", () => {
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

test("a path that cannot be appended to a server's URL is rejected", () => {
  expect(errorOf(() => repaired(`paths:\n  a: { get: { ${get} } }\n`))).toContain(
    'source.yaml:4:3: the path "a" does not begin with a slash',
  );
});

test("paths that match the same requests are made one, under the names of the first", () => {
  const { document, lines } = repaired(
    `paths:\n  "/a/{b}": { get: { ${get}, parameters: [${b}] } }\n  "/a/{c}": { put: { ${get.replace("a,", "c,")}, parameters: [${b.replace("name: b", "name: c")}] }, get: { ${get} } }\n`,
  );
  expect(Object.keys(document.paths)).toEqual(["/a/{b}"]);
  expect(document.paths["/a/{b}"]?.put?.parameters).toMatchObject([{ name: "b", in: "path" }]);
  expect(lines).toEqual([
    "source.yaml:5:3 same-paths: The paths /a/{b} and /a/{c} match the same requests; they were merged.",
    expect.stringMatching(
      /^source\.yaml:5:\d+ same-operations: GET \/a\/\{c\} matches the same requests as GET \/a\/\{b\}; it was left out\.$/,
    ),
  ]);
});

test("a query in a path becomes parameters", () => {
  const { document, lines } = repaired(
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
  expect(lines[0]).toContain("path-query: The path /a?kind=x&q={q} has a query");
});

test("paths that overlap without being the same are two paths", () => {
  const { lines } = repaired(
    `paths:\n  "/a/{b}": { get: { ${get}, parameters: [${b}] } }\n  "/a/c": { get: { ${get.replace("a,", "c,")} } }\n`,
  );
  expect(lines).toEqual([]);
});
