import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/apis.ts";
import { readIncoming } from "../../src/update/incoming.ts";
import { emptyTree } from "../tree.ts";

const never = () => {
  throw new Error("standard input was not asked for");
};

/** The names and contents of a document that lies in a file or a folder of this name. */
function incoming(name: string, files: Record<string, string | Uint8Array>): Record<string, string> {
  const tree = emptyTree(files);
  return Object.fromEntries(
    readIncoming("boats", join(tree, name), never).map(({ path, text }) => [path, text]),
  );
}

function rejected(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error("it passed without an error");
}

describe("a file's ending says what it is, whatever its content", () => {
  test.each([
    ["boats.yaml", "yaml"],
    ["boats.yml", "yaml"],
    ["boats.v2.YML", "yaml"],
    ["boats.JSON", "json"],
    ["README.md", "md"],
  ])("%s", (name, extension) => {
    expect(incoming(name, { [name]: "# Boats" })).toEqual({ [`specs/boats/source.${extension}`]: "# Boats" });
  });
});

describe("a document without such an ending is known by its content", () => {
  test.each<[what: string, text: string, extension: string]>([
    ["JSON", '\n  {"swagger": "2.0"}', "json"],
    ["JSON behind a byte order mark", '\uFEFF{"swagger": "2.0"}', "json"],
    ["OpenAPI", "# ours\nopenapi: 3.1.0\n", "yaml"],
    ["OpenAPI behind a byte order mark", "\uFEFFopenapi: 3.1.0\n", "yaml"],
    ["Swagger, in quotes", "info: {}\n'swagger' : '2.0'\n", "yaml"],
    ["Markdown", "# Boats\n\nAn openapi: here it is.\n", "md"],
  ])("%s", (_, text, extension) => {
    const path = `specs/boats/source.${extension}`;
    expect(incoming("boats.txt", { "boats.txt": text })).toEqual({ [path]: text });
    expect(incoming("boats", { boats: text })).toEqual({ [path]: text });
    expect(readIncoming("boats", "-", () => Buffer.from(text))).toEqual([{ path, text }]);
  });
});

test("an empty file passes on to the reader; an empty standard input is an error", () => {
  expect(incoming("boats.txt", { "boats.txt": "" })).toEqual({ "specs/boats/source.md": "" });
  expect(incoming("boats", { boats: "" })).toEqual({ "specs/boats/source.md": "" });
  expect(rejected(() => readIncoming("boats", "-", () => Buffer.from(" \n")))).toMatch(
    /^Standard input is empty/,
  );
});

test("a folder is its Markdown pages, at any depth, in the order of their names; nothing else of it", () => {
  const files = {
    "pages/b.md": "B",
    "pages/a/z.md": "Z",
    "pages/a/deep/y.md": "Y",
    "pages/node_modules/yaml/README.md": "installed",
    "pages/.git/description.md": "hidden",
    "pages/a/picture.png": new Uint8Array([0xff]),
    "pages/openapi.yaml": "openapi: 3.1.0",
    "pages/b.md.orig": "old",
    "elsewhere.md": "no",
  };
  const pages = incoming("pages", files);
  expect(pages).toEqual({
    "specs/boats/source/a/deep/y.md": "Y",
    "specs/boats/source/a/z.md": "Z",
    "specs/boats/source/b.md": "B",
  });
  expect(Object.keys(pages)).toEqual(Object.keys(pages).toSorted());
});

test.each(["\uFEFFopenapi: 3.1.0\r\n", "caf\u00e9 \u{1F6A4}\0\n\n", "a\u2028b"])(
  "every byte of a document is kept: %j",
  (text) => {
    const bytes = Buffer.from(text);
    const [path, kept] = Object.entries(incoming("boats.yaml", { "boats.yaml": bytes }))[0] ?? [];
    expect(path).toBe("specs/boats/source.yaml");
    expect(Buffer.from(kept as string)).toEqual(bytes);
    expect(incoming("pages", { "pages/a.md": bytes })).toEqual({ "specs/boats/source/a.md": text });
  },
);

describe("what is no document is rejected, by its name", () => {
  const latin1 = new Uint8Array([0x63, 0x61, 0x66, 0xe9]);

  test("a file that is not there", () => {
    expect(rejected(() => incoming("boats.yaml", {}))).toMatch(
      /[\\/]boats\.yaml cannot be read: there is no such file or folder\.$/,
    );
  });

  test("a folder without pages", () => {
    expect(rejected(() => incoming("pages", { "pages/openapi.yaml": "openapi: 3.1.0" }))).toMatch(
      /[\\/]pages holds no Markdown page\. Give it one file for each page, ending in \.md\.$/,
    );
  });

  test("a file that is not UTF-8", () => {
    expect(rejected(() => incoming("boats.yaml", { "boats.yaml": latin1 }))).toMatch(
      /[\\/]boats\.yaml is not UTF-8 text\./,
    );
  });

  test("a page that is not UTF-8", () => {
    expect(rejected(() => incoming("pages", { "pages/a.md": "A", "pages/b/c.md": latin1 }))).toMatch(
      /[\\/]pages[\\/]b[\\/]c\.md is not UTF-8 text\./,
    );
  });

  test("standard input that is not UTF-8", () => {
    expect(rejected(() => readIncoming("boats", "-", () => latin1))).toMatch(
      /^standard input is not UTF-8 text\./,
    );
  });
});
