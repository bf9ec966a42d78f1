import { describe, expect, test } from "vitest";
import { errorOf } from "../support.ts";
import { apply } from "./support.ts";

const document = {
  paths: {
    "/bookings": { get: { parameters: [{ name: "a", in: "query" }] }, post: { summary: "Book" } },
    "/bookings/{id}": {
      get: {
        parameters: [
          { name: "a", in: "path" },
          { name: "b", in: "query" },
        ],
      },
    },
  } as Record<string, object>,
  components: { schemas: { Booking: { properties: { kind: {} } } } },
};
const mark = (target: string): string => `target: ${JSON.stringify(target)}, update: { marked: true }`;
const error = (target: string): string => errorOf(() => apply(document, mark(target)));

describe("targets are JSONPaths of RFC 9535", () => {
  test.each<[target: string, selected: number]>([
    ["$.paths.*", 2],
    ["$.paths['/bookings']", 1],
    ["$.paths['/bookings','/bookings/{id}'].get", 2],
    ["$.paths['/bookings']['get','post']", 2],
    ["$.paths.*[?@.parameters]", 2],
    ["$.paths.*.*.parameters[?@.name=='a' && @.in=='query']", 1],
    ["$.paths.*.*.parameters[?@.name=='a' || @.name=='b']", 3],
    ["$.paths.*.*.parameters[?!(@.in=='query')]", 1],
    ["$.paths.*[?length(@.parameters)>1]", 1],
    ["$.paths.*.*.parameters[?match(@.name, '[ab]')]", 3],
    ["$.paths.*.*.parameters[-1]", 2],
    ["$..[?@.properties.kind]", 1],
    ["$.components..properties", 1],
  ])("%s", (target, selected) => {
    expect(apply(document, mark(target)).applied[0]).toMatchObject({ selected });
  });

  test.each(["paths", "$.paths[", "$.paths[?@.a=]", "$.paths['/bookings'", "$.paths[?@.name==a]", ""])(
    "%j is not one",
    (target) => {
      expect(error(target)).toMatch(
        /^overlay\.yaml:4:5: action 1 \(.*\) has no valid JSONPath: .*\n {2}RFC 9535/,
      );
    },
  );
});

describe("a target that selects nothing says where it leaves the document, and what it may mean", () => {
  test.each([
    ["$.path", '$ is there, but .path selects nothing in it. Did you mean "paths"?'],
    [
      "$.paths['/booking'].get",
      "is there, but ['/booking'] selects nothing in it. Did you mean \"/bookings\"?",
    ],
    ["$.components.schemas.Bookings", 'Did you mean "Booking"?'],
    ["$.paths.*.*.parameters[?@.name=='c']", "selects nothing in it."],
    ["$.paths.*.delete", "selects nothing in it."],
  ])("%s", (target, message) => {
    expect(error(target)).toContain("matches nothing: ");
    expect(error(target)).toContain(message);
  });

  test("and nothing where nothing comes close", () => {
    expect(error("$.webhooks")).not.toContain("Did you mean");
  });
});

describe("a member of a union that selects nothing of its own is an error, though the others select something", () => {
  test.each([
    ["$.paths['/bookings','/holds'].get", "'/holds'"],
    ["$.paths['/bookings','/bookings/{id}'].post", "'/bookings/{id}'"],
    ["$.paths['/bookings']['get','put']", "'put'"],
    ["$..['summary','sumary']", "'sumary'"],
    ["$.paths['/bookings'].get.parameters[0,7]", "7"],
  ])("%s", (target, idle) => {
    const message = errorOf(() => apply(document, `target: ${JSON.stringify(target)}, remove: true`));
    expect(message).toContain("matches nothing at ");
    expect(message).toContain(idle);
  });
});
