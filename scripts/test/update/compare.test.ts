import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { OpenApiDocument } from "../../src/openapi.ts";
import { compareDocuments } from "../../src/update/compare.ts";

const from = "- { name: from, in: query, description: First day., schema: { type: string } }";
const kind = "- { name: kind, in: query, schema: { type: string, enum: [sail, motor] } }";
const newBoat = 'content: { application/json: { schema: { $ref: "#/components/schemas/NewBoat" } } }';
const boats = '{ type: array, items: { $ref: "#/components/schemas/Boat" } }';
const nameOfBoat = "name: { type: string, description: Painted on it. }";

const boatsApi = `
openapi: 3.1.0
info: { title: Boats, version: "1", description: To hire. }
servers: [{ url: https://boats.example }]
security: [{ key: [] }]
paths:
  /boats:
    get:
      operationId: listBoats
      summary: All boats
      parameters:
        ${from}
        ${kind}
      responses:
        "200": { description: Boats., content: { application/json: { schema: ${boats} } } }
        "404": { $ref: "#/components/responses/None" }
    post:
      operationId: createBoat
      summary: A new boat
      requestBody: { ${newBoat} }
      responses:
        "201": { description: Made., content: { application/json: { schema: { type: object, properties: { id: { type: string } } } } } }
  /boats/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      operationId: getBoat
      responses:
        "200": { description: A boat., content: { application/json: { schema: { $ref: "#/components/schemas/Boat" } } } }
    put:
      operationId: putBoat
      requestBody: { content: { application/json: { schema: { type: array, items: { type: integer } } } } }
      responses:
        "200": { description: Done., content: { text/plain: { schema: { type: string } } } }
    delete:
      operationId: deleteBoat
      summary: Sinks it
      responses:
        "204": { description: Sunk. }
  /harbour:
    get:
      operationId: getHarbour
      responses:
        "200": { description: Ours., content: { application/json: { schema: { $ref: "#/components/schemas/Harbour" } } } }
        "404": { $ref: "#/components/responses/None" }
    put:
      operationId: putHarbour
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Harbour" } } } }
      responses:
        "204": { description: Moved. }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    basic: { type: http, scheme: basic }
  responses:
    None: { description: None., content: { application/json: { schema: { type: object, properties: { why: { type: string } } } } } }
  schemas:
    Boat:
      type: object
      required: [id]
      properties:
        id: { type: string }
        ${nameOfBoat}
        rig: { type: string, enum: [sloop, ketch] }
        crew: { type: array, items: { type: object, properties: { age: { type: integer } } } }
        berth: { oneOf: [{ type: object, properties: { pier: { type: string } } }, { type: string }] }
        deck: { allOf: [{ $ref: "#/components/schemas/Deck" }, { type: object, properties: { teak: { type: boolean } } }] }
    NewBoat:
      type: object
      properties:
        # What is sent.
        name: { type: string }
        rig: { type: string, enum: [gaff, lug] }
    Deck: { type: object, additionalProperties: { type: string } }
    Harbour: { type: object, properties: { town: { type: string }, depth: { type: [number, "null"] } } }
    # Of no use.
    Unused: { type: object, properties: { a: { type: string } } }
`;

/** The document after each fragment has been replaced; each must be in it exactly once. */
function edited(...edits: [fragment: string, replacement: string][]): string {
  return edits.reduce((text, [fragment, replacement]) => {
    const parts = text.split(fragment);
    if (parts.length !== 2) throw new Error(`${JSON.stringify(fragment)} is there ${parts.length - 1} times`);
    return parts.join(replacement);
  }, boatsApi);
}

const read = (text: string): OpenApiDocument => parse(text);

/** A line for each change: `types/wire: subject text`. */
function changes(before: string, after: string): string[] {
  return compareDocuments(read(before), read(after)).changes.map(
    ({ subject, text, types, wire }) => `${types}/${wire}: ${subject} ${text}`,
  );
}

type Edit = [fragment: string, replacement: string];
/** What changes when the edits are made, and what when they are taken back. */
type Row = [what: string, edits: Edit[], there: string[], back: string[]];

const list = "`GET /boats` (`boats.list`)";
const create = "`POST /boats` (`boats.create`)";
const remove = "`DELETE /boats/{id}` (`boats.delete`)";
const boat = (path: string) => `\`Boat${path}\` (received by boats.list and boats.get)`;
const sentBoat = (path: string) => `\`NewBoat${path}\` (sent by boats.create)`;
const harbour = (path: string) => `\`Harbour${path}\` (received and sent by harbour.get and harbour.update)`;

