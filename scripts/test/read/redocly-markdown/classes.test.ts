import { expect, test } from "vitest";
import { place } from "../../../src/places.ts";
import { readRedoclyMarkdown } from "../../../src/read/redocly-markdown/read.ts";
import { bookingsPage } from "../../tree.ts";
import { bodySchema, linesOf, operation } from "./support.ts";

const result = readRedoclyMarkdown([bookingsPage]);
const list = operation(result, "/v1/classes/booking");

test("the page's operation has its one query parameter", () => {
  expect(list.parameters).toEqual([
    {
      name: "customerId",
      in: "query",
      description: "Id of the customer",
      required: true,
      schema: { type: "integer" },
    },
  ]);
});

test("the seven fields of a booking are all required, and the body may be an object or an array", () => {
  const schema = bodySchema(list, "200");
  expect(Object.keys(schema.properties ?? {})).toHaveLength(7);
  expect(schema.required).toEqual(Object.keys(schema.properties ?? {}));
  expect(schema).not.toHaveProperty("type");
  expect(linesOf(result, "body-root")[0]).toMatch(new RegExp(`^${bookingsPage.path}:16:1 .*response 200:`));
});

test("the seven error bodies are one component", () => {
  expect(Object.keys(list.responses ?? {})).toEqual(["200", "400", "401", "403", "404", "409", "429", "500"]);
  const errors = Object.keys(list.responses ?? {}).filter((status) => status !== "200");
  expect(errors.map((status) => bodySchema(list, status))).toEqual(
    errors.map(() => ({ $ref: "#/components/schemas/ErrorResponse" })),
  );
  expect(Object.keys(result.document.components?.schemas ?? {})).toEqual(["ErrorResponse"]);
  expect(result.places.find(place.schema("ErrorResponse")).line).toBe(46);
});

test("the words that the exporter deleted are found at their lines", () => {
  expect(linesOf(result, "lost-words")).toEqual([
    expect.stringMatching(new RegExp(`^${bookingsPage.path}:3:17 .*"Required Scopes: "\\.$`)),
    expect.stringMatching(
      new RegExp(
        `^${bookingsPage.path}:65:12 .*"Same as {2}but with.*in line 91, 117, 143, 169, 195, 221\\)\\.$`,
      ),
    ),
  ]);
});

test("nothing is said about the page that a person could not read at one glance", () => {
  expect(result.findings.length).toBeLessThan(15);
});
