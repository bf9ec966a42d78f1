import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { createHost, findSources } from "../../src/compile.ts";
import { TypeNames, whyReserved } from "../../src/model/type-names.ts";
import { root } from "../tree.ts";
import { compile } from "../typescript.ts";
import { documentOf, ref, schemaText } from "./support.ts";

test.each<[schemas: string[], types: string[]]>([
  [
    ["Booking", "booking_2", "$Ref"],
    ["Booking", "booking_2", "$Ref"],
  ],
  [
    ["Foo.Bar", "foo-bar", "FooBar"],
    ["FooBar2", "FooBar3", "FooBar"],
  ],
  [["2nd"], ["_2nd"]],
  [
    ["...", "---"],
    ["Schema", "Schema2"],
  ],
  [
    ["paths", "Record", "operations"],
    ["Paths", "RecordSchema", "Operations"],
  ],
  [
    ["string", "class", "null"],
    ["StringSchema", "Class", "Null"],
  ],
])("%j become %j", (schemas, types) => {
  expect([...new TypeNames("boats").nameSchemas(schemas).names.values()]).toEqual(types);
});

test("whatever the schemas are called, their types compile and refer to each other", async () => {
  const odd = [
    "Foo.Bar",
    "paths",
    "components",
    "Record",
    "string",
    "class",
    "2nd",
    "Promise",
    "Array",
    "Omit",
    "Input",
  ];
  const schemas = odd.map((name, index) => {
    const next = ref(odd[(index + 1) % odd.length] ?? "");
    return `"${name}": { type: object, properties: { id: { type: string, readOnly: true }, next: ${next}, map: { type: object, additionalProperties: {} } } }`;
  });
  const document = documentOf(`{ ${schemas.join(", ")} }`, ref("Foo.Bar"), ref("Foo.Bar"));
  expect(compile({ "schema.ts": await schemaText(document) })).toEqual([]);
});

test("no type can take the name of anything that the packages export", () => {
  const entries = [
    ["bookeo", "packages/bookeo-client/src/index.ts"],
    ["bookeo", "packages/sdk/src/bookeo/index.ts"],
    ["bookeo", "packages/sdk/src/bookeo/testing.ts"],
    ["classes", "packages/classes-client/src/index.ts"],
    ["classes", "packages/sdk/src/classes/index.ts"],
    ["classes", "packages/sdk/src/classes/testing.ts"],
  ] as const;
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      module: "NodeNext",
      target: "ES2022",
      lib: ["ES2022", "DOM"],
      noEmit: true,
      allowImportingTsExtensions: true,
    },
    root,
  );
  const settings = { ...options, types: [], paths: findSources(root) };
  const program = ts.createProgram(
    entries.map(([, path]) => join(root, path)),
    settings,
    createHost(root, settings, new Map(), new Map()),
  );
  const checker = program.getTypeChecker();
  for (const [api, path] of entries) {
    const file = program.getSourceFile(join(root, path));
    const module = file && checker.getSymbolAtLocation(file);
    const names = (module ? checker.getExportsOfModule(module) : []).filter((symbol) => {
      const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return !original.declarations?.some((declaration) =>
        /\/generated\//.test(declaration.getSourceFile().fileName),
      );
    });
    expect(names.length).toBeGreaterThan(10);
    expect(names.map(({ name }) => name).filter((name) => whyReserved(name, api) === undefined)).toEqual([]);
  }
}, 120_000);
