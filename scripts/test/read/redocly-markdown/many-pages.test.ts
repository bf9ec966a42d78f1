import { describe, expect, test } from "vitest";
import { place } from "../../../src/places.ts";
import { body, found, linesOf, operation, page, read } from "./support.ts";

const overview = `# Boat API

Boats for rent.

Version: 3.1
License: MIT

## Servers

Production

\`\`\`
https://api.boats.example
\`\`\`
Tenants
\`\`\`
https://{tenant}.boats.example
\`\`\`

## Security

### key

One key for all.

Type: apiKey
In: header
Name: X-Boat-Key

### token

Type: http
Scheme: bearer
Bearer Format: JWT

### login

Type: oauth2

## Download OpenAPI description

[Boat API](https://boats.example/boats.yaml)

## Boats

### List

 - [GET /boats](https://boats.example/list.md): Lists boats.
`;

describe("an overview", () => {
  const result = read(overview, page());

  test("names the API, its version, license and servers", () => {
    expect(result.document.info).toEqual({
      title: "Boat API",
      version: "3.1",
      description: "Boats for rent.",
      license: { name: "MIT" },
    });
    expect(result.document.servers).toEqual([
      { url: "https://api.boats.example", description: "Production" },
      { url: "https://{tenant}.boats.example", description: "Tenants" },
    ]);
    expect(result.places.find(place.servers)).toEqual({ file: "page-1.md", line: 13, column: 1 });
    expect(found(result, "no-servers")).toEqual([]);
    expect(found(result, "no-api-title")).toEqual([]);
    expect(linesOf(result, "server-variables")).toEqual([expect.stringMatching(/^page-1\.md:17:1 /)]);
  });

  test("describes the security schemes, and one without details is a placeholder", () => {
    expect(result.document.components?.securitySchemes).toEqual({
      key: { type: "apiKey", in: "header", name: "X-Boat-Key", description: "One key for all." },
      token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      login: expect.objectContaining({ "x-undocumented": true }),
    });
    expect(linesOf(result, "security-scheme")).toEqual([
      expect.stringMatching(/^page-1\.md:36:1 Security scheme login/),
    ]);
  });

  test("a second overview is skipped and reported", () => {
    const two = read(overview, page(), overview.replace("Boat API", "Car API"));
    expect(two.document.info.title).toBe("Boat API");
    expect(linesOf(two, "skipped-page")).toEqual([
      expect.stringMatching(/^page-3\.md:1:1 Skipped an overview page/),
    ]);
  });
});

test("guides, lists of links and webhooks of a folder are skipped, each with a finding", () => {
  const result = read(
    "# Guide\n\nHello.\n",
    page(),
    "# Hook\n\nEndpoint: POST boat rented\n\n## Request fields (a/b):\n\n  - `a` (string)\n",
  );
  expect(Object.keys(result.document.paths)).toEqual(["/boats"]);
  expect(linesOf(result, "skipped-page")).toEqual([
    expect.stringMatching(/^page-1\.md:1:1 Skipped a page without an Endpoint line/),
    expect.stringMatching(/^page-3\.md:1:1 Skipped the page of a webhook/),
  ]);
});

test("operations of one path share a path item, whichever page they come from", () => {
  const { document } = read(page(), page("", "POST /boats"));
  expect(Object.keys(document.paths["/boats"] ?? {})).toEqual(["get", "post"]);
});

test("of different versions the most frequent wins, of equally frequent ones the last, and it is reported", () => {
  const versioned = (version: string, index: number): string =>
    page("", `GET /${index}`).replace("Version: 1.0", `Version: ${version}`);
  const three = read(...["2", "1", "1"].map(versioned));
  expect(three.document.info.version).toBe("1");
  expect(linesOf(three, "versions-differ")).toEqual([
    expect.stringMatching(/^page-1\.md:4:1 .*1 on 2 pages, 2 on 1 page/),
  ]);
  expect(read(...["1", "2"].map(versioned)).document.info.version).toBe("2");
  expect(read("# A\n\nEndpoint: GET /a\n").document.info.version).toBe("unknown");
});

