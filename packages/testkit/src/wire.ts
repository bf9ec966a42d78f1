import type { WireForm } from "./wire-form.ts";

/** What is on the wire is not in the documented form. */
export class WireError extends Error {}

/** A pair of a query or of a urlencoded form, its value as it is on the wire. */
export interface Pair {
  name: string;
  raw: string;
  /** It belongs to a parameter that is documented. */
  isUsed?: boolean;
}

/** What has a name and a wire form: a parameter, or a field of a form. */
export interface Named {
  name: string;
  form: WireForm;
  /** The names of an object's fields. */
  fields: readonly string[];
}

type Entry = [key: string, value: string];

const delimiters: Record<"query" | "path" | "header", Partial<Record<WireForm["style"], RegExp>>> = {
  query: { spaceDelimited: /%20|\+/, pipeDelimited: /\||%7C/i, tabDelimited: /%09/ },
  path: { spaceDelimited: /%20/, pipeDelimited: /\||%7C/i, tabDelimited: /%09/ },
  header: { spaceDelimited: / /, pipeDelimited: /\|/, tabDelimited: /\t/ },
};

/** Splits a query, or a urlencoded body, into its pairs. */
export function pairsOf(query: string): Pair[] {
  return query
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const end = pair.includes("=") ? pair.indexOf("=") : pair.length;
      return { name: decodeQueryText(pair.slice(0, end)), raw: pair.slice(end + 1) };
    });
}

/** Takes the value of a parameter out of the pairs; undefined where it was not sent. */
export function decodeQuery({ name, form, fields }: Named, pairs: readonly Pair[]): unknown {
  const { style, isExploded, shape } = form;
  const take = (taken: Pair[]) => {
    for (const pair of taken) pair.isUsed = true;
    return taken;
  };
  const named = take(pairs.filter((pair) => pair.name === name && !pair.isUsed));
  if (shape === "object" && style === "deepObject") {
    if (named.length > 0) throw new WireError(`is sent as ${name}=, expected ${name}[key]=`);
    const own = take(pairs.filter((pair) => pair.name.startsWith(`${name}[`) && pair.name.endsWith("]")));
    return asObject(
      own.map(({ name: key, raw }) => [key.slice(name.length + 1, -1), decodeQueryText(raw)]),
      fields,
    );
  }
  if (shape === "object" && style !== "json" && isExploded) {
    if (named.length > 0 && !fields.includes(name))
      throw new WireError(`is sent as ${name}=, expected each field by its own name`);
    // Without documented fields, whatever belongs to no other parameter is one.
    const isOwn = (pair: Pair) => (fields.length > 0 ? fields.includes(pair.name) : true);
    const own = [...named, ...take(pairs.filter((pair) => !pair.isUsed && isOwn(pair)))];
    return asObject(
      own.map(({ name: key, raw }) => [key, decodeQueryText(raw)]),
      fields,
    );
  }
  if (named.length === 0) return undefined;
  if (shape === "array" && style !== "json" && isExploded)
    return named.map(({ raw }) => decodeQueryText(raw));
  const [{ raw }, ...more] = named as [Pair];
  if (more.length > 0) throw new WireError(`is sent ${more.length + 1} times, expected once`);
  if (style === "json") return parseJson(decodeQueryText(raw));
  if (shape === "value") return decodeQueryText(raw);
  const parts = raw.split(delimiters.query[style] ?? ",").map(decodeQueryText);
  return shape === "array" ? parts : asObject(paired(parts), fields);
}

/** The value of a parameter in the path. */
export function decodePath({ name, form, fields }: Named, raw: string): unknown {
  const { style, isExploded, shape } = form;
  if (style === "json") return parseJson(decodeText(raw));
  const prefix = style === "label" ? "." : style === "matrix" ? ";" : "";
  if (!raw.startsWith(prefix))
    throw new WireError(`does not begin with "${prefix}", as the style ${style} does`);
  const rest = raw.slice(prefix.length);
  const own = `${encodeURIComponent(name)}=`;
  const withoutName = (part: string) => {
    if (style !== "matrix") return part;
    if (!part.startsWith(own)) throw new WireError(`does not begin with ";${own}", as the style matrix does`);
    return part.slice(own.length);
  };
  if (shape === "value") return decodeText(withoutName(rest));
  if (isExploded) {
    const parts = rest.split(prefix || ",");
    if (shape === "array") return parts.map((part) => decodeText(withoutName(part)));
    return asObject(
      parts.map(keyValue).map(([key, value]) => [decodeText(key), decodeText(value)]),
      fields,
    );
  }
  const parts = withoutName(rest)
    .split(delimiters.path[style] ?? ",")
    .map(decodeText);
  return shape === "array" ? parts : asObject(paired(parts), fields);
}

/** The value of a parameter in a header. Nothing in a header is percent-encoded. */
export function decodeHeader({ form, fields }: Named, raw: string): unknown {
  const { style, isExploded, shape } = form;
  if (style === "json") return parseJson(raw);
  if (shape === "value") return raw;
  const parts = raw.split(delimiters.header[style] ?? ",").map((part) => part.trim());
  if (shape === "array") return parts;
  return asObject(isExploded ? parts.map(keyValue) : paired(parts), fields);
}

/** An array that is one part of a multipart form. Nothing in it is percent-encoded. */
export function decodeDelimited({ form }: Named, raw: string): string[] {
  return raw.split(delimiters.header[form.style] ?? ",");
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError(`is ${JSON.stringify(text)}, expected JSON`);
  }
}

function decodeQueryText(raw: string): string {
  return decodeText(raw.replaceAll("+", " "));
}

function decodeText(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw new WireError(`is ${JSON.stringify(raw)}, which is not percent-encoded`);
  }
}

function keyValue(part: string): Entry {
  const end = part.indexOf("=");
  if (end < 0) throw new WireError(`has ${JSON.stringify(part)}, expected key=value`);
  return [part.slice(0, end), part.slice(end + 1)];
}

function paired(parts: string[]): Entry[] {
  if (parts.length % 2 > 0) throw new WireError("has a key without a value");
  return parts.flatMap((key, index): Entry[] => (index % 2 > 0 ? [] : [[key, parts[index + 1] as string]]));
}

/** @param fields The names that are documented; none where any may be there. */
function asObject(entries: Entry[], fields: readonly string[]): Record<string, string> | undefined {
  if (entries.length === 0) return undefined;
  const keys = entries.map(([key]) => key);
  const unknown = keys.find((key) => fields.length > 0 && !fields.includes(key));
  if (unknown !== undefined)
    throw new WireError(`has a key ${JSON.stringify(unknown)}, which is not documented`);
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) throw new WireError(`has the key ${repeated} more than once`);
  return Object.fromEntries(entries);
}
