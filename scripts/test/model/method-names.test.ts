import { describe, expect, test } from "vitest";
import { nameMethods } from "../../src/model/method-names.ts";
import type { OpenApiDocument } from "../../src/openapi.ts";

/** Names of operations given as "GET /holds/{id}", or with a name of the overlay's as "GET /holds/{id} = holds.find". */
function namesOf(...operations: string[]): { names: string[]; collisions: string[] } {
  const document = { openapi: "3.1.0", info: { title: "A", version: "1" }, paths: {} } as OpenApiDocument;
  for (const [index, text] of operations.entries()) {
    const [, method = "", path = "", given] = /^(\S+) (\S+)(?: = (\S+))?$/.exec(text) ?? [];
    const operation = { operationId: `o${index}`, ...(given && { "x-sdk-name": given }) };
    document.paths[path] = { ...document.paths[path], [method.toLowerCase()]: operation };
  }
  const { names, renamings } = nameMethods(document);
  return {
    names: operations.map((_, index) => {
      const name = names.get(`o${index}`);
      return [...(name?.resource ?? []), name?.method].join(".");
    }),
    collisions: renamings.map(({ message }) => message),
  };
}

test.each([
  ["GET /holds", "holds.list"],
  ["GET /holds/{id}", "holds.get"],
  ["POST /holds", "holds.create"],
  ["PUT /holds/{id}", "holds.update"],
  ["PATCH /holds/{id}", "holds.patch"],
  ["DELETE /holds/{id}", "holds.delete"],
  ["DELETE /holds", "holds.deleteAll"],
  ["HEAD /holds", "holds.head"],
  ["GET /holds/{id}/options/{optionId}", "holds.options.get"],
  ["GET /v1/classes/booking", "classes.booking.list"],
  ["POST /linked-people", "linkedPeople.create"],
  ["GET /2fa/codes", "_2fa.codes.list"],
  ["GET /", "root.list"],
  ["GET /holds = held.all", "held.all"],
])("%s is %s", (operation, name) => {
  expect(namesOf(operation)).toEqual({ names: [name], collisions: [] });
});

test("what replaces an object has an update beside it, which gives way to what has that name", () => {
  const put = { operationId: "put", "x-replaces": { readOperation: "get" } };
  const paths = (more: object) =>
    ({
      openapi: "3.1.0",
      info: { title: "A", version: "1" },
      paths: { "/holds/{id}": { put }, ...more },
    }) as OpenApiDocument;
  expect(nameMethods(paths({})).names.get("put")).toEqual({
    resource: ["holds"],
    method: "replace",
    update: "update",
  });
  const other = { "/holds": { post: { operationId: "post", "x-sdk-name": "holds.update" } } };
  expect(nameMethods(paths(other)).names.get("put")?.update).toBe("updateById");
});

describe("a name that is taken gives way by a rule, and it is reported", () => {
  test("to the overlay's, wherever that is", () => {
    const { names, collisions } = namesOf("GET /holds", "GET /kept = holds.list");
    expect(names).toEqual(["holds.list2", "holds.list"]);
    expect(collisions).toEqual(["The name holds.list of o0 was taken; it became holds.list2."]);
  });
  test("to an earlier one, with the path's last parameter", () => {
    expect(namesOf("GET /holds/{id}", "GET /holds/{id}/{part}").names).toEqual([
      "holds.get",
      "holds.getByPart",
    ]);
  });
  test("a resource to a method beside it", () => {
    expect(namesOf("GET /slots = availability.slots", "GET /availability/slots/{id}").names).toEqual([
      "availability.slots",
      "availability.slotsResource.get",
    ]);
  });
  test("a method to a resource beside it, and to what every object has", () => {
    expect(namesOf("GET /a/list/{id}", "GET /a").names).toEqual(["a.list.get", "a.list2"]);
    expect(namesOf("GET /a = a.constructor").names).toEqual(["a.constructor2"]);
  });
});
