import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "./tree.ts";

const source = join(root, "scripts/src");

/** The files that each file imports, as paths from `src/`. */
const imports = new Map(
  globSync("**/*.ts", { cwd: source }).map((file): [string, string[]] => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(source, file), "utf8"), true, true);
    const local = importedFiles.filter(({ fileName }) => fileName.startsWith("."));
    return [file, local.map(({ fileName }) => relative(source, join(source, dirname(file), fileName)))];
  }),
);

test("no file imports itself over others", () => {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): void => {
    if (path.includes(file)) expect.fail([...path.slice(path.indexOf(file)), file].join(" -> "));
    if (done.has(file)) return;
    for (const imported of imports.get(file) ?? []) walk(imported, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) walk(file, []);
});

/** The steps of a document's way. A step knows those before it. */
const steps = ["read", "repair", "overlay", "check", "model"];
/** What is made of the model; neither knows the other. */
const products = ["codegen", "report"];
/** It compares what is made. */
const last = "update";

test("a step imports none that comes after it", () => {
  const stepOf = (file: string) => file.split("/")[0] as string;
  const rank = (step: string) =>
    step === last ? steps.length + 1 : products.includes(step) ? steps.length : steps.indexOf(step);
  const wrong = [...imports].flatMap(([file, imported]) =>
    imported
      .filter((other) => file.includes("/") && other.includes("/"))
      .filter((other) => stepOf(other) !== stepOf(file) && rank(stepOf(other)) >= rank(stepOf(file)))
      .map((other) => `${file} -> ${other}`),
  );
  expect(wrong).toEqual([]);
});

test("what all steps share knows none of them", () => {
  // The commands, and what they are put together of.
  const top = ["add.ts", "pipeline.ts", "regenerate.ts", "update.ts", "start.ts", "test.ts", "changelog.ts"];
  const wrong = [...imports].flatMap(([file, imported]) =>
    file.includes("/") || top.includes(file)
      ? []
      : imported.filter((other) => other.includes("/")).map((other) => `${file} -> ${other}`),
  );
  expect(wrong).toEqual([]);
});

test("scripts imports no package of the repository", () => {
  for (const file of imports.keys()) {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(source, file), "utf8"), true, true);
    const names = importedFiles.map(({ fileName }) => fileName);
    expect(
      names.filter((name) => name.startsWith("@booking-apis/")),
      file,
    ).toEqual([]);
  }
});
