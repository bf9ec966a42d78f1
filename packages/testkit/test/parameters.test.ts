import { describe, expect, test } from "vitest";
import type { OpenApi } from "../src/document.ts";
import type { CapturedRequest } from "../src/recorder.ts";
import { sampleArguments } from "../src/samples.ts";
import { operationOf, problemsOf, specOf } from "./support.ts";

const ids = { type: "array", items: { type: "integer" } };
const names = { type: "array", items: { type: "string" } };
const range = { type: "object", properties: { from: { type: "integer" }, to: { type: "integer" } } };
const json = { content: { "application/json": { schema: range } } };

/** A parameter named `p`, and what may and may not be on the wire for it. */
type Case = [name: string, parameter: OpenApi, right: string[], wrong: string[]];

const requests: Record<string, (written: string) => Partial<CapturedRequest>> = {
  query: (written) => ({ target: `/things?${written}` }),
  path: (written) => ({ target: `/things/${written}/end` }),
  header: (written) => ({ target: "/things", headers: [["P", written]] }),
};

const inQuery: Case[] = [
  [
    "a string",
    { schema: { type: "string" } },
    ["p=a%20b", "p=a+b", "p=a%2Cb"],
    ["q=a", "P=a", "p=a&p=b", "p=%ZZ"],
  ],
  ["an integer", { schema: { type: "integer" } }, ["p=1"], ["p=", "p=a", "p=1.5", "p=[object Object]"]],
  ["a boolean", { schema: { type: "boolean" } }, ["p=true"], ["p=1", "p=yes", "p=True"]],
  [
    "a date-time",
    { schema: { type: "string", format: "date-time" } },
    ["p=2026-07-01T00:00:00%2B01:00"],
    ["p=2026-07-01", "p=2026-07-01T00:00:00+01:00", "p=Thu%20Jan%2001%202026"],
  ],
  ["an enum", { schema: { enum: ["a", "b"] } }, ["p=a"], ["p=c", "p=A"]],
  ["a number with bounds", { schema: { type: "number", minimum: 1, maximum: 2 } }, ["p=1.5"], ["p=0", "p=3"]],
  [
    "an array by default",
    { schema: ids },
    ["p=1&p=2", "p=1"],
    ["p=1,2", "p[]=1&p[]=2", "p=1%202", "p=1&p=b"],
  ],
  ["an array that is referred to", { schema: { $ref: "#/components/schemas/Ids" } }, ["p=1&p=2"], ["p=1,2"]],
  [
    "form without explode",
    { schema: ids, explode: false },
    ["p=1,2"],
    ["p=1&p=2", "p=1%2C2", "p=1|2", "p=1,"],
  ],
  [
    "spaceDelimited",
    { schema: ids, style: "spaceDelimited" },
    ["p=1%202", "p=1+2"],
    ["p=1,2", "p=1&p=2", "p=1|2"],
  ],
  [
    "pipeDelimited",
    { schema: ids, style: "pipeDelimited" },
    ["p=1|2", "p=1%7C2"],
    ["p=1,2", "p=1&p=2", "p=1%202"],
  ],
  [
    "Swagger's tsv",
    { schema: ids, "x-collection-format": "tsv" },
    ["p=1%092"],
    ["p=1,2", "p=1%202", "p=1&p=2"],
  ],
  [
    "an exploded object",
    { schema: range },
    ["from=1&to=2", "from=1"],
    ["p=[object%20Object]", "p=from,1,to,2", "p[from]=1", "from=a", "from=1&from=2"],
  ],
  [
    "form without explode of an object",
    { schema: range, explode: false },
    ["p=from,1,to,2"],
    ["from=1&to=2", "p=from,1,to", "p=from=1,to=2"],
  ],
  [
    "deepObject",
    { schema: range, style: "deepObject" },
    ["p[from]=1&p[to]=2", "p%5Bfrom%5D=1"],
    ["p=[object Object]", "p.from=1", "from=1", "p[from]=a"],
  ],
  [
    "content of JSON",
    json,
    ["p=%7B%22from%22%3A1%7D", 'p={"from":1}'],
    ["p=[object%20Object]", "p=%7B%22from%22%3A%221%22%7D", "from=1"],
  ],
];