const operations: Row[] = [
  [
    "an operation",
    [
      [
        '    delete:\n      operationId: deleteBoat\n      summary: Sinks it\n      responses:\n        "204": { description: Sunk. }\n',
        "",
      ],
    ],
    [`major/major: ${remove} was removed`],
    [`minor/minor: ${remove} is new: Sinks it.`],
  ],
  [
    "a whole path",
    [["  /boats/{id}:\n", "  /ships/{id}:\n"]],
    [
      "major/major: `GET /ships/{id}` (`ships.get`) was at `/boats/{id}`",
      "major/patch: `GET /ships/{id}` (`ships.get`) its method in the SDK was `boats.get`, is `ships.get`",
      "major/major: `PUT /ships/{id}` (`ships.update`) was at `/boats/{id}`",
      "major/patch: `PUT /ships/{id}` (`ships.update`) its method in the SDK was `boats.update`, is `ships.update`",
      "major/major: `DELETE /ships/{id}` (`ships.delete`) was at `/boats/{id}`",
      "major/patch: `DELETE /ships/{id}` (`ships.delete`) its method in the SDK was `boats.delete`, is `ships.delete`",
    ],
    [
      "major/major: `GET /boats/{id}` (`boats.get`) was at `/ships/{id}`",
      "major/patch: `GET /boats/{id}` (`boats.get`) its method in the SDK was `ships.get`, is `boats.get`",
      "major/major: `PUT /boats/{id}` (`boats.update`) was at `/ships/{id}`",
      "major/patch: `PUT /boats/{id}` (`boats.update`) its method in the SDK was `ships.update`, is `boats.update`",
      "major/major: `DELETE /boats/{id}` (`boats.delete`) was at `/ships/{id}`",
      "major/patch: `DELETE /boats/{id}` (`boats.delete`) its method in the SDK was `ships.delete`, is `boats.delete`",
    ],
  ],
  [
    "the name of a path parameter, which is never sent",
    [["/boats/{id}:\n    parameters: [{ name: id", "/boats/{boatId}:\n    parameters: [{ name: boatId"]],
    [
      "major/patch: `GET /boats/{boatId}` (`boats.get`) path parameter `id` is now called `boatId`",
      "major/patch: `PUT /boats/{boatId}` (`boats.update`) path parameter `id` is now called `boatId`",
      "major/patch: `DELETE /boats/{boatId}` (`boats.delete`) path parameter `id` is now called `boatId`",
    ],
    [
      "major/patch: `GET /boats/{id}` (`boats.get`) path parameter `boatId` is now called `id`",
      "major/patch: `PUT /boats/{id}` (`boats.update`) path parameter `boatId` is now called `id`",
      `major/patch: ${remove} path parameter \`boatId\` is now called \`id\``,
    ],
  ],
  [
    "the type of a path parameter",
    [
      [
        "in: path, required: true, schema: { type: string }",
        "in: path, required: true, schema: { type: integer }",
      ],
    ],
    [
      "major/major: `GET /boats/{id}` (`boats.get`) path parameter `id` was `string`, is `integer`",
      "major/major: `PUT /boats/{id}` (`boats.update`) path parameter `id` was `string`, is `integer`",
      `major/major: ${remove} path parameter \`id\` was \`string\`, is \`integer\``,
    ],
    [
      "major/major: `GET /boats/{id}` (`boats.get`) path parameter `id` was `integer`, is `string`",
      "major/major: `PUT /boats/{id}` (`boats.update`) path parameter `id` was `integer`, is `string`",
      `major/major: ${remove} path parameter \`id\` was \`integer\`, is \`string\``,
    ],
  ],
  [
    "an operationId, which is never sent, and the types that are named after it",
    [["createBoat", "addBoat"]],
    [
      `patch/patch: ${create} operationId was \`createBoat\`, is \`addBoat\``,
      "minor/patch: `CreateBoatResponse` is called `AddBoatResponse` now and has the same shape",
    ],
    [
      `patch/patch: ${create} operationId was \`addBoat\`, is \`createBoat\``,
      "minor/patch: `AddBoatResponse` is called `CreateBoatResponse` now and has the same shape",
    ],
  ],
  [
    "the name of a method in the SDK",
    [["operationId: deleteBoat", "operationId: deleteBoat\n      x-sdk-name: boats.sink"]],
    [
      "major/patch: `DELETE /boats/{id}` (`boats.sink`) its method in the SDK was `boats.delete`, is `boats.sink`",
    ],
    [`major/patch: ${remove} its method in the SDK was \`boats.sink\`, is \`boats.delete\``],
  ],
  [
    "whether an operation is deprecated",
    [["operationId: deleteBoat", "operationId: deleteBoat\n      deprecated: true"]],
    [`minor/patch: ${remove} is deprecated now`],
    [],
  ],
  [
    "whether an operation is safe to retry",
    [["operationId: createBoat", "operationId: createBoat\n      x-safe: true"]],
    [`minor/patch: ${create} is now safe to retry`],
    [`major/patch: ${create} is no longer safe to retry`],
  ],
  [
    "whether an operation is paged",
    [["operationId: listBoats", "operationId: listBoats\n      x-pagination: { token: /a }"]],
    [`minor/patch: ${list} is paged now`],
    [`major/patch: ${list} is not paged any more`],
  ],
  [
    "the date windows of an operation",
    [
      [
        "operationId: listBoats",
        "operationId: listBoats\n      x-date-windows: [{ from: from, to: to, maximum: P31D }]",
      ],
    ],
    [`minor/patch: ${list} has different date windows`],
    [`minor/patch: ${list} has different date windows`],
  ],
  [
    "the parameters of which an operation needs some",
    [["operationId: listBoats", "operationId: listBoats\n      x-require-one-of: [[from, to], [token]]"]],
    [`major/major: ${list} needs parameters of the query: \`from\` and \`to\`, or \`token\``],
    [`minor/minor: ${list} needs no parameter of the query any more`],
  ],
  [
    "what identifies an item of a listing",
    [["operationId: listBoats", "operationId: listBoats\n      x-item-key: id"]],
    [`minor/patch: ${list} recognizes items by another field`],
    [`minor/patch: ${list} recognizes items by another field`],
  ],
  [
    "the summary of an operation",
    [["summary: All boats", "summary: Every boat"]],
    [`patch/patch: ${list} has a different summary`],
    [`patch/patch: ${list} has a different summary`],
  ],
  [
    "the description of an operation",
    [["summary: All boats", "summary: All boats\n      description: Of the fleet."]],
    [`patch/patch: ${list} has a different description`],
    [`patch/patch: ${list} has a different description`],
  ],
];

