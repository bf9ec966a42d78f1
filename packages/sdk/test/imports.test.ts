import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const packages = fileURLToPath(new URL("../..", import.meta.url));

/** What the files of a package import, files as paths from `packages/`. */
function importsOf(folder: string): Map<string, string[]> {
  const files = globSync(`${folder}/src/**/*.ts`, { cwd: packages });
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(packages, file), "utf8"), true, true);
      return [
        file,
        importedFiles.map(({ fileName }) =>
          fileName.startsWith(".") ? relative(packages, join(packages, dirname(file), fileName)) : fileName,
        ),
      ];
    }),
  );
}

/** Files that import each other, as a path that ends where it begins; nothing where there are none. */
function cycleIn(imports: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const imported of imports.get(file) ?? []) {
      const cycle = walk(imported, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const cycle = walk(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

const scope = "@booking-apis";
const transport = [`${scope}/transport`, `${scope}/transport/internal`];
const clients = ["bookeo-client", "classes-client"].flatMap((name) => [
  `${scope}/${name}`,
  `${scope}/${name}/internal`,
]);

describe("imports go one way: SDK, clients, transport", () => {
  test.each([
    ["transport", []],
    ["bookeo-client", [...transport, "openapi-fetch"]],
    ["classes-client", [...transport, "openapi-fetch"]],
    ["sdk", [...transport, ...clients]],
  ])("%s", (folder, allowed) => {
    const imports = importsOf(folder);
    expect(imports.size).toBeGreaterThan(0);
    const foreign = [...imports.values()].flat().filter((imported) => !imported.startsWith(`${folder}/src/`));
    expect([...new Set(foreign)].filter((imported) => !allowed.includes(imported))).toEqual([]);
    expect(cycleIn(imports)).toEqual([]);
  });

  test("a package imports no other than its package.json says", () => {
    for (const folder of ["transport", "bookeo-client", "classes-client", "sdk"]) {
      const { dependencies = {} } = JSON.parse(readFileSync(join(packages, folder, "package.json"), "utf8"));
      const imported = [...importsOf(folder).values()]
        .flat()
        .filter((name) => !name.startsWith(`${folder}/`))
        .map((name) => name.replace(/\/internal$/, ""));
      expect(Object.keys(dependencies).sort()).toEqual([...new Set(imported)].sort());
    }
  });
});

test("nothing that the core of the SDK has makes a request by itself", () => {
  const files = globSync("sdk/src/core/**/*.ts", { cwd: packages });
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const code = readFileSync(join(packages, file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    expect(code, file).not.toMatch(
      /\bfetch\(|new (?:Request|Response|URLSearchParams|FormData|Blob)\b|encodeURI|setTimeout/,
    );
    // A cursor is JSON, and is not sent.
    if (!file.endsWith("cursor.ts")) expect(code, file).not.toMatch(/JSON\.(?:stringify|parse)/);
  }
});
