import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readBytes } from "./failure.ts";
import type { SourceFile } from "./places.ts";
import { didYouMean } from "./words.ts";

/** The files that an API's folder in specs/ begins with. Everything else in it is generated. */
export interface ApiFiles {
  api: string;
  sources: SourceFile[];
  /** Changes to the text of a source that cannot be read as it is. */
  patch: SourceFile | undefined;
  overlay: SourceFile | undefined;
  readme: SourceFile | undefined;
}

/** A mistake in how the command was called, as opposed to one in a document. */
export class UsageError extends Error {
  override name = "UsageError";
}

export function openApiPath(api: string): string {
  return `specs/${api}/openapi.yaml`;
}

/** The corrected document of the last release. */
export function releasedPath(api: string): string {
  return `specs/${api}/released.yaml`;
}

/** Names of the APIs: the folders of specs/. */
export function listApis(root: string): string[] {
  return readdirSync(join(root, "specs"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

export function chooseApis(root: string, requested: string[]): string[] {
  const known = listApis(root);
  const unknown = requested.find((api) => !known.includes(api));
  if (unknown !== undefined) {
    throw new UsageError(
      `There is no API "${unknown}" in specs/.${didYouMean(unknown, known)} Known: ${known.join(", ")}.`,
    );
  }
  return requested.length > 0 ? known.filter((api) => requested.includes(api)) : known;
}

/** Reads source.yaml, source.yml, source.json, source.md or the pages in source/, and patch.yaml and overlay.yaml if there are any. */
export function readApi(root: string, api: string): ApiFiles {
  const folder = `specs/${api}`;
  const names = readdirSync(join(root, folder)).filter((name) => /^source(\.(ya?ml|json|md))?$/.test(name));
  if (names.length !== 1) {
    throw new UsageError(
      `${folder} has ${names.length === 0 ? "no source" : `more than one source: ${names.join(", ")}`}. ` +
        "Expected one of source.yaml, source.json, source.md, or a folder source/ of Markdown pages.",
    );
  }
  const optional = (path: string) => (existsSync(join(root, path)) ? readText(root, path) : undefined);
  return {
    api,
    sources: readSource(root, `${folder}/${names[0]}`),
    patch: optional(`${folder}/patch.yaml`),
    overlay: optional(`${folder}/overlay.yaml`),
    readme: optional("README.md"),
  };
}

function readSource(root: string, path: string): SourceFile[] {
  if (!statSync(join(root, path)).isDirectory()) return [readText(root, path)];
  const pages = listPages(join(root, path));
  if (pages.length === 0)
    throw new UsageError(
      `${path} holds no Markdown page. Put the vendor's pages into it, one file each, ending in .md.`,
    );
  return pages.map((name) => readText(root, `${path}/${name}`));
}

/** Paths of the Markdown pages in a folder, relative to it; what is installed or hidden in it is no page. */
export function listPages(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".md") && !/(?:^|\/)(?:node_modules|\.[^/]*)\//.test(name))
    .sort();
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readText(root: string, path: string): SourceFile {
  return { path, text: decodeText(path, readBytes(join(root, path))) };
}

/** The text of a file, every byte of it kept. */
export function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(
      `${path} is not UTF-8 text. Convert it, or check that it is the document and not an archive of it.`,
    );
  }
}
