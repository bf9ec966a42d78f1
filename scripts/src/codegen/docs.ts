import { follow } from "../json.ts";
import type { Model, OperationModel, Replacing } from "../model/model.ts";
import {
  type OpenApiDocument,
  type Parameter,
  preferredMedia,
  type Response,
  type Schema,
} from "../openapi.ts";
import { listing } from "../words.ts";
import { print, printKey } from "./comments.ts";

/** The lines of a method's documentation: what it does, its arguments, what it gives, the errors that it throws, and an example. */
export function methodDocs(model: Model, operation: OperationModel): string[] {
  const { summary = "", description = "", deprecated, responses = {} } = operation.operation;
  const naming = methodNaming(model);
  const more = withoutSummary(description, summary);
  return jsdocLines([
    sentence(naming(summary)),
    ...(more ? ["", ...naming(more).split("\n")] : []),
    ...(operation.replaces
      ? [
          "",
          `It clears what is left out: to change some fields and keep the rest, call \`${operation.replaces.fullName}\`.`,
        ]
      : []),
    "",
    ...[...operation.pathArguments, ...operation.headerArguments].map(({ name, parameter }) =>
      `@param ${name} ${oneLine(naming(parameter.description ?? ""))}`.trimEnd(),
    ),
    ...(operation.requestBody
      ? [`@param ${operation.bodyName} ${oneLine(naming(operation.requestBody.description ?? ""))}`.trimEnd()]
      : []),
    `@returns ${returnsOf(operation)}`,
    ...throwsOf(model, responses),
    "@example",
    ...exampleOf(model, operation),
    ...(deprecated ? ["@deprecated"] : []),
  ]);
}

/** The documentation of the method that changes an object which an operation replaces. */
export function updateDocs(model: Model, operation: OperationModel, reading: OperationModel): string[] {
  const writeOnly = Object.keys((operation.row.replaces as { writeOnly?: object }).writeOnly ?? {}).map(
    (field) => `\`${field}\``,
  );
  return jsdocLines([
    `Changes some fields and keeps the rest: reads with \`${reading.fullName}\`, applies the changes, and puts the whole back with \`${operation.fullName}\`.`,
    "",
    "Each field in `changes` replaces the whole field, and `undefined` leaves it unchanged. A function gets the current object and returns the object to put, so it can leave a field out to clear it. Read-only fields are not sent" +
      (writeOnly.length > 0
        ? `; ${listing(writeOnly)} ${writeOnly.length > 1 ? "are" : "is"} sent only if the changes name ${writeOnly.length > 1 ? "them" : "it"}.`
        : "."),
    "",
    "This takes two requests: what another program changes between them is overwritten. `deadlineMs` covers both requests together; the other limits apply to each request. If the read fails, or lacks what the write would clear, nothing is written.",
    "",
    ...operation.pathArguments.map(({ name: argument, parameter }) =>
      `@param ${argument} ${oneLine(methodNaming(model)(parameter.description ?? ""))}`.trimEnd(),
    ),
    "@param changes The fields to change, or a function of what was read.",
    `@returns ${returnsOf(operation)}`,
    "@throws {IncompleteReadError} The read lacks what the write would clear. Nothing was written.",
    ...throwsOf(model, operation.operation.responses ?? {}),
    "@example",
    updateExample(model, operation, ""),
    updateExample(model, operation, "(current) => ({ ...current })"),
  ]);
}

/** A call of the method that changes an object: with these changes, or with a field that it has. */
export function updateExample(model: Model, operation: OperationModel, changes: string): string {
  const { fullName } = operation.replaces as Replacing;
  const path = operation.pathArguments.map((argument) =>
    sampleOf(model.typed, argument.parameter.schema, argument.name),
  );
  const field = optionalTextField(model, operation);
  return `await ${model.api}.${fullName}(${[...path, changes || (field ? `{ ${field[0]}: ${field[1]} }` : "{}")].join(", ")});`;
}

/** A field to show a change with, and a value of it. */
function optionalTextField({ typed }: Model, { requestBody }: OperationModel): [string, string] | undefined {
  const schema = follow<Schema | undefined>(typed, preferredMedia(requestBody?.content)?.[1]?.schema) ?? {};
  const isText = ([, child]: [string, Schema]) =>
    child.type === "string" && child.format === undefined && child.writeOnly !== true;
  const [name, child] = fieldsOf(typed, schema).find(isText) ?? [];
  return name === undefined ? undefined : [printKey(name), sampleOf(typed, child, name)];
}

