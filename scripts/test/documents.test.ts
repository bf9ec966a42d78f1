import { beforeAll, describe, expect, test } from "vitest";
import { findGeneratedErrors } from "../src/compile.ts";
import { correct, generate } from "../src/pipeline.ts";
import { linesOf } from "./support.ts";
import { root } from "./tree.ts";

/** A small document, and what it must become. */
interface Case {
  name: string;
  source: string;
  /** Findings, as parts of their lines. */
  finds?: string[];
  /** TypeScript over the client's types `s` and the SDK's `api`. It compiles: what must not is behind `@ts-expect-error`. */
  code?: string;
  /** Parts of the generated files, by the end of their paths. */
  holds?: Record<string, (string | RegExp)[]>;
  /** It cannot be used: the beginning of what is said, with its place. */
  rejected?: RegExp;
}

const object = (fields: string, more = "") => `{ type: object, properties: { ${fields} }${more} }`;
const ref = (name: string) => `{ $ref: "#/components/schemas/${name}" }`;
const json = (schema: string) => `content: { application/json: { schema: ${schema} } }`;
const ok = (schema = object("a: { type: string }")) => `"200": { description: OK, ${json(schema)} }`;
const errors = '"401": { description: No key. }';

/** An operation; `more` is what it has besides. */
const operation = (more = "", responses = ok(), id = "") =>
  `{ ${id && `operationId: ${id}, `}summary: Do it, ${more && `${more}, `}responses: { ${responses}, ${errors} } }`;

/** A document of OpenAPI 3.1 with these paths and components; its first path is on line 6. */
const openapi = (
  paths: Record<string, string>,
  schemas = "",
  more = "",
  head = "servers: [{ url: https://a.example }]",
) =>
  `openapi: 3.1.0
info: { title: Boats, version: "1" }
${head}
security: [{ key: [] }]
paths:
${Object.entries(paths)
  .map(([path, item]) => `  "${path}": ${item}`)
  .join("\n")}
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas: { ${schemas} }
${more}`;
const get = (more?: string, responses?: string) => `{ get: ${operation(more, responses)} }`;
const sends = (schema: string, responses = ok()) =>
  `{ post: ${operation(`requestBody: { required: true, ${json(schema)} }`, responses)} }`;

const swagger = (paths: string, more = "", head = "host: a.example\nschemes: [https]") =>
  `swagger: "2.0"
info: { title: Boats, version: "1" }
${head}
security: [{ key: [] }]
securityDefinitions: { key: { type: apiKey, in: header, name: X-Key } }
paths:
${paths}
${more}`;