describe("an all-in-one file", () => {
  const first = body('  - `a` (string)\n    Text\n\n# in prose\n    Example: "x"');
  const second = `# Sail\n\nAbout.\n\n# Not a title\n\nEndpoint: POST /sails\nVersion: 1.0\n\n## Response 204 fields\n`;

  test("is split into the overview and the operations it holds", () => {
    const { document } = read(`${overview}\n${page()}\n---\ntitle: Sail\n---\n\n\uFEFF${second}`);
    expect(document.info.title).toBe("Boat API");
    expect(document.paths["/boats"]?.get?.summary).toBe("Boats");
    expect(document.paths["/sails"]?.post).toMatchObject({
      summary: "Sail",
      description: "About.\n\n# Not a title",
    });
  });

  test("leaves front matter and comments between pages out of both", () => {
    for (const top of ["---\ntitle: Sail\n---", "<!-- Sail -->"]) {
      const result = read(`${body("  - `a` (string)\n    Text")}\n${top}\n\n${second}`);
      expect(JSON.stringify(operation(result).responses)).toContain('"description":"Text","type"');
    }
  });

  test("takes no comment in a code block for a title", () => {
    const result = read(`${first}\nEndpoint: GET /old\n\n\`\`\`\n# comment\n\n\`\`\`\n\n${second}`);
    expect(result.document.paths["/sails"]?.post?.summary).toBe("Sail");
  });

  test("keeps a page without sections before a page without a title", () => {
    const { document } = read(`${page()}Endpoint: POST /sails\nVersion: 1.0\n`);
    expect(Object.keys(document.paths)).toEqual(["/boats", "/sails"]);
  });

  test("says where a title is doubtful", () => {
    const result = read(`${page()}${second}`);
    expect(linesOf(result, "ambiguous-title")).toEqual([expect.stringMatching(/^page\.md:7:1 /)]);
    expect(found(read(second), "ambiguous-title")).toEqual([]);
  });

  test("gives each page its own sections and lines", () => {
    const result = read(`${first}\n${second}`);
    expect(JSON.stringify(operation(result).responses)).toContain('"description":"Text\\n\\n# in prose"');
    expect(result.places.find(place.operation("post", "/sails")).line).toBe(21);
  });

  test("separates a page without a title from the one before", () => {
    const result = read(`${body("  - `a` (string)")}\nEndpoint: POST /sails\n\n## Response 204 fields\n`);
    expect(Object.keys(result.document.paths)).toEqual(["/boats", "/sails"]);
    expect(found(result, "no-title")).toHaveLength(1);
  });
});

