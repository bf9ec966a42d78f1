import { describe, expect, test } from "vitest";
import { CheckError, check, lint } from "../../src/check/check.ts";
import { checkStructure, findBroken } from "../../src/check/structure.ts";
import type { OpenApiDocument, Operation } from "../../src/openapi.ts";
import { Places, place } from "../../src/places.ts";
import type { Finding } from "../../src/problem.ts";
import { serialize } from "../../src/serialize.ts";

function document(
  change: (operation: Operation, document: OpenApiDocument) => void = () => {},
): OpenApiDocument {
  const operation: Operation = {
    operationId: "listBoats",
    summary: "List boats",
    parameters: [{ name: "from", in: "query", schema: { type: "string" } }],
    responses: {
      "200": {
        description: "OK",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Boat" } } },
      },
      "404": { description: "No" },
    },
  };
  const whole: OpenApiDocument = {
    openapi: "3.1.1",
    info: { title: "Boats", version: "1" },
    servers: [{ url: "https://api.boats.test" }],
    security: [{ key: [] }],
    paths: { "/boats": { get: operation } },
    components: {
      securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } },
      schemas: { Boat: { type: "object", properties: { name: { type: "string" } } } },
    },
  };
  change(operation, whole);
  return whole;
}

const places = new Places("source.yaml");
places.set(place.operation("get", "/boats"), { file: "source.yaml", line: 7, column: 5 });
const checked = (whole: OpenApiDocument) => ({
  document: whole,
  before: whole,
  places,
  findings: [],
  print: () => serialize(whole, "banner"),
});
const problems = (change: Parameters<typeof document>[0]): string[] => {
  const changed = document(change);
  const broken = findBroken(changed).map(({ pointer, message }) => `${pointer}: ${message}`);
  return broken.length > 0 ? broken : checkStructure(changed, places);
};

test("a document that has everything has no problem", async () => {
  expect(problems(() => {})).toEqual([]);
  const whole = document();
  await expect(check("boats", checked(whole))).resolves.toBeUndefined();
});

test("a part of a whole may require what another part has", async () => {
  const whole = document((_, { components }) => {
    const part = { type: "object", required: ["name"], properties: { age: { type: "integer" } } };
    Object.assign(components?.schemas ?? {}, {
      Ship: { allOf: [{ $ref: "#/components/schemas/Boat" }, part] },
    });
  });
  await expect(check("boats", checked(whole))).resolves.toBeUndefined();
});

describe("what a client needs and is missing is named with its place", () => {
  test.each<[name: string, change: Parameters<typeof document>[0], problem: RegExp]>([
    [
      "an id",
      (operation) => delete operation.operationId,
      /^source\.yaml:7:5: GET \/boats has no operationId\.$/,
    ],
    ["a summary", (operation) => delete operation.summary, /^source\.yaml:7:5: GET \/boats has no summary\./],
    ["security", (_, whole) => delete whole.security, /^source\.yaml:7:5: GET \/boats has no security\./],
    [
      "a success response",
      (operation) => delete operation.responses?.["200"],
      /^source\.yaml:7:5: GET \/boats has no success response\./,
    ],
    [
      "an error response",
      (operation) => delete operation.responses?.["404"],
      /^source\.yaml:7:5: GET \/boats has no error response\./,
    ],
    [
      "what a reference refers to",
      (_, whole) => delete whole.components?.schemas,
      /^#\/paths\/~1boats\/get\/responses\/200\/content\/application~1json\/schema: refers to #\/components\/schemas\/Boat, where there is nothing\./,
    ],
    [
      "a parameter that an extension names",
      (operation) => {
        operation["x-date-windows"] = [{ from: "fron", to: "from", maximum: "P31D" }];
      },
      /^source\.yaml:7:5: GET \/boats names the parameter "fron" in its extensions and has none of that name\. Did you mean "from"\?$/,
    ],
    [
      "a parameter that x-require-one-of names",
      (operation) => {
        operation["x-require-one-of"] = [["from"], ["fron"]];
      },
      /^source\.yaml:7:5: GET \/boats names the parameter "fron" in its extensions and has none of that name\. Did you mean "from"\?$/,
    ],
    [
      "a listing whose items x-item-key identifies",
      (operation) => {
        operation["x-item-key"] = "id";
      },
      /^source\.yaml:7:5: GET \/boats names "id" in its x-item-key, which the items of its listing do not have\.$/,
    ],
    [
      "a field that x-pagination names",
      (operation) => {
        operation["x-pagination"] = {
          items: "/dta",
          currentPage: "/name",
          totalPages: "/name",
          token: "/name",
          tokenParameter: "from",
          pageParameter: "from",
        };
      },
      /^source\.yaml:7:5: GET \/boats names the field \/dta in its x-pagination, which its response does not have\.$/,
    ],
    [
      "an operation that an extension names",
      (operation) => {
        operation["x-pagination"] = {
          items: "/data",
          currentPage: "/page",
          totalPages: "/pages",
          token: "/token",
          tokenParameter: "token",
          pageParameter: "page",
          nextOperation: "nowhere",
        };
        // Of a response that is not described, no field can be missing.
        operation.responses = { ...operation.responses, "200": { description: "Boats" } };
      },
      /^source\.yaml:7:5: GET \/boats names "nowhere" as the operation of its next pages, but no operation has that operationId\.$/,
    ],
    [
      "an operation that x-replaces names",
      (operation) => {
        operation["x-replaces"] = { readOperation: "nowhere" };
      },
      /^source\.yaml:7:5: GET \/boats names "nowhere" in its x-replaces, but no operation has that operationId\.$/,
    ],
    [
      "a parameter that x-replaces names",
      (operation) => {
        operation["x-replaces"] = { readOperation: operation.operationId, query: { fron: 1 } };
      },
      /^source\.yaml:7:5: GET \/boats names the query parameter "fron" in its x-replaces, which \w+ does not have\. Did you mean "from"\?$/,
    ],
  ])("%s", (_, change, problem) => {
    const found = problems(change);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });

  test("no security at all is security too", () => {
    expect(
      problems((operation, whole) => {
        delete whole.security;
        operation.security = [];
      }),
    ).toEqual([]);
  });
});