/** The description without its first sentence where that is the summary. */
function withoutSummary(description: string, summary: string): string {
  const first = /^.*?(?:[.!?](?=\s|$)|$)/s.exec(description.trim())?.[0] ?? "";
  return plain(first) === plain(summary) ? description.trim().slice(first.length).trim() : description;
}

const plain = (text: string): string => oneLine(text).replace(/\.$/, "").toLowerCase();

function returnsOf({ pagination, row }: OperationModel): string {
  if (!pagination)
    return "A promise of the data; `.withResponse()` also gives the response, `.result()` does not throw for an HTTP error.";
  const windows = row.windows
    ? " A range that is longer than the API allows is split into windows; it can be iterated, but not awaited."
    : "";
  return `The first page, if awaited; every item of every page with \`for await\`; all of them with \`.toArray()\`; page by page, with a cursor to continue later, with \`.resumable()\`.${windows}`;
}

const classes: Readonly<Record<string, string>> = {
  400: "ValidationError",
  401: "AuthenticationError",
  403: "PermissionError",
  404: "NotFoundError",
  409: "ConflictError",
  422: "ValidationError",
  429: "RateLimitError",
};

/** Each class once. */
function throwsOf({ typed }: Model, responses: Record<string, unknown>): string[] {
  const byClass = new Map<string, string[]>();
  for (const [status, response] of Object.entries(responses)) {
    if (status.startsWith("2") || status.startsWith("3")) continue;
    const name = classes[status] ?? (status.startsWith("5") ? "ServerError" : "HttpError");
    const { description } = follow<Response>(typed, response);
    const text = `${status === "default" ? "Other statuses" : status}: ${oneLine(description)}`;
    byClass.set(name, [...(byClass.get(name) ?? []), text]);
  }
  return [...byClass].map(([name, texts]) => `@throws {${name}} ${texts.join(" ")}`);
}

/** A call of the method that compiles where `api` is the SDK's object. */
export function exampleOf(model: Model, operation: OperationModel): string[] {
  const { typed, api } = model;
  const sample = (schema: Schema | undefined, name: string) => sampleOf(typed, schema, name);
  const values = [
    ...operation.pathArguments.map(({ name, parameter }) => sample(parameter.schema, name)),
    ...(operation.replaces
      ? [sampleOfWhole(model, operation, operation.replaces)]
      : operation.requestBody
        ? [sampleOfBody(model, operation)]
        : []),
    ...operation.headerArguments.map(({ name, parameter }) => sample(parameter.schema, name)),
  ];
  const query = operation.parameters.filter((parameter) => parameter.in === "query");
  const needed = query.filter(
    ({ required, name }) => required || operation.requireOneOf.at(-1)?.includes(name),
  );
  if (needed.length > 0)
    values.push(
      `{ ${needed.map(({ name, schema }) => `${printKey(name)}: ${sample(schema, name)}`).join(", ")} }`,
    );
  const call = `${api}.${operation.fullName}(${values.join(", ")})`;
  return operation.pagination ? [`for await (const item of ${call}) console.log(item);`] : [`await ${call};`];
}

/** What was read, with a change: anything less would clear something. */
function sampleOfWhole(model: Model, operation: OperationModel, { read }: Replacing): string {
  const reading = model.operations.find(({ id }) => id === read);
  if (!reading) return sampleOfBody(model, operation);
  const { query } = operation.row.replaces as { query?: object };
  const values = [
    ...reading.pathArguments.map(({ name, parameter }) => sampleOf(model.typed, parameter.schema, name)),
    ...(query ? [print(query)] : []),
  ];
  const field = optionalTextField(model, operation);
  return `{ ...(await ${model.api}.${reading.fullName}(${values.join(", ")}))${field ? `, ${field[0]}: ${field[1]}` : ""} }`;
}

function sampleOfBody({ typed }: Model, { requestBody }: OperationModel): string {
  const [mediaType = "", media] = preferredMedia(requestBody?.content) ?? [];
  return /json|\*|form/.test(mediaType) ? sampleOf(typed, media?.schema, "body") : '"…"';
}

/** What is known of a parameter, for an editor's hover. */
export function factsOf({ description, schema, deprecated }: Parameter): string[] {
  const { format, default: standard, minimum, maximum } = schema ?? {};
  const prose = oneLine(description ?? "");
  const says = (value: unknown) => new RegExp(`\\b${String(value).replace(/\W/g, "\\$&")}\\b`).test(prose);
  const facts = [
    format ? `Format: ${format}.` : "",
    standard === undefined || says(standard) ? "" : `Default: ${JSON.stringify(standard)}.`,
    minimum === undefined || says(minimum) ? "" : `At least ${minimum}.`,
    maximum === undefined || says(maximum) ? "" : `At most ${maximum}.`,
  ].filter(Boolean);
  return [sentence(prose), facts.join(" "), deprecated ? "@deprecated" : ""].filter(Boolean);
}