const parameters: Row[] = [
  [
    "an optional query parameter beside others",
    [[kind, `${kind}\n        - { name: to, in: query, schema: { type: string } }`]],
    [`minor/minor: ${list} query parameter \`to\` is new`],
    [`major/major: ${list} query parameter \`to\` was removed`],
  ],
  [
    "a required query parameter",
    [[kind, `${kind}\n        - { name: to, in: query, required: true, schema: { type: string } }`]],
    [`major/major: ${list} query parameter \`to\` is new and required`],
    [`major/major: ${list} query parameter \`to\` was removed`],
  ],
  [
    "the only query parameters, which moves the arguments of the method",
    [[`      parameters:\n        ${from}\n        ${kind}\n`, ""]],
    [
      `major/major: ${list} query parameter \`from\` was removed`,
      `major/major: ${list} query parameter \`kind\` was removed`,
      `major/patch: ${list} the arguments of \`boats.list\` were (query, options), are (options)`,
    ],
    [
      `minor/minor: ${list} query parameter \`from\` is new`,
      `minor/minor: ${list} query parameter \`kind\` is new`,
      `major/patch: ${list} the arguments of \`boats.list\` were (options), are (query, options)`,
    ],
  ],
  [
    "a required header parameter, which is an argument of the method",
    [[kind, `${kind}\n        - { name: X-Fleet, in: header, required: true, schema: { type: string } }`]],
    [
      `major/major: ${list} header parameter \`X-Fleet\` is new and required`,
      `major/patch: ${list} the arguments of \`boats.list\` were (query, options), are (X-Fleet, query, options)`,
    ],
    [
      `major/major: ${list} header parameter \`X-Fleet\` was removed`,
      `major/patch: ${list} the arguments of \`boats.list\` were (X-Fleet, query, options), are (query, options)`,
    ],
  ],
  [
    "an optional header parameter",
    [[kind, `${kind}\n        - { name: X-Fleet, in: header, schema: { type: string } }`]],
    [`minor/minor: ${list} header parameter \`X-Fleet\` is new`],
    [`major/major: ${list} header parameter \`X-Fleet\` was removed`],
  ],
  [
    "the name of a query parameter, known by its description wherever it is",
    [[`${from}\n        ${kind}`, `${kind}\n        ${from.replace("from", "since")}`]],
    [`major/major: ${list} query parameter \`from\` is now called \`since\``],
    [`major/major: ${list} query parameter \`since\` is now called \`from\``],
  ],
  [
    "the name of a query parameter without a description, known by its position",
    [["name: kind", "name: sort"]],
    [`major/major: ${list} query parameter \`kind\` is now called \`sort\``],
    [`major/major: ${list} query parameter \`sort\` is now called \`kind\``],
  ],
  [
    "the name and the position of a query parameter without a description, which may be another",
    [[`${from}\n        ${kind}`, `${kind.replace("kind", "sort")}\n        ${from}`]],
    [
      `major/major: ${list} query parameter \`kind\` was removed`,
      `minor/minor: ${list} query parameter \`sort\` is new`,
    ],
    [
      `major/major: ${list} query parameter \`sort\` was removed`,
      `minor/minor: ${list} query parameter \`kind\` is new`,
    ],
  ],
  [
    "one query parameter, for two of the same description, either of which it may be",
    [[from, `${from.replace("from", "since")}\n        ${from.replace("from", "after")}`]],
    [
      `major/major: ${list} query parameter \`from\` was removed`,
      `minor/minor: ${list} query parameter \`since\` is new`,
      `minor/minor: ${list} query parameter \`after\` is new`,
    ],
    [
      `major/major: ${list} query parameter \`since\` was removed`,
      `major/major: ${list} query parameter \`after\` was removed`,
      `minor/minor: ${list} query parameter \`from\` is new`,
    ],
  ],
  [
    "whether a query parameter is required, and apart from that how it is described",
    [["in: query, description: First day.", "in: query, required: true, description: The first day."]],
    [
      `major/major: ${list} query parameter \`from\` is required now`,
      `patch/patch: ${list} query parameter \`from\` is described differently`,
    ],
    [
      `minor/minor: ${list} query parameter \`from\` is optional now`,
      `patch/patch: ${list} query parameter \`from\` is described differently`,
    ],
  ],
  [
    "whether a query parameter is deprecated",
    [["description: First day.", "description: First day., deprecated: true"]],
    [`minor/patch: ${list} query parameter \`from\` is deprecated now`],
    [],
  ],
  [
    "what a query parameter may be",
    [["First day., schema: { type: string }", "First day., schema: { type: [string, integer] }"]],
    [`minor/minor: ${list} query parameter \`from\` was \`string\`, is \`string | integer\``],
    [`major/major: ${list} query parameter \`from\` was \`string | integer\`, is \`string\``],
  ],
  [
    "whether a query parameter has a type",
    [["First day., schema: { type: string }", "First day., schema: {}"]],
    [`minor/minor: ${list} query parameter \`from\` was \`string\`, is \`unknown\``],
    [`major/minor: ${list} query parameter \`from\` was \`unknown\`, is \`string\``],
  ],
  [
    "a value of a query parameter",
    [["[sail, motor]", "[sail, motor, oar]"]],
    [`minor/minor: ${list} query parameter \`kind\` also has the value \`"oar"\``],
    [`major/major: ${list} query parameter \`kind\` no longer has the value \`"oar"\``],
  ],
  [
    "whether a query parameter has but a few values",
    [["First day., schema: { type: string }", "First day., schema: { type: string, enum: [today, ever] }"]],
    [`major/major: ${list} query parameter \`from\` has only the values \`"today"\` and \`"ever"\` now`],
    [
      `minor/minor: ${list} query parameter \`from\` is no longer limited to the values \`"today"\` and \`"ever"\``,
    ],
  ],
  [
    "the limits of a query parameter",
    [
      [
        "First day., schema: { type: string }",
        "First day., schema: { type: string, format: date, maxLength: 10 }",
      ],
    ],
    [
      `patch/major: ${list} query parameter \`from\` has different limits: format was none, is "date"; maxLength was none, is 10`,
    ],
    [
      `patch/minor: ${list} query parameter \`from\` has different limits: format was "date", is none; maxLength was 10, is none`,
    ],
  ],
  [
    "how a query parameter is written in the URL, which only the wire knows",
    [["First day., schema: { type: string }", "First day., explode: false, schema: { type: string }"]],
    [
      `patch/major: ${list} query parameter \`from\` was written as style form, is written as style form, explode false`,
    ],
    [
      `patch/major: ${list} query parameter \`from\` was written as style form, explode false, is written as style form`,
    ],
  ],
];