describe("components", () => {
  const section = (status: string, fields: string): string =>
    `## Response ${status} fields (application/json):\n\n${fields}\n\n`;
  const error = "  - `message` (string)";
  const address = (path: string): string => `  - \`${path}\` (object)\n\n  - \`${path}.street\` (string)`;
  const schemas = (...texts: string[]) => read(...texts).document.components?.schemas;

  test("equal error bodies are one ErrorResponse, across pages too", () => {
    const { document } = read(page(section("400", error)), page(section("404", error), "POST /boats"));
    expect(document.components?.schemas).toEqual({
      ErrorResponse: { properties: { message: { type: "string" } } },
    });
    expect(JSON.stringify(document.paths).match(/schemas\/ErrorResponse"/g)).toHaveLength(2);
  });

  test("the first error body that responses share is the ErrorResponse, another is named after its operation", () => {
    const other = "  - `code` (integer)";
    const text =
      section("400", error) +
      section("401", error) +
      section("403", other) +
      section("404", other) +
      section("5XX", other);
    expect(Object.keys(schemas(page(text)) ?? {})).toEqual(["ErrorResponse", "GetBoats403Error"]);
  });

  test("of equally frequent error bodies the first is the ErrorResponse", () => {
    const other = "  - `code` (integer)";
    const text =
      section("400", other) + section("401", error) + section("403", other) + section("404", error);
    expect(schemas(page(text))?.ErrorResponse?.properties).toHaveProperty("code");
  });

  test("a repeated object is named after its property, an array's item after the array", () => {
    const list = "  - `rowing-clubs` (array)\n\n  - `rowing-clubs.name` (string)";
    const found = schemas(
      page(section("200", `${address("home")}\n\n${address("away")}\n\n${list}`)),
      page(section("200", `${list}\n\n  - \`n\` (number)`), "POST /boats"),
    );
    expect(Object.keys(found ?? {})).toEqual(["Home", "RowingClubsItem"]);
  });

  test("a body that is the same for success and failure is named after the first operation that has it", () => {
    expect(Object.keys(schemas(page(section("200", error) + section("400", error))) ?? {})).toEqual([
      "GetBoats200Response",
    ]);
  });

  test("an object that only occurs inside a repeated one stays there", () => {
    const found = schemas(page(section("400", address("at")) + section("404", address("at"))));
    expect(Object.keys(found ?? {})).toEqual(["ErrorResponse"]);
    expect(found?.ErrorResponse?.properties?.at).toHaveProperty("properties");
  });

  test("the order of properties does not make a schema another", () => {
    const [a, b] = ["  - `a` (string, required)", "  - `b` (string, required)"];
    expect(
      Object.keys(schemas(page(section("400", `${a}\n\n${b}`) + section("404", `${b}\n\n${a}`))) ?? {}),
    ).toEqual(["ErrorResponse"]);
  });

  test("bodies that differ in a word stay apart", () => {
    expect(
      schemas(page(section("400", `${error}\n    A`) + section("404", `${error}\n    B`))),
    ).toBeUndefined();
  });

  test("two schemas with one name get two, and the collision is reported", () => {
    const twice = (path: string): string => `${address(path)}\n\n  - \`${path}.n\` (number)`;
    const other = (path: string): string => address(path);
    const objects = ["a", "b", "c", "d"].map((name) => `  - \`${name}\` (object)\n    ${name}`);
    const [a, b, c, d] = objects as [string, string, string, string];
    const fields = [a, twice("a.home"), b, twice("b.home"), c, other("c.home"), d, other("d.home")].join(
      "\n\n",
    );
    const result = read(body(fields));
    expect(Object.keys(result.document.components?.schemas ?? {})).toEqual(["Home", "Home2"]);
    expect(result.document.components?.schemas?.Home?.properties).toHaveProperty("n");
    expect(found(result, "component-name")).toEqual([
      expect.objectContaining({ kind: "repair", message: expect.stringContaining("Component Home2") }),
    ]);
    expect(linesOf(result, "component-name")[0]).toMatch(/^page\.md:30:6 /);
    expect(result.places.find(place.schema("Home2")).line).toBe(30);
  });

  test("a name without a letter or digit of ASCII still makes a component", () => {
    expect(Object.keys(schemas(body(`${address("é")}\n\n${address("ü")}`)) ?? {})).toEqual(["Schema"]);
  });
});

test("findings come in the order of files and lines", () => {
  const result = read(page(), page("", "POST /boats"));
  const keys = result.findings.map(({ location }) => `${location.file}:${String(location.line).padStart(5)}`);
  expect(keys).toEqual(keys.toSorted());
});

test("a folder of 500 pages is read whole, and so is one file of them", () => {
  const fields = Array.from(
    { length: 120 },
    (_, index) => `  - \`f${index}\` (string)\n    Text of the field\n    Example: "x"\n`,
  ).join("\n");
  const pages = Array.from({ length: 500 }, (_, index) =>
    page(`## Response 200 fields (a/b):\n\n${fields}`, `GET /p${index}`),
  );
  for (const texts of [pages, [pages.join("\n")]]) {
    expect(Object.keys(read(...texts).document.paths)).toHaveLength(500);
  }
});
