import { describe, expect, test } from "vitest";
import { checkResponse } from "../src/check.ts";
import type { OpenApi } from "../src/document.ts";
import { createSpec } from "../src/spec.ts";
import { operationOf, problemsOf, specOf } from "./support.ts";

const ids = { type: "array", items: { type: "integer" } };
const part = { $ref: "#/components/schemas/Part" };

function specOfBody(mediaType: string, properties: OpenApi, media: OpenApi = {}) {
  const schema = {
    type: "object",
    required: ["name"],
    properties: { name: { type: "string" }, ...properties },
  };
  return specOf(
    "/",
    { requestBody: { required: true, content: { [mediaType]: { schema, ...media } } } },
    "post",
  );
}

function problemsOfBody(spec: ReturnType<typeof specOf>, contentType: string, body: string): string[] {
  return problemsOf(spec, { headers: [["content-type", contentType]], body: Buffer.from(body) });
}

describe("a body in JSON", () => {
  const spec = specOfBody("application/json", { ids, id: { type: "string", readOnly: true } });
  test.each([
    ["application/json", '{"name":"a","ids":[1,2]}'],
    ["application/json; charset=utf-8", '{"name":"a"}'],
  ])("%s %s is right", (contentType, body) => {
    expect(problemsOfBody(spec, contentType, body)).toEqual([]);
  });
  test.each([
    ["application/json", "", /required and was not sent/],
    ["application/json", "{}", /must have required property 'name'/],
    ["application/json", '{"name":"a","ids":["1"]}', /ids\/0 must be integer/],
    ["application/json", '{"name":"a","ids":1}', /ids must be array/],
    ["application/json", '{"name":"a","id":"1"}', /id is read-only/],
    ["application/json", "[object Object]", /not JSON/],
    ["application/json", "name=a", /not JSON/],
    ["text/plain;charset=UTF-8", '{"name":"a"}', /the body is text\/plain/],
  ])("%s %s is a problem", (contentType, body, problem) => {
    expect(problemsOfBody(spec, contentType, body)).toEqual([expect.stringMatching(problem)]);
  });
  test("a body where none is expected a problem", () => {
    expect(problemsOfBody(specOf("/", {}, "post"), "application/json", "{}")).toEqual([
      "a body was sent where none is documented",
    ]);
  });
});

describe("a urlencoded form", () => {
  const type = "application/x-www-form-urlencoded";
  const spec = specOfBody(
    type,
    { ids, tabs: { ...ids, "x-collection-format": "tsv" }, pipes: ids, part, deep: part },
    {
      encoding: {
        pipes: { style: "pipeDelimited" },
        part: { contentType: "application/json" },
        deep: { style: "deepObject" },
      },
    },
  );
  test.each([
    "name=a+b",
    "name=a%20b&ids=1&ids=2",
    "name=a&tabs=1%092",
    "name=a&pipes=1|2",
    "name=a&part=%7B%22name%22%3A%22b%22%7D",
    "name=a&deep[name]=b",
  ])("%s is right", (body) => {
    expect(problemsOfBody(spec, type, body)).toEqual([]);
  });
  test.each([
    ["ids=1", /name is required/],
    ["name=a&ids=1%2C2", /ids .*must be integer/],
    ["name=a&ids=1,2", /ids .*must be integer/],
    ["name=a&tabs=1&tabs=2", /tabs is sent 2 times/],
    ["name=a&pipes=1,2", /pipes .*must be integer/],
    ["name=a&part=[object+Object]", /part .*expected JSON/],
    ["name=a&deep=[object+Object]", /deep is sent as deep=/],
    ["name=a&deep[nome]=b", /"nome", which is not documented/],
    ["name=a&other=b", /other is not documented/],
    ['{"name":"a"}', /name is required/],
  ])("%s is a problem", (body, problem) => {
    expect(problemsOfBody(spec, type, body)).toContainEqual(expect.stringMatching(problem));
  });
  test("JSON in its place is a problem", () => {
    expect(problemsOfBody(spec, "application/json", '{"name":"a"}')).toEqual([
      `the body is application/json, expected ${type}`,
    ]);
  });
  test("an object has no form unless the document gives it one", () => {
    const { unsendable } = operationOf(specOfBody(type, { name: part }));
    expect(unsendable).toBe("name: it is an object");
  });
});

