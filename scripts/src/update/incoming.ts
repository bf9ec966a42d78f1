import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { decodeText, listPages, UsageError } from "../apis.ts";
import type { SourceFile } from "../places.ts";

/**
 * Reads a vendor's new document, from a file, from a folder of Markdown pages, or, for `-`, from standard input, under the names that
 * it will have in the API's folder.
 */
export function readIncoming(api: string, from: string, standardInput: () => Uint8Array): SourceFile[] {
  const source = `specs/${api}/source`;
  if (from === "-") {
    const text = decodeText("standard input", standardInput());
    if (text.trim() === "")
      throw new UsageError("Standard input is empty: pipe the document into the command, or name its file.");
    return [{ path: `${source}.${formatOf(text)}`, text }];
  }
  if (!statOf(from).isDirectory()) {
    const text = decodeText(from, readFileSync(from));
    return [{ path: `${source}.${extensionOf(from) ?? formatOf(text)}`, text }];
  }
  const pages = listPages(from);
  if (pages.length === 0)
    throw new UsageError(`${from} holds no Markdown page. Give it one file for each page, ending in .md.`);
  return pages.map((name) => ({
    path: `${source}/${name}`,
    text: decodeText(join(from, name), readFileSync(join(from, name))),
  }));
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read: ${(error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file or folder" : (error as Error).message}.`,
    );
  }
}

function extensionOf(path: string): string | undefined {
  const extension = /\.(ya?ml|json|md)$/i.exec(basename(path))?.[1]?.toLowerCase();
  return extension === "yml" ? "yaml" : extension;
}

/** The format of a document without a file name, as far as the name that it gets depends on it. The readers check for themselves. */
function formatOf(text: string): "json" | "yaml" | "md" {
  if (text.trimStart().startsWith("{")) return "json";
  return /^\uFEFF?["']?(swagger|openapi)["']?\s*:/m.test(text) ? "yaml" : "md";
}
