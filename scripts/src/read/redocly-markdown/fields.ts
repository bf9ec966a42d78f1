import { type DocumentError, formatLocation, type Location, sourceError } from "../../problem.ts";
import { type FieldLine, indentOf, readFieldLine, readVariantLine, startsField } from "./grammar.ts";
import { isBlank, type Line, locate } from "./lines.ts";
import { type FieldText, readFieldText, shorten } from "./value.ts";

export interface Field extends FieldLine, FieldText {
  /** The path below the parent: it may itself contain dots. */
  name: string;
  location: Location;
  children: Field[];
  variants: Variant[];
}

export interface Variant extends FieldText {
  title: string;
  fields: Field[];
}

/** Fields of one depth: those of the section, of a variant, or printed relative to a field. */
interface Scope {
  indent: number;
  target: Field[];
  /** From the root to the field read last: only these can be a parent. */
  open: Field[];
  seen: Map<string, Field>;
  last?: Field;
}

/** What the lines that follow belong to: a field or a variant. */
interface Holder {
  item: Field | Variant;
  indent: number;
  lines: Line[];
}

export function readFields(file: string, lines: Line[]): Field[] {
  const reader = new FieldReader(file);
  for (const line of lines) reader.read(line);
  return reader.finish();
}

class FieldReader {
  readonly #file: string;
  readonly #roots: Field[] = [];
  #scopes: Scope[];
  #holder: Holder | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#scopes = [scopeOf(2, this.#roots)];
  }

  read(line: Line): void {
    if (this.#readField(line) || this.#readVariant(line)) return;
    if (this.#holder) this.#holder.lines.push(line);
    else if (!isBlank(line)) throw malformed(this.#file, line);
  }

  finish(): Field[] {
    this.#close();
    return this.#roots;
  }

  #readField(line: Line): boolean {
    if (!startsField(line.text)) return false;
    const indent = indentOf(line.text);
    const fieldLine = readFieldLine(line.text);
    const depth = this.#scopes.findIndex((scope) => scope.indent === indent);
    if (depth >= 0 && !fieldLine) throw malformed(this.#file, line);
    if (!fieldLine) return false;
    const scope = depth >= 0 ? this.#back(depth) : this.#openRelative(indent);
    if (!scope) return false;
    this.#close();
    const location = locate(this.#file, line, indent + "- `".length + 1);
    const field: Field = { ...fieldLine, name: fieldLine.path, location, children: [], variants: [] };
    place(scope, field);
    this.#holder = { item: field, indent: indent + 2, lines: [] };
    return true;
  }

  #readVariant(line: Line): boolean {
    const title = readVariantLine(line.text);
    if (title === undefined) return false;
    const indent = indentOf(line.text);
    const depth = this.#scopes.findIndex((scope) => scope.indent === indent - 2 && scope.last?.oneOf);
    const field = depth < 0 ? undefined : this.#back(depth).last;
    if (!field) return false;
    this.#close();
    const variant: Variant = { title, fields: [] };
    field.variants.push(variant);
    this.#scopes.push(scopeOf(indent + 2, variant.fields));
    this.#holder = { item: variant, indent: indent + 2, lines: [] };
    return true;
  }

  #back(depth: number): Scope {
    this.#scopes = this.#scopes.slice(0, depth + 1);
    return this.#scopes[depth] as Scope;
  }

  /** Fields directly below a field, one step deeper, with paths relative to it: a single variant has no title. */
  #openRelative(indent: number): Scope | undefined {
    const scope = this.#scopes.at(-1);
    if (!scope?.last || indent !== scope.indent + 2 || !mayHaveChildren(scope.last)) return undefined;
    const relative = scopeOf(indent, scope.last.children);
    this.#scopes.push(relative);
    return relative;
  }

  #close(): void {
    if (this.#holder)
      Object.assign(this.#holder.item, readFieldText(this.#file, this.#holder.lines, this.#holder.indent));
    this.#holder = undefined;
  }
}

function scopeOf(indent: number, target: Field[]): Scope {
  return { indent, target, open: [], seen: new Map() };
}

/** The longest open path that is a prefix is the parent: names may contain dots, so dots alone prove nothing. */
function place(scope: Scope, field: Field): void {
  while (scope.open.length > 0 && !isParent(scope.open.at(-1), field)) scope.open.pop();
  const parent = scope.open.at(-1);
  rejectStray(scope, field, parent?.path.length ?? 0);
  if (parent) field.name = field.path.slice(parent.path.length + 1);
  (parent?.children ?? scope.target).push(field);
  scope.open.push(field);
  if (!scope.seen.has(field.path)) scope.seen.set(field.path, field);
  scope.last = field;
}

function isParent(candidate: Field | undefined, field: Field): boolean {
  return candidate !== undefined && mayHaveChildren(candidate) && field.path.startsWith(`${candidate.path}.`);
}

const scalars = new Set(["string", "number", "integer", "boolean", "null"]);

function mayHaveChildren(field: Field): boolean {
  return !field.type.split(",").every((word) => scalars.has(word));
}

function rejectStray(scope: Scope, field: Field, from: number): void {
  for (let dot = field.path.indexOf(".", from + 1); dot > 0; dot = field.path.indexOf(".", dot + 1)) {
    const path = field.path.slice(0, dot);
    const parent = scope.seen.get(path);
    if (!parent || !mayHaveChildren(parent)) continue;
    throw sourceError(
      field.location,
      `expected the parent \`${path}\` directly before its field \`${field.path}\`, found it at ${formatLocation(parent.location)} with other fields in between`,
      "Lines are missing or were moved.",
    );
  }
}

function malformed(file: string, line: Line): DocumentError {
  return sourceError(
    locate(file, line, indentOf(line.text) + 1),
    `expected a field line such as "  - \`name\` (type, required)", found \`${shorten(line.text.trim())}\``,
    "Editors and formatters change the indentation, by which fields are read.",
  );
}
