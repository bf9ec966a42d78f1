import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { UsageError } from "./apis.ts";
import { isObject } from "./json.ts";
import type { SourceFile } from "./places.ts";

/** Where an API's source comes from: the file `provenance.yaml` beside it. */
export interface Provenance {
  /** Where it was fetched, if that is known. */
  url: string | undefined;
  /** When it was fetched from there, RFC 3339. */
  retrieved: string | undefined;
  /** Where the vendor publishes another document of the same API, not the one that is our source: worth a look when it changes. */
  published?: string | undefined;
  /** SHA-256 of every file of the source, in hexadecimal, by its path within the API's folder. */
  sha256: Record<string, string>;
}

export function provenancePath(api: string): string {
  return `specs/${api}/provenance.yaml`;
}

export function hashSources(api: string, sources: SourceFile[]): Record<string, string> {
  return Object.fromEntries(
    sources.map(({ path, text }) => [
      path.replace(`specs/${api}/`, ""),
      createHash("sha256").update(text).digest("hex"),
    ]),
  );
}

export function readProvenance(root: string, api: string): Provenance | undefined {
  const path = provenancePath(api);
  if (!existsSync(join(root, path))) return undefined;
  const value = parse(readFileSync(join(root, path), "utf8")) as unknown;
  const { url, retrieved, published, sha256 } = isObject(value) ? value : {};
  const isText = (part: unknown) => part === undefined || part === null || typeof part === "string";
  if (![url, retrieved, published].every(isText) || !isObject(sha256))
    throw new UsageError(
      `${path} is not as \`npm run update\` writes it: expected url, retrieved and published, each a string or nothing, and sha256, a mapping from files to their hashes.`,
    );
  return {
    url: (url as string | null | undefined) ?? undefined,
    retrieved: (retrieved as string | null | undefined) ?? undefined,
    ...(typeof published === "string" ? { published } : {}),
    sha256: sha256 as Record<string, string>,
  };
}

export function printProvenance({ url, retrieved, published, sha256 }: Provenance): string {
  return `# Where the source comes from. Kept by \`npm run update\`.\n${stringify(
    { url: url ?? null, retrieved: retrieved ?? null, ...(published ? { published } : {}), sha256 },
    { lineWidth: 0 },
  )}`;
}

/**
 * Puts the files of a source in the order in which they came: those that `provenance.yaml` lists first, by their names or contents.
 * What is named after the first page that has it keeps its name when a page is added.
 */
export function inOrderOfArrival(root: string, api: string, sources: SourceFile[]): SourceFile[] {
  const known = Object.entries(readProvenance(root, api)?.sha256 ?? {});
  const hashes = Object.entries(hashSources(api, sources));
  const rankOf = ([file, hash]: [string, string]) => {
    const place = known.findIndex(([name]) => name === file);
    const same = place < 0 ? known.findIndex(([, other]) => other === hash) : place;
    return same < 0 ? known.length : same;
  };
  const ranks = new Map(sources.map((source, index) => [source, rankOf(hashes[index] as [string, string])]));
  return sources.toSorted((a, b) => (ranks.get(a) as number) - (ranks.get(b) as number));
}

/** The files of the source that are not those that `provenance.yaml` names; none where there is no such file. */
export function changedSources(root: string, api: string, sources: SourceFile[]): string[] {
  const known = readProvenance(root, api)?.sha256;
  if (!known) return [];
  const present = hashSources(api, sources);
  return [...new Set([...Object.keys(known), ...Object.keys(present)])]
    .filter((file) => known[file] !== present[file])
    .map((file) => `specs/${api}/${file}`);
}
