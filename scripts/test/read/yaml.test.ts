import { describe, expect, test } from "vitest";
import { parseYaml } from "../../src/read/yaml.ts";
import { errorOf, yaml } from "../support.ts";

const at = (text: string, ...path: (string | number)[]): string => {
  const { line, column } = yaml(text).locate(path);
  return `${line}:${column}`;
};

describe("every node is found where a person sees it", () => {
  const text = 'a:\n  b: 1\n  "c/d":\n    - x\n    - y: { z: 2 }\n200: ok\n';
  test.each<[path: (string | number)[], place: string]>([
    [[], "1:1"],
    [["a"], "1:1"],
    [["a", "b"], "2:3"],
    [["a", "c/d"], "3:3"],
    [["a", "c/d", 0], "4:7"],
    [["a", "c/d", 1], "5:7"],
    [["a", "c/d", 1, "y", "z"], "5:12"],
    [["200"], "6:1"],
  ])("%j", (path, place) => expect(at(text, ...path)).toBe(place));

  test("a path that leads nowhere ends at the last node that is there", () => {
    expect(at(text, "a", "c/d", 7)).toBe("3:3");
    expect(at(text, "a", "nowhere", "below")).toBe("1:1");
  });

  test("with CRLF line ends and after a first line of three dashes", () => {
    expect(at("---\r\na:\r\n  b: 1\r\n", "a", "b")).toBe("3:3");
  });

  test("in JSON", () => {
    expect(at('{\n  "a": {\n    "b": [1]\n  }\n}\n', "a", "b")).toBe("3:5");
  });
});

describe("a file that holds no mapping is rejected with its place", () => {
  test.each([
    ["nothing", "", "f.yaml:1:1: the file is empty"],
    ["blanks", " \n\t\n", "f.yaml:1:1: the file is empty"],
    ["a comment", "# nothing here\n", "f.yaml:1:1: expected a mapping"],
    [
      "a list",
      "- a\n",
      'f.yaml:1:1: expected a mapping with keys such as "openapi" or "swagger", found a sequence',
    ],
    [
      "null",
      "null\n",
      'f.yaml:1:1: expected a mapping with keys such as "openapi" or "swagger", found nothing',
    ],
    ["a tab for indentation", "a:\n\tb: 1\n", "f.yaml:2:1: not valid YAML: "],
    ["an open quote", 'a: 1\nb: "c\n', "f.yaml:3:1: not valid YAML: "],
    ["a key twice", "a: 1\nb: 2\na: 3\n", "f.yaml:3:1: the key a is there twice in the same mapping"],
    ["an alias of nothing", "a: *b\n", "f.yaml:1:4: the alias *b has no anchor"],
    ["a second document", "a: 1\n---\nb: 2\n", "f.yaml:2:1: a second YAML document follows the first"],
    ["a broken second document", "a: 1\n---\nb: [\n", "f.yaml:4:1: not valid YAML"],
  ])("%s", (_, text, message) => {
    const error = errorOf(() => parseYaml({ path: "f.yaml", text }));
    expect(error.slice(0, message.length)).toBe(message);
    expect(error).toMatch(/\n {2}[A-Z].*\.$/);
  });
});

test("an empty second document is let through, and where it begins is reported", () => {
  expect(yaml("a: 1\n---\n").trailingDocument).toMatchObject({ line: 2, column: 1 });
  expect(yaml("a: 1\n").trailingDocument).toBeUndefined();
});

test("merge keys are followed", () => {
  expect(yaml("base: &b { x: 1 }\nmore: { <<: *b, y: 2 }\n").value.more).toEqual({ x: 1, y: 2 });
});
