import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTwoFilesPatch } from "diff";

/** Contents of generated files, by path from the root of the repository. */
export type Files = ReadonlyMap<string, string>;

/**
 * Writes the files, and removes what stands beside them in a folder named `generated` and is no longer made.
 * Every file is first written under a temporary name, so that a failure leaves the old ones whole. Returns the paths that changed.
 */
export function writeFiles(root: string, files: Files): string[] {
  const changed = [...files].filter(([path, text]) => readIfThere(join(root, path)) !== text);
  const temporary: [from: string, to: string][] = [];
  try {
    for (const [path, text] of changed) {
      const to = join(root, path);
      const from = `${to}.${process.pid}.tmp`;
      mkdirSync(dirname(to), { recursive: true });
      temporary.push([from, to]);
      writeFileSync(from, text);
    }
    for (const [from, to] of temporary) renameSync(from, to);
  } finally {
    for (const [from] of temporary) rmSync(from, { force: true });
  }
  const surplus = findSurplus(root, files);
  for (const path of surplus) rmSync(join(root, path));
  return [...changed.map(([path]) => path), ...surplus].sort();
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
      ? readdirSync(join(root, folder))
          .map((name) => `${folder}/${name}`)
          .filter((path) => !files.has(path))
      : [],
  );
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
