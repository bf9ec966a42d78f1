import { expect, test } from "vitest";
import { TypeNames } from "../../src/model/type-names.ts";
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
