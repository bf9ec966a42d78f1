import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type YAMLError,
} from "yaml";
import { DocumentError, type Location } from "../problem.ts";
import type { SourceFile } from "./reader.ts";

/** A parsed YAML or JSON file whose every node can be found again in the text. */
export interface YamlFile {
  file: string;
  value: Record<string, unknown>;
  /** Where the node at the path stands: a mapping's entry at its key, a sequence's item at its start. */
  locate(path: readonly (string | number)[]): Location;
  /** Where a second, empty document begins: text after it would be lost, so only an empty one is let through. */
  trailingDocument: Location | undefined;
}

export function parseYaml({ path: file, text }: SourceFile): YamlFile {
  const start = { file, line: 1, column: 1 };
  if (text.trim() === "")
    throw new DocumentError(
      start,
      "the file is empty",
      "Put the document into it, or restore it from version control.",
    );

  const lineCounter = new LineCounter();
  const documents = parseAllDocuments<ParsedNode>(text, { lineCounter, merge: true, prettyErrors: false });
  if (!Array.isArray(documents))
    throw new DocumentError(start, "the file holds no YAML document", "Expected a mapping.");
  const at = (offset: number): Location => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };

  const [document, ...rest] = documents as Document.Parsed[];
  for (const { errors } of documents) if (errors[0]) throw yamlError(errors[0], text, at);
  const surplus = rest.find((other) => other.toJS() !== null);
  if (surplus) {
    throw new DocumentError(
      at(surplus.range[0]),
      "a second YAML document follows the first",
      "Keep one document per file: split the file, or remove what follows the line of three dashes.",
    );
  }
  if (!document || !isMap(document.contents)) {
    throw new DocumentError(
      start,
      `expected a mapping with keys such as "openapi" or "swagger", found ${describe(document?.contents)}`,
      "Check that this is the vendor's document and not an error page or a download that was cut off.",
    );
  }

  return {
    file,
    value: toJs(document, start),
    locate: (path) => at(offsetOf(document.contents, path)),
    trailingDocument: rest[0] && at(rest[0].range[0]),
  };
}

function toJs(document: Document.Parsed, start: Location): Record<string, unknown> {
  try {
    return document.toJS() as Record<string, unknown>;
  } catch (error) {
    throw new DocumentError(
      start,
      `the YAML cannot be resolved: ${(error as Error).message}`,
      "Check its anchors and aliases.",
    );
  }
}

function yamlError(error: YAMLError, text: string, at: (offset: number) => Location): DocumentError {
  const [from, to] = error.pos;
  const location = at(from);
  if (error.code === "DUPLICATE_KEY") {
    const key = /^[^\n]*?(?=:(?:\s|$))/.exec(text.slice(from))?.[0] ?? text.slice(from, to);
    return new DocumentError(
      location,
      `the key ${key} stands twice in the same mapping`,
      "Only one of the two can be meant: remove or rename the other.",
    );
  }
  return new DocumentError(
    location,
    `not valid YAML: ${error.message}`,
    "Mend the document at this place, or fetch it again.",
  );
}

function describe(node: unknown): string {
  if (isSeq(node)) return "a sequence";
  if (isScalar(node))
    return node.value === null ? "nothing" : `the text ${JSON.stringify(String(node.value).slice(0, 40))}`;
  return "nothing";
}

function offsetOf(root: ParsedNode | null, path: readonly (string | number)[]): number {
  let node: unknown = root;
  let offset = root?.range[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) break;
      offset = (pair.key as ParsedNode).range[0];
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as ParsedNode | undefined;
      if (!item) break;
      offset = item.range[0];
      node = item;
    } else break;
  }
  return offset;
}
