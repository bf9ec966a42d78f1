import { describe, expect, test } from "vitest";
import { place } from "../../../src/places.ts";
import { isOperationPage } from "../../../src/read/redocly-markdown/read.ts";
import { body, bodySchema, file, found, linesOf, operation, page, read } from "./support.ts";

describe("the top of a page", () => {
  test("the title is the summary and the text below it the description, as it is", () => {
    const text =
      "# Rent a boat\n\nFirst   line.\n\n# not a title\n\n## Query parameters\n- bullet\n\nEndpoint: POST /rents\n";
    const found = operation(read(text), "/rents", "post");
    expect(found.summary).toBe("Rent a boat");
    expect(found.description).toBe("First   line.\n\n# not a title\n\n## Query parameters\n- bullet");
  });

  test("a title that ends in (deprecated) marks the operation and loses the mark", () => {
    const found = operation(read("# Boats (deprecated)\n\nEndpoint: GET /boats\n"));
    expect(found).toMatchObject({ summary: "Boats", deprecated: true });
    expect(operation(read(page()))).not.toHaveProperty("deprecated");
  });

  test("a page without a title is read, and said to have none", () => {
    const result = read("Only text.\n\nEndpoint: GET /boats\n");
    expect(operation(result)).toMatchObject({ description: "Only text." });
    expect(operation(result)).not.toHaveProperty("summary");
    expect(linesOf(result, "no-title")).toEqual([expect.stringContaining("page.md:1:1 GET /boats")]);
  });

  test("an Endpoint line inside the description stays text", () => {
    const result = read(
      "# Boats\n\nOld:\n\nEndpoint: GET /old\n\nNew:\n\nEndpoint: GET /boats\nVersion: 1\n",
    );
    expect(Object.keys(result.document.paths)).toEqual(["/boats"]);
    expect(operation(result).description).toBe("Old:\n\nEndpoint: GET /old\n\nNew:");
    expect(found(result, "ambiguous-title")).toHaveLength(1);
  });

  test("a description with the headings of an overview stays a description", () => {
    const result = read("# Boats\n\n## Security\n\n - [GET /a](https://a.example)\n\nEndpoint: GET /boats\n");
    expect(operation(result)).toMatchObject({
      summary: "Boats",
      description: expect.stringContaining("## Security"),
    });
  });

  test("one security id is required, an empty line means public, no line means neither", () => {
    expect(operation(read(page())).security).toEqual([{ key: [] }]);
    expect(operation(read("# B\n\nEndpoint: GET /boats\nSecurity: \n")).security).toEqual([]);
    expect(operation(read("# B\n\nEndpoint: GET /boats\n"))).not.toHaveProperty("security");
  });

  test("several security ids are alternatives without repetition, and the doubt is reported", () => {
    const result = read("# B\n\nEndpoint: GET /boats\nVersion: 1\nSecurity: key, token, key\n");
    expect(operation(result).security).toEqual([{ key: [] }, { token: [] }]);
    expect(linesOf(result, "security-combination")).toEqual([
      expect.stringMatching(/^page\.md:5:1 GET \/boats: .*key and token/),
    ]);
  });

  test("a security scheme that no page describes is a marked placeholder", () => {
    const result = read(page());
    expect(result.document.components?.securitySchemes?.key).toMatchObject({
      name: "unknown",
      "x-undocumented": true,
    });
    expect(linesOf(result, "security-scheme")).toEqual([
      expect.stringMatching(/^page\.md:5:1 Security scheme key:/),
    ]);
  });

  test("an unknown line below the Endpoint line is reported, not dropped", () => {
    const result = read("# B\n\nEndpoint: GET /boats\nVersion: 1\nStage: beta\n");
    expect(linesOf(result, "unread-line")).toEqual([expect.stringMatching(/^page\.md:5:1 .*`Stage: beta`/)]);
  });
});

describe("the frame of a file", () => {
  const sections = '## Query parameters:\n\n  - `a.b` (string)\n    Text\n    Example: "x"';
  const plain = page(sections);

  test("CRLF, a BOM and a missing last line ending change neither document nor places", () => {
    const expected = read(plain);
    for (const text of [plain.replaceAll("\n", "\r\n"), `\uFEFF${plain}`, `${plain}\n\n\n`]) {
      const result = read(text);
      expect(result.document).toEqual(expected.document);
      expect(result.findings).toEqual(expected.findings);
    }
  });

  test("front matter and HTML comments are left out while lines keep their numbers", () => {
    const top = "---\ntitle: x\n---\n\n<!-- fetched\nyesterday -->\n\n";
    const result = read(`${top}${plain}\n\n<!-- end -->\n`);
    expect(result.document).toEqual(read(plain).document);
    expect(linesOf(result, "dotted-name")[0]).toMatch(/^page\.md:16:6 /);
  });

  test("places lead to the lines of operations, parameters, bodies and responses", () => {
    const text = page(
      "## Path parameters:\n\n  - `id` (string, required)\n\n## Request fields (application/json):\n\n  - `a` (string)\n\n## Response 200 fields (application/json):\n\n  - `b` (string)\n\n## Response 404 fields\n",
      "POST /boats/{id}",
    );
    const { places } = read(text);
    const of = ["post", "/boats/{id}"] as const;
    expect(places.find(place.operation(...of)).line).toBe(3);
    expect(places.find(place.path("/boats/{id}")).line).toBe(3);
    expect(places.find(place.info).line).toBe(4);
    expect(places.find(place.parameter(...of, "path", "id"))).toEqual({ file, line: 9, column: 6 });
    expect(places.find(place.requestBody(...of)).line).toBe(11);
    expect(places.find(place.response(...of, "200")).line).toBe(15);
    expect(places.find(place.response(...of, "404")).line).toBe(19);
  });
});

