import type { CapturedRequest } from "./recorder.ts";
import { isJson, type SpecOperation, type SpecParameter, templateNames } from "./spec.ts";

/**
 * What is wrong with a request by the letter of the document, one line each. Stricter than Prism, which lets unknown query
 * parameters and parameters in another case through.
 */
export function checkRequest(operation: SpecOperation, request: CapturedRequest, baseUrl: string): string[] {
  const problems: string[] = [];
  if (request.method !== operation.method)
    problems.push(`the method is ${request.method}, documented is ${operation.method}`);
  const url = new URL(request.url);
  const path = url.pathname.slice(new URL(baseUrl).pathname.replace(/\/$/, "").length);
  const pathValues = matchTemplate(operation.path, path);
  if (!pathValues) problems.push(`the path ${path} does not match ${operation.path}`);

  for (const parameter of operation.parameters) {
    const values =
      parameter.in === "query"
        ? url.searchParams.getAll(parameter.name)
        : singleValue(parameter, request, pathValues);
    if (values.length === 0 && parameter.required)
      problems.push(`the ${parameter.in} parameter ${parameter.name} is required and was not sent`);
    for (const value of values) problems.push(...checkValue(parameter, value));
  }
  const documented = operation.parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name }) => name);
  for (const name of new Set(url.searchParams.keys()))
    if (!documented.includes(name)) problems.push(`the query parameter ${name} is not documented`);
  const missing = operation.keyHeaders.map((needed) =>
    needed.filter((header) => !request.headers.has(header)),
  );
  if (missing.every((headers) => headers.length > 0))
    for (const header of missing[0] ?? []) problems.push(`the key header ${header} was not sent`);
  return [...problems, ...checkRequestBody(operation, request)];
}

function checkRequestBody({ requestBody }: SpecOperation, { body, headers }: CapturedRequest): string[] {
  if (!requestBody) return body === "" ? [] : ["a body was sent where none is documented"];
  if (body === "") return requestBody.required ? ["the body is required and was not sent"] : [];
  const mediaType = headers.get("content-type")?.split(";")[0];
  if (!isMediaType(mediaType, requestBody.mediaType))
    return [`the body is ${mediaType}, documented is ${requestBody.mediaType}`];
  if (!isJson(mediaType)) return [];
  return requestBody.validate(JSON.parse(body), "request").map((problem) => `request body: ${problem}`);
}

/** What is wrong with an answer: an undocumented status, or a body that does not fit it. */
export function checkResponse(
  operation: SpecOperation,
  status: number,
  contentType: string | null,
  body: unknown,
): string[] {
  const key = documentedStatus(operation, status);
  if (key === undefined) return [`the status ${status} is not documented`];
  if (operation.method === "HEAD") return isNothing(body) ? [] : ["the answer to HEAD has a body"];
  const documented = operation.responses.get(key);
  if (!documented) return isNothing(body) ? [] : [`a ${status} has a body, and none is documented`];
  const mediaType = contentType?.split(";")[0];
  if (!isMediaType(mediaType, documented.mediaType))
    return [`a ${status} is ${mediaType}, documented is ${documented.mediaType}`];
  if (!isJson(mediaType)) return [];
  return documented.validate(body, "response").map((problem) => `body of ${status}: ${problem}`);
}

/** A documented media type may have parameters, or a wildcard. */
function isMediaType(mediaType: string | undefined, documented: string): boolean {
  const [plain = ""] = documented.toLowerCase().split(";");
  return plain.endsWith("/*")
    ? plain === "*/*" || mediaType?.startsWith(plain.slice(0, -1)) === true
    : mediaType === plain.trim();
}

/** The clients give an empty object as the error of an answer without a body. */
function isNothing(body: unknown): boolean {
  return body === undefined || body === "" || JSON.stringify(body) === "{}";
}

function documentedStatus({ responses }: SpecOperation, status: number): string | undefined {
  return [String(status), `${String(status)[0]}XX`, "default"].find((key) => responses.has(key));
}

function singleValue(
  { in: location, name }: SpecParameter,
  request: CapturedRequest,
  pathValues: Map<string, string> | undefined,
): string[] {
  const value = location === "header" ? request.headers.get(name) : pathValues?.get(name);
  return value == null ? [] : [value];
}

function checkValue({ in: location, name, schema = {} }: SpecParameter, value: string): string[] {
  const add = (problem: string) => [
    `the ${location} parameter ${name} is ${JSON.stringify(value)}, ${problem}`,
  ];
  if (schema.type === "integer" && !/^-?\d+$/.test(value)) return add("documented is an integer");
  if (schema.type === "number" && Number.isNaN(Number(value))) return add("documented is a number");
  if (schema.type === "boolean" && value !== "true" && value !== "false")
    return add("documented is a boolean");
  if (Array.isArray(schema.enum) && !schema.enum.map(String).includes(value))
    return add(`documented is one of ${schema.enum.join(", ")}`);
  if (typeof schema.maximum === "number" && Number(value) > schema.maximum)
    return add(`documented is at most ${schema.maximum}`);
  if (typeof schema.minimum === "number" && Number(value) < schema.minimum)
    return add(`documented is at least ${schema.minimum}`);
  if (
    schema.format === "date-time" &&
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)
  )
    return add("documented is a date-time");
  if (schema.format === "date" && !/^\d{4}-\d\d-\d\d$/.test(value)) return add("documented is a date");
  return [];
}

/** A segment may hold several parameters, and text between them. */
function matchTemplate(template: string, path: string): Map<string, string> | undefined {
  const names = templateNames(template);
  const literals = template.split(/\{[^{}]+\}/).map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const values = new RegExp(`^${literals.join("([^/]+?)")}$`).exec(path)?.slice(1);
  return values && new Map(names.map((name, index) => [name, decodeURIComponent(values[index] as string)]));
}