test("all problems are reported at once, under the name of the API", async () => {
  const whole = document((operation) => {
    delete operation.summary;
    delete operation.operationId;
  });
  const error = await check("boats", checked(whole)).catch((reason) => reason);
  expect(error).toBeInstanceOf(CheckError);
  expect(error.problems).toHaveLength(2);
  expect(error.message).toMatch(/^boats: the normalized document has 2 problems\n {2}source\.yaml:7:5: /);
});

describe("the linter finds what our own checks do not", () => {
  test("each with its place and its rule", async () => {
    const whole = document((operation, all) => {
      operation.parameters = [
        { name: "limit", in: "query", schema: { type: "integer", examples: ["many"] } },
      ];
      all.paths["/boats/{id}"] = {
        get: { ...structuredClone(operation), operationId: "listBoats", security: [{ unknown: [] }] },
      };
      all.components = { ...all.components, schemas: { Boat: { type: "objct" } } };
    });
    const found = await lint(serialize(whole, "banner"));
    const rules = found.map(({ rule }) => rule);
    expect(new Set(rules)).toEqual(
      new Set([
        "struct",
        "no-invalid-schema-examples",
        "operation-operationId-unique",
        "path-parameters-defined",
        "security-defined",
      ]),
    );
    expect(found.find(({ rule }) => rule === "struct")?.pointer).toBe("#/components/schemas/Boat/type");
  });

  test("a path parameter that is not required", async () => {
    const whole = document((operation, all) => {
      operation.parameters = [{ name: "id", in: "path", schema: { type: "string" } }];
      all.paths = { "/boats/{id}": { get: operation } };
    });
    expect((await lint(serialize(whole, "banner"))).map(({ rule }) => rule)).toContain(
      "rule/path-parameter-required",
    );
  });
});

describe("an example that contradicts its schema", () => {
  const withExample = () =>
    document((operation) => {
      operation.parameters = [
        { name: "limit", in: "query", schema: { type: "integer", examples: ["many", 1, "few"] } },
      ];
    });

  test("is dropped with a finding where the vendor gave it", async () => {
    const whole = withExample();
    const findings: Finding[] = [];
    await check("boats", { ...checked(whole), before: withExample(), findings });
    expect(whole.paths["/boats"]?.get?.parameters).toMatchObject([{ schema: { examples: [1] } }]);
    expect(findings).toHaveLength(2);
    expect(findings[0]).toMatchObject({ kind: "repair", rule: "example", location: { line: 7, column: 5 } });
  });

  test("is an error where the overlay gave it", async () => {
    const error = await check("boats", { ...checked(withExample()), before: document() }).catch(
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(CheckError);
    expect(error.message).toContain("no-invalid-schema-examples");
  });
});
