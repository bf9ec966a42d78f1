import type { BodyEncoder, EncodedBody, RawBody } from "./body.ts";
import { ConfigurationError } from "./errors.ts";
import { isJson, type RequestBodyFormat } from "./operation.ts";
import { parameterStyles } from "./parameter-styles.ts";
import { serializeQuery } from "./parameters.ts";
import { formatDate, toJson } from "./values.ts";

type Encoding = NonNullable<RequestBodyFormat["encoding"]>;

/**
 * Encodes a body as the document says: as JSON under another name, as a form of either kind, or as it is. The table of an API that needs
 * it brings it along.
 *
 * @throws {ConfigurationError} for a body that cannot be sent so. Nothing was sent.
 */
export const bodyFormats: BodyEncoder = (
  { mediaTypes, encoding = {} },
  body,
  contentType,
  dates,
): EncodedBody => {
  const mediaType = contentType ?? chooseMediaType(mediaTypes, body);
  const [plain = ""] = mediaType.toLowerCase().split(";");
  if (isJson(plain)) {
    if (isRaw(body)) throw bodyError(mediaType, "a value that can be written as JSON");
    return { body: toJson(body, dates), contentType: plain.endsWith("/*") ? "application/json" : mediaType };
  }
  if (plain === "multipart/form-data")
    return {
      body: body instanceof FormData ? body : toFormData(body, encoding, dates, mediaType),
      contentType: undefined,
    };
  if (body instanceof FormData) throw bodyError(mediaType, "no FormData");
  if (plain === "application/x-www-form-urlencoded" && !isRaw(body) && typeof body !== "string")
    return { body: toUrlEncoded(body, encoding, dates, mediaType), contentType: mediaType };
  if (body instanceof URLSearchParams) return { body: body.toString(), contentType: mediaType };
  if (isRaw(body) || typeof body === "string")
    return { body: body as RawBody, contentType: mediaType, isStream: isStream(body) };
  throw bodyError(mediaType, "a string, a Blob, an ArrayBuffer or a view of one, or a ReadableStream");
};

/** Whether a body can be read only once. */
function isStream(body: unknown): boolean {
  return (
    typeof body === "object" &&
    body !== null &&
    (typeof (body as ReadableStream).getReader === "function" || Symbol.asyncIterator in body)
  );
}

function chooseMediaType(mediaTypes: readonly string[], body: unknown): string {
  const find = (requested: RegExp) => mediaTypes.find((mediaType) => requested.test(mediaType));
  const [first = "application/json"] = mediaTypes;
  if (body instanceof FormData) return find(/^multipart\/form-data/i) ?? first;
  if (body instanceof URLSearchParams) return find(/^application\/x-www-form-urlencoded/i) ?? first;
  if (isRaw(body))
    return mediaTypes.find((mediaType) => !isJson(mediaType) && !/form/i.test(mediaType)) ?? first;
  return mediaTypes.find(isJson) ?? first;
}

/** Whether `fetch` takes the body as it is. A string is not: as JSON it is a value. */
function isRaw(body: unknown): boolean {
  return (
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body) ||
    body instanceof URLSearchParams ||
    body instanceof FormData ||
    isBlob(body) ||
    isStream(body)
  );
}

function isBlob(value: unknown): value is Blob {
  return typeof Blob === "function" && value instanceof Blob;
}

function toFormData(
  body: unknown,
  encoding: Encoding,
  dates: readonly string[],
  mediaType: string,
): FormData {
  const form = new FormData();
  for (const [name, value] of fieldsOf(body, mediaType)) {
    const { contentType, style } = encoding[name] ?? {};
    if (style !== undefined && Array.isArray(value)) {
      form.append(name, delimited(name, value, style, dates));
      continue;
    }
    for (const item of Array.isArray(value) ? value : [value]) {
      if (isBlob(item)) form.append(name, item);
      else if (isRaw(item))
        throw fieldError(name, "is neither a Blob nor a File: the part could not be encoded.");
      else if (contentType !== undefined && isJson(contentType))
        form.append(name, new Blob([toJson(item, dates)], { type: contentType }));
      else if (isObject(item))
        form.append(name, new Blob([toJson(item, dates)], { type: "application/json" }));
      else if (contentType !== undefined)
        form.append(name, new Blob([textOf(name, item, dates)], { type: contentType }));
      else form.append(name, textOf(name, item, dates));
    }
  }
  return form;
}

function toUrlEncoded(
  body: unknown,
  encoding: Encoding,
  dates: readonly string[],
  mediaType: string,
): string {
  const parts: string[] = [];
  for (const [name, value] of fieldsOf(body, mediaType)) {
    const { contentType, style } = encoding[name] ?? {};
    if ((Array.isArray(value) ? value : [value]).some(isRaw))
      throw fieldError(name, "is a file, which this form cannot hold.");
    const isStructured = contentType !== undefined && isJson(contentType);
    if (isObject(value) && !isStructured && style === undefined)
      throw fieldError(name, "is an object, and the document does not say how it is written.");
    const styles = { [name]: isStructured ? "json" : (style ?? "form*") } as const;
    const query = serializeQuery({ [name]: value }, { styles, dates, writer: parameterStyles });
    if (query) parts.push(query);
  }
  return parts.join("&").replaceAll("%20", "+");
}

function fieldsOf(body: unknown, mediaType: string): [name: string, value: unknown][] {
  if (!isObject(body) || isRaw(body))
    throw bodyError(mediaType, "an object with the fields of the form, or a FormData or URLSearchParams");
  return Object.entries(body).filter(([, value]) => value !== undefined && value !== null);
}

function delimited(name: string, items: unknown[], style: string, dates: readonly string[]): string {
  const delimiter = { spaceDelimited: " ", pipeDelimited: "|", tabDelimited: "\t" }[style] ?? ",";
  return items.map((item) => textOf(name, item, dates)).join(delimiter);
}

function textOf(name: string, value: unknown, dates: readonly string[]): string {
  if (value instanceof Date)
    return formatDate(value, dates.includes(name), (problem) => fieldError(name, problem));
  if (
    typeof value === "string" ||
    typeof value === "boolean" ||
    typeof value === "bigint" ||
    Number.isFinite(value)
  )
    return String(value);
  throw fieldError(name, "must be a string, a number, a boolean, a Date, a Blob, or a plain object.");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Date) && !Array.isArray(value);
}

function bodyError(mediaType: string, expected: string): ConfigurationError {
  return new ConfigurationError(`The body is sent as ${mediaType}: expected ${expected}. Nothing was sent.`, {
    option: "body",
  });
}

function fieldError(name: string, problem: string): ConfigurationError {
  return new ConfigurationError(`The body field "${name}" ${problem} Nothing was sent.`, { option: name });
}