const cases: Case[] = [
  // Names.
  ...[
    "Table",
    "Call",
    "Resources",
    "ValidationError",
    "Exclude",
    "RequestInit",
    "Date",
    "Record",
    "Hooks",
    "Promise",
  ].map(
    (name): Case => ({
      name: `a schema called ${name}`,
      source: openapi(
        { "/a": sends(ref(name), ok(ref(name))) },
        `${name}: ${object("at: { type: string, format: date-time }, no: { type: string, readOnly: true }")}`,
      ),
      finds: [`type-name: The type of the schema "${name}" is called ${name}Schema`],
      code: `export const sent: s.${name}Input = { at: new Date() };
export const got: Promise<s.${name}Schema> = api.a.create(sent);
export const call: Call<s.${name}Schema> = api.a.create(sent);`,
    }),
  ),
  {
    name: "a schema that is called as a query would be",
    source: openapi(
      {
        "/a": get(
          "parameters: [{ name: q, in: query, schema: { type: string } }]",
          ok("{ type: array, items: { type: string } }"),
        ),
      },
      `AListQuery: ${object("x: { type: integer }")}`,
    ),
    code: `export const own: s.AListQuery = { x: 1 };
export const query: s.AListQuery2 = { q: "a" };
void api.a.list({ q: "a" });`,
  },
  {
    name: "schemas whose names are not names in TypeScript",
    source: openapi(
      { "/a": get("", ok(ref("page-of.boats"))) },
      `"page-of.boats": ${object("a: { type: string }")}, "class": ${object("b: { type: string }")}`,
    ),
    finds: [
      '"page-of.boats" is called PageOfBoats: page-of.boats cannot be the name of a type',
      '"class" is called Class',
    ],
    code: "export const page: Promise<s.PageOfBoats> = api.a.get();",
  },
  {
    name: "a path that is called as a member of the SDK",
    source: openapi({ "/with-options": get(), "/client": get(), "/request": get() }),
    finds: [
      "withOptions.get of getWithOptions was taken; it became withOptionsResource.get",
      "clientResource.get",
      "requestResource.get",
    ],
    code: "void api.withOptionsResource.get(); void api.clientResource.get(); void api.requestResource.get();",
  },
  {
    name: "a path that is called as what every object has",
    source: openapi({ "/constructor": get(), "/then/{id}": get(), "/to-string": get() }),
    code: "void api.constructorResource.get(); void api.thenResource.get(1); void api.toStringResource.get();",
  },
  {
    name: "a vendor's FilterInput beside a Filter",
    source: openapi(
      { "/a": sends(ref("Filter"), ok(ref("Filter"))), "/b": sends(ref("FilterInput")) },
      `Filter: ${object("a: { type: string, readOnly: true }, b: { type: string }")}, FilterInput: ${object("c: { type: integer }")}`,
    ),
    code: `void api.a.create({ b: "x" });
void api.b.create({ c: 1 });
// @ts-expect-error
void api.a.create({ c: 1 });`,
  },
  {
    name: "a verb at the end of a path",
    source: openapi({
      "/customers/search": sends(object("q: { type: string }")),
      "/classes/booking/book": sends(object("q: { type: string }")),
      "/boats/{id}/cancel": sends(object("q: { type: string }")),
    }),
    code: `void api.customers.search({ q: "a" }); void api.classes.booking.book({}); void api.boats.cancel("1", {});`,
  },
  {
    name: "a GET of one object, and one of a list",
    source: openapi({
      "/settings": get(),
      "/boats": get("", ok(object(`data: { type: array, items: ${object("a: { type: string }")} }`))),
      "/boats/{id}": get(),
      "/ids": get("", ok("{ type: array, items: { type: string } }")),
    }),
    code: `void api.settings.get(); void api.boats.list(); void api.boats.get("1"); void api.ids.list();`,
  },
  {
    name: "words that the document writes in camel case elsewhere",
    source: openapi(
      { "/linkedpeople": get("", ok(object("linkedPeople: { type: array, items: { type: string } }"))) },
      `LinkedPeople: ${object("a: { type: string }")}`,
    ),
    code: "void api.linkedPeople.get();",
  },
  {
    name: "two path parameters, of which one is called id",
    source: openapi({ "/customers/{id}/boats/{boatId}": get() }),
    holds: { "resources.ts": [/get\(\s*customerId: string \| number,\s*boatId: string \| number/] },
  },

  // Types.
  {
    name: "a date-time",
    source: openapi({
      "/a/{at}": `{ post: ${operation(`parameters: [{ name: at, in: path, required: true, schema: { type: string, format: date-time } }, { name: since, in: query, schema: { type: string, format: date-time } }], requestBody: { ${json(object("on: { type: string, format: date-time }, day: { type: string, format: date }"))} }`)} }`,
    }),
    code: `void api.a.create(new Date(), { on: new Date(), day: "2026-07-01" }, { since: new Date() });
// @ts-expect-error
void api.a.create("", { day: new Date() });`,
  },
  {
    name: "shared responses and bodies that are written in place",
    source: openapi(
      {
        "/a": `{ post: { summary: Do, requestBody: { $ref: "#/components/requestBodies/New" }, responses: { "200": { $ref: "#/components/responses/Made" }, "404": { $ref: "#/components/responses/None" } } } }`,
      },
      "",
      `  requestBodies: { New: { required: true, ${json(object("a: { type: string }"))} } }
  responses: { Made: { description: Made, ${json(object("id: { type: string }", ", required: [id]"))} }, None: { description: None, ${json(object("why: { type: string }"))} } }`,
    ),
    code: `export const made: Promise<s.MadeResponse> = api.a.create({ a: "b" });
export async function f() {
  const result = await api.a.create({}).result();
  if (!result.ok && result.status === 404) return result.error.why satisfies string | undefined;
  return "";
}
// @ts-expect-error
void api.a.create({ b: 1 });`,
  },
  {
    name: "a response that refers to a response",
    source: openapi(
      {
        "/a": `{ get: { summary: Do, responses: { "200": { $ref: "#/components/responses/One" }, ${errors} } } }`,
      },
      "",
      `  responses: { One: { $ref: "#/components/responses/Two" }, Two: { description: OK, ${json(object("a: { type: integer }"))} } }`,
    ),
    code: "export const a: Promise<number | undefined> = api.a.get().then((got) => got.a);",
  },
  {
    name: "parameters of allOf, const and null",
    source: openapi(
      {
        "/a": get(
          `parameters: [{ name: all, in: query, schema: { allOf: [${ref("Word")}] } }, { name: only, in: query, schema: { const: x } }, { name: maybe, in: query, schema: { type: [string, "null"] } }]`,
        ),
      },
      "Word: { type: string, enum: [a, b] }",
    ),
    code: `void api.a.get({ all: "a", only: "x", maybe: null });
// @ts-expect-error
void api.a.get({ all: "c" });
// @ts-expect-error
void api.a.get({ only: "y" });`,
  },
  {
    name: "several successes",
    source: openapi({
      "/a": get(
        "",
        `${ok()}, "202": { description: Later, ${json("{ type: array, items: { type: integer } }")} }`,
      ),
    }),
    code: "export const got: Promise<s.GetA200Response | number[]> = api.a.get();".replace(
      "s.GetA200Response",
      "{ a?: string }",
    ),
  },
  {
    name: "JSON beside XML",
    source: openapi({
      "/a": get(
        "",
        `"200": { description: OK, content: { application/xml: { schema: { type: string } }, application/json: { schema: ${object("a: { type: integer }")} } } }`,
      ),
    }),
    code: "export const a: Promise<number | undefined> = api.a.get().then((got) => got.a);",
  },
  {
    name: "a field that is read-only because its schema is",
    source: openapi(
      { "/a": sends(ref("A"), ok(ref("A"))) },
      `A: ${object(`id: ${ref("Id")}, name: { type: string }`)}, Id: { type: string, readOnly: true }`,
    ),
    code: `void api.a.create({ name: "x" });
// @ts-expect-error
void api.a.create({ id: "1" });
export const id: Promise<string | undefined> = api.a.create({}).then((got) => got.id);`,
  },
  {
    name: "fields beside typed additional ones",
    source: openapi({
      "/a": sends(object("name: { type: string }", ", additionalProperties: { type: integer }")),
    }),
    code: `void api.a.create({ name: "x", count: 1 });
// @ts-expect-error
void api.a.create({ count: true });`,
  },
  {
    name: "a map",
    source: openapi({ "/a": get("", ok("{ type: object, additionalProperties: { type: integer } }")) }),
    code: "export const n: Promise<number | undefined> = api.a.get().then((got) => got.x);".replace(
      "api.a.get()",
      "api.a.list()",
    ),
  },
  {
    name: "keywords beside a reference",
    source: openapi(
      {
        "/a": sends(
          `{ $ref: "#/components/schemas/A", required: [b], properties: { b: { type: integer } } }`,
        ),
      },
      `A: ${object("a: { type: string }")}`,
    ),
    code: `void api.a.create({ a: "x", b: 1 });
// @ts-expect-error
void api.a.create({ a: "x" });`,
  },
  {
    name: "a reference into a path",
    source: openapi({
      "/a": get(),
      "/b": get("", ok('{ $ref: "#/paths/~1a/get/responses/200/content/application~1json/schema" }')),
    }),
    code: "export const a: Promise<string | undefined> = api.b.get().then((got) => got.a);",
  },
  {
    name: "a discriminator without a mapping",
    source: openapi(
      { "/a": sends(ref("Boat"), ok(ref("Boat"))) },
      `Boat: { oneOf: [${ref("Ship")}, ${ref("Canoe")}], discriminator: { propertyName: kind } }, Ship: ${object("kind: { type: string }, at: { type: string, format: date-time }", ", required: [kind]")}, Canoe: ${object("kind: { type: string }", ", required: [kind]")}`,
    ),
    code: `void api.a.create({ kind: "Ship", at: new Date() });
// @ts-expect-error
void api.a.create({ kind: "ShipInput" });`,
  },
  {
    name: "a schema that contains itself",
    source: openapi(
      { "/a": sends(ref("Tree"), ok(ref("Tree"))) },
      `Tree: ${object(`id: { type: string, readOnly: true }, children: { type: array, items: ${ref("Tree")} }`)}`,
    ),
    code: `void api.a.create({ children: [{ children: [] }] });
// @ts-expect-error
void api.a.create({ children: [{ id: "1" }] });`,
  },
  {
    name: "a form with a file",
    source: openapi({
      "/a": `{ post: ${operation(`requestBody: { required: true, content: { multipart/form-data: { schema: ${object("file: { type: string, format: binary }, ids: { type: array, items: { type: string } }")}, encoding: { ids: { style: form, explode: false } } } } }`)} }`,
    }),
    code: "void api.a.create(new FormData());",
    holds: { "operations.ts": [/encoding: \{ ids: \{ style: "form" \} \}/] },
  },
  {
    name: "a response that is a file",
    source: openapi({
      "/a": get(
        "",
        '"200": { description: OK, content: { application/pdf: { schema: { type: string, format: binary } } } }',
      ),
    }),
    code: "export const bytes: Promise<ArrayBuffer> = api.a.list();",
  },
  {
    name: "a HEAD, an OPTIONS and a PATCH",
    source: openapi({
      "/a": `{ head: { summary: Head, responses: { "200": { description: OK }, ${errors} } }, patch: ${operation(`requestBody: { ${json(object("a: { type: string }"))} }`)} }`,
    }),
    code: `void api.a.head(); void api.a.patch({ a: "b" });`,
  },

  {
    name: "a listing that is paged by offset",
    source: openapi(
      {
        "/boats": get(
          "x-pagination: { items: /result, offsetParameter: offset, sizeParameter: sliceSize, hasNext: /hasNext, nextOffset: /offset }, parameters: [{ name: offset, in: query, schema: { type: string } }, { name: sliceSize, in: query, schema: { type: integer } }]",
          ok(
            object(
              `result: { type: array, items: ${ref("Boat")} }, offset: { type: string }, hasNext: { type: boolean }`,
            ),
          ),
        ),
      },
      `Boat: ${object("name: { type: string }")}`,
    ),
    code: `export async function names() {
  for await (const boat of api.boats.list({ sliceSize: 50 })) boat.name satisfies string | undefined;
  const all: s.Boat[] = await api.boats.list().toArray();
  return all;
}`,
  },

  // What would be dropped.
  {
    name: "servers of a path and an operation",
    source: openapi({
      "/a": `{ servers: [{ url: https://b.example }], get: ${operation("servers: [{ url: https://c.example }]")} }`,
    }),
    finds: [
      "source.yaml:6:3 own-servers: path /a has servers of its own (https://b.example)",
      "own-servers: GET /a has servers of its own (https://c.example)",
    ],
  },
  {
    name: "nullable, left over from 3.0",
    source: openapi({ "/a": sends(object("n: { type: string, nullable: true }")) }),
    finds: ["old-keyword: nullable belongs to OpenAPI 3.0 (1 schema)"],
    code: "void api.a.create({ n: null });",
  },
  {
    name: "cookies",
    source: openapi({ "/a": get("parameters: [{ name: c, in: cookie, schema: { type: string } }]") }),
    finds: ['parameter-style: GET /a: the cookie parameter "c" cannot be sent'],
  },
  {
    name: "callbacks, links and webhooks",
    source: `${openapi({ "/a": get(`callbacks: { x: { "{$request.body#/u}": { post: { responses: { "200": { description: OK } } } } } }`, `"200": { description: OK, links: { next: { operationId: getA } } }`) })}webhooks: { w: { post: { responses: { "200": { description: OK } } } } }\n`,
    finds: [
      "webhooks: The document has webhooks",
      "callbacks: GET /a has callbacks",
      "links: GET /a, response 200 has links",
    ],
  },
  {
    name: "an unknown keyword",
    source: openapi({ "/a": get("flavour: sweet") }),
    finds: ['unknown-keyword: OpenAPI 3.1 has no keyword "flavour" for an Operation object'],
  },
  {
    name: "a misspelled keyword",
    source: openapi({ "/a": get("parametres: []") }),
    rejected:
      /^source\.yaml:6:\d+: unsupported keyword "parametres" in an Operation object\n.*Did you mean "parameters"\?/,
  },
  {
    name: "a parameter in a form that no request has",
    source: openapi({
      "/a": get(
        "parameters: [{ name: f, in: query, style: deepObject, schema: { type: array, items: { type: string } } }]",
      ),
    }),
    finds: [
      'parameter-style: GET /a: the query parameter "f" cannot be sent: the style deepObject is for objects',
    ],
    holds: { "operations.ts": ['f: "unsupported"'] },
  },
  {
    name: "a header parameter that carries a key",
    source: openapi({ "/a": get("parameters: [{ name: x-key, in: header, schema: { type: string } }]") }),
    finds: ['key-parameter: GET /a: The header parameter "x-key" carries a key'],
  },

  // Servers.
  ...(
    [
      ["http://a.example", "https://a.example", "https: The server http://a.example is called over https."],
      [
        "a.example/v1",
        "https://a.example/v1",
        'server: The server "a.example/v1" was read as https://a.example/v1.',
      ],
      ["//a.example/", "https://a.example", 'server: The server "//a.example/" was read as'],
      ["https://a.example/v1?x=1#y", "https://a.example/v1", "was read as https://a.example/v1."],
      [" https://a.example/ ", "https://a.example", undefined],
    ] as const
  ).map(
    ([url, taken, finding]): Case => ({
      name: `the server ${JSON.stringify(url)}`,
      source: openapi({ "/a": get() }, "", "", `servers: [{ url: ${JSON.stringify(url)} }]`),
      finds: finding ? [finding] : [],
      holds: { "operations.ts": [`servers: readonly string[] = ["${taken}"]`] },
    }),
  ),
  ...(
    [
      ["a.example", "v1", "https://a.example/v1"],
      ["https://a.example/", "/v1/", "https://a.example/v1"],
      ["a.example/api", "v1", "https://a.example/api/v1"],
      ["a.example:8443", "/", "https://a.example:8443"],
    ] as const
  ).map(
    ([host, basePath, taken]): Case => ({
      name: `the host ${host} with the basePath ${basePath}`,
      source: swagger(
        `  /a: ${get()}`,
        "",
        `host: ${host}\nbasePath: ${basePath}\nschemes: [https]`,
      ).replaceAll(json(object("a: { type: string }")), "schema: { type: object }"),
      holds: { "operations.ts": [`servers: readonly string[] = ["${taken}"]`] },
    }),
  ),
  {
    name: "schemes of which one is for WebSockets",
    source: swagger(
      "  /a: { get: { summary: A, responses: { 200: { description: OK }, 401: { description: No } } } }",
      "",
      "host: a.example\nschemes: [wss, https]",
    ),
    finds: ["server: Of the schemes wss, https, a client supports only http and https."],
    holds: { "operations.ts": ['servers: readonly string[] = ["https://a.example"]'] },
  },
  {
    name: "a relative server",
    source: openapi({ "/a": get() }, "", "", "servers: [{ url: /v1 }]"),
    finds: ['server: The server "/v1" is not an address that a client can call: it is relative'],
    holds: { "operations.ts": ["servers: readonly string[] = []"] },
  },

  // Security.
  {
    name: "a security scheme with a blank in its name",
    source: openapi({ "/a": get('security: [{ "api key": [] }]') })
      .replaceAll("key:", '"api key":')
      .replace("security: [{ key", 'security: [{ "api key"'),
    finds: ['component-name: The name "api key" in securitySchemes has characters'],
    holds: {
      "openapi.yaml": [/security:\n {2}- ApiKey: \[\]/],
      "operations.ts": ['ApiKey: { in: "header", name: "X-Key" }', '[[securitySchemes["ApiKey"]]]'],
    },
  },

  {
    name: "a response without a schema that is said to be a file",
    source: swagger(
      '  /a: { get: { summary: A, produces: [application/pdf], responses: { "200": { description: OK }, "401": { description: No } } } }',
    ),
    code: "export const bytes: Promise<ArrayBuffer> = api.a.list();",
    holds: { "operations.ts": ['success: { "200": "application/pdf?|null" }'] },
  },
  {
    name: "media types that differ by operation, of one shared body",
    source: swagger(
      `  /a: { post: { summary: A, consumes: [application/xml], parameters: [{ $ref: "#/parameters/B" }], responses: { "200": { description: OK, schema: { type: string } }, "401": { description: No } } } }
  /b: { post: { summary: B, parameters: [{ $ref: "#/parameters/B" }], responses: { "200": { description: OK, schema: { type: string } }, "401": { description: No } } } }`,
      "parameters: { B: { in: body, name: b, required: true, schema: { type: object, properties: { a: { type: string } } } } }",
      "host: a.example\nschemes: [https]\nconsumes: [application/json]",
    ),
    code: 'void api.a.create("<a/>"); void api.b.create({ a: "b" });',
  },
  {
    name: "keys that do not travel in a header of their own",
    source: openapi({ "/a": get() })
      .replace(
        "key: { type: apiKey, in: header, name: X-Key }",
        "key: { type: apiKey, in: query, name: key }, login: { type: http, scheme: Basic }, token: { type: http, scheme: bearer }, session: { type: apiKey, in: cookie, name: s }, digest: { type: http, scheme: digest }",
      )
      .replace(
        "security: [{ key: [] }]",
        "security: [{ key: [] }, { login: [] }, { session: [], token: [] }]",
      ),
    finds: ["security-scheme: The security scheme digest is http digest"],
    holds: {
      "operations.ts": [
        'key: { in: "query", name: "key" }',
        'login: { in: "header", name: "Authorization", isBasic: true, prefix: "Basic " }',
        'session: { in: "header", name: "Cookie", prefix: "s=" }',
        'token: { in: "header", name: "Authorization", prefix: "Bearer " }',
        /\[securitySchemes\["session"\], securitySchemes\["token"\]\]/,
      ],
    },
  },

  {
    name: "a media type that must be in Accept",
    source: openapi({
      "/a": get(
        "parameters: [{ name: Accept, in: header, required: true, schema: { type: string, enum: [application/vnd.boats.v2+json] } }]",
      ),
    }),
    finds: [
      "source.yaml:6:47 accept: GET /a: The call is sent with Accept: application/vnd.boats.v2+json.",
      'ignored-header: GET /a: The header parameter "Accept" must be ignored according to the standard',
    ],
    code: "void api.a.get({});",
    holds: { "operations.ts": ['"GET /a": { accept: "application/vnd.boats.v2+json" }'] },
  },

  // Documents that exist.
  {
    name: "150 aliases",
    source: openapi(
      { "/a": get() },
      `S: &s { type: string }, ${Array.from({ length: 150 }, (_, index) => `S${index}: *s`).join(", ")}`,
    ),
    code: 'export const one: s.S149 = "a";',
  },
  {
    name: "an alias within what it stands for",
    source: openapi({ "/a": get("x-a: &a { b: *a }") }),
    rejected: /^source\.yaml:6:\d+: the alias \*a is within the value that it stands for/,
  },
  {
    name: "aliases that stand for billions of values",
    source: openapi(
      { "/a": get() },
      "",
      `x-bomb: { a0: &a0 [x, x], ${Array.from({ length: 40 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`).join(", ")} }`,
    ),
    rejected: /^source\.yaml:\d+:\d+: the aliases of the document stand for more than/,
  },
  {
    name: "a version that YAML takes for a number",
    source: openapi({ "/a": get() }).replace('version: "1"', "version: 1.10"),
    holds: { "openapi.yaml": ['version: "1.10"'] },
  },
  {
    name: "only a default response as an error",
    source: openapi({ "/a": get() }).replace(errors, "default: { description: Wrong. }"),
    code: "void api.a.get();",
  },
  {
    name: "invisible characters",
    source: openapi({ "/a": get('description: "a\u0007\u200bb"') }),
    code: "void api.a.get();",
  },
  {
    name: "paths that differ by the names of their parameters",
    source: openapi({
      "/a/{x}": get(),
      "/a/{y}": `{ put: ${operation("parameters: [{ name: y, in: path, required: true, schema: { type: integer } }]")}, get: ${operation()} }`,
    }),
    finds: [
      "source.yaml:7:3 same-paths: The paths /a/{x} and /a/{y} match the same requests",
      "same-operations: GET /a/{y} matches the same requests as GET /a/{x}; it was left out.",
    ],
    code: "void api.a.get(1); void api.a.update(1);",
  },
  {
    name: "an object that a PUT replaces",
    source: openapi(
      {
        "/boats/{id}": `{ parameters: [{ name: id, in: path, required: true, schema: { type: string } }], get: ${operation("", ok(ref("Boat")), "read")}, put: ${operation(`x-replaces: { readOperation: read }, requestBody: { required: true, ${json(ref("Boat"))} }`, '"204": { description: OK }', "put")} }`,
      },
      `Boat: ${object("id: { type: string, readOnly: true }, code: { type: string, writeOnly: true }, rig: { type: string, enum: [sloop] }", ", required: [id, rig]")}`,
    ),
    code: `void api.boats.update("1", { rig: "sloop" });
void api.boats.update("1", { code: "a" });
void api.boats.update("1", (boat) => ({ ...boat, code: "a" }));
void api.boats.get("1").then((boat) => api.boats.replace("1", boat));
// @ts-expect-error
void api.boats.update("1", { id: "2" });
// @ts-expect-error
void api.boats.update("1", { rig: "ketch" });
// @ts-expect-error
void api.boats.replace("1", { code: "a" });`,
    holds: {
      "table.ts": ['update: ["PUT /boats/{id}"]', 'put: "boats.replace"'],
      "operations.ts": [/readOnly: \{ id: true \}/, /writeOnly: \{ code: true \}/],
    },
  },
  {
    name: "a query in a path",
    source: openapi({ "/a?kind=x": get() }),
    finds: ["path-query: The path /a?kind=x has a query"],
    code: `void api.a.get({ kind: "x" });
// @ts-expect-error
void api.a.get({ kind: "y" });`,
  },
  {
    name: "responses that have no status",
    source: openapi({ "/a": get("", `${ok()}, success: { description: OK }, 2xx: { description: OK }`) }),
    finds: ['response-status: The response "success" has no HTTP status; it was left out.'],
    code: "void api.a.get();",
  },
  {
    name: "vendor's text that looks like a tag",
    source: openapi(
      { "/a": get('description: "Old.\\n@deprecated use b */ instead"') },
      `A: ${object('b: { type: string, description: "@internal thing" }')}`,
    ),
    holds: { "resources.ts": ["`@deprecated` use b *\\/ instead"], "schema.ts": ["`@internal` thing."] },
  },
];

const results = new Map<Case, { findings: string[]; files: Map<string, string>; error: string }>();
let compileErrors: { file: string; text: string }[] = [];

beforeAll(async () => {
  const all = new Map<string, string>();
  for (const [index, each] of cases.entries()) {
    const api = `d${index}`;
    try {
      const corrected = correct({
        api,
        sources: [{ path: "source.yaml", text: each.source }],
        overlay: undefined,
      });
      const files = await generate(corrected);
      results.set(each, { findings: linesOf(corrected.findings), files, error: "" });
      for (const [path, text] of files) all.set(path, text);
      if (each.code)
        all.set(
          `packages/sdk/src/${api}/generated/use.ts`,
          `import type * as s from "@booking-apis/${api}-client";\nimport type { Call } from "../../core/call.ts";\nimport type { Resources } from "./resources.ts";\nexport type { s, Call };\nexport declare const api: Resources;\n${each.code}\n`,
        );
    } catch (error) {
      results.set(each, { findings: [], files: new Map(), error: (error as Error).message });
    }
  }
  compileErrors = findGeneratedErrors(root, all).map(({ file, line, message, source }) => ({
    file,
    text: `${file}:${line}: ${message}\n  ${source}`,
  }));
});

describe("an invented document becomes code that compiles, or is rejected with the reason", () => {
  test("there are at least sixty of them", () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  test.each(cases)("$name", (each) => {
    const { findings, files, error } = results.get(each) as {
      findings: string[];
      files: Map<string, string>;
      error: string;
    };
    if (each.rejected) {
      expect(error).toMatch(each.rejected);
      return;
    }
    expect(error).toBe("");
    const api = `/d${cases.indexOf(each)}`;
    expect(
      compileErrors
        .filter(({ file }) => file.includes(`${api}-client/`) || file.includes(`${api}/`))
        .map(({ text }) => text),
    ).toEqual([]);
    for (const finding of each.finds ?? []) expect(findings.join("\n")).toContain(finding);
    for (const [end, parts] of Object.entries(each.holds ?? {})) {
      const text = [...files].find(([path]) => path.endsWith(`/${end}`))?.[1] ?? "";
      for (const part of parts)
        expect(text).toMatch(
          typeof part === "string" ? new RegExp(part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) : part,
        );
    }
  });
});
