import type { Model, OperationModel, Replacing } from "../model/model.ts";
import { print } from "./comments.ts";
import { jsdoc, methodDocs, updateDocs } from "./docs.ts";
import { type OperationTypes, type Types, unionOf } from "./types.ts";

interface Node {
  path: string[];
  methods: OperationModel[];
  children: Map<string, Node>;
}

/** The resources of an API's SDK: a documented method for each operation over the types of the client, and the table of what they call. */
export function generateResources(
  model: Model,
  types: Types,
  banner: string,
): { resources: string; table: string } {
  const { api, operations } = model;
  const root: Node = { path: [], methods: [], children: new Map() };
  for (const operation of operations) {
    let node = root;
    for (const name of operation.resource) {
      const child = node.children.get(name) ?? {
        path: [...node.path, name],
        methods: [],
        children: new Map(),
      };
      node.children.set(name, child);
      node = child;
    }
    node.methods.push(operation);
  }
  const typesOf = (operation: OperationModel) => types.operations.get(operation.id) as OperationTypes;
  const results = operations.map((operation) => resultType(operation, typesOf(operation)));
  const interfaces: string[] = [];
  const write = (node: Node): void => {
    for (const child of node.children.values()) write(child);
    interfaces.push(interfaceOf(model, node, typesOf));
  };
  write(root);
  const texts = [...results, ...interfaces];
  const code = texts.map((text) => text.replaceAll(/\/\*[\s\S]*?\*\//g, ""));
  const used = types.namesIn(code);
  const runtime = [
    "Call",
    "CallOptions",
    "Changes",
    "Failed",
    "FailureStatus",
    "Having",
    "Ok",
    "PagedCall",
  ].filter((name) => code.some((text) => new RegExp(`\\b${name}\\b`).test(text)));
  const isReplacing = operations.some(({ replaces }) => replaces !== undefined);
  const isPaged = operations.some(({ pagination }) => pagination !== undefined);
  return {
    resources: `${banner}

${used.length > 0 ? `import type { ${used.join(", ")} } from "@booking-apis/${api}-client";\n` : ""}import type { ${runtime.join(", ")} } from "../../core/runtime.ts";

${texts.join("\n\n")}
`,
    table: `${banner}

import type { Table } from "../../core/runtime.ts";
import type { Resources } from "./resources.ts";

/** The operation that each method calls: its key in the client's operation table. */
export const table: Table<Resources> = ${tableOf(root)};

/** What a call of a listing is${isPaged ? "" : ": the API has none"}. */
export ${isPaged ? '{ ListingPromise as listing } from "../../core/paging.ts"' : "const listing = undefined"};

/** What changes an object that an operation replaces${isReplacing ? "" : ": the API has none"}. */
export ${isReplacing ? '* as replacing from "../../core/replacing.ts"' : "const replacing = undefined"};

/** The name of the method for each operation. */
export const methodNames = ${print(Object.fromEntries(operations.map(({ id, fullName }) => [id, fullName])))} as const;
`,
  };
}

function interfaceOf(
  model: Model,
  { path, methods, children }: Node,
  typesOf: (operation: OperationModel) => OperationTypes,
): string {
  const typeOf = (names: string[]) => model.resourceTypes.get(names.join(".")) as string;
  const members = [
    ...[...children].map(
      ([name, node]) => `  /** \`${node.path.join(".")}\` */\n  readonly ${name}: ${typeOf(node.path)};`,
    ),
    ...methods.flatMap((method) => [
      methodText(model, method, typesOf(method)),
      ...(method.replaces ? [updateText(model, method, method.replaces, typesOf)] : []),
    ]),
  ];
  const doc = path.length === 0 ? "All resources of the API." : `The methods of \`${path.join(".")}\`.`;
  const name = path.length === 0 ? "Resources" : typeOf(path);
  return `/** ${doc} */\nexport interface ${name} {\n${members.join("\n")}\n}`;
}

function methodText(model: Model, operation: OperationModel, types: OperationTypes): string {
  const { requestBody, pagination, resultType } = operation;
  const isLast = !isQueryRequired(operation) && operation.headerArguments.length === 0;
  const body = requestBody
    ? [
        `${operation.bodyName}${requestBody.required || !isLast ? "" : "?"}: ${types.requestBody}${requestBody.required ? "" : " | undefined"}`,
      ]
    : [];
  const data = unionOf(successesOf(types));
  const returned = pagination
    ? `PagedCall<${data}, ${types.item}, ${resultType}>`
    : `Call<${data}, ${resultType}>`;
  return `${jsdoc(methodDocs(model, operation), 1)}  ${operation.name}(${signatureOf(operation, types, body)}): ${returned};`;
}

/** The method beside one that replaces an object, which changes some of it and keeps the rest. */
function updateText(
  model: Model,
  operation: OperationModel,
  { name, read }: Replacing,
  typesOf: (operation: OperationModel) => OperationTypes,
): string {
  const types = typesOf(operation);
  const reading = model.operations.find(({ id }) => id === read) as OperationModel;
  const current = unionOf(successesOf(typesOf(reading)));
  const changes = `changes: Changes<${types.requestBody}, ${current}>`;
  const data = unionOf(successesOf(types));
  const result = `${operation.resultType} | Extract<${reading.resultType}, { ok: false }>`;
  return `${jsdoc(updateDocs(model, operation, reading), 1)}  ${name}(${signatureOf(operation, types, [changes])}): Call<${data}, ${result}>;`;
}

/** Whether a call of the operation cannot leave the query out. */
export function isQueryRequired({ parameters, requireOneOf }: OperationModel): boolean {
  return (
    requireOneOf.length > 0 ||
    parameters.some(({ in: location, required }) => location === "query" && required)
  );
}

function signatureOf(operation: OperationModel, types: OperationTypes, body: string[]): string {
  const positional = ({ name, parameter }: OperationModel["pathArguments"][number]) =>
    `${name}: ${types.argumentOf(parameter)}`;
  const isRequired = isQueryRequired(operation);
  const query =
    operation.requireOneOf
      .map((names) => `Having<${types.query}, ${names.map((name) => JSON.stringify(name)).join(" | ")}>`)
      .join(" | ") || types.query;
  return [
    ...operation.pathArguments.map(positional),
    ...body,
    ...operation.headerArguments.map(positional),
    ...(types.query ? [`query${isRequired ? "" : "?"}: ${query}${isRequired ? "" : " | undefined"}`] : []),
    "options?: CallOptions | undefined",
  ].join(", ");
}

function successesOf({ responses }: OperationTypes): string[] {
  const successes = [...responses].filter(([status]) => status.startsWith("2")).map(([, type]) => type);
  return successes.length > 0 ? successes : ["unknown"];
}

/** The union of what `result()` may give: each status with the type of its body. */
function resultType({ resultType: name, fullName }: OperationModel, { responses }: OperationTypes): string {
  const named = new Set<number>();
  const byBody = new Map<string, number[]>();
  let rest: string | undefined;
  const parts: string[] = [];
  for (const [status, body] of responses) {
    if (status.startsWith("2")) parts.push(`Ok<${/^\d+$/.test(status) ? status : "number"}, ${body}>`);
    else if (status === "default") rest = errorType(body);
    else {
      const codes = (/^\d+$/.test(status) ? [Number(status)] : rangeOf(status)).filter(
        (code) => String(code) === status || !responses.has(String(code)),
      );
      for (const code of codes) named.add(code);
      const error = errorType(body);
      if (codes.length > 0) byBody.set(error, [...(byBody.get(error) ?? []), ...codes]);
    }
  }
  const others = [...byBody].filter(([body]) => body !== rest);
  parts.push(...others.map(([body, codes]) => `Failed<${codes.join(" | ")}, ${body}>`));
  const excluded = rest === undefined ? [...named] : others.flatMap(([, codes]) => codes);
  const status = excluded.length > 0 ? `Exclude<FailureStatus, ${excluded.join(" | ")}>` : "FailureStatus";
  parts.push(`Failed<${status}, ${rest ?? "unknown"}>`);
  return `/** What \`result()\` of \`${fullName}\` gives. */\nexport type ${name} = ${parts.join(" | ")};`;
}

/** The runtime turns an error response that is not JSON into an empty object. */
function errorType(body: string): string {
  return /^(undefined|string|ArrayBuffer)$/.test(body) ? "Record<string, never>" : body;
}

function rangeOf(status: string): number[] {
  const first = Number(status[0]) * 100;
  const known = [
    400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422,
    423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
  ];
  return known.filter((code) => code >= first && code < first + 100);
}

function tableOf({ path, methods, children }: Node): string {
  const indent = "  ".repeat(path.length + 1);
  const lines = [
    ...[...children].map(([name, node]) => `${indent}${name}: ${tableOf(node)},`),
    ...methods.flatMap(({ name, key, replaces }) => [
      `${indent}${name}: ${JSON.stringify(key)},`,
      ...(replaces ? [`${indent}${replaces.name}: [${JSON.stringify(key)}],`] : []),
    ]),
  ];
  return `{\n${lines.join("\n")}\n${"  ".repeat(path.length)}}`;
}