describe("sections", () => {
  test("the four kinds of parameters keep place, text, schema and whether they are required", () => {
    const text = ["Path", "Query", "Header", "Cookie"]
      .map(
        (kind) =>
          `## ${kind} parameters:\n\n  - \`${kind}\` (string, required)\n    About\n\n  - \`${kind}2\` (integer)\n`,
      )
      .join("\n");
    const parameters = operation(read(page(text))).parameters;
    expect(parameters).toHaveLength(8);
    expect(parameters?.[0]).toEqual({
      name: "Path",
      in: "path",
      description: "About",
      required: true,
      schema: { type: "string" },
    });
    expect(parameters?.[7]).toEqual({ name: "Cookie2", in: "cookie", schema: { type: "integer" } });
  });

  test("responses are named by their reason phrase, a range or default included", () => {
    const text = ["200", "4XX", "default"]
      .map((s) => `## Response ${s} fields (text/x):\n\n  - \`a\` (string)\n`)
      .join("\n");
    const responses = operation(
      read(page(`${text}\n## Response 503 fields\n## Response 499 fields`)),
    ).responses;
    expect(
      Object.entries(responses ?? {}).map(([status, value]) => [
        status,
        (value as { description: string }).description,
      ]),
    ).toEqual([
      ["200", "OK"],
      ["499", "Client Error"],
      ["503", "Service Unavailable"],
      ["4XX", "Client Error"],
      ["default", "Default response"],
    ]);
    expect(responses?.["503"]).toEqual({ description: "Service Unavailable" });
    expect(responses?.["4XX"]).toHaveProperty(["content", "text/x"]);
  });

  test("media types are kept as they are, and one that is missing is reported", () => {
    for (const media of [
      "*/*",
      "multipart/form-data",
      "application/merge-patch+json",
      "application/json; charset=utf-8",
    ]) {
      const text = page(`## Request fields (${media}):\n\n  - \`a\` (string)\n`, "POST /boats");
      expect(operation(read(text), "/boats", "post").requestBody).toHaveProperty(["content", media]);
    }
    const result = read(page("## Request fields:\n\n  - `a` (string)\n", "POST /boats"));
    expect(linesOf(result, "media-type")).toEqual([
      expect.stringMatching(/^page\.md:7:1 POST \/boats, request: /),
    ]);
  });

  test("whether a request body is required stays open", () => {
    const result = read(
      page("## Request fields (application/json):\n\n  - `a` (string, required)\n", "POST /boats"),
    );
    expect(operation(result, "/boats", "post").requestBody).not.toHaveProperty("required");
    expect(linesOf(result, "request-body-required")).toEqual([expect.stringMatching(/^page\.md:7:1 /)]);
  });

  test("a body is not said to be an object, as an array's items are printed alike", () => {
    const result = read(body("  - `a` (string, required)"));
    expect(bodySchema(operation(result), "200")).toEqual({
      properties: { a: { type: "string" } },
      required: ["a"],
    });
    expect(linesOf(result, "body-root")).toEqual([
      expect.stringMatching(/^page\.md:7:1 GET \/boats, response 200: /),
    ]);
  });

  test("equal bodies share one finding, different ones do not", () => {
    const section = (status: number, name: string): string =>
      `## Response ${status} fields (application/json):\n\n  - \`${name}\` (string)\n\n`;
    const result = read(page(section(200, "a") + section(400, "b") + section(404, "b")));
    expect(linesOf(result, "body-root")).toEqual([
      expect.stringMatching(/^page\.md:7:1 GET \/boats, response 200:/),
      expect.stringMatching(/^page\.md:11:1 GET \/boats, response 400, 404:/),
    ]);
  });

  test("a page without a successful response gets none, and says so", () => {
    const result = read(page("## Response 404 fields\n"));
    expect(Object.keys(operation(result).responses ?? {})).toEqual(["404"]);
    expect(linesOf(result, "no-success-response")).toEqual([expect.stringMatching(/^page\.md:3:1 /)]);
    expect(operation(read(page()))).not.toHaveProperty("responses");
    expect(found(read(body("  - `a` (string)")), "no-success-response")).toEqual([]);
  });
});

test("the version of the page is the API's, and an API without name and server stays without", () => {
  const { document, findings, format } = read(page());
  expect(format).toBe("Redocly Markdown");
  expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Untitled API", version: "1.0" } });
  expect(document).not.toHaveProperty("servers");
  expect(operation({ document } as never)).not.toHaveProperty("operationId");
  const rules = findings.map(({ rule }) => rule);
  expect(rules).toEqual(
    expect.arrayContaining(["no-api-title", "no-servers", "no-operation-ids", "format-limits"]),
  );
  expect(findings.every(({ kind }) => kind === "unknown")).toBe(true);
});

test("an operation's page is distinguished from other Markdown", () => {
  expect(isOperationPage(page())).toBe(true);
  expect(isOperationPage("\uFEFF---\r\na: b\r\n---\r\nEndpoint: GET /a\r\n")).toBe(true);
  expect(isOperationPage("# Hook\n\nEndpoint: POST boat rented\n")).toBe(false);
  expect(isOperationPage("# Guide\n\nAn Endpoint: GET /a is called.\n")).toBe(false);
});
