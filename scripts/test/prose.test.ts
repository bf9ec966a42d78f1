import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "./tree.ts";

interface Avoided {
  phrase: string;
  except?: string;
  instead: string;
  names?: true;
}

const list = "scripts/test/words-to-avoid.yaml";
const avoided = (parse(readFileSync(join(root, list), "utf8")) as Avoided[]).map((entry) => ({
  ...entry,
  pattern: new RegExp(
    `${/^\W/.test(entry.phrase) && !entry.phrase.startsWith("(") ? "" : "(?<![\\w-])"}(?:${entry.phrase})(?![\\w-])`,
    "gi",
  ),
  right: entry.except === undefined ? undefined : new RegExp(entry.except, "gi"),
  name: new RegExp(`^(?:${entry.phrase})$`, "i"),
}));

/** What the vendors wrote, what is generated from it, what was invented as theirs, and the list itself. */
const notOurs =
  /(^|\/)(source(\.\w+)?(\/.*)?|openapi\.yaml|released\.yaml|REPORT\.md|API(-\w+)?\.md|llms\.txt|package-lock\.json|CHANGELOG\.md)$|\/generated\/|^scripts\/test\/(first|growth)\/|^scripts\/test\/words-to-avoid\.yaml$/;

const files = globSync(
  ["*", "{.changeset,.github,specs,examples,ecosystem}/**/*", "{scripts,packages}/**/*"],
  {
    cwd: root,
    exclude: (path) => /^(node_modules|dist|\.turbo)$/.test(path),
  },
)
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.(ts|mts|mjs|js|md|ya?ml|json)$/.test(path) && !notOurs.test(path));

interface Prose {
  text: string;
  offset: number;
  /** It is a word of a name in a program. */
  isName?: true;
}

/** What a person reads in a file: all of a document; of a program its comments, its strings and the words of its names. */
function prosesOf(path: string, text: string): Prose[] {
  if (!/\.(ts|mts|mjs|js)$/.test(path)) return [{ text, offset: 0 }];
  const proses: Prose[] = [];
  let code = text;
  const visit = (node: ts.Node): void => {
    const [offset, own] = [node.getStart(), node.getText()];
    if (ts.isIdentifier(node))
      for (const word of own.matchAll(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g))
        proses.push({ text: word[0], offset: offset + word.index, isName: true });
    if (isText(node)) {
      proses.push({ text: own, offset });
      code = code.slice(0, offset) + " ".repeat(own.length) + code.slice(offset + own.length);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  for (const comment of code.matchAll(/\/\*[\s\S]*?\*\/|\/\/.*/g))
    proses.push({ text: comment[0], offset: comment.index });
  return proses;
}

function isText(node: ts.Node): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isRegularExpressionLiteral(node)
  );
}

/** `file:line:column: "word": write …` */
function findAvoided(path: string, text: string): string[] {
  const lineStarts = [...text.matchAll(/^/gm)].map(({ index }) => index);
  const place = (offset: number): string => {
    const line = lineStarts.findLastIndex((start) => start <= offset);
    return `${path}:${line + 1}:${offset - (lineStarts[line] ?? 0) + 1}`;
  };
  return prosesOf(path, text).flatMap((prose) =>
    avoided.flatMap(({ pattern, right, name, names, instead }) => {
      if (prose.isName)
        return names && name.test(prose.text)
          ? [`${place(prose.offset)}: the name has "${prose.text}": use ${instead}`]
          : [];
      const rightPlaces = right
        ? [...prose.text.matchAll(right)].map(({ index, 0: { length } }) => [index, index + length] as const)
        : [];
      return [...prose.text.matchAll(pattern)]
        .filter(({ index }) => !rightPlaces.some(([from, to]) => from <= index && index < to))
        .map(({ index, 0: found }) => `${place(prose.offset + index)}: "${found}": write ${instead}`);
    }),
  );
}

test("no document, comment, message or name has a word that the list says to avoid", () => {
  expect(files.length).toBeGreaterThan(250);
  expect(
    files
      .filter((path) => path !== "scripts/test/prose.test.ts")
      .flatMap((path) => findAvoided(path, readFileSync(join(root, path), "utf8"))),
  ).toEqual([]);
});

test("the check finds a word in each kind of text, with its place, and lets it pass where it is right", () => {
  const found = (path: string, text: string) =>
    findAvoided(path, text).map((line) => line.replace(/: (write|use) .*/, ""));
  expect(found("a.ts", "/* The answer. */ // nobody\nconst tellStory = `It stands`, b = 'told';\n")).toEqual([
    'a.ts:2:7: the name has "tell"',
    'a.ts:2:23: "stands"',
    'a.ts:2:37: "told"',
    'a.ts:1:8: "answer"',
    'a.ts:1:22: "nobody"',
  ]);
  expect(found("a.md", "# It refused\n\nA refused connection; 410 Gone. It stands for one.\n")).toEqual([
    'a.md:1:6: "refused"',
  ]);
});
