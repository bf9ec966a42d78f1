import { describe, expect, test } from "vitest";
import { body, bodySchema, errorOf, linesOf, operation, page, read, schemaOf } from "./support.ts";

describe("nesting", () => {
  test("fields below an object are its properties, below an array its items' properties", () => {
    const schema = schemaOf(
      "  - `o` (object)\n\n  - `o.a` (string, required)\n\n  - `l` (array, required)\n\n  - `l.o` (object)\n\n  - `l.o.b` (boolean)",
    );
    expect(schema).toEqual({
      properties: {
        o: { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
        l: {
          type: "array",
          items: {
            type: "object",
            properties: { o: { type: "object", properties: { b: { type: "boolean" } } } },
          },
        },
      },
      required: ["l"],
    });
  });

  test("only backquotes delimit a name", () => {
    const names = [
      "filter[name]",
      "Location Name(Required)",
      "@type",
      "a*",
      "a:b",
      "x (string)",
      "tick`s",
      "__proto__",
      "constructor",
    ];
    const schema = schemaOf(names.map((name) => `  - \`${name}\` (string)`).join("\n\n"));
    expect(Object.entries(schema.properties ?? {})).toEqual(names.map((name) => [name, { type: "string" }]));
  });

  test("a field whose name contains dots keeps its name, and the doubt is reported", () => {
    const result = read(
      body(
        "  - `page.size` (integer)\n\n  - `o` (object)\n\n  - `o.a.b` (string)\n\n  - `s` (string)\n\n  - `s.t` (string)",
      ),
    );
    const schema = JSON.stringify(result.document);
    expect(schema).toContain('"page.size":{"type":"integer"}');
    expect(schema).toContain('"properties":{"a.b":{"type":"string"}}');
    expect(schema).toContain('"s":{"type":"string"},"s.t":{"type":"string"}');
    expect(linesOf(result, "dotted-name")).toEqual([
      expect.stringMatching(/^page\.md:9:6 .*`page\.size`, `o\.a\.b`, `s\.t`/),
    ]);
  });

  test("the longest path above is the parent", () => {
    const schema = schemaOf(
      "  - `a` (object)\n\n  - `a.b` (object)\n\n  - `a.b.c` (string)\n\n  - `a.bc` (string)",
    );
    expect(schema.properties?.a?.properties).toEqual({
      b: { type: "object", properties: { c: { type: "string" } } },
      bc: { type: "string" },
    });
  });

  test("parameters nest like fields and are not repeated", () => {
    const parameters = operation(
      read(page("## Query parameters:\n\n  - `f` (object)\n    Filter\n\n  - `f.a` (string)\n")),
    ).parameters;
    expect(parameters).toEqual([
      {
        name: "f",
        in: "query",
        description: "Filter",
        schema: { type: "object", properties: { a: { type: "string" } } },
      },
    ]);
  });

  test("a field that is printed twice accepts each of its forms", () => {
    const result = read(
      body(
        '  - `kind` (string, required)\n    Enum: "a"\n\n  - `kind` (string)\n    Enum: "b"\n\n  - `n` (null)\n\n  - `n` (null)',
      ),
    );
    expect(JSON.stringify(result.document)).toContain(
      '"kind":{"anyOf":[{"type":"string","enum":["a"]},{"type":"string","enum":["b"]}]},"n":{"type":"null"}}}',
    );
    expect(linesOf(result, "repeated-field")).toEqual([
      expect.stringMatching(/^page\.md:9:6 .*`kind` is printed/),
    ]);
  });

  test("a field called additionalProperties is kept, and may be a map", () => {
    const result = read(body("  - `m` (object)\n\n  - `m.additionalProperties` (string)"));
    expect(linesOf(result, "possible-map")).toEqual([expect.stringMatching(/^page\.md:11:6 /)]);
  });
});

describe("types", () => {
  test("joined type words become one list without repetition", () => {
    const types = schemaOf(
      "  - `a` (string,null)\n\n  - `b` (string,null,string,null, required)\n\n  - `c` (null)",
    ).properties;
    expect(types).toEqual({
      a: { type: ["string", "null"] },
      b: { type: ["string", "null"] },
      c: { type: "null" },
    });
  });

  test("an object, array or any without children is open, in one finding for the section", () => {
    const result = read(
      body("  - `o` (object)\n\n  - `l` (array,null)\n\n  - `x` (any)\n\n  - `s` (string)"),
    );
    expect(JSON.stringify(result.document)).toContain(
      '{"o":{"type":"object"},"l":{"type":["array","null"]},"x":{},"s":{"type":"string"}}',
    );
    expect(linesOf(result, "open-schema")).toEqual([
      expect.stringMatching(
        /^page\.md:9:6 .*response 200: .*`o` \(object\), `l` \(array,null\), `x` \(any\), so/,
      ),
    ]);
  });

  test("fields below a type that may be object or array belong to either", () => {
    const result = read(
      body("  - `u` (object,array,null)\n\n  - `u.a` (string)\n\n  - `y` (any)\n\n  - `y.a` (string)"),
    );
    const own = { $ref: "#/components/schemas/U" };
    expect(result.document.components?.schemas?.U).toEqual({
      type: "object",
      properties: { a: { type: "string" } },
    });
    expect(bodySchema(operation(result), "200").properties?.u).toEqual({
      anyOf: [own, { type: "array", items: own }, { type: "null" }],
    });
    expect(schemaOf("  - `y` (any)\n\n  - `y.a` (string)").properties?.y).toEqual({
      properties: { a: { type: "string" } },
    });
    expect(linesOf(result, "object-or-array")).toEqual([
      expect.stringMatching(/^page\.md:9:6 .*`u` \(object,array,null\), `y` \(any\)/),
    ]);
  });

  test("a type word that OpenAPI does not know stays open and is reported", () => {
    const result = read(body("  - `a` (file)"));
    expect(linesOf(result, "unknown-type")).toEqual([expect.stringMatching(/^page\.md:9:6 .*`a` \(file\)/)]);
    expect(schemaOf("  - `a` (file)").properties).toEqual({ a: {} });
  });

  test("missing formats are reported once for the page", () => {
    expect(
      linesOf(read(body("  - `a` (string)\n\n  - `b` (integer,null)\n\n  - `c` (boolean)")), "no-formats"),
    ).toEqual([expect.stringMatching(/^page\.md:3:1 GET \/boats: .* 2 strings and numbers\.$/)]);
  });
});

describe("descriptions and values", () => {
  test("a description goes on at column 0 and keeps headings, bullets, tables and blank lines", () => {
    const text =
      "First.\n\n# Heading\n## Optional things:\n* a\n  - b\n\n| x | y |\n\nExample: `1`\n---\nEnum: 2";
    const schema = schemaOf(`  - \`a\` (string)\n    ${text}\n    Example: "e"\n\n  - \`b\` (string)`);
    expect(schema.properties).toEqual({
      a: { description: text, type: "string", examples: ["e"] },
      b: { type: "string" },
    });
  });

  test("blanks around a description are no part of it", () => {
    expect(schemaOf("  - `a` (string)\n    Scopes: \n\n  - `b` (string)").properties?.a?.description).toBe(
      "Scopes:",
    );
  });

  test("the values of an Enum may contain commas, quotes and every type", () => {
    const schema = schemaOf('  - `a` (string)\n    Enum: "a, b", "c\\"d", 1, -2.5, null, true, ""');
    expect(schema.properties?.a?.enum).toEqual(["a, b", 'c"d', 1, -2.5, null, true, ""]);
  });

  test("the Enum of an array is its items'", () => {
    expect(schemaOf('  - `a` (array)\n    Enum: "x", "y"').properties?.a).toEqual({
      type: "array",
      items: { enum: ["x", "y"] },
    });
    expect(linesOf(read(body('  - `a` (array)\n    Enum: "x"')), "open-schema")).toEqual([]);
  });

  test("an example keeps emphasis characters and its own type", () => {
    const schema = schemaOf(
      '  - `a` (string)\n    Example: "a_b*c*d &amp; `e`"\n\n  - `b` (string)\n    Example: {"x":[1]}',
    );
    expect(schema.properties?.a?.examples).toEqual(["a_b*c*d &amp; `e`"]);
    expect(schema.properties?.b?.examples).toEqual([{ x: [1] }]);
  });

  test("only the last Example line is the value, one before it is text", () => {
    const schema = schemaOf('  - `a` (string)\n    Example: 1\n    Example: "v"');
    expect(schema.properties?.a).toEqual({ description: "Example: 1", type: "string", examples: ["v"] });
  });

  test("prose that begins with Example is a description, and the doubt is reported", () => {
    const result = read(body("  - `a` (string)\n    Example: see below"));
    expect(JSON.stringify(result.document)).toContain(
      '"a":{"description":"Example: see below","type":"string"}',
    );
    expect(linesOf(result, "not-json")).toEqual([expect.stringMatching(/^page\.md:9:6 .*`a`/)]);
  });

  test("an Enum that refers to another one gets its values, from the whole page", () => {
    const fields =
      '## Query parameters:\n\n  - `k` (string)\n    Enum: "a", "b"\n\n## Response 200 fields (application/json):\n\n  - `x.y` (string,null)\n    Enum: same as `k` (2 values)\n\n  - `z` (array)\n    Enum: same as `x.y` (2 values)\n';
    const result = read(page(fields));
    expect(JSON.stringify(result.document)).toContain(
      '"x.y":{"type":["string","null"],"enum":["a","b"]},"z":{"type":"array","items":{"enum":["a","b"]}}',
    );
  });

  test("a reference to an Enum that does not fit is left out and reported", () => {
    for (const reference of ["same as `k` (3 values)", "same as `q` (2 values)"]) {
      const result = read(
        body(`  - \`k\` (string)\n    Enum: "a", "b"\n\n  - \`z\` (string)\n    Enum: ${reference}`),
      );
      expect(JSON.stringify(result.document)).toContain('"z":{"type":"string"}');
      expect(linesOf(result, "enum-reference")).toEqual([expect.stringMatching(/^page\.md:12:6 .*`z`/)]);
    }
  });
});

describe("variants", () => {
  const fields = `  - \`pay\` (any, required) — one of (discriminator: kind):
    - Card: gold:
      - \`kind\` (string, required)
        How
it goes
        Example: "card"
      - \`limit\` (object)
      - \`limit.max\` (number)
    - Cash:

  - \`after\` (string)`;

  test("variants become oneOf with a discriminator, their paths relative to them", () => {
    expect(schemaOf(fields)).toEqual({
      properties: {
        pay: {
          oneOf: [
            {
              title: "Card: gold",
              properties: {
                kind: { description: "How\nit goes", type: "string", examples: ["card"] },
                limit: { type: "object", properties: { max: { type: "number" } } },
              },
              required: ["kind"],
            },
            { title: "Cash" },
          ],
          discriminator: { propertyName: "kind" },
        },
        after: { type: "string" },
      },
      required: ["pay"],
    });
    expect(linesOf(read(body(fields)), "open-schema")).toEqual([expect.stringContaining("`pay` as Cash")]);
  });

  test("variants of an array are its items', and null stays possible", () => {
    const variants = "\n    - A:\n      - `a` (string)";
    const a = { title: "A", properties: { a: { type: "string" } } };
    expect(schemaOf(`  - \`l\` (array) — one of:${variants}`).properties?.l).toEqual({
      type: "array",
      items: { oneOf: [a] },
    });
    expect(schemaOf(`  - \`o\` (object,null) — one of:${variants}`).properties?.o).toEqual({
      type: ["object", "null"],
      oneOf: [a, { type: "null" }],
    });
  });

  test("variants may hold variants", () => {
    const nested =
      "  - `a` (any) — one of:\n    - X:\n      - `b` (any) — one of:\n        - Y:\n          - `c` (string)\n    - Z:\n      - `d` (string)";
    expect(schemaOf(nested).properties?.a?.oneOf).toEqual([
      { title: "X", properties: { b: { oneOf: [{ title: "Y", properties: { c: { type: "string" } } }] } } },
      { title: "Z", properties: { d: { type: "string" } } },
    ]);
  });

  test("a body of alternatives is the body itself, and its variants have the types that the bracket names", () => {
    const text = page(
      "## Request fields (application/json):\n\n  - `body` (Card (object) or Cash (object), required) — one of:\n    - Card:\n      - `n` (string)\n    - Cash:\n      - `m` (number)\n",
      "POST /boats",
    );
    const result = read(text);
    expect(operation(result, "/boats", "post").requestBody).toEqual({
      required: true,
      content: {
        "application/json": {
          schema: {
            oneOf: [
              { title: "Card", type: "object", properties: { n: { type: "string" } } },
              { title: "Cash", type: "object", properties: { m: { type: "number" } } },
            ],
          },
        },
      },
    });
    expect(linesOf(result, "body-field")).toEqual([expect.stringMatching(/^page\.md:9:6 /)]);
  });

  test("one field of variants is a property, unless it is called body and its bracket names the variants", () => {
    for (const line of ["`pay` (A (object) or B (object)) — one of:", "`body` (any) — one of:"]) {
      const schema = schemaOf(`  - ${line}\n    - A:\n      - \`a\` (string)`);
      expect(Object.values(schema.properties ?? {})).toEqual([
        { oneOf: [expect.objectContaining({ title: "A" })] },
      ]);
    }
  });

  test("the fields of a variant that is an array are not said to be an object's", () => {
    const schema = schemaOf(
      "  - `body` (L (array) or O (object)) — one of:\n    - L:\n      - `a` (string)\n    - O:",
    );
    expect(schema.oneOf).toEqual([
      { title: "L", properties: { a: { type: "string" } } },
      { title: "O", type: "object" },
    ]);
  });

  test("fields printed one step below a field, without a variant's title, are relative to it", () => {
    const schema = schemaOf(
      "  - `d` (any, required)\n    - `id` (string, required)\n    - `x` (object)\n    - `x.y` (string)\n\n  - `e` (string)",
    );
    expect(schema.properties).toEqual({
      d: {
        properties: { id: { type: "string" }, x: { type: "object", properties: { y: { type: "string" } } } },
        required: ["id"],
      },
      e: { type: "string" },
    });
  });

  test("a bullet in a description is no variant", () => {
    expect(schemaOf("  - `a` (string)\n    - Either:\n    - `b` (or) not").properties?.a?.description).toBe(
      "- Either:\n    - `b` (or) not",
    );
  });
});

test("the words of a broken field line reach the error", () => {
  expect(errorOf(body("  - `a` string"))).toContain("`- `a` string`");
});
