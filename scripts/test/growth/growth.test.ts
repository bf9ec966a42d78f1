import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import { operationsOf } from "../../src/openapi.ts";
import { type PipelineResult, run } from "../../src/pipeline.ts";
import { crawl } from "../tree.ts";
import { compile } from "../typescript.ts";
import { bookeo } from "../update/run.ts";

const invented = parse(readFileSync(new URL("invented.yaml", import.meta.url), "utf8"));

let grown: PipelineResult;
let committed: PipelineResult;
const file = (name: string): string =>
  [...grown.files].find(([path]) => path.endsWith(`/${name}`))?.[1] ?? `no ${name}`;

/** The vendor's next document: all that is in the present one, and all that was invented. */
beforeAll(async () => {
  const present = parseAllDocuments(bookeo)[0]?.toJS();
  const next = { ...present, ...invented, paths: { ...present.paths, ...invented.paths } };
  committed = await run(crawl);
  // A run fails where the linter finds a problem, a reference dangles, or an action of the overlay has nothing to do.
  grown = await run({ ...crawl, sources: [{ path: "specs/bookeo/source.yaml", text: stringify(next) }] });
});

test("every operation that was invented is there, and none of the others has changed", () => {
  const ids = [...operationsOf(grown.document)].map(({ operation }) => operation.operationId);
  const before = [...operationsOf(committed.document)];
  expect(ids.length - before.length).toBe(22);
  for (const { path, method, operation } of before)
    expect(grown.document.paths[path]?.[method], `${method} ${path}`).toEqual(operation);
});

test("names that are missing, taken or no names at all become names in a program", () => {
  const ids = [...operationsOf(grown.document)].map(({ operation }) => operation.operationId ?? "");
  expect(ids.filter((id) => !/^[A-Za-z]\w*$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(
    expect.arrayContaining([
      "getGondolas",
      "postGondolas",
      "getGondola",
      "putGondolasId",
      "getGondolasIdOptionsOptionIdNotes2",
    ]),
  );
});

test("the generated code compiles under the options of the packages", () => {
  expect(compile({ "schema.ts": file("schema.ts"), "operations.ts": file("operations.ts") })).toEqual([]);
});

test("every operation that was invented is a method of the SDK, under a name of its own, and compiles", () => {
  const resources = file("resources.ts");
  expect(
    compile({
      "schema.ts": file("schema.ts"),
      "packages/sdk/src/bookeo/generated/resources.ts": resources,
      "packages/sdk/src/bookeo/generated/table.ts": file("table.ts"),
    }),
  ).toEqual([]);
  const names = [
    ...(/methodNames = \{(.*?)\}/s.exec(file("table.ts"))?.[1] ?? "").matchAll(/: "([^"]+)"/g),
  ].map((match) => match[1]);
  expect(names.length).toBe([...operationsOf(grown.document)].length);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining([
      "gondolas.list",
      "gondolas.get",
      "gondolas.create",
      "gondolas.update",
      "gondolas.delete",
    ]),
  );
});

test("an operation table that does not fit the schema would not compile", () => {
  const operations = file("operations.ts").replace('"GET /bookings": ', '"GET /booking": ');
  expect(operations).not.toBe(file("operations.ts"));
  expect(compile({ "schema.ts": file("schema.ts"), "operations.ts": operations })).not.toEqual([]);
});