const bodies: Row[] = [
  [
    "a request body",
    [[`      requestBody: { ${newBoat} }\n`, ""]],
    [
      `major/major: ${create} the request body was removed`,
      `major/patch: ${create} the arguments of \`boats.create\` were (body, options), are (options)`,
    ],
    [
      `minor/minor: ${create} the request body is new`,
      `major/patch: ${create} the arguments of \`boats.create\` were (options), are (body, options)`,
    ],
  ],
  [
    "a required request body",
    [
      [
        "operationId: deleteBoat",
        `operationId: deleteBoat\n      requestBody: { required: true, ${newBoat} }`,
      ],
    ],
    [
      `major/major: ${remove} the request body is new and required`,
      `major/patch: ${remove} the arguments of \`boats.delete\` were (path 1, options), are (path 1, body, options)`,
    ],
    [
      `major/major: ${remove} the request body was removed`,
      `major/patch: ${remove} the arguments of \`boats.delete\` were (path 1, body, options), are (path 1, options)`,
    ],
  ],
  [
    "whether a request body is required, and apart from that how it is described",
    [[`requestBody: { ${newBoat}`, `requestBody: { required: true, description: It floats., ${newBoat}`]],
    [
      `major/major: ${create} the request body is required now`,
      `patch/patch: ${create} the request body is described differently`,
    ],
    [
      `minor/minor: ${create} the request body is optional now`,
      `patch/patch: ${create} the request body is described differently`,
    ],
  ],
  [
    "what a request body is",
    [[newBoat, newBoat.replace("schema: {", "schema: { type: array, items: {").replace("} } }", "} } } }")]],
    [`major/major: ${create} the request body was \`NewBoat\`, is \`NewBoat[]\``],
    [`major/major: ${create} the request body was \`NewBoat[]\`, is \`NewBoat\``],
  ],
  [
    "what is within a request body that is written in place",
    [["items: { type: integer }", "items: { type: boolean }"]],
    ["major/major: `PUT /boats/{id}` (`boats.update`) the request body: `[]` was `integer`, is `boolean`"],
    ["major/major: `PUT /boats/{id}` (`boats.update`) the request body: `[]` was `boolean`, is `integer`"],
  ],
  [
    "the media type of a request body",
    [[newBoat, newBoat.replace("json", "xml")]],
    [`major/major: ${create} the request body was application/json, is application/xml`],
    [`major/major: ${create} the request body was application/xml, is application/json`],
  ],
  [
    "one more media type of a request body, wherever it is",
    [[newBoat, newBoat.replace("{ ", "{ text/csv: { schema: { type: string } }, ")]],
    [`minor/minor: ${create} the request body can be text/csv, too`],
    [`major/major: ${create} the request body was text/csv and application/json, is application/json`],
  ],
  [
    "a response to an error",
    [
      [
        'Boat" } } } } }\n        "404": { $ref: "#/components/responses/None" }\n    post',
        'Boat" } } } } }\n    post',
      ],
    ],
    [`major/minor: ${list} the 404 response was removed`],
    [`minor/minor: ${list} the 404 response is new`],
  ],
  [
    "a response of success, which is one more type to distinguish",
    [
      [
        '        "204": { description: Sunk. }',
        '        "202": { description: Soon. }\n        "204": { description: Sunk. }',
      ],
    ],
    [`major/minor: ${remove} the 202 response is new`],
    [`major/major: ${remove} the 202 response was removed`],
  ],
  [
    "the body of a response",
    [
      [
        "description: Sunk. }",
        "description: Sunk., content: { application/json: { schema: { type: string } } } }",
      ],
    ],
    [`minor/minor: ${remove} the 204 response has a body now`],
    [`major/major: ${remove} the 204 response has no body any more`],
  ],
  [
    "whether a response may lack its body",
    [['200": { description: A boat.', '200": { x-optional-body: true, description: A boat.']],
    ["major/major: `GET /boats/{id}` (`boats.get`) the 200 response may have no body now"],
    ["minor/minor: `GET /boats/{id}` (`boats.get`) the 200 response always has a body now"],
  ],
  [
    "what a response is",
    [[boats, '{ $ref: "#/components/schemas/Harbour" }']],
    [`major/major: ${list} the 200 response was \`Boat[]\`, is \`Harbour\``],
    [`major/major: ${list} the 200 response was \`Harbour\`, is \`Boat[]\``],
  ],
  [
    "the media type of a response",
    [[`content: { application/json: { schema: ${boats}`, `content: { text/csv: { schema: ${boats}`]],
    [`major/major: ${list} the 200 response was application/json, is text/csv`],
    [`major/major: ${list} the 200 response was text/csv, is application/json`],
  ],
  [
    "one more media type of a response",
    [
      [
        "text/plain: { schema: { type: string } }",
        "text/plain: { schema: { type: string } }, text/csv: { schema: { type: string } }",
      ],
    ],
    ["minor/minor: `PUT /boats/{id}` (`boats.update`) the 200 response can be text/csv, too"],
    [
      "major/major: `PUT /boats/{id}` (`boats.update`) the 200 response was text/plain and text/csv, is text/plain",
    ],
  ],
  [
    "how a response is described",
    [["description: Sunk.", "description: Really sunk."]],
    [`patch/patch: ${remove} the 204 response is described differently`],
    [`patch/patch: ${remove} the 204 response is described differently`],
  ],
  [
    "a response that operations share, once",
    [["why: { type: string }", "why: { type: integer }"]],
    ["major/major: `NoneResponse.why` (received by boats.list and harbour.get) was `string`, is `integer`"],
    ["major/major: `NoneResponse.why` (received by boats.list and harbour.get) was `integer`, is `string`"],
  ],
  [
    "a header of a response, which only the wire knows",
    [["description: Sunk. }", "description: Sunk., headers: { X-Left: { schema: { type: integer } } } }"]],
    [`patch/minor: ${remove} the 204 response also has the header \`X-Left\``],
    [`patch/minor: ${remove} the 204 response no longer has the header \`X-Left\``],
  ],
];

