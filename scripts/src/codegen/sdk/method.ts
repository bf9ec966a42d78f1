import { follow } from "../../json.ts";
import {
  type OpenApiDocument,
  type RequestBody,
  type Response,
  type Schema,
  templateNames,
} from "../../openapi.ts";
import { identifier } from "../../words.ts";
import { preferredMedia } from "../media-types.ts";
import { jsdoc, methodDocs } from "./docs.ts";
import {
  bodyOf,
  hasJson,
  headerArguments,
  type Method,
  queryParameters,
  successesOf,
  typePrefix,
} from "./model.ts";
import { type TypeWriter, unionOf } from "./type-writer.ts";

/** The text of a method: its documentation, and its signature over named types. */
export function methodText(document: OpenApiDocument, method: Method, types: TypeWriter): string {
  const { entry, name, parameters } = method;
  const { path, operation } = entry;
  const pathNames = templateNames(path);
  const naming = argumentNames();
  const pathArguments = pathNames.map((parameter) => {
    const schema = parameters.find(
      (candidate) => candidate.in === "path" && candidate.name === parameter,
    )?.schema;
    return { parameter, argument: naming(parameter), type: argumentType(schema, "string | number", types) };
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
          `${bodyName}${body.required || isQueryRequired || headers.length > 0 ? "" : "?"}: ${bodyType(body, types)}${body.required ? "" : " | undefined"}`,
        ]
      : []),
    ...headers.map(({ argument, schema }) => `${argument}: ${argumentType(schema, "string", types)}`),
    ...(query.length > 0
      ? [`query${isQueryRequired ? "" : "?"}: ${prefix}Query${isQueryRequired ? "" : " | undefined"}`]
      : []),
    "options?: CallOptions | undefined",
  ];
  const successes = successesOf(document, operation);
  const data = unionOf(successes.map((success) => types.bodyOf(success)));
  const item = pagination ? itemType(document, successes[0], pagination.items, types) : undefined;
  const returned =
    item === undefined ? `Call<${data}, ${prefix}Result>` : `PagedCall<${data}, ${item}, ${prefix}Result>`;
  const docs = methodDocs(document, operation, pathArguments, parameters, body, bodyName);
  return `${jsdoc(docs, 1)}  ${name.method}(${signature.join(", ")}): ${returned};`;
}

/** A form is an object with its fields, or a body as `fetch` takes it, as anything else that is not JSON. */
function bodyType(body: RequestBody, types: TypeWriter): string {
  if (hasJson(body)) return types.bodyOf(body);
  const [schema] = Object.values(body.content).map((media) => media.schema);
  const fields = schema?.$ref ? `${types.typeOf(schema)} | ` : "";
  return `${fields}NonNullable<RequestInit["body"]>`;
}

function argumentType(schema: Schema | undefined, unknown: string, types: TypeWriter): string {
  const type = types.typeOf(schema);
  return type === "unknown" ? unknown : type;
}

function itemType(
  document: OpenApiDocument,
  response: Response | undefined,
  pointer: string,
  types: TypeWriter,
): string {
  let schema = preferredMedia(response?.content)?.[1].schema;
  for (const key of pointer.split("/").slice(1))
    schema = follow<Schema | undefined>(document, schema)?.properties?.[key];
  return types.typeOf(follow<Schema | undefined>(document, schema)?.items);
}

/** Gives every argument of a method a name of its own that may be one. */
function argumentNames(): (wanted: string) => string {
  const taken = new Set(["query", "options"]);
  return (wanted) => {
    const name = identifier(wanted) || "value";
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
