import { resolveReference } from "../json.ts";
import {
  type OpenApiDocument,
  type Operation,
  type OperationEntry,
  operationsOf,
  type Parameter,
  type RequestBody,
  type Response,
  type Schema,
  templateNames,
} from "../openapi.ts";
import { splitDirections } from "./directions.ts";
import { hoistBodies } from "./hoist.ts";
import { parametersOf, print } from "./operations.ts";
import { type Collision, camelCase, pascalCase, type SdkName, sdkNames } from "./sdk-names.ts";
import { createTypeWriter, type TypeWriter } from "./sdk-types.ts";
import { typeNames } from "./type-names.ts";

interface Method {
  entry: OperationEntry;
  name: SdkName;
  parameters: Parameter[];
}

/** The resource classes of an API's SDK: a method for each operation, documented, over named types. */
export function generateSdk(
  api: string,
  source: OpenApiDocument,
  banner: string,
): { text: string; collisions: Collision[] } {
  const document = splitDirections(hoistBodies(source));
  const { names, collisions } = sdkNames(source);
  const types = createTypeWriter(document, typeNames(Object.keys(document.components?.schemas ?? {})));
  const methods: Method[] = [...operationsOf(document)].map((entry) => ({
    entry,
    name: names.get(entry.operation.operationId as string) as SdkName,
    parameters: parametersOf(document, entry.operation.parameters, entry.pathItem.parameters),
  }));
  const declarations = methods
    .flatMap((method) => [queryInterface(method, types), resultType(method, types)])
    .filter(Boolean);
  const constants = operationConstants(document, methods);
  const classes = resourceClasses(document, methods, types);
  const isPaged = methods.some(({ entry }) => entry.operation["x-pagination"] !== undefined);
  const text = `${banner}

import { ${[...types.used]
    .sort()
    .map((name) => `type ${name}`)
    .join(", ")} } from "@booking-apis/${api}-client";
import { type Call, type CallOptions, call, type Connection${isPaged ? ", list, type PagedCall" : ""}, type FailureStatus, type Ok, type Refused } from "../../core/runtime.ts";

${constants}

${declarations.join("\n\n")}

${classes}

/** Which fields of an error's body hold its message, its code and what to quote to the vendor's support. */
export const errorFields = ${print(errorFields(document), 0)} as const;

/** The name of the method for each operation. */
export const methodNames = ${print(Object.fromEntries(methods.map(({ entry, name }) => [entry.operation.operationId, [...name.resource, name.method].join(".")])), 0)} as const;
`;
  return { text: text.replace(/import \{ {2}\} from .*\n/, ""), collisions };
}

function errorFields(document: OpenApiDocument): Record<string, unknown> {
  const schema = Object.values(document.components?.schemas ?? {}).find(
    (candidate) => candidate["x-error"] !== undefined,
  );
  return (schema?.["x-error"] ?? {}) as Record<string, unknown>;
}

function operationConstants(document: OpenApiDocument, methods: Method[]): string {
  const shared = new Map<string, string>();
  const share = (value: unknown): string => {
    const text = print(value, 0);
    const name = shared.get(text) ?? `pagination${shared.size === 0 ? "" : shared.size + 1}`;
    shared.set(text, name);
    return name;
  };
  const rows = methods.map(({ entry: { method, path, operation } }) => {
    const safe = ["get", "head", "options", "trace"].includes(method) || operation["x-safe"] === true;
    const pagination = operation["x-pagination"] as Record<string, unknown> | undefined;
    const { nextOperation, ...shape } = pagination ?? {};
    const fields = [
      `id: ${JSON.stringify(operation.operationId)}`,
      `method: ${JSON.stringify(method.toUpperCase())}`,
      `path: ${JSON.stringify(path)}`,
      ...(safe ? ["safe: true"] : []),
      ...(rawMediaType(document, operation)
        ? [`mediaType: ${JSON.stringify(rawMediaType(document, operation))}`]
        : []),
      ...(safe || method === "put" || method === "delete" ? ["idempotent: true"] : []),
      ...(pagination ? [`pagination: ${share(shape)}`] : []),
      ...(operation["x-date-windows"] ? [`windows: ${print(operation["x-date-windows"], 1)}`] : []),
      ...(typeof nextOperation === "string" ? [`next: ${constantOf(nextOperation)}`] : []),
    ];
    return {
      next: nextOperation,
      text: `const ${constantOf(operation.operationId as string)} = { ${fields.join(", ")} } as const;`,
    };
  });
  // An operation that names another must stand below it.
  rows.sort((a, b) => Number(a.next !== undefined) - Number(b.next !== undefined));
  return [
    ...[...shared].map(([text, name]) => `const ${name} = ${text} as const;`),
    ...rows.map(({ text }) => text),
  ].join("\n");
}

