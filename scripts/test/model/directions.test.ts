import { describe, expect, test } from "vitest";
import { splitDirections } from "../../src/model/directions.ts";
import { compile } from "../typescript.ts";
import { documentOf, modelOf, ref, schemaText } from "./support.ts";

/** What the compiler says of statements that know the types as `s`, what is sent as Sent, what is received as Received. */
async function check(document: ReturnType<typeof documentOf>, statements: string): Promise<string[]> {
  return compile({
    "schema.ts": await schemaText(document),
    "use.ts": `import type * as s from "./schema.ts";
type Operation = s.operations["post"];
export type Sent = Operation["requestBody"]["content"]["application/json"];
export type Received = Operation["responses"][200]["content"]["application/json"];
${statements}`,
  });
}

describe("what is sent and received", () => {
  test("read-only fields cannot be sent and need not be, write-only ones do not come back", async () => {
    const document = documentOf(
      "{ A: { type: object, required: [id, name, pin], properties: { id: { type: string, readOnly: true }, name: { type: string }, pin: { type: string, writeOnly: true } } } }",
      ref("A"),
      ref("A"),
    );
    expect(
      await check(
        document,
        `export const sent: Sent = { name: "a", pin: "1" };
// @ts-expect-error
export const readOnly: Sent = { name: "a", pin: "1", id: "1" };
export const received: Received = { id: "1", name: "a" };
// @ts-expect-error
export const pin: unknown = ({} as Received).pin;
export const same: s.AInput = sent;`,
      ),
    ).toEqual([]);
  });

  test("an enum may have another value in what is received, which can be sent back, and which no program can write", async () => {
    const document = documentOf(
      "{ A: { type: object, properties: { word: { type: string, enum: [a, b] }, number: { type: integer, enum: [-1, 2] }, none: { type: [string, 'null'], enum: [a] } } } }",
      ref("A"),
      ref("A"),
    );
    expect(
      await check(
        document,
        `export const sent: Sent = { word: "a", number: -1, none: null };
export const back = (received: Received): Sent => ({ ...received, number: 2 });
export const wordOf = ({ word }: Received): string => word ?? "";
export const numberOf = ({ number }: Received): number => number ?? 0;
export const own = (text: string): Sent => ({ word: text as NonNullable<Sent["word"]> });
// @ts-expect-error
export const unknown = (text: string): Sent => ({ word: text });
// @ts-expect-error
export const word: Sent = { word: "c" };
// @ts-expect-error
export const number: Sent = { number: 3 };
// @ts-expect-error
export const kind: Received = { word: 1 };`,
      ),
    ).toEqual([]);
  });

  test("bodies that are written in place follow the same rules as schemas with names", async () => {
    const inline =
      "{ type: object, required: [id, word], properties: { id: { type: string, readOnly: true }, word: { type: string, enum: [a] } } }";
    expect(
      await check(
        documentOf("{}", inline, inline),
        `export const sent: Sent = { word: "a" };
// @ts-expect-error
export const closed: Sent = { word: "b" };
export const received = (id: string, sent: Sent): Received => ({ id, ...sent });`,
      ),
    ).toEqual([]);
  });

  test("a property of the name readOnly, enum or required is a property", async () => {
    const document = documentOf(
      "{ A: { type: object, properties: { readOnly: { type: boolean }, enum: { type: string }, required: { type: string }, properties: { type: object, properties: { a: { type: string, readOnly: true } } } } } }",
      ref("A"),
      ref("A"),
    );
    expect(
      await check(
        document,
        `export const sent: Sent = { readOnly: true, enum: "a", required: "b", properties: {} };`,
      ),
    ).toEqual([]);
  });
});

const names = (document: ReturnType<typeof documentOf>) =>
  Object.keys(splitDirections(document).components?.schemas ?? {}).sort();
const readOnly = "{ type: object, properties: { id: { type: string, readOnly: true } } }";