const schemas: Row[] = [
  [
    "a field that is received",
    [[`        ${nameOfBoat}\n`, ""]],
    [`major/major: ${boat(".name")} was removed`],
    [`minor/minor: ${boat(".name")} is new`],
  ],
  [
    "a field of the items of an array",
    [["age: { type: integer }", "age: { type: integer }, job: { type: string }"]],
    [`minor/minor: ${boat(".crew[].job")} is new`],
    [`major/major: ${boat(".crew[].job")} was removed`],
  ],
  [
    "a field of a body that is written in place",
    [["properties: { id: { type: string } }", "properties: { id: { type: string }, at: { type: string } }"]],
    ["minor/minor: `CreateBoatResponse.at` (received by boats.create) is new"],
    ["major/major: `CreateBoatResponse.at` (received by boats.create) was removed"],
  ],
  [
    "a field of an alternative",
    [["pier: { type: string }", "pier: { type: integer }"]],
    [`major/major: ${boat(".berth.pier")} was \`string\`, is \`integer\``],
    [`major/major: ${boat(".berth.pier")} was \`integer\`, is \`string\``],
  ],
  [
    "a field of a part",
    [["teak: { type: boolean }", "teak: { type: boolean }, oiled: { type: boolean }"]],
    [`minor/minor: ${boat(".deck.oiled")} is new`],
    [`major/major: ${boat(".deck.oiled")} was removed`],
  ],
  [
    "an alternative",
    [["{ type: object, properties: { pier: { type: string } } }, ", ""]],
    [`minor/minor: ${boat(".berth")} was \`object | string\`, is \`string\``],
    [`major/major: ${boat(".berth")} was \`string\`, is \`object | string\``],
  ],
  [
    "an alternative of the same type as another",
    [
      [
        "{ type: object, properties: { pier",
        "{ type: object, properties: { buoy: {} } }, { type: object, properties: { pier",
      ],
    ],
    [`major/major: ${boat(".berth")} is composed of different parts`],
    [`minor/minor: ${boat(".berth")} is composed of different parts`],
  ],
  [
    "the type of the fields without names",
    [["additionalProperties: { type: string }", "additionalProperties: { type: integer }"]],
    ["major/major: `Deck.*` (received by boats.list and boats.get) was `string`, is `integer`"],
    ["major/major: `Deck.*` (received by boats.list and boats.get) was `integer`, is `string`"],
  ],
  [
    "fields without names",
    [["Unused: { type: object", "Unused: { type: object, additionalProperties: true"]],
    ["minor/minor: `Unused` may now have other fields too"],
    ["major/major: `Unused` has no other fields any more"],
  ],
  [
    "whether a field that is received is always there",
    [["required: [id]", "required: [id, name]"]],
    [`minor/minor: ${boat(".name")} is always there now`],
    [`major/major: ${boat(".name")} may be missing now`],
  ],
  [
    "whether a field that is received has a type",
    [[nameOfBoat, "name: { description: Painted on it. }"]],
    [`major/minor: ${boat(".name")} was \`string\`, is \`unknown\``],
    [`minor/minor: ${boat(".name")} was \`unknown\`, is \`string\``],
  ],
  [
    "whether a field that is received may be null",
    [[nameOfBoat, nameOfBoat.replace("string", '[string, "null"]')]],
    [`major/major: ${boat(".name")} was \`string\`, is \`string | null\``],
    [`minor/minor: ${boat(".name")} was \`string | null\`, is \`string\``],
  ],
  [
    "whether a number is whole, which TypeScript does not know",
    [["age: { type: integer }", "age: { type: number }"]],
    [`patch/major: ${boat(".crew[].age")} was \`integer\`, is \`number\``],
    [`patch/minor: ${boat(".crew[].age")} was \`number\`, is \`integer\``],
  ],
  [
    "a value that is received, for which a type is open",
    [["[sloop, ketch]", "[sloop, ketch, yawl]"]],
    [`patch/minor: ${boat(".rig")} also has the value \`"yawl"\``],
    [`patch/patch: ${boat(".rig")} no longer has the value \`"yawl"\``],
  ],
  [
    "a value that is sent",
    [["[gaff, lug]", "[gaff, lug, 3]"]],
    [`minor/minor: ${sentBoat(".rig")} also has the value \`3\``],
    [`major/major: ${sentBoat(".rig")} no longer has the value \`3\``],
  ],
  [
    "a value for another",
    [["[gaff, lug]", "[gaff, lateen]"]],
    [`major/major: ${sentBoat(".rig")} no longer has the value \`"lug"\`, also has the value \`"lateen"\``],
    [`major/major: ${sentBoat(".rig")} no longer has the value \`"lateen"\`, also has the value \`"lug"\``],
  ],
  [
    "a field that is sent",
    [["# What is sent.", "age: { type: integer }"]],
    [`minor/minor: ${sentBoat(".age")} is new`],
    [`major/major: ${sentBoat(".age")} was removed`],
  ],
  [
    "a required field that is sent",
    [
      [
        "      properties:\n        # What is sent.",
        "      required: [age]\n      properties:\n        age: { type: integer }",
      ],
    ],
    [`major/major: ${sentBoat(".age")} is new and required`],
    [`major/major: ${sentBoat(".age")} was removed`],
  ],
  [
    "whether a field that is sent is required",
    [["      properties:\n        # What is sent.", "      required: [name]\n      properties:"]],
    [`major/major: ${sentBoat(".name")} is required now`],
    [`minor/minor: ${sentBoat(".name")} is optional now`],
  ],
  [
    "whether a field that goes both ways is there, which is hard on the one way or on the other",
    [["Harbour: { type: object", "Harbour: { type: object, required: [town]"]],
    [`major/major: ${harbour(".town")} is required now`],
    [`major/major: ${harbour(".town")} is optional now`],
  ],
  [
    "whether a field that goes both ways may be null, which is hard on the one way or on the other",
    [['depth: { type: [number, "null"] }', "depth: { type: number }"]],
    [`major/major: ${harbour(".depth")} was \`number | null\`, is \`number\``],
    [`major/major: ${harbour(".depth")} was \`number\`, is \`number | null\``],
  ],
  [
    "whether a field is deprecated",
    [["description: Painted on it.", "description: Painted on it., deprecated: true"]],
    [`minor/patch: ${boat(".name")} is deprecated now`],
    [],
  ],
  [
    "how a schema is described, which is not as bad as what changes within it",
    [
      ["    Boat:\n      type: object\n", "    Boat:\n      type: object\n      description: It floats.\n"],
      ["age: { type: integer }", "years: { type: integer }"],
    ],
    [
      `major/major: ${boat(".crew[].age")} was removed`,
      `minor/minor: ${boat(".crew[].years")} is new`,
      `patch/patch: ${boat("")} is described differently`,
    ],
    [
      `major/major: ${boat(".crew[].years")} was removed`,
      `minor/minor: ${boat(".crew[].age")} is new`,
      `patch/patch: ${boat("")} is described differently`,
    ],
  ],
  [
    "how a schema is described, which does not hide what only the wire knows",
    [
      ["    Boat:\n      type: object\n", "    Boat:\n      type: object\n      description: It floats.\n"],
      ["age: { type: integer }", "age: { type: number }"],
    ],
    [
      `patch/major: ${boat(".crew[].age")} was \`integer\`, is \`number\``,
      `patch/patch: ${boat("")} is described differently`,
    ],
    [
      `patch/minor: ${boat(".crew[].age")} was \`number\`, is \`integer\``,
      `patch/patch: ${boat("")} is described differently`,
    ],
  ],
  [
    "the limits of a field",
    [["age: { type: integer }", "age: { type: integer, minimum: 3, default: 18 }"]],
    [
      `patch/minor: ${boat(".crew[].age")} has different limits: default was none, is 18; minimum was none, is 3`,
    ],
    [
      `patch/minor: ${boat(".crew[].age")} has different limits: default was 18, is none; minimum was 3, is none`,
    ],
  ],
  [
    "an exported type, though nothing refers to it",
    [["    # Of no use.\n    Unused: { type: object, properties: { a: { type: string } } }\n", ""]],
    ["major/patch: `Unused` is no longer exported"],
    [],
  ],
  [
    "an exported type whose name begins like an operation's",
    [
      ["operationId: getHarbour", "operationId: unu"],
      ["    # Of no use.\n    Unused: { type: object, properties: { a: { type: string } } }\n", ""],
    ],
    [
      "patch/patch: `GET /harbour` (`harbour.get`) operationId was `getHarbour`, is `unu`",
      "major/patch: `Unused` is no longer exported",
    ],
    ["patch/patch: `GET /harbour` (`harbour.get`) operationId was `unu`, is `getHarbour`"],
  ],
];