describe("types follow what the document says, and no further", () => {
  const checks = (statements: string): string[] =>
    compile({
      "schema.ts": file("schema.ts"),
      "use.ts": `import type * as s from "./schema.ts";
type Body<Id extends keyof s.operations> = NonNullable<s.operations[Id]["requestBody"]> extends { content: infer C } ? C[keyof C] : never;
type ResponseOf<Id extends keyof s.operations, Status extends keyof s.operations[Id]["responses"]> = s.operations[Id]["responses"][Status] extends { content: infer C } ? C[keyof C] : never;
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
${statements}`,
    });

  test("what is not described is unknown", () => {
    expect(
      checks(`
export const body: Same<Body<"postGondolas">, unknown> = true;
export const parameter: Same<NonNullable<NonNullable<s.operations["getGondolas"]["parameters"]["query"]>["since"]>, {}> = true;
export const success: Same<ResponseOf<"deleteGondola", "2XX">, unknown> = true;
export const lost: Same<s.components["schemas"]["Note"]["lost"], unknown> = true;`),
    ).toEqual([]);
  });

  test("enums may be of any value in responses, and of none but their own in what is written", () => {
    expect(
      checks(`
type Gondola = Required<ResponseOf<"postGondolas", 201>>;
export const status = (gondola: Gondola): string => gondola.status;
export const level = (gondola: Gondola): number => gondola.level;
export const sent: Body<"uploadFile">["kinds"] = ["a"];
// @ts-expect-error
export const closed: Body<"uploadFile">["kinds"] = ["c"];`),
    ).toEqual([]);
  });

  test("read-only fields are received and not sent, arrays are arrays", () => {
    expect(
      checks(`
export const id: string = {} as ResponseOf<"putGondolasId", 200>["id"];
// @ts-expect-error
export const sent: Body<"putGondolasId"> = { id: "1", nowhere: 1 };
export const notes: Body<"getGondolasIdOptionsOptionIdNotes2"> = [{ text: "a" }];
export const rows: Body<"import"> = [[{}]];
export const pet: ResponseOf<"listPets", 200>[number]["kind"] = "Cat" as string;`),
    ).toEqual([]);
  });
});

test("what is unknown is listed in the report, and what is known is not", () => {
  const [, unknown = ""] = /## Untyped\n\n.*?\n\n(.*?)\n\n##/s.exec(file("REPORT.md")) ?? [];
  const lines = unknown.split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "- GET /gondolas: the type of the query parameter `since`",
      "- GET /gondolas: the body of the 200 response",
      "- POST /gondolas: the request body",
      "- DELETE /gondolas/{id}: the body of the 2XX response",
      "- GET /gondolas/{id}/options/{optionId}/notes: the type of the path parameter `optionId`",
      "- PUT /imports: the request body",
      "- `Foo.Bar.bare`: what is in it",
      "- `paths.nowhere`: what is in it",
      "- `Note.lost`: what is in it",
    ]),
  );
  for (const known of [
    "`Dog`",
    "HEAD /gondolas",
    "`Pet",
    "GET /pets:",
    "POST /gondolas/{id}/form: the request",
  ])
    expect(unknown).not.toContain(known);
});

test("a form is encoded as the document says, and path parameters are in the order of the path", () => {
  const table = file("operations.ts");
  expect(table).toMatch(
    /"POST \/gondolas\/\{id\}\/form": \{[^}]*requestBody: \{\s*mediaTypes: \["multipart\/form-data"\]/,
  );
  expect(table).toMatch(/^export \{ .*\bbodyFormats\b.* \} from "@booking-apis\/transport\/internal";$/m);
  expect(table).toContain('"GET /gondolas/{id}/options/{optionId}/notes"');
});

test("every change of a rule is a finding at its line and column", () => {
  const rules = new Set(grown.findings.map(({ rule }) => rule));
  expect([...rules].sort()).toEqual(
    [
      "collection-format",
      "component-name",
      "foreign-word",
      "https",
      "missing-schema",
      "operation-id-missing",
      "operation-id-name",
      "operation-id-unique",
      "operation-schemes",
      "operation-summary",
      "path-parameter-case",
      "path-parameter-missing",
      "path-parameter-required",
      "path-parameter-unused",
      "required-property",
      "response-body",
      "response-description",
      "sdk-name",
      "type-name",
      "success-response",
    ].sort(),
  );
  expect(grown.findings.filter(({ location }) => location.line === 1)).toEqual([]);
});
