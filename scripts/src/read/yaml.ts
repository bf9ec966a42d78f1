import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type YAMLError,
} from "yaml";
import type { SourceFile } from "../places.ts";
import { DocumentError, type Location } from "../problem.ts";
import { DuplicateKey, type JsonOffsets, offsetAt, offsetsOf } from "./json-offsets.ts";

/** A parsed YAML or JSON file whose every node can be found again in the text. */
export interface YamlFile {
  file: string;
  value: Record<string, unknown>;
  /** Where the node at the path is: a mapping's entry at its key, a sequence's item at its start. */
  locate(path: readonly (string | number)[]): Location;
  /** Where a second, empty document begins: text after it would be lost, so only an empty one is let through. */
  trailingDocument: Location | undefined;
}

/** Makes the error for what is wrong in a file: a file of ours is corrected where it is, a source is not. */
type MakeError = (location: Location, problem: string, advice: string) => DocumentError;

const inPlace: MakeError = (location, problem, advice) => new DocumentError(location, problem, advice);

export function parseYaml({ path: file, text }: SourceFile, makeError: MakeError = inPlace): YamlFile {
  const start = { file, line: 1, column: 1 };
  if (text.trim() === "")
    throw new DocumentError(
      start,
      "the file is empty",
      "Fetch it again, or restore it from version control.",
    );

  // JSON is YAML, but reading it as YAML takes ten times as long.
  const json = /^\s*\{/.test(text) ? parseJson(file, text, makeError) : undefined;
  if (json) return json;
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments<ParsedNode>(text, { lineCounter, merge: true, prettyErrors: false });
  if (!Array.isArray(documents))
    throw new DocumentError(start, "the file holds no YAML document", "Expected a mapping.");
  const at = (offset: number): Location => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };

  const [document, ...rest] = documents as Document.Parsed[];
  for (const { errors } of documents) if (errors[0]) throw yamlError(errors[0], text, at, makeError);
  const surplus = rest.find((other) => other.toJS() !== null);
  if (surplus) {
    throw makeError(
      at(surplus.range[0]),
      "a second YAML document follows the first",
      "One file has one document: remove the line of three dashes and what follows it.",
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
    value: toJs(document, at, makeError),
    locate: (path) => at(offsetOf(document.contents, path)),
    trailingDocument: rest[0] && at(rest[0].range[0]),
  };
}

/** A file of JSON; undefined where it is not JSON: then the reader of YAML says what is wrong with it. */
function parseJson(file: string, text: string, makeError: MakeError): YamlFile | undefined {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const lines = [0];
  for (let index = text.indexOf("\n"); index >= 0; index = text.indexOf("\n", index + 1))
    lines.push(index + 1);
  const at = (offset: number): Location => {
    let [low, high] = [0, lines.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lines[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - (lines[low] as number) + 1 };
  };
  let offsets: JsonOffsets;
  try {
    offsets = offsetsOf(text);
  } catch (error) {
    if (error instanceof DuplicateKey)
      throw duplicateKey(JSON.stringify(error.key), at(error.offset), makeError);
    throw error;
  }
  const info = value.info as Record<string, unknown> | undefined;
  if (typeof info?.version === "number")
    info.version = /^[^,}\s]+/.exec(
      text.slice(offsetAt(offsets, ["info", "version"])).replace(/^"version"\s*:\s*/, ""),
    )?.[0];
  return { file, value, locate: (path) => at(offsetAt(offsets, path)), trailingDocument: undefined };
}

function duplicateKey(key: string, location: Location, makeError: MakeError): DocumentError {
  return makeError(
    location,
    `the key ${key} is there twice in the same mapping`,
    "Only one of the two can be meant: remove or rename the other.",
  );
}

/** The most nodes that a document may have once its aliases are resolved: a few lines can stand for billions. */
const mostNodes = 5_000_000;

function toJs(
  document: Document.Parsed,
  at: (offset: number) => Location,
  makeError: MakeError,
): Record<string, unknown> {
  const hasAliases = checkAliases(document, at, makeError);
  const value = document.toJS({ maxAliasCount: -1 }) as Record<string, unknown>;
  // A version such as 1.10 is no number.
  const version = document.getIn(["info", "version"], true);
  if (isScalar(version) && typeof version.value === "number" && version.source !== undefined)
    (value.info as Record<string, unknown>).version = version.source;
  // What is aliased is one object: a change of it in one place would be a change in all.
  return hasAliases ? JSON.parse(JSON.stringify(value)) : value;
}

/** Whether a document has aliases. One that contains itself, and too many of them, are errors. */
function checkAliases(
  document: Document.Parsed,
  at: (offset: number) => Location,
  makeError: MakeError,
): boolean {
  const sizes = new Map<unknown, number>();
  const open = new Set<unknown>();
  let hasAliases = false;
  const sizeOf = (node: unknown): number => {
    if (isAlias(node)) {
      hasAliases = true;
      const target = node.resolve(document);
      if (target === undefined)
        throw makeError(
          at(node.range?.[0] ?? 0),
          `the alias *${node.source} has no anchor`,
          `Define &${node.source} before it, or write the value out.`,
        );
      if (open.has(target))
        throw makeError(
          at(node.range?.[0] ?? 0),
          `the alias *${node.source} is within the value that it stands for`,
          "Such a value has no end. Write out what is meant, with a $ref where a schema contains itself.",
        );
      return sizeOf(target);
    }
    const known = sizes.get(node);
    if (known !== undefined) return known;
    open.add(node);
    let size = 1;
    if (isMap(node)) for (const { key, value } of node.items) size += sizeOf(key) + sizeOf(value);
    else if (isSeq(node)) for (const item of node.items) size += sizeOf(item);
    open.delete(node);
    sizes.set(node, size);
    if (size > mostNodes)
      throw new DocumentError(
        at((node as ParsedNode).range?.[0] ?? 0),
        `the aliases of the document stand for more than ${mostNodes} values`,
        "Check that this is an API description: no real one is that large.",
      );
    return size;
  };
  sizeOf(document.contents);
  return hasAliases;
}

function yamlError(
  error: YAMLError,
  text: string,
  at: (offset: number) => Location,
  makeError: MakeError,
): DocumentError {
  const [from, to] = error.pos;
  const location = at(from);
  if (error.code === "DUPLICATE_KEY") {
    return duplicateKey(
      /^[^\n]*?(?=:(?:\s|$))/.exec(text.slice(from))?.[0] ?? text.slice(from, to),
      location,
      makeError,
    );
  }
  return makeError(
    location,
    `not valid YAML: ${error.message}`,
    "The line and column are where the parser stopped.",
  );
}

function describe(node: unknown): string {
  if (isSeq(node)) return "a sequence";
  if (isScalar(node))
    return node.value === null ? "nothing" : `the string ${JSON.stringify(String(node.value).slice(0, 40))}`;
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