const wholes: Row[] = [
  [
    "the keys that all operations need",
    [["security: [{ key: [] }]", "security: [{ basic: [] }]"]],
    [
      `patch/major: ${list} needs \`basic\` now, needed \`key\``,
      `patch/major: ${create} needs \`basic\` now, needed \`key\``,
      "patch/major: `GET /boats/{id}` (`boats.get`) needs `basic` now, needed `key`",
      "patch/major: `PUT /boats/{id}` (`boats.update`) needs `basic` now, needed `key`",
      `patch/major: ${remove} needs \`basic\` now, needed \`key\``,
      "patch/major: `GET /harbour` (`harbour.get`) needs `basic` now, needed `key`",
      "patch/major: `PUT /harbour` (`harbour.update`) needs `basic` now, needed `key`",
    ],
    [
      `patch/major: ${list} needs \`key\` now, needed \`basic\``,
      `patch/major: ${create} needs \`key\` now, needed \`basic\``,
      "patch/major: `GET /boats/{id}` (`boats.get`) needs `key` now, needed `basic`",
      "patch/major: `PUT /boats/{id}` (`boats.update`) needs `key` now, needed `basic`",
      `patch/major: ${remove} needs \`key\` now, needed \`basic\``,
      "patch/major: `GET /harbour` (`harbour.get`) needs `key` now, needed `basic`",
      "patch/major: `PUT /harbour` (`harbour.update`) needs `key` now, needed `basic`",
    ],
  ],
  [
    "the keys that an operation needs together",
    [["operationId: deleteBoat", "operationId: deleteBoat\n      security: [{ key: [], basic: [] }]"]],
    [`patch/major: ${remove} needs \`key\` with \`basic\` now, needed \`key\``],
    [`patch/minor: ${remove} needs \`key\` now, needed \`key\` with \`basic\``],
  ],
  [
    "the keys of which an operation needs one",
    [
      [
        "operationId: deleteBoat",
        "operationId: deleteBoat\n      security: [{ basic: [sink] }, { key: [] }]",
      ],
    ],
    [`patch/minor: ${remove} needs \`basic\` (sink) or \`key\` now, needed \`key\``],
    [`patch/major: ${remove} needs \`key\` now, needed \`basic\` (sink) or \`key\``],
  ],
  [
    "whether an operation needs a key at all",
    [["operationId: deleteBoat", "operationId: deleteBoat\n      security: []"]],
    [`patch/minor: ${remove} needs no key now, needed \`key\``],
    [`patch/major: ${remove} needs \`key\` now, needed no key`],
  ],
  [
    "how a key travels",
    [["apiKey, in: header", "apiKey, in: query"]],
    ["patch/major: The security scheme `key` is sent differently"],
    ["patch/major: The security scheme `key` is sent differently"],
  ],
  [
    "how a key is described",
    [["name: X-Key", "name: X-Key, description: Ask."]],
    ["patch/patch: The security scheme `key` is described differently"],
    ["patch/patch: The security scheme `key` is described differently"],
  ],
  [
    "a security scheme",
    [["    basic: { type: http, scheme: basic }\n", ""]],
    ["patch/major: The security scheme `basic` was removed"],
    ["patch/minor: The security scheme `basic` is new"],
  ],
  [
    "a server",
    [["https://boats.example", "https://api.boats.example"]],
    ["patch/major: The servers were https://boats.example, are https://api.boats.example"],
    ["patch/major: The servers were https://api.boats.example, are https://boats.example"],
  ],
  [
    "one more server",
    [["[{ url: https://boats.example }", "[{ url: https://boats.example }, { url: https://more.example }"]],
    [
      "patch/minor: The servers were https://boats.example, are https://boats.example and https://more.example",
    ],
    [
      "patch/major: The servers were https://boats.example and https://more.example, are https://boats.example",
    ],
  ],
  [
    "a scope of a key",
    [["operationId: deleteBoat", "operationId: deleteBoat\n      security: [{ key: [sink] }]"]],
    [`patch/major: ${remove} needs \`key\` (sink) now, needed \`key\``],
    [`patch/minor: ${remove} needs \`key\` now, needed \`key\` (sink)`],
  ],
  [
    "the name of a key",
    [
      ["security: [{ key: [] }]", "security: [{ The_key: [] }]"],
      ["    key: { type", "    The_key: { type"],
    ],
    ["patch/patch: The security scheme `key` is called `The_key` now"],
    ["patch/patch: The security scheme `The_key` is called `key` now"],
  ],
  [
    "what a document says of itself",
    [
      [
        'title: Boats, version: "1", description: To hire.',
        'title: Ships, version: "2", description: For hire.',
      ],
    ],
    [
      'patch/patch: The document\'s title was "Boats", is "Ships"',
      'patch/patch: The document\'s version was "1", is "2"',
      "patch/patch: The document's description is different",
    ],
    [
      'patch/patch: The document\'s title was "Ships", is "Boats"',
      'patch/patch: The document\'s version was "2", is "1"',
      "patch/patch: The document's description is different",
    ],
  ],
];