const inPath: Case[] = [
  ["a string", { schema: { type: "string" } }, ["a", "a%2Fb", "a,b"], ["", "a/b", "%ZZ"]],
  ["simple", { schema: ids }, ["1,2", "1"], ["1%2C2", "1;2", "[object%20Object]", "1%202"]],
  [
    "simple of an object",
    { schema: range },
    ["from,1,to,2"],
    ["from=1,to=2", "[object%20Object]", "from,1,to"],
  ],
  ["simple with explode of an object", { schema: range, explode: true }, ["from=1,to=2"], ["from,1,to,2"]],
  ["label", { schema: ids, style: "label" }, [".1,2"], ["1,2", ".1.2", ";p=1,2"]],
  ["label with explode", { schema: ids, style: "label", explode: true }, [".1.2"], [".1,2", "1.2"]],
  ["label of a string", { schema: { type: "string" }, style: "label" }, [".a"], ["a"]],
  ["matrix", { schema: ids, style: "matrix" }, [";p=1,2"], ["1,2", ";1,2", ";p=1;p=2", ";q=1,2"]],
  [
    "matrix with explode",
    { schema: ids, style: "matrix", explode: true },
    [";p=1;p=2"],
    [";p=1,2", ";p=1;2"],
  ],
  [
    "matrix with explode of an object",
    { schema: range, style: "matrix", explode: true },
    [";from=1;to=2"],
    [";p=from,1,to,2", ";from=1,to=2"],
  ],
  ["Swagger's pipes", { schema: ids, "x-collection-format": "pipes" }, ["1%7C2", "1|2"], ["1,2", "1%202"]],
  ["Swagger's ssv", { schema: ids, "x-collection-format": "ssv" }, ["1%202"], ["1,2", "1+2"]],
  ["content of JSON", json, ["%7B%22from%22%3A1%7D"], ["from,1", "[object%20Object]"]],
];

const inHeader: Case[] = [
  ["an integer", { schema: { type: "integer" } }, ["1"], ["a", "[object Object]"]],
  ["simple", { schema: ids }, ["1,2", "1, 2"], ["1 2", "1%2C2", "1|2"]],
  ["simple of an object", { schema: range }, ["from,1,to,2"], ["from=1,to=2", "[object Object]"]],
  ["simple with explode of an object", { schema: range, explode: true }, ["from=1,to=2"], ["from,1,to,2"]],
  ["Swagger's pipes", { schema: ids, "x-collection-format": "pipes" }, ["1|2"], ["1,2", "1%7C2"]],
  ["content of JSON", json, ['{"from":1}'], ["[object Object]", '{"from":"1"}']],
];

describe.each([
  ["query", inQuery],
  ["path", inPath],
  ["header", inHeader],
])("a parameter in the %s is judged by its bytes", (location, cases) => {
  test.each(cases)("%s", (_name, parameter, right, wrong) => {
    const described = { name: "p", in: location, required: true, ...parameter };
    const spec = specOf(location === "path" ? "/things/{p}/end" : "/things", { parameters: [described] });
    const problems = (written: string) => problemsOf(spec, requests[location]?.(written) ?? {});
    for (const written of right) expect(problems(written), written).toEqual([]);
    for (const written of wrong) expect(problems(written), written).not.toEqual([]);
  });
});

describe("what was passed must arrive, where the bytes alone could be of another form too", () => {
  const cases: [name: string, parameter: OpenApi, right: string, wrong: string[]][] = [
    [
      "an array of strings",
      { schema: names },
      "p=somep&p=somep2",
      ["p=somep,somep2", "p=somep", "p=x&p=somep2"],
    ],
    ["csv", { schema: names, explode: false }, "p=somep,somep2", ["p=somep%2Csomep2", "p=somep|somep2"]],
    [
      "an object without documented fields",
      { schema: { type: "object" } },
      "somepKey=somep",
      ["p=[object+Object]", "p=somep", ""],
    ],
  ];
  test.each(cases)("%s", (_name, parameter, right, wrong) => {
    const spec = specOf("/things", { parameters: [{ name: "p", in: "query", ...parameter }] });
    const sent = sampleArguments(spec, operationOf(spec), "everything");
    expect(problemsOf(spec, { target: `/things?${right}` }, sent)).toEqual([]);
    for (const written of wrong)
      expect(problemsOf(spec, { target: `/things?${written}` }, sent), written).not.toEqual([]);
  });
});

describe("the rest of a request's head", () => {
  const parameters = [{ name: "p", in: "query", schema: { type: "string" } }];
  const spec = specOf("/things/{year}-{month}.csv", {
    security: [{ key: [] }],
    parameters: [...parameters, ...["year", "month"].map((name) => ({ name, in: "path", required: true }))],
  });
  const headers: [string, string][] = [["x-key", "key"]];

  test("is right as documented, with several parameters in one segment", () => {
    expect(problemsOf(spec, { target: "/things/2026-07.csv?p=a", headers })).toEqual([]);
  });
  test.each([
    [
      "a query parameter that is not documented",
      { target: "/things/2026-07.csv?q=a", headers },
      /parameter q is not/,
    ],
    [
      "a query parameter in another case",
      { target: "/things/2026-07.csv?P=a", headers },
      /parameter P is not/,
    ],
    ["a path that is not documented", { target: "/thing/2026-07.csv", headers }, /path .* does not match/],
    ["a path with a slash too many", { target: "//things/2026-07.csv", headers }, /path .* does not match/],
    ["another method", { method: "POST", target: "/things/2026-07.csv", headers }, /method is POST/],
    ["a key that is missing", { target: "/things/2026-07.csv" }, /key in the header X-Key was not sent/],
  ])("%s is a problem", (_name, request, problem) => {
    expect(problemsOf(spec, request)).toEqual([expect.stringMatching(problem)]);
  });
});
