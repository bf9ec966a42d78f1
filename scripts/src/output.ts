import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { createTwoFilesPatch } from "diff";
import { readBytes } from "./failure.ts";

/** Contents of generated files, by path from the root of the repository. */
export type Files = ReadonlyMap<string, string>;

/**
 * Writes the files, then deletes those in `removed` and whatever else is in a folder named `generated` and is no longer generated. Every
 * file is first written under a temporary name; if one cannot be moved into place, those before it are restored: all are written or none.
 * Returns the paths that changed.
 */
export function writeFiles(root: string, files: Files, removed: string[] = []): string[] {
  const changed = [...files]
    .map(([path, text]) => ({ path, to: join(root, path), text, before: readIfThere(join(root, path)) }))
    .filter(({ text, before }) => text !== before);
  const placed: typeof changed = [];
  try {
    for (const { to, text } of changed) {
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(temporary(to), text);
    }
    for (const file of changed) {
      renameSync(temporary(file.to), file.to);
      placed.push(file);
    }
  } catch (error) {
    for (const { to, before } of placed)
      if (before === undefined) rmSync(to);
      else writeFileSync(to, before);
    throw error;
  } finally {
    for (const { to } of changed) rmSync(temporary(to), { force: true });
  }
  const surplus = [...findSurplus(root, files), ...removed];
  for (const path of surplus) rmSync(join(root, path), { recursive: true });
  return [...changed.map(({ path }) => path), ...surplus].sort();
}

function temporary(path: string): string {
  return `${path}.${process.pid}.tmp`;
}

/** What writing would change, as one unified diff for each stale file. */
export function compareFiles(root: string, files: Files): { path: string; diff: string }[] {
  const stale = [...files].flatMap(([path, text]) => {
    const committed = readIfThere(join(root, path));
    if (committed === text) return [];
    const diff = createTwoFilesPatch(
      `${path} (as it is)`,
      `${path} (as it should be)`,
      committed ?? "",
      text,
      undefined,
      undefined,
      { context: 2 },
    );
    return [{ path, diff: diff.replace(/^=+\n/, "") }];
  });
  const surplus = findSurplus(root, files).map((path) => ({
    path,
    diff: `${path} is not made by the generator: delete it, or move it out of the generated folder.\n`,
  }));
  return [...stale, ...surplus];
}

function findSurplus(root: string, files: Files): string[] {
  const folders = new Set([...files.keys()].map(dirname).filter((folder) => folder.endsWith("/generated")));
  return [...folders].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => !entry.isDirectory())
          .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
          .filter((path) => !files.has(path))
      : [],
  );
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readBytes(path).toString("utf8") : undefined;
}