/** Puts an SDK's methods in place of the paths of the API in prose: `GET /bookings/{id}`, or the path alone, becomes `bookings.get`. */
function methodNaming(model: Model): (text: string) => string {
  const known = namings.get(model);
  if (known) return known;
  const { operations } = model;
  const names = new Map<string, string>();
  for (const { method, path, key, fullName } of operations) {
    names.set(shape(key), fullName);
    if (method === "get" || !names.has(shape(path))) names.set(shape(path), fullName);
  }
  const naming = (text: string): string =>
    text.replaceAll(/`?(?<![\w/.])(?:(?:GET|POST|PUT|PATCH|DELETE) )?\/[a-z][\w/{}-]*`?/g, (written) => {
      const name = names.get(shape(written.replaceAll("`", "")));
      return name === undefined ? written : `\`${name}\``;
    });
  namings.set(model, naming);
  return naming;
}

const namings = new WeakMap<Model, (text: string) => string>();

/** A key or a path without the names of its parameters. */
export const shape = (key: string): string => key.replaceAll(/\{[^}]*\}/g, "{}");

/** Lines as they may be in a JSDoc comment, without blank ones at either end. */
export function jsdocLines(lines: string[]): string[] {
  const safe = lines.map((line) => line.trimEnd().replaceAll("*/", "*\\/"));
  while (safe[0] === "") safe.shift();
  while (safe.at(-1) === "") safe.pop();
  return safe;
}

export function jsdoc(lines: string[], depth: number): string {
  const indent = "  ".repeat(depth);
  const text = jsdocLines(lines);
  if (text.length === 0) return "";
  if (text.length === 1) return `${indent}/** ${text[0]} */\n`;
  return `${indent}/**\n${text.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

export function sentence(text: string): string {
  const line = oneLine(text);
  return line && !/[.!?:]$/.test(line) ? `${line}.` : line;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** A value that a schema allows, as an expression: what is required, with the document's own examples where it has some. */
export function sampleOf(
  document: OpenApiDocument,
  schema: Schema | undefined,
  name: string,
  depth = 0,
): string {
  const resolved = follow<Schema | undefined>(document, schema) ?? {};
  const { type, example, examples = [], enum: values, const: only, format, items, properties } = resolved;
  const { allOf, oneOf, anyOf, minItems = 0 } = resolved as Schema & { minItems?: number };
  const [alternative] = oneOf ?? anyOf ?? [];
  const known = only ?? values?.find((value) => value !== null) ?? example ?? examples[0];
  const types = [type ?? []].flat();
  if (known !== undefined && typeof known !== "object") return JSON.stringify(known);
  if (alternative) return sampleOf(document, alternative, name, depth + 1);
  if (types.includes("integer") || types.includes("number")) return String(resolved.minimum ?? 1);
  if (types.includes("boolean")) return "true";
  if (types.includes("array"))
    return minItems > 0 && depth < 5 ? `[${sampleOf(document, items, name, depth + 1)}]` : "[]";
  if (allOf || properties || types.includes("object")) {
    const fields = fieldsOf(document, resolved).filter(([field]) =>
      requiredOf(document, resolved).includes(field),
    );
    if (depth > 5 || fields.length === 0) return "{}";
    return `{ ${fields.map(([field, child]) => `${printKey(field)}: ${sampleOf(document, child, field, depth + 1)}`).join(", ")} }`;
  }
  if (format === "date-time") return `"2026-07-0${/end|until|to$/i.test(name) ? 8 : 1}T10:00:00-04:00"`;
  if (format === "date") return '"2026-07-01"';
  return JSON.stringify(`my-${name}`);
}

function fieldsOf(document: OpenApiDocument, schema: Schema): [string, Schema][] {
  const parts = (schema.allOf ?? []).map((part) => follow<Schema>(document, part) ?? {});
  return [...parts, schema].flatMap(({ properties }) => Object.entries(properties ?? {}));
}

function requiredOf(document: OpenApiDocument, schema: Schema): string[] {
  const parts = (schema.allOf ?? []).map((part) => follow<Schema>(document, part) ?? {});
  return [...parts, schema].flatMap(({ required }) => required ?? []);
}
