import { isDeepStrictEqual } from "node:util";
import { isJson, isMediaType, plainMediaType, templateNames } from "./document.ts";
import { type DecodedForm, decodeMultipart, decodeUrlEncoded } from "./form-body.ts";
import { type CapturedRequest, headerOf } from "./recorder.ts";
import type { CallArguments } from "./samples.ts";
import type { SpecContent, SpecOperation, SpecParameter } from "./spec.ts";
import { decodeHeader, decodePath, decodeQuery, pairsOf, WireError } from "./wire.ts";

/**
 * What is wrong with the bytes of a request by the letter of the document, one line each. Stricter than Prism, which lets unknown query
 * parameters and parameters in another case through, and knows few of the styles.
 *
 * @param sent What the caller passed, which must arrive as it was.
 */
export function checkRequest(
  operation: SpecOperation,
  request: CapturedRequest,
  sent?: CallArguments,
): string[] {
  const problems: string[] = [];
  if (request.method !== operation.method)
    problems.push(`the method is ${request.method}, expected ${operation.method}`);
  const [path = "", rawQuery = ""] = request.target.split(/\?(.*)/s);
  const segments = matchTemplate(operation.path, path);
  if (!segments) problems.push(`the path ${path} does not match ${operation.path}`);
  const pairs = pairsOf(rawQuery);
  for (const parameter of operation.parameters.toSorted(byGreed)) {
    const { in: location, name } = parameter;
    const add = (problem: string) => problems.push(`the ${location} parameter ${name} ${problem}`);
    if (location === "cookie" || (location === "path" && !segments)) continue;
    try {
      const value = decode(parameter, request, segments, pairs);
      if (value === undefined && parameter.required) add("is required and was not sent");
      if (value !== undefined)
        for (const problem of parameter.validate(value, "request")) add(`is ${print(value)}: ${problem}`);
      const passed = sent?.params[location][name];
      // Runtimes send headers of their own, such as Accept-Language.
      const isOfRuntime = location === "header" && passed === undefined;
      if (sent && !isOfRuntime) for (const problem of difference(value, passed)) add(problem);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      add(error.message);
    }
  }
  const missing = operation.keys.map((needed) =>
    needed.filter((key) => {
      const carriers = key.in === "query" ? pairs.filter(({ name }) => name === key.name) : [];
      for (const pair of carriers) pair.isUsed = true;
      return key.in === "query" ? carriers.length === 0 : headerOf(request, key.name) === undefined;
    }),
  );
  for (const name of new Set(pairs.filter(({ isUsed }) => !isUsed).map((pair) => pair.name)))
    problems.push(`the query parameter ${name} is not documented`);
  if (missing.every((keys) => keys.length > 0))
    for (const key of missing[0] ?? []) problems.push(`the key in the ${key.in} ${key.name} was not sent`);
  return [...problems, ...checkRequestBody(operation, request, sent)];
}

/** Sorts parameters that take any name after those with names of their own. */
function byGreed(a: SpecParameter, b: SpecParameter): number {
  const isGreedy = ({ form, fields }: SpecParameter) =>
    form.shape === "object" && form.isExploded && fields.length === 0;
  return Number(isGreedy(a)) - Number(isGreedy(b));
}

function decode(
  parameter: SpecParameter,
  request: CapturedRequest,
  segments: Map<string, string> | undefined,
  pairs: ReturnType<typeof pairsOf>,
): unknown {
  if (parameter.in === "query") return decodeQuery(parameter, pairs);
  const raw = parameter.in === "header" ? headerOf(request, parameter.name) : segments?.get(parameter.name);
  if (raw === undefined) return undefined;
  return parameter.in === "header" ? decodeHeader(parameter, raw) : decodePath(parameter, raw);
}

