import { expect, test } from "vitest";
import { generateSchema } from "../../src/codegen/schema.ts";
import { typeNames } from "../../src/codegen/type-names.ts";
import { compile } from "../typescript.ts";
import { documentOf, ref } from "./support.ts";

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
    ["PathsSchema", "RecordSchema", "OperationsSchema"],
  ],
  [
    ["string", "class", "null"],
    ["StringSchema", "ClassSchema", "NullSchema"],
  ],
])("%j become %j", (schemas, types) => {
  expect([...typeNames(schemas).values()]).toEqual(types);
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
  expect(compile({ "schema.ts": await generateSchema(document, "// banner") })).toEqual([]);
});