describe("a second form for what is sent is made", () => {
  test("only of a schema that differs, and of those that hold one, however deep", () => {
    const schemas = `{ Outer: { properties: { list: { type: array, items: ${ref("Middle")} } } }, Middle: { allOf: [${ref("Inner")}] }, Inner: ${readOnly}, Plain: { type: object } }`;
    const both = `{ anyOf: [${ref("Outer")}, ${ref("Plain")}] }`;
    expect(names(documentOf(schemas, both, both))).toEqual([
      "Inner",
      "InnerInput",
      "Middle",
      "MiddleInput",
      "Outer",
      "OuterInput",
      "Plain",
    ]);
  });

  test("not of a schema that goes one way only", () => {
    expect(names(documentOf(`{ A: ${readOnly}, B: ${readOnly} }`, ref("A"), ref("B")))).toEqual(["A", "B"]);
    expect(
      splitDirections(documentOf(`{ A: ${readOnly} }`, ref("A"))).components?.schemas?.A?.properties,
    ).toEqual({});
  });

  test("not where the overlay gives it one, and a vendor's schema of such a name is another thing", () => {
    const given = splitDirections(
      documentOf(
        `{ A: ${readOnly}, ASent: { x-sent-form-of: A, type: object, properties: { own: {} } } }`,
        ref("A"),
        ref("A"),
      ),
    );
    expect(Object.keys(given.components?.schemas ?? {})).toEqual(["A", "ASent"]);
    expect(JSON.stringify(given.paths)).toContain('"#/components/schemas/ASent"');
    const vendors = splitDirections(
      documentOf(`{ A: ${readOnly}, AInput: { type: object, properties: { own: {} } } }`, ref("A"), ref("A")),
    );
    expect(Object.keys(vendors.components?.schemas ?? {})).toEqual(["A", "AInput", "AInput2"]);
    expect(JSON.stringify(vendors.paths)).toContain('"#/components/schemas/AInput2"');
  });

  test("where a date-time is sent, which may then be a Date", async () => {
    const dateTime =
      "{ type: object, properties: { at: { type: string, format: date-time }, day: { type: string, format: date } } }";
    expect(
      await check(
        documentOf(`{ A: ${dateTime} }`, ref("A"), ref("A")),
        `export const sent: Sent = { at: new Date() };
export const back: Sent = {} as Received;
// @ts-expect-error
export const day: Sent = { day: new Date() };
// @ts-expect-error
export const received: Received = { at: new Date() };`,
      ),
    ).toEqual([]);
  });

  test("of a field that is read-only because its schema is", async () => {
    const schemas = `{ A: { type: object, properties: { id: ${ref("Id")}, name: { type: string } } }, Id: { type: string, readOnly: true } }`;
    expect(
      await check(
        documentOf(schemas, ref("A"), ref("A")),
        `// @ts-expect-error
export const sent: Sent = { id: "1" };
export const received: Received = { id: "1" };`,
      ),
    ).toEqual([]);
  });

  test("of schemas that refer to themselves and to each other", async () => {
    const document = documentOf(
      `{ A: { properties: { id: { readOnly: true }, self: ${ref("A")}, other: ${ref("B")} } }, B: { properties: { back: ${ref("A")}, kind: { type: string, enum: [x] } } } }`,
      ref("A"),
      ref("A"),
    );
    expect(names(document)).toEqual(["A", "AInput", "B", "BInput"]);
    expect(
      await check(
        document,
        `export const sent: Sent = { self: { other: { kind: "x", back: {} } } };
// @ts-expect-error
export const deep: Sent = { self: { other: { back: { id: 1 } } } };`,
      ),
    ).toEqual([]);
  });
});

test("the document itself is left as it was", () => {
  const document = documentOf(`{ A: ${readOnly} }`, ref("A"), ref("A"));
  const before = structuredClone(document);
  modelOf(document);
  expect(document).toEqual(before);
});
