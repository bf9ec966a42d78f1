import { describe, expect, test } from "vitest";
import { formatDate, toJson } from "../src/values.ts";

const fail = (problem: string) => new Error(problem);

describe("a Date", () => {
  test.each<[Date, string]>([
    [new Date("2026-07-01T12:00:00.999Z"), "2026-07-01T12:00:00Z"],
    [new Date("2026-07-01T12:00:00+14:00"), "2026-06-30T22:00:00Z"],
    [new Date(-1), "1969-12-31T23:59:59Z"],
    [new Date("0000-01-01T00:00:00Z"), "0000-01-01T00:00:00Z"],
    [new Date("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59Z"],
  ])("%s is %s", (date, text) => {
    expect(formatDate(date, false, fail)).toBe(text);
  });

  test.each([Number.NaN, Date.UTC(10_000, 0), Date.UTC(-1, 0)])("of %d has no such form", (time) => {
    expect(() => formatDate(new Date(time), false, fail)).toThrow("is an invalid Date");
  });

  test("is rejected where the document says a day, as it has no time zone", () => {
    expect(() => formatDate(new Date(0), true, fail)).toThrow('pass a string such as "2026-07-01"');
  });
});

describe("a body as JSON", () => {
  test.each<[unknown, string]>([
    [{ a: new Date(0), b: [new Date(1)] }, '{"a":"1970-01-01T00:00:00Z","b":["1970-01-01T00:00:00Z"]}'],
    [{ a: undefined, b: null, c: [undefined] }, '{"b":null,"c":[null]}'],
    [{ toJSON: () => ({ a: 1 }) }, '{"a":1}'],
    [new URL("https://a.test/"), '"https://a.test/"'],
    [Object.create(null, { a: { value: 1, enumerable: true } }), '{"a":1}'],
    ["text", '"text"'],
    ["\ud800", '"\\ud800"'],
    [null, "null"],
    [false, "false"],
  ])("%j", (value, text) => {
    expect(toJson(value)).toBe(text);
  });

  test.each<[string, unknown, string]>([
    ["NaN", { price: Number.NaN }, "price"],
    ["an Infinity in an array", { prices: [1, Number.NEGATIVE_INFINITY] }, "prices"],
    ["a bigint", { id: 1n }, "id"],
    ["a Map", { a: { m: new Map() } }, "m"],
    ["a Set", { s: new Set() }, "s"],
    ["a Blob", { file: new Blob([]) }, "file"],
    ["bytes", { file: new Uint8Array(1) }, "file"],
    ["a promise, where an await is missing", { id: Promise.resolve(1) }, "id"],
    ["an invalid Date", { at: new Date(Number.NaN) }, "at"],
    ["a Date for a day", { days: [{ day: new Date(0) }] }, "day"],
    [
      "a toJSON that throws",
      {
        toJSON: () => {
          throw new Error("secret");
        },
      },
      "body",
    ],
    ["undefined", undefined, "body"],
    ["a symbol", Symbol("secret"), "body"],
  ])(
    "%s is an error that names its field, says what is wrong with it, and shows no value",
    (_name, value, option) => {
      const act = () => toJson(value, ["day"]);
      expect(act).toThrow(expect.objectContaining({ name: "ConfigurationError", option }));
      const subject = option === "body" ? "" : `field "${option}" `;
      expect(act).toThrow(new RegExp(`^The body ${subject}(is an?|cannot be) .+\\. Nothing was sent\\.$`));
      expect(act).not.toThrow(/secret/);
    },
  );

  test("an array of days has the name of its field", () => {
    expect(() => toJson({ days: [new Date(0)] }, ["days"])).toThrow(/"days"/);
  });
});
