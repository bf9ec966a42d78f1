import { expect, test } from "vitest";
import { documentOf, ref, schemaText } from "../model/support.ts";

const generate = (schemas: string) => schemaText(documentOf(schemas, "{}", ref("A")));

test("every schema is an interface of its own, and components refer to it", async () => {
  const text = await generate(
    "{ A: { type: object, properties: { b: { type: string } } }, B: { type: array, items: { type: string } } }",
  );
  expect(text).toMatch(/^\/\/ banner\n\n/);
  expect(text).toContain("export interface A {\n    b?: string;\n}");
  expect(text).toContain("export type B = string[];");
  expect(text).toMatch(/schemas: \{\n\s+A: A;\n\s+B: B;\n/);
  expect(text).not.toContain('components["schemas"]');
});

test("fields are in the vendor's order", async () => {
  expect(await generate("{ A: { type: object, properties: { y: {}, x: {} } } }")).toMatch(
    /y\?: unknown;\s+x\?: unknown;/,
  );
});

test("a default does not make a field required", async () => {
  expect(
    await generate("{ A: { type: object, properties: { b: { type: integer, default: 1 } } } }"),
  ).toContain("b?: number;");
});

test("comments are for an editor: text first, then the format, then tags, and nothing that the type says", async () => {
  const text = await generate(
    '{ A: { type: object, description: "What an A is.\\n\\n    no code */ but text", deprecated: true, properties: { ' +
      "when: { type: string, format: date-time, description: The time., examples: [now], default: then }, " +
      "kind: { type: string, enum: [a, b], description: The kind. }, one: { const: 1 }, plain: { type: string } } } }",
  );
  expect(text).toContain(
    "/**\n * What an A is.\n *\n * no code *\\/ but text.\n * @deprecated\n */\nexport interface A {",
  );
  expect(text).toContain(
    "    /**\n     * The time.\n     *\n     * Format: date-time\n     * @default then\n     * @example now\n     */\n    when?: string;",
  );
  expect(text).toContain("    /** The kind. */\n    kind?:");
  expect(text).not.toMatch(/@(enum|constant|description)/);
  expect(text).toMatch(/ {4}one\?: 1;\n {4}plain\?: string;/);
});