describe("what changes is reported with what it is about, and rated both ways", () => {
  const rows = [...operations, ...parameters, ...bodies, ...schemas, ...wholes];
  test.each(rows)("%s", (_, edits, there, back) => {
    const after = edited(...edits);
    expect({ there: changes(boatsApi, after), back: changes(after, boatsApi) }).toEqual({ there, back });
  });
});

describe("what means the same is no change", () => {
  test.each<[what: string, edits: Edit[]]>([
    ["the same document", []],
    ["the order of parameters", [[`${from}\n        ${kind}`, `${kind}\n        ${from}`]]],
    [
      "the order of fields, types, values and alternatives",
      [
        [
          'town: { type: string }, depth: { type: [number, "null"] }',
          'depth: { type: ["null", number] }, town: { type: string }',
        ],
        ["enum: [sail, motor]", "enum: [motor, sail]"],
        [
          "[{ type: object, properties: { pier: { type: string } } }, { type: string }]",
          "[{ type: string }, { type: object, properties: { pier: { type: string } } }]",
        ],
      ],
    ],
    [
      "where a parameter is written, in the operation or for all of its path",
      [
        ["    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]\n", ""],
        [
          "getBoat",
          "getBoat\n      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]",
        ],
        [
          "putBoat",
          "putBoat\n      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]",
        ],
        [
          "deleteBoat",
          "deleteBoat\n      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]",
        ],
      ],
    ],
    [
      "where security is written",
      [["operationId: deleteBoat", "operationId: deleteBoat\n      security: [{ key: [] }]"]],
    ],
    ["a tag", [["operationId: deleteBoat", "operationId: deleteBoat\n      tags: [boats]"]]],
  ])("%s", async (_, edits) => {
    const after = edited(...edits);
    expect(compareDocuments(read(boatsApi), read(after))).toEqual({
      changes: [],
      operations: { added: 0, removed: 0, changed: 0, unchanged: 7 },
    });
    expect(changes(boatsApi, after)).toEqual([]);
  });

  test("the order of alternative keys and of media types", async () => {
    const before = edited(
      ["security: [{ key: [] }]", "security: [{ key: [], more: [] }, { basic: [a, b] }]"],
      [newBoat, newBoat.replace("} } }", "} }, text/csv: { schema: { type: string } } }")],
    );
    const after = edited(
      ["security: [{ key: [] }]", "security: [{ basic: [b, a] }, { more: [], key: [] }]"],
      [newBoat, newBoat.replace("{ ", "{ text/csv: { schema: { type: string } }, ")],
    );
    expect(changes(before, after)).toEqual([]);
  });
});

