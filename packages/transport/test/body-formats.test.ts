import { describe, expect, test } from "vitest";
import { encodeBody } from "../src/body.ts";
import { bodyFormats } from "../src/body-formats.ts";
import type { RequestBodyFormat } from "../src/operation.ts";
import { serve } from "./servers.ts";

/** The bytes that a server gets for a body, and the media type that it is given. */
async function sent(
  format: RequestBodyFormat,
  body: unknown,
  contentType?: string,
): Promise<{ type: string; text: string }> {
  let received = { type: "", text: "" };
  const { origin } = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received = {
      type: request.headers["content-type"] ?? "",
      text: Buffer.concat(chunks).toString("latin1"),
    };
    response.end();
  });
  const encoded = encodeBody({ requestBody: format, dates: ["day"] }, body, contentType, bodyFormats);
  const headers: Record<string, string> = encoded.contentType ? { "content-type": encoded.contentType } : {};
  const duplex = encoded.isStream ? { duplex: "half" } : {};
  await fetch(origin, { method: "POST", body: encoded.body, headers, ...duplex });
  return received;
}

/** The parts of a multipart body: their headers and content. */
function partsOf({ type, text }: { type: string; text: string }): string[] {
  const boundary = /boundary=(.+)$/.exec(type)?.[1];
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => part.trim());
}

const multipart = { mediaTypes: ["multipart/form-data"] };
const urlencoded = { mediaTypes: ["application/x-www-form-urlencoded"] };

describe("multipart/form-data", () => {
  test("has a part for each field, each item and each file", async () => {
    const parts = partsOf(
      await sent(multipart, {
        text: "a",
        many: ["b", 1],
        nested: { c: new Date(0) },
        list: [{ d: 1 }],
        file: new File(["e"], "e.png", { type: "image/png" }),
        left: undefined,
        at: new Date(0),
      }),
    );
    const part = (name: string, content: string, more = "") =>
      `Content-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}`;
    const json = '; filename="blob"\r\nContent-Type: application/json';
    expect(parts).toEqual([
      part("text", "a"),
      part("many", "b"),
      part("many", "1"),
      part("nested", '{"c":"1970-01-01T00:00:00Z"}', json),
      part("list", '{"d":1}', json),
      part("file", "e", '; filename="e.png"\r\nContent-Type: image/png'),
      part("at", "1970-01-01T00:00:00Z"),
    ]);
  });

  test("is encoded field by field as the document says", async () => {
    const encoding = {
      ids: { style: "pipeDelimited" },
      meta: { contentType: "application/json" },
      note: { contentType: "text/csv" },
    } as const;
    const parts = partsOf(await sent({ ...multipart, encoding }, { ids: [1, 2], meta: [3], note: "x" }));
    expect(parts.map((part) => part.split("\r\n\r\n")[1])).toEqual(["1|2", "3", "x"]);
    expect(parts[1]).toContain("Content-Type: application/json");
    expect(parts[2]).toContain("Content-Type: text/csv");
  });

  test("takes a FormData as it is", async () => {
    const form = new FormData();
    form.append("a", "b");
    expect(partsOf(await sent(multipart, form))).toHaveLength(1);
  });
});

describe("application/x-www-form-urlencoded", () => {
  test.each<[unknown, string]>([
    [{ a: "b c", d: ["e", "f&"] }, "a=b+c&d=e&d=f%26"],
    [{ a: 1, b: true, c: undefined, d: null, at: new Date(0) }, "a=1&b=true&at=1970-01-01T00%3A00%3A00Z"],
    [new URLSearchParams({ a: "b c" }), "a=b+c"],
    ["a=b", "a=b"],
  ])("%j", async (body, text) => {
    expect(await sent(urlencoded, body)).toEqual({ type: urlencoded.mediaTypes[0], text });
  });

  test("has the styles that the document says", async () => {
    const encoding = {
      ids: { style: "form" },
      deep: { style: "deepObject" },
      meta: { contentType: "application/json" },
    } as const;
    const { text } = await sent(
      { ...urlencoded, encoding },
      { ids: [1, 2], deep: { a: 3 }, meta: { b: [4] } },
    );
    expect(text).toBe("ids=1,2&deep%5Ba%5D=3&meta=%7B%22b%22%3A%5B4%5D%7D");
  });
});

describe("other media types", () => {
  test.each<[RequestBodyFormat, unknown, string | undefined, { type: string; text: string }]>([
    [
      { mediaTypes: ["application/vnd.a+json"] },
      { a: new Date(0) },
      undefined,
      { type: "application/vnd.a+json", text: '{"a":"1970-01-01T00:00:00Z"}' },
    ],
    [{ mediaTypes: ["text/csv"] }, "a;b", undefined, { type: "text/csv", text: "a;b" }],
    [
      { mediaTypes: ["application/json", "text/csv"] },
      "a",
      undefined,
      { type: "application/json", text: '"a"' },
    ],
    [{ mediaTypes: ["application/json", "text/csv"] }, "a", "text/csv", { type: "text/csv", text: "a" }],
    [
      { mediaTypes: ["application/json", "image/png"] },
      new Uint8Array([97]),
      undefined,
      { type: "image/png", text: "a" },
    ],
    [
      { mediaTypes: ["application/json", "application/x-www-form-urlencoded"] },
      new URLSearchParams("a=b"),
      undefined,
      { type: "application/x-www-form-urlencoded", text: "a=b" },
    ],
  ])("%j of %j", async (format, body, contentType, expected) => {
    expect(await sent(format, body, contentType)).toEqual(expected);
  });

  test("a stream is sent once, as it is", async () => {
    const format = { mediaTypes: ["application/octet-stream"] };
    const stream = new Blob(["abc"]).stream();
    expect(encodeBody({ requestBody: format }, stream, undefined, bodyFormats).isStream).toBe(true);
    expect(await sent(format, stream)).toEqual({ type: format.mediaTypes[0], text: "abc" });
  });
});