describe("a multipart form", () => {
  const file = { type: "string", format: "binary" };
  const spec = specOfBody(
    "multipart/form-data",
    {
      ids,
      joined: ids,
      part,
      parts: { type: "array", items: part },
      file,
      image: file,
      note: { type: "string" },
    },
    {
      encoding: {
        joined: { style: "pipeDelimited" },
        image: { contentType: "image/png, image/jpeg" },
        note: { contentType: "text/markdown" },
      },
    },
  );
  const write = (...parts: [head: string, body: string][]) => {
    const sections = [['name="name"', "a"] as const, ...parts].map(
      ([head, body]) => `--edge\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`,
    );
    return `${sections.join("")}--edge--\r\n`;
  };
  const problems = (...parts: [head: string, body: string][]) =>
    problemsOfBody(spec, "multipart/form-data; boundary=edge", write(...parts));
  const json = "Content-Type: application/json";

  test.each<[head: string, body: string][][]>([
    [[]],
    [
      [
        ['name="ids"', "1"],
        ['name="ids"', "2"],
      ],
    ],
    [[['name="joined"', "1|2"]]],
    [[[`name="part"\r\n${json}`, '{"name":"b"}']]],
    [
      [
        [`name="parts"; filename="blob"\r\n${json}`, '{"name":"b"}'],
        [`name="parts"\r\n${json}`, '{"name":"c"}'],
      ],
    ],
    [[['name="file"; filename="a b.bin"\r\nContent-Type: application/octet-stream', "\r\n--edg\0"]]],
    [[['name="image"; filename="blob"\r\nContent-Type: image/png', "png"]]],
    [[['name="note"; filename="blob"\r\nContent-Type: text/markdown', "# a"]]],
  ])("%j is right", (parts) => {
    expect(problems(...parts)).toEqual([]);
  });
  test.each<[head: string, body: string, problem: RegExp]>([
    ['name="ids"', "1,2", /ids .*must be integer/],
    ['name="ids"', "[object Object]", /ids .*must be integer/],
    ['name="joined"', "1,2", /joined .*must be integer/],
    ['name="part"', "[object Object]", /part is a part of no media type, expected JSON/],
    [`name="part"\r\n${json}`, '{"size":1}', /part .*required property 'name'/],
    [`name="parts"\r\n${json}`, '[{"name":"b"}]', /parts .*must be object/],
    ['name="file"', "some bytes", /file is documented as a file/],
    ['name="image"; filename="blob"\r\nContent-Type: text/plain', "png", /image is a part of text\/plain/],
    ['name="note"', "# a", /note is a part of undefined, expected text\/markdown/],
    ['name="other"', "a", /other is not documented/],
    ['name="name"', "b", /name is sent 2 times/],
  ])("%s: %s is a problem", (head, body, problem) => {
    expect(problems([head, body])).toContainEqual(expect.stringMatching(problem));
  });
  test.each([
    ["without a boundary", "multipart/form-data", write()],
    ["with another boundary", "multipart/form-data; boundary=other", write()],
    ["without an end", "multipart/form-data; boundary=edge", write().slice(0, -4)],
    ["that is urlencoded", "multipart/form-data; boundary=edge", "name=a"],
  ])("a body %s is a problem", (_name, contentType, body) => {
    expect(problemsOfBody(spec, contentType, body)).toContain("request body: it is not a multipart body");
  });
  test("what FormData writes is read as it was", async () => {
    const form = new FormData();
    form.append("name", 'grüße "\n');
    form.append("file", new Blob(["bytes"]), "a.bin");
    const request = new Request("http://host/", { method: "POST", body: form });
    const headers: [string, string][] = [...request.headers];
    const body = Buffer.from(await request.arrayBuffer());
    const sent = {
      params: { path: {}, query: {}, header: {} },
      body: { name: 'grüße "\r\n', file: new Blob([]) },
    };
    expect(problemsOf(spec, { headers, body }, sent)).toEqual([]);
    expect(problemsOf(spec, { headers, body }, { ...sent, body: { name: "a" } })).toHaveLength(1);
  });
});

test("of several media types, the one that was sent counts, and JSON is the first choice", () => {
  const content = {
    "application/x-www-form-urlencoded": { schema: { properties: { a: { type: "integer" } } } },
    "application/json": { schema: { properties: { a: { type: "integer" } } } },
  };
  const spec = specOf("/", { requestBody: { content } }, "post");
  expect(operationOf(spec).requestBody?.contents[0]?.mediaType).toBe("application/json");
  expect(problemsOfBody(spec, "application/json", '{"a":1}')).toEqual([]);
  expect(problemsOfBody(spec, "application/x-www-form-urlencoded", "a=1")).toEqual([]);
  expect(problemsOfBody(spec, "application/x-www-form-urlencoded", "a=b")).toHaveLength(1);
});

describe("a response", () => {
  const operation = operationOf(
    specOf("/", {
      responses: {
        200: { content: { "text/csv": {}, "application/json": { schema: part } } },
        204: { description: "None" },
        "4XX": { content: { "application/problem+json": { schema: part } } },
      },
    }),
  );
  test.each([
    [200, "application/json", { name: "a" }, undefined],
    [200, "text/csv; charset=utf-8", "a,b", undefined],
    [204, null, undefined, undefined],
    [404, "application/problem+json", { name: "a" }, undefined],
    [200, "application/json", { size: 1 }, /required property 'name'/],
    [200, "application/json", undefined, /is missing/],
    [200, "text/html", "<html>", /expected application\/json or text\/csv/],
    [204, null, "a", /none is documented/],
    [500, null, undefined, /500 is not documented/],
  ])("%s %s %j", (status, contentType, body, problem) => {
    const expected = problem ? [expect.stringMatching(problem)] : [];
    expect(checkResponse(operation, status, contentType, body)).toEqual(expected);
  });
  test("HEAD has no body", () => {
    const [head] = createSpec({
      paths: { "/": { head: { responses: { 200: { content: {} } } } } },
    }).operations.values();
    if (!head) throw new Error("no operation");
    expect(checkResponse(head, 200, null, undefined)).toEqual([]);
    expect(checkResponse(head, 200, null, "a")).toHaveLength(1);
  });
});
