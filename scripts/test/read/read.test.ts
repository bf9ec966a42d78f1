import { expect, test } from "vitest";
import { read } from "../../src/read/read.ts";
import { errorOf } from "../support.ts";

const rest = '\ninfo: { title: A, version: "1" }\npaths: {}\n';

test.each([
  ["a.yaml", `swagger: "2.0"${rest}`, "Swagger 2.0"],
  ["a.yaml", `swagger: 2.0${rest}`, "Swagger 2.0"],
  ["a.json", '{"swagger":"2.0","info":{"title":"A","version":"1"},"paths":{}}', "Swagger 2.0"],
  ["a.yaml", `openapi: 3.0.3${rest}`, "OpenAPI 3.0"],
  ["a.yaml", `openapi: 3.1.1${rest}`, "OpenAPI 3.1"],
  ["a.md", "# A\n\nEndpoint: GET /a\nVersion: 1\n", "Redocly Markdown"],
])("%s that begins with %j is known by what it says", (path, text, format) => {
  expect(read([{ path, text }]).format).toBe(format);
});

test("several files are a source only if all are Markdown pages", () => {
  const text = `swagger: "2.0"${rest}`;
  expect(
    errorOf(() =>
      read([
        { path: "a.yaml", text },
        { path: "b.yaml", text },
      ]),
    ),
  ).toMatch(
    /^b\.yaml:1:1: a source of several files must be a folder of Markdown pages\n {2}Fetch .* A source is one YAML or JSON document/,
  );
});

test("a document of another kind is recognized by its keys", () => {
  expect(errorOf(() => read([{ path: "a.yaml", text: "kind: Pod\nspec: {}\n" }]))).toContain(
    "It has: kind, spec.",
  );
});
