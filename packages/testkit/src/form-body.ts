import { isJson, isMediaType, plainMediaType } from "./document.ts";
import type { SpecContent, SpecField } from "./spec.ts";
import { decodeDelimited, decodeQuery, pairsOf, parseJson, WireError } from "./wire.ts";

/** A part of a multipart body. */
export interface Part {
  name: string;
  filename: string | undefined;
  contentType: string | undefined;
  body: Buffer;
}

/** The fields of a form as they were found, and what is wrong with it. */
export interface DecodedForm {
  values: Record<string, unknown>;
  problems: string[];
}

export function decodeUrlEncoded({ fields }: SpecContent, body: string): DecodedForm {
  const pairs = pairsOf(body);
  const form = decodeFields(fields, (field) => decodeQuery(field, pairs));
  const unknown = new Set(pairs.filter(({ isUsed }) => !isUsed).map(({ name }) => name));
  return withUnknown(fields, form, unknown);
}

export function decodeMultipart({ fields }: SpecContent, contentType: string, body: Buffer): DecodedForm {
  const parts = partsOf(contentType, body);
  if (!parts) return { values: {}, problems: ["it is not a multipart body"] };
  const form = decodeFields(fields, (field) => {
    const own = parts.filter(({ name }) => name === field.name);
    return own.length === 0 ? undefined : decodeParts(field, own);
  });
  const names = fields.map(({ name }) => name);
  const unknown = new Set(parts.map(({ name }) => name).filter((name) => !names.includes(name)));
  return withUnknown(fields, form, unknown);
}

function decodeFields(fields: SpecField[], decode: (field: SpecField) => unknown): DecodedForm {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const field of fields) {
    const add = (problem: string) => problems.push(`the field ${field.name} ${problem}`);
    try {
      const value = decode(field);
      if (value === undefined) {
        if (field.required && !field.isReadOnly) add("is required and was not sent");
        continue;
      }
      values[field.name] = value;
      if (field.isReadOnly) add("is read-only and was sent");
      if (!field.isFile) for (const problem of field.validate(value, "request")) add(`is wrong: ${problem}`);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      add(error.message);
    }
  }
  return { values, problems };
}

function withUnknown(fields: SpecField[], form: DecodedForm, unknown: Set<string>): DecodedForm {
  // A form without documented fields may have any.
  if (fields.length > 0)
    for (const name of unknown) form.problems.push(`the field ${name} is not documented`);
  return form;
}

function decodeParts(field: SpecField, parts: Part[]): unknown {
  const { form } = field;
  const isDelimited = form.shape === "array" && !form.isExploded && form.style !== "json";
  const [first, ...more] = parts.map((part) => decodePart(field, part));
  if (isDelimited || form.shape !== "array") {
    if (more.length > 0) throw new WireError(`is sent ${parts.length} times, expected once`);
    return isDelimited ? decodeDelimited(field, String(first)) : first;
  }
  return [first, ...more];
}

function decodePart({ isFile, contentTypes, form }: SpecField, part: Part): unknown {
  const mediaType = plainMediaType(part.contentType);
  if (isFile && part.filename === undefined)
    throw new WireError("is documented as a file, and has no file name");
  if (contentTypes.length > 0 && !contentTypes.some((documented) => isMediaType(mediaType, documented)))
    throw new WireError(`is a part of ${mediaType}, expected ${contentTypes.join(", ")}`);
  const text = part.body.toString("utf8");
  if (isFile) return text;
  if (isJson(mediaType)) return parseJson(text);
  if (form.shape === "object" || form.style === "json")
    throw new WireError(`is a part of ${mediaType ?? "no media type"}, expected JSON`);
  return text;
}

/** The parts of a multipart body, from its bytes; undefined for a body that does not have the form of one. */
export function partsOf(contentType: string, body: Buffer): Part[] | undefined {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = `--${quoted ?? plain}`;
  // One character for each byte, so that what is in a file stays as it is.
  const text = body.toString("latin1");
  const sections = `\r\n${text}`.split(`\r\n${boundary}`);
  if (sections.length < 2 || sections[0] !== "" || !/^--(?:\r\n)?$/.test(sections.at(-1) ?? ""))
    return undefined;
  const parts: Part[] = [];
  for (const section of sections.slice(1, -1)) {
    const end = section.indexOf("\r\n\r\n");
    const head = Buffer.from(section.slice(0, end), "latin1").toString("utf8");
    const name = /^content-disposition: *form-data;.*?\bname="([^"]*)"/im.exec(head)?.[1];
    if (!section.startsWith("\r\n") || end < 0 || name === undefined) return undefined;
    parts.push({
      name: decodeName(name),
      filename: /^content-disposition:.*?\bfilename="([^"]*)"/im.exec(head)?.[1],
      contentType: /^content-type: *([^\r\n]+)/im.exec(head)?.[1],
      body: Buffer.from(section.slice(end + 4), "latin1"),
    });
  }
  return parts;
}

/** HTML has line breaks and quotes in a name percent-encoded. */
function decodeName(name: string): string {
  return name.replace(/%(0A|0D|22)/gi, (encoded) => decodeURIComponent(encoded));
}