describe("a body that cannot be sent so is an error that says what is expected and shows nothing of it", () => {
  const fields = "an object with the fields of the form, or a FormData or URLSearchParams";
  const scalar = "must be a string, a number, a boolean, a Date, a Blob, or a plain object.";
  test.each<[string, RequestBodyFormat, unknown, string, string]>([
    ["no object in a form", multipart, ["secret"], "body", fields],
    ["text in a form of parts", multipart, "secret", "body", fields],
    ["bytes in a form of parts", multipart, new Uint8Array(1), "body", fields],
    ["bytes in a part", multipart, { file: new Uint8Array(1) }, "file", "is neither a Blob nor a File"],
    ["a symbol in a part", multipart, { a: Symbol("secret") }, "a", scalar],
    ["NaN in a part", multipart, { a: Number.NaN }, "a", scalar],
    ["a Date for a day in a part", multipart, { day: new Date(0) }, "day", "is a date without a time"],
    [
      "a file in a form without parts",
      urlencoded,
      { file: new Blob(["secret"]) },
      "file",
      "is a file, which",
    ],
    [
      "a file among others in a form without parts",
      urlencoded,
      { file: ["a", new Blob(["secret"])] },
      "file",
      "is a file, which this form cannot hold.",
    ],
    [
      "an object in a form without parts",
      urlencoded,
      { a: { secret: 1 } },
      "a",
      "is an object, and the document does not say how it is written.",
    ],
    ["FormData without parts", urlencoded, new FormData(), "body", "expected no FormData"],
    [
      "an object in text",
      { mediaTypes: ["text/csv"] },
      { secret: 1 },
      "body",
      "The body is sent as text/csv: expected a string, a Blob, an ArrayBuffer or a view of one, or a ReadableStream.",
    ],
    [
      "bytes in JSON",
      { mediaTypes: ["application/vnd.a+json"] },
      new Uint8Array(1),
      "body",
      "expected a value that can be written as JSON.",
    ],
  ])("%s", (_name, format, body, option, message) => {
    const act = () => encodeBody({ requestBody: format, dates: ["day"] }, body, undefined, bodyFormats);
    expect(act).toThrow(expect.objectContaining({ name: "ConfigurationError", option }));
    expect(act).toThrow(message);
    expect(act).toThrow(/Nothing was sent\.$/);
    expect(act).not.toThrow(/secret/);
  });
});

describe("the media type of a body", () => {
  test.each<[string[], unknown, string | undefined]>([
    [["application/*"], { a: 1 }, "application/json"],
    [["*/*"], { a: 1 }, "application/json"],
    [["text/csv", "multipart/form-data"], new FormData(), undefined],
    [["x/multipart/form-data", "multipart/form-data"], new FormData(), undefined],
    [
      ["text/csv", "application/x-www-form-urlencoded"],
      new URLSearchParams("a=b"),
      "application/x-www-form-urlencoded",
    ],
    [["text/plain"], new URLSearchParams("a=b"), "text/plain"],
    [["application/json", "multipart/form-data", "image/png"], new Blob(["a"]), "image/png"],
    [["multipart/form-data", "application/json"], { a: 1 }, "application/json"],
  ])("%j", (mediaTypes, body, contentType) => {
    expect(encodeBody({ requestBody: { mediaTypes } }, body, undefined, bodyFormats).contentType).toBe(
      contentType,
    );
  });

  test("is JSON where the document names none, unless the call does", () => {
    const encode = (contentType?: string) =>
      encodeBody({ requestBody: true }, { a: 1 }, contentType, undefined);
    expect(encode()).toEqual({ body: '{"a":1}', contentType: "application/json" });
    expect(encode("application/vnd.a+json").contentType).toBe("application/vnd.a+json");
  });

  test("an async iterable is a stream too, and an object that only looks like an item of a form is none", () => {
    async function* pieces() {
      yield new Uint8Array([97]);
    }
    const format = { requestBody: { mediaTypes: ["application/octet-stream"] } };
    expect(encodeBody(format, pieces(), undefined, bodyFormats).isStream).toBe(true);
    expect(encodeBody(format, "a", undefined, bodyFormats).isStream).toBe(false);
    const getReader = { getReader: () => ({}) };
    expect(encodeBody(format, getReader, undefined, bodyFormats).isStream).toBe(true);
  });
});

test("the items of a list in a part are joined as their style says, and may be of every scalar type", async () => {
  const encoding = {
    space: { style: "spaceDelimited" },
    pipe: { style: "pipeDelimited" },
    tab: { style: "tabDelimited" },
    comma: { style: "form" },
    meta: { contentType: "application/json" },
    typed: { contentType: "text/csv" },
  } as unknown as NonNullable<RequestBodyFormat["encoding"]>;
  const parts = partsOf(
    await sent(
      { ...multipart, encoding },
      { space: ["a", true], pipe: [1, 2n], tab: ["a", "b"], comma: [1, 2], meta: "x", typed: "a;b" },
    ),
  );
  const contents = parts.map((part) => part.split("\r\n\r\n")[1]);
  expect(contents).toEqual(["a true", "1|2", "a\tb", "1,2", '"x"', "a;b"]);
  expect(parts[4]).toContain("application/json");
  expect(parts[5]).toContain("text/csv");
});
