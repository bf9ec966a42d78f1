import { expect, test } from "vitest";
import { readAndRepair } from "../../src/pipeline.ts";
import { describeFinding } from "../../src/problem.ts";

const read = (operation: string) =>
  readAndRepair([
    {
      path: "source.yaml",
      text: `openapi: 3.1.0\ninfo: { title: Boats, version: "1" }\npaths:\n  /boats:\n    post: { operationId: addBoat, summary: Add, ${operation} responses: { "200": { description: Added } } }\n`,
    },
  ]);

test.each(["Accept", "content-type", "Authorization"])(
  "the header parameter %s is left to bodies and keys, as the standard demands",
  (name) => {
    const { document, findings } = read(
      `parameters: [{ name: ${name}, in: header, required: true, schema: { type: string } }, { name: X-Trace, in: header, schema: { type: string } }],`,
    );
    expect(document.paths["/boats"]?.post?.parameters).toEqual([
      { name: "X-Trace", in: "header", schema: { type: "string" } },
    ]);
    expect(findings.map(describeFinding)).toContain(
      `POST /boats: The header parameter "${name}" must be ignored according to the standard; it was removed.`,
    );
  },
);

test("a query parameter of such a name stays", () => {
  const { document } = read("parameters: [{ name: accept, in: query, schema: { type: string } }],");
  expect(document.paths["/boats"]?.post?.parameters).toHaveLength(1);
});

test("a request body without a media type is dropped", () => {
  const { document, findings } = read("requestBody: { content: {} },");
  expect(document.paths["/boats"]?.post).not.toHaveProperty("requestBody");
  expect(findings.map(({ rule }) => rule)).toContain("empty-request-body");
});