function checkRequestBody(
  { requestBody }: SpecOperation,
  request: CapturedRequest,
  sent: CallArguments | undefined,
): string[] {
  const { body } = request;
  const contentType = headerOf(request, "content-type") ?? "";
  if (!requestBody) return body.length === 0 ? [] : ["a body was sent where none is documented"];
  if (body.length === 0) return requestBody.required ? ["the body is required and was not sent"] : [];
  const mediaType = plainMediaType(contentType);
  const content = requestBody.contents.find((each) => isMediaType(mediaType, each.mediaType));
  if (!content) {
    const documented = requestBody.contents.map((each) => each.mediaType).join(" or ");
    return [`the body is ${mediaType}, expected ${documented}`];
  }
  const { values, problems } = decodeBody(content, mediaType, contentType, body);
  if (values !== undefined && sent) problems.push(...difference(values, sent.body));
  return problems.map((problem) => `request body: ${problem}`);
}

/** The value of a body; undefined for one that is not read any further. */
function decodeBody(
  content: SpecContent,
  mediaType: string | undefined,
  contentType: string,
  body: Buffer,
): Omit<DecodedForm, "values"> & { values?: unknown } {
  if (mediaType === "multipart/form-data") return decodeMultipart(content, contentType, body);
  const text = body.toString("utf8");
  if (mediaType === "application/x-www-form-urlencoded") return decodeUrlEncoded(content, text);
  if (!isJson(mediaType)) return { values: text, problems: [] };
  try {
    const values: unknown = JSON.parse(text);
    return { values, problems: content.validate(values, "request") };
  } catch {
    return { problems: ["it is not JSON"] };
  }
}

/** What is wrong with a response: an undocumented status, or a body that does not fit it. */
export function checkResponse(
  operation: SpecOperation,
  status: number,
  contentType: string | null | undefined,
  body: unknown,
): string[] {
  const key = [String(status), `${String(status)[0]}XX`, "default"].find((each) =>
    operation.responses.has(each),
  );
  if (key === undefined) return [`the status ${status} is not documented`];
  if (operation.method === "HEAD") return isNothing(body) ? [] : ["the response to HEAD has a body"];
  const { contents = [] } = operation.responses.get(key) ?? {};
  if (contents.length === 0) return isNothing(body) ? [] : [`a ${status} has a body, and none is documented`];
  const mediaType = plainMediaType(contentType);
  const content = contents.find((each) => isMediaType(mediaType, each.mediaType));
  if (!content) {
    const documented = contents.map((each) => each.mediaType).join(" or ");
    return [`a ${status} is ${mediaType}, expected ${documented}`];
  }
  if (!isJson(mediaType)) return [];
  return content.validate(body, "response").map((problem) => `body of ${status}: ${problem}`);
}

/** The clients give an empty object as the error of a response without a body. */
function isNothing(body: unknown): boolean {
  return body === undefined || body === "" || JSON.stringify(body) === "{}";
}

/** The raw value of each parameter of a path. A segment may hold several, and text between them. */
function matchTemplate(template: string, path: string): Map<string, string> | undefined {
  const literals = template
    .split(/\{[^{}]+\}/)
    .map((text) => new URL(`http://host/${text.replace(/[?#]/g, encodeURIComponent)}`).pathname.slice(1))
    .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const values = new RegExp(`^${literals.join("([^/]+?)")}$`).exec(path)?.slice(1);
  return values && new Map(templateNames(template).map((name, index) => [name, values[index] as string]));
}

function difference(arrived: unknown, sent: unknown): string[] {
  const expected = textsOf(sent);
  if (isSame(textsOf(arrived), expected)) return [];
  return [`arrived as ${print(arrived)}, but was sent as ${print(sent)}`];
}

/** A file compares as equal to whatever arrived. */
function isSame(arrived: unknown, sent: unknown): boolean {
  if (sent instanceof Blob) return arrived !== undefined;
  if (typeof sent !== "object" || sent === null || typeof arrived !== "object" || arrived === null)
    return isDeepStrictEqual(arrived, sent);
  const keys = new Set([...Object.keys(arrived), ...Object.keys(sent)]);
  return [...keys].every((key) => isSame((arrived as never)[key], (sent as never)[key]));
}

/** A value with every plain value in it as a string, as it is on the wire. */
function textsOf(value: unknown): unknown {
  if (value instanceof Blob) return value;
  if (Array.isArray(value)) return value.map(textsOf);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, textsOf(child)]));
  return value === undefined || value === null ? value : String(value);
}

function print(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
