import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findCompileErrors, findGeneratedErrors, GeneratedCodeError } from "../src/compile.ts";
import { edit, emptyTree, hashes, put, root } from "./tree.ts";
import { copyRepository } from "./update/copy.ts";

const schema = "packages/bookeo-client/src/generated/schema.ts";
const resources = "packages/sdk/src/bookeo/generated/resources.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** A copy whose generated code has a method and a type that the committed code lacks, and callers of both. */
function copyWithCallers(): string {
  const copy = copyRepository();
  edit(copy, resources, (text) =>
    text
      .replace("export interface BookingsResource {", "$&\n  refund(number: string): Promise<string>;")
      .replace(/^ {2}bookings: \{$/m, '$&\n    refund: "GET /bookings/{number}/refund",'),
  );
  edit(copy, schema, (text) => `${text}\nexport interface Refund {\n    reason: string;\n}\n`);
  put(
    copy,
    "packages/sdk/src/bookeo/refunds.ts",
    'import type { Refund } from "@booking-apis/bookeo-client";\n\nexport type Refunds = Refund[];\n',
  );
  put(
    copy,
    "packages/sdk/test/refunds.test-d.ts",
    'import { createBookeo } from "../src/bookeo/index.ts";\n\n// @ts-expect-error The number is a string.\ncreateBookeo().bookings.refund(1);\ncreateBookeo().bookings.refund("1");\n',
  );
  put(
    copy,
    "examples/refund.ts",
    'import { createBookeo } from "@booking-apis/sdk/bookeo";\n\nconst bookeo = createBookeo();\nif (bookeo) {\n  await bookeo.bookings.refund("1");\n}\n',
  );
  return copy;
}

const committed = new Map([
  [schema, read(schema)],
  [resources, read(resources)],
]);

const removed = "Property 'refund' does not exist on type 'BookingsResource'.";
const callers = [
  {
    file: "examples/refund.ts",
    line: 5,
    column: 25,
    message: removed,
    code: 2339,
    source: 'await bookeo.bookings.refund("1");',
  },
  {
    file: "packages/sdk/src/bookeo/refunds.ts",
    line: 1,
    column: 15,
    message: `Module '"@booking-apis/bookeo-client"' has no exported member 'Refund'.`,
    code: 2305,
    source: 'import type { Refund } from "@booking-apis/bookeo-client";',
  },
  {
    file: "packages/sdk/test/refunds.test-d.ts",
    line: 5,
    column: 25,
    message: removed,
    code: 2339,
    source: 'createBookeo().bookings.refund("1");',
  },
];

test("what is committed breaks no caller", () => {
  const generated = globSync("packages/**/src/**/generated/*.ts", {
    cwd: root,
    exclude: (path) => path.endsWith("node_modules"),
  });
  expect(generated.length).toBeGreaterThan(4);
  expect(findCompileErrors(root, new Map(generated.map((path) => [path, read(path)])))).toEqual([]);
});

test("every caller of what was removed is named with its place, in sources, type tests and examples, and nothing is written", () => {
  const copy = copyWithCallers();
  const before = hashes(join(copy, "packages"));
  expect(findCompileErrors(copy, committed)).toEqual(callers);
  expect(hashes(join(copy, "packages"))).toEqual(before);
});

test("what was built some time ago is not looked at", () => {
  const copy = copyWithCallers();
  put(copy, "packages/bookeo-client/dist/index.d.ts", "export interface Refund {}\n");
  put(copy, "packages/sdk/dist/bookeo/index.d.ts", "export const createBookeo: any;\n");
  expect(findCompileErrors(copy, committed)).toEqual(callers);
});

/** Two packages, of which one uses the other. */
function smallTree(): string {
  const config = JSON.stringify({
    compilerOptions: { target: "es2022", module: "nodenext", strict: true, types: [], noEmit: true },
    include: ["packages/*/src", "packages/*/test"],
    exclude: ["packages/*/test/consumer"],
  });
  return emptyTree({
    "package.json": '{ "type": "module" }',
    "packages/client/package.json":
      '{ "name": "@tree/client", "exports": { "./types": { "types": "./dist/generated/types.d.ts" }, "./openapi.yaml": "./dist/openapi.yaml" } }',
    "tsconfig.json": config,
    "packages/client/src/generated/types.ts": "export interface Booking { id: string }\n",
    "packages/user/package.json": '{ "name": "@tree/user", "exports": { ".": "./src/index.ts" } }',
    "packages/user/src/index.ts":
      'import type { Booking } from "@tree/client/types";\nexport const of = (booking: Booking): { id: string } => booking;\n',
    "packages/user/test/consumer/mistake.ts": "export const number: number = '';\n",
  });
}

function brokenIn(tree: string, files: Record<string, string>): string[] {
  return findCompileErrors(tree, new Map(Object.entries(files))).map(
    ({ file, line, message }) => `${file}:${line} ${message}`,
  );
}

test("generated files count themselves, those that are not there yet as well; what is excluded does not", () => {
  expect(
    brokenIn(smallTree(), {
      "packages/client/src/generated/types.ts":
        "export { booking } from './more/tables.js';\nexport interface Booking { id: Absent }\n",
      "packages/client/src/generated/more/tables.ts":
        'import type { Booking } from "../types.js";\nexport const booking: Booking = 1;\n',
      "specs/bookeo/openapi.yaml": "openapi: 3.1.0\n",
    }),
  ).toEqual([
    "packages/client/src/generated/more/tables.ts:2 Type 'number' is not assignable to type 'Booking'.",
    "packages/client/src/generated/types.ts:2 Cannot find name 'Absent'.",
  ]);
});

test("of a long explanation the first sentence stays, and the last, which says why", () => {
  expect(
    brokenIn(smallTree(), {
      "packages/client/src/generated/types.ts": "export interface Booking { id: number }\n",
    }),
  ).toEqual([
    "packages/user/src/index.ts:2 Type 'Booking' is not assignable to type '{ id: string; }'. Type 'number' is not assignable to type 'string'.",
  ]);
});

test("documents alone break nothing", () => {
  expect(brokenIn(smallTree(), { "specs/bookeo/openapi.yaml": "openapi: 3.1.0\n" })).toEqual([]);
});

test("generated code that does not compile is found before it is written, at its place", () => {
  const generated = globSync("packages/{*-client,sdk}/src/**/generated/*.ts", { cwd: root });
  const path = "packages/classes-client/src/generated/operations.ts";
  const text = read(path).replace('"GET /v1/classes/booking"', '"GET /v1/classes/bookings"');
  const others = generated
    .filter((other) => other !== path)
    .map((other): [string, string] => [other, read(other)]);
  expect(findGeneratedErrors(root, new Map(generated.map((other) => [other, read(other)])))).toEqual([]);
  const errors = findGeneratedErrors(root, new Map([...others, [path, text]]));
  expect([...new Set(errors.map(({ file }) => file))]).toEqual([path]);
  expect(new GeneratedCodeError(errors).message).toContain(`${path}:`);
});
