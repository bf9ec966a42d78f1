import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listEntries } from "../src/bundle.ts";
import { root } from "./tree.ts";

interface Locked {
  license?: string;
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};

/** Where npm puts the dependency of a package: in the nearest `node_modules` above it. */
function find(name: string, folder: string): string {
  const path = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
  const { link, resolved = "" } = packages[path] ?? {};
  if (packages[path]) return link ? resolved : path;
  if (folder === "") throw new Error(`${name} is not in package-lock.json. Run npm install.`);
  return find(name, folder.split("/").slice(0, -1).join("/"));
}

/** What users install with the published packages, by its place in the lock file. */
function installedWith(folders: string[]): Set<string> {
  const installed = new Set(folders);
  for (const folder of installed) {
    const { dependencies, optionalDependencies, peerDependencies } = packages[folder] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }))
      installed.add(find(name, folder));
  }
  return installed;
}

const installed = [...installedWith(listEntries(root).map(({ folder }) => folder))];

test("users install openapi-fetch and its types with the packages, and nothing else of others", () => {
  expect(
    installed
      .filter((path) => path.includes("node_modules/"))
      .map((path) => path.replace(/.*node_modules\//, ""))
      .sort(),
  ).toEqual(["openapi-fetch", "openapi-typescript-helpers"]);
});

test("what users install has a license that lets them use it in a closed program", () => {
  const permissive = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];
  expect(installed.length).toBeGreaterThanOrEqual(6);
  expect(
    installed
      .filter((path) => !permissive.includes(packages[path]?.license ?? ""))
      .map((path) => `${path}: ${packages[path]?.license ?? "no license"}`),
  ).toEqual([]);
});