const constantOf = (operationId: string): string => `${operationId}Operation`;

function typePrefix({ name }: Method): string {
  return [...name.resource, name.method].map(pascalCase).join("");
}

function queryParameters({ parameters }: Method): Parameter[] {
  return parameters.filter((parameter) => parameter.in === "query");
}

/** Optional header parameters are left to a call's options; required ones are arguments. */
function headerArguments({ parameters }: Method): { parameter: string; argument: string }[] {
  return parameters
    .filter((parameter) => parameter.in === "header" && parameter.required)
    .map(({ name }) => ({ parameter: name, argument: camelCase(name) }));
}

function queryInterface(method: Method, types: TypeWriter): string {
  const parameters = queryParameters(method);
  if (parameters.length === 0) return "";
  const members = parameters.map((parameter) => {
    const { name, description, required, deprecated, schema } = parameter;
    const facts = [limits(schema), deprecated ? "@deprecated" : ""].filter(Boolean);
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${jsdoc([sentence(description), ...facts], 1)}  ${key}${required ? "" : "?"}: ${types.typeOf(schema)}${required ? "" : " | undefined"};`;
  });
  return `/** Parameters of \`${[...method.name.resource, method.name.method].join(".")}\`. */\nexport interface ${typePrefix(method)}Query {\n${members.join("\n")}\n}`;
}

function limits(schema: Schema | undefined): string {
  if (!schema) return "";
  const facts = [
    schema.format ? `Format: ${schema.format}.` : "",
    schema.default === undefined ? "" : `Default: ${JSON.stringify(schema.default)}.`,
    schema.minimum === undefined ? "" : `At least ${schema.minimum}.`,
    schema.maximum === undefined ? "" : `At most ${schema.maximum}.`,
  ];
  return facts.filter(Boolean).join(" ");
}

function resultType(method: Method, types: TypeWriter): string {
  const responses = Object.entries(method.entry.operation.responses ?? {});
  const named = new Set<number>();
  const byBody = new Map<string, string[]>();
  let rest: string | undefined;
  const parts: string[] = [];
  for (const [status, response] of responses) {
    const body = types.bodyOf(response);
    if (status.startsWith("2")) parts.push(`Ok<${/^\d+$/.test(status) ? status : "number"}, ${body}>`);
    else if (status === "default") rest = body;
    else {
      const codes = /^\d+$/.test(status) ? [Number(status)] : rangeOf(status);
      for (const code of codes) named.add(code);
      const error = body === "undefined" ? "Record<string, never>" : body;
      byBody.set(error, [...(byBody.get(error) ?? []), ...codes.map(String)]);
    }
  }
  if (rest === undefined)
    parts.push(
      ...[...byBody].map(([body, codes]) => `Refused<${codes.join(" | ")}, ${body}>`),
      `Refused<Exclude<FailureStatus, ${[...named].join(" | ")}>, unknown>`,
    );
  else {
    const others = [...byBody].filter(([body]) => body !== rest);
    parts.push(...others.map(([body, codes]) => `Refused<${codes.join(" | ")}, ${body}>`));
    const excluded = others.flatMap(([, codes]) => codes);
    parts.push(
      excluded.length === 0
        ? `Refused<FailureStatus, ${rest}>`
        : `Refused<Exclude<FailureStatus, ${excluded.join(" | ")}>, ${rest}>`,
    );
  }
  return `export type ${typePrefix(method)}Result = ${parts.join(" | ")};`;
}

function rangeOf(status: string): number[] {
  const first = Number(status[0]) * 100;
  const known = [
    400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422,
    423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
  ];
  return known.filter((code) => code >= first && code < first + 100);
}

/** Gives every argument of a method a name of its own that may be one. */
function argumentNames(): (wanted: string) => string {
  const taken = new Set(["query", "options"]);
  return (wanted) => {
    const name = camelCase(wanted) || "value";
    const plain = isReserved(name) ? `${name}Value` : name;
    let candidate = plain;
    for (let suffix = 2; taken.has(candidate); suffix++) candidate = `${plain}${suffix}`;
    taken.add(candidate);
    return candidate;
  };
}

/** Whether the language would not have it as the name of an argument in a class. */
function isReserved(name: string): boolean {
  try {
    new Function(`"use strict"; (${name}) => ${name}`);
    return name === "await";
  } catch {
    return true;
  }
}

function bodyOf(document: OpenApiDocument, { requestBody }: Operation): RequestBody | undefined {
  return (
    requestBody && "$ref" in requestBody
      ? resolveReference(document, requestBody.$ref as string)
      : requestBody
  ) as RequestBody | undefined;
}

function isJson(body: RequestBody): boolean {
  return Object.keys(body.content).some((mediaType) => /\bjson\b/i.test(mediaType));
}

/** The media type of a body that the caller has to make, because it is not JSON. */
function rawMediaType(document: OpenApiDocument, operation: Operation): string | undefined {
  const body = bodyOf(document, operation);
  return body && !isJson(body) ? Object.keys(body.content)[0] : undefined;
}

interface Node {
  path: string[];
  methods: Method[];
  children: Map<string, Node>;
}

function resourceClasses(document: OpenApiDocument, methods: Method[], types: TypeWriter): string {
  const root: Node = { path: [], methods: [], children: new Map() };
  for (const method of methods) {
    let node = root;
    for (const name of method.name.resource) {
      let child = node.children.get(name);
      if (!child) {
        child = { path: [...node.path, name], methods: [], children: new Map() };
        node.children.set(name, child);
      }
      node = child;
    }
    node.methods.push(method);
  }
  const texts: string[] = [];
  const write = (node: Node): void => {
    for (const child of node.children.values()) write(child);
    texts.push(classOf(document, node, types));
  };
  write(root);
  return texts.join("\n\n");
}

function className(path: string[]): string {
  return path.length === 0 ? "Resources" : `${path.map(pascalCase).join("")}Resource`;
}

function classOf(document: OpenApiDocument, { path, methods, children }: Node, types: TypeWriter): string {
  const nested = [...children].map(([child, node]) => ({
    child,
    type: className(node.path),
    label: node.path.join("."),
  }));
  const isUsed = methods.length > 0;
  const parts = [
    ...nested.map(({ child, type, label }) => `  /** \`${label}\` */\n  readonly ${child}: ${type};`),
    ...(isUsed ? ["  readonly #connection: Connection;"] : []),
    "",
    "  constructor(connection: Connection) {",
    ...(isUsed ? ["    this.#connection = connection;"] : []),
    ...nested.map(({ child, type }) => `    this.${child} = new ${type}(connection);`),
    "  }",
    ...methods.flatMap((method) => ["", methodText(document, method, types)]),
  ];
  const doc = path.length === 0 ? "All resources of the API." : `The methods of \`${path.join(".")}\`.`;
  return `/** ${doc} */\nexport class ${className(path)} {\n${parts.join("\n")}\n}`;
}

function methodText(document: OpenApiDocument, method: Method, types: TypeWriter): string {
  const { entry, name, parameters } = method;
  const { path, operation } = entry;
  const pathNames = templateNames(path);
  const naming = argumentNames();
  const pathArguments = pathNames.map((parameter) => {
    const schema = parameters.find(
      (candidate) => candidate.in === "path" && candidate.name === parameter,
    )?.schema;
    const type = types.typeOf(schema);
    return { parameter, argument: naming(parameter), type: type === "unknown" ? "string | number" : type };
  });
  const body = bodyOf(document, operation);
  const bodyName = naming(String(body?.["x-name"] ?? "body"));
  const headers = headerArguments(method).map((header) => ({ ...header, argument: naming(header.argument) }));
  const query = queryParameters(method);
  const isQueryRequired = query.some(({ required }) => required);
  const pagination = operation["x-pagination"] as { items: string } | undefined;
  const prefix = typePrefix(method);

  const signature = [
    ...pathArguments.map(({ argument, type }) => `${argument}: ${type}`),
    ...(body
      ? [
          `${bodyName}${body.required || isQueryRequired || headers.length > 0 ? "" : "?"}: ${isJson(body) ? types.bodyOf(body) : 'NonNullable<RequestInit["body"]>'}${body.required ? "" : " | undefined"}`,
        ]
      : []),
    ...headers.map(({ argument }) => `${argument}: string`),
    ...(query.length > 0
      ? [`query${isQueryRequired ? "" : "?"}: ${prefix}Query${isQueryRequired ? "" : " | undefined"}`]
      : []),
    "options?: CallOptions | undefined",
  ];
  const success = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith("2"))?.[1];
  const data = success === undefined ? "unknown" : types.bodyOf(success);
  const item = pagination ? itemType(document, success, pagination.items, types) : undefined;
  const args = [
    ...(pathArguments.length > 0
      ? [
          `path: { ${pathArguments.map(({ parameter, argument }) => (parameter === argument ? parameter : `${JSON.stringify(parameter)}: ${argument}`)).join(", ")} }`,
        ]
      : []),
    ...(query.length > 0 ? ["query"] : []),
    ...(body ? [bodyName === "body" ? "body" : `body: ${bodyName}`] : []),
    ...(headers.length > 0
      ? [
          `header: { ${headers.map(({ parameter, argument }) => `${JSON.stringify(parameter)}: ${argument}`).join(", ")} }`,
        ]
      : []),
  ];
  const returned =
    item === undefined ? `Call<${data}, ${prefix}Result>` : `PagedCall<${data}, ${item}, ${prefix}Result>`;
  const docs = methodDocs(document, operation, pathArguments, parameters, body, bodyName);
  return `${jsdoc(docs, 1)}  ${name.method}(${signature.join(", ")}): ${returned} {
    return ${item === undefined ? "call" : "list"}(this.#connection, ${constantOf(operation.operationId as string)}, { ${args.join(", ")} }, options);
  }`.replace("{  }", "{}");
}

function itemType(document: OpenApiDocument, response: unknown, pointer: string, types: TypeWriter): string {
  const reference = (response as { $ref?: string } | undefined)?.$ref;
  const resolved = (reference === undefined ? response : resolveReference(document, reference)) as
    | Response
    | undefined;
  let schema: Schema | undefined = Object.values(resolved?.content ?? {})[0]?.schema;
  const follow = (value: Schema | undefined): Schema | undefined =>
    value?.$ref ? (resolveReference(document, value.$ref) as Schema) : value;
  for (const key of pointer.split("/").slice(1)) schema = follow(schema)?.properties?.[key];
  return types.typeOf(follow(schema)?.items);
}

function methodDocs(
  document: OpenApiDocument,
  operation: Operation,
  pathArguments: { parameter: string; argument: string }[],
  parameters: Parameter[],
  body: RequestBody | undefined,
  bodyName: string,
): string[] {
  const { summary = "", description = "", deprecated, responses = {} } = operation;
  const describe = (name: string) =>
    parameters.find((parameter) => parameter.in === "path" && parameter.name === name)?.description;
  const throws = Object.entries(responses)
    .filter(([status]) => !status.startsWith("2"))
    .map(([status, response]) => {
      const resolved = (
        "$ref" in response ? resolveReference(document, response.$ref as string) : response
      ) as Response;
      return `@throws {${errorClass(status)}} ${status === "default" ? "other statuses" : status}: ${oneLine(resolved.description)}`;
    });
  const same =
    oneLine(description).replace(/\.$/, "").toLowerCase() === summary.replace(/\.$/, "").toLowerCase();
  return [
    sentence(summary),
    ...(description && !same ? ["", ...description.split("\n").map((line) => line.trim())] : []),
    "",
    ...pathArguments.map(({ parameter, argument }) =>
      `@param ${argument} ${oneLine(describe(parameter) ?? "")}`.trimEnd(),
    ),
    ...(body ? [`@param ${bodyName} ${oneLine(body.description ?? "What to send.")}`] : []),
    ...throws,
    ...(deprecated ? ["@deprecated"] : []),
  ];
}

function errorClass(status: string): string {
  const classes: Record<string, string> = {
    400: "ValidationError",
    401: "AuthenticationError",
    403: "PermissionError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "ValidationError",
    429: "RateLimitError",
  };
  return classes[status] ?? (status.startsWith("5") ? "ServerError" : "HttpError");
}

function jsdoc(lines: string[], depth: number): string {
  const indent = "  ".repeat(depth);
  const text = lines.map((line) => line.replaceAll("*/", "*\\/"));
  while (text[0] === "") text.shift();
  while (text.at(-1) === "") text.pop();
  if (text.length === 0) return "";
  if (text.length === 1) return `${indent}/** ${text[0]} */\n`;
  return `${indent}/**\n${text.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

function sentence(text: string | undefined): string {
  const line = oneLine(text ?? "");
  return line && !/[.!?]$/.test(line) ? `${line}.` : line;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