test("operations are counted as added, removed, changed or unchanged", () => {
  const after = edited(
    ["  /harbour:", "  /port:"],
    ["summary: All boats", "summary: Every boat"],
    ["First day.", "Day."],
  );
  expect(compareDocuments(read(boatsApi), read(after)).operations).toEqual({
    added: 0,
    removed: 0,
    changed: 3,
    unchanged: 4,
  });
});

/** A document with these schemas and operations, each line `method path` with what it sends and receives. */
function small(
  schemas: string,
  ...operations: [operation: string, sends?: string | undefined, receives?: string][]
): string {
  const body = (schema: string) =>
    `content: { application/json: { schema: { $ref: "#/components/schemas/${schema}" } } }`;
  const lines = operations.map(([operation, sends, receives]) => {
    const [method, path] = operation.split(" ");
    return `  ${path}: { ${method}: { operationId: ${method}${path?.slice(1)}, ${
      sends ? `requestBody: { ${body(sends)} }, ` : ""
    }responses: { 200: { description: Done., ${receives ? body(receives) : ""} } } } }`;
  });
  return `openapi: 3.1.0\ninfo: { title: S, version: "1" }\npaths:\n${lines.join("\n")}\ncomponents:\n  schemas:\n${schemas.replaceAll(/^ */gm, "    ")}\n`;
}

test("what changes in a schema that ten operations share is one change, and says who uses it", async () => {
  const ten = Array.from({ length: 10 }, (_, index): [string, undefined, string] => [
    `get /r${index}`,
    undefined,
    "Shared",
  ]);
  const schema = "Shared: { type: object, properties: { a: { type: string }, b: { type: string } } }";
  expect(changes(small(schema, ...ten), small(schema.replace(", b: { type: string }", ""), ...ten))).toEqual([
    "major/major: `Shared.b` (received by r0.get, r1.get, r2.get and 7 more) was removed",
  ]);
});

test("a schema that refers to itself is compared, also through others", async () => {
  const schema = `Tree: { type: object, properties: { left: { $ref: "#/components/schemas/Tree" }, leaf: { $ref: "#/components/schemas/Leaf" } } }
    Leaf: { type: object, properties: { of: { $ref: "#/components/schemas/Tree" }, size: { type: integer } } }`;
  const uses: [string, string, string] = ["post /trees", "Tree", "Tree"];
  expect(changes(small(schema, uses), small(schema.replace("integer", "string"), uses))).toEqual([
    "major/major: `Leaf.size` (sent and received by trees.create) was `integer`, is `string`",
  ]);
});

describe("a schema with fields that only the server sets", () => {
  const readOnly =
    "Boat: { type: object, properties: { id: { type: string, readOnly: true }, name: { type: string } } }";
  const uses: [string, string, string] = ["post /boats", "Boat", "Boat"];

  test("is two types, whose changes are reported once", () => {
    const after = readOnly.replace(" name: {", " age: { type: integer }, name: {").replace("id: {", "key: {");
    expect(changes(small(readOnly, uses), small(after, uses))).toEqual([
      "major/major: `Boat.id` (sent and received by boats.create) was removed",
      "minor/minor: `Boat.key` (sent and received by boats.create) is new",
      "minor/minor: `Boat.age` (sent and received by boats.create) is new",
    ]);
  });

  test("gets its second type when the first such field comes, and loses it with the last", () => {
    const plain = readOnly.replace(", readOnly: true", "");
    expect(changes(small(plain, uses), small(readOnly, uses))).toEqual([
      "major/major: `Boat.id` (sent and received by boats.create) is read-only now",
    ]);
    expect(changes(small(readOnly, uses), small(plain, uses))).toEqual([
      "minor/patch: `BoatInput` is called `Boat` now and has the same shape",
      "minor/minor: `Boat.id` (sent and received by boats.create) may be sent now",
    ]);
  });

  test("is not mixed up with a schema of the document that has the name of the second type", async () => {
    const own = `${readOnly}\n    BoatInput: { type: object, properties: { name: { type: string } } }`;
    const sent: [string, string, string] = ["post /boats", "BoatInput", "Boat"];
    expect(
      changes(
        small(own, sent),
        small(
          own.replace("BoatInput: { type: object,", "BoatInput: { type: object, required: [name],"),
          sent,
        ),
      ),
    ).toEqual(["major/major: `BoatInput.name` (sent by boats.create) is required now"]);
  });
});

test("another set of parameters that is enough breaks nothing; one less does", () => {
  const needing = (sets: string) =>
    edited(["operationId: listBoats", `operationId: listBoats\n      x-require-one-of: ${sets}`]);
  const [one, two] = [needing("[[from, to]]"), needing("[[from, to], [token]]")];
  expect(changes(one, two)).toEqual([expect.stringMatching(/^minor\/minor: /)]);
  expect(changes(two, one)).toEqual([expect.stringMatching(/^major\/major: /)]);
  expect(changes(needing("[[from, to]]"), needing("[[from]]"))).toEqual([
    expect.stringMatching(/^minor\/minor: /),
  ]);
});
