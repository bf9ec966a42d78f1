import type { MediaType, OperationEntry, Reference, Schema } from "../../openapi.ts";
import type { Location } from "../../problem.ts";

/** A place of an operation that holds a schema. */
export interface SchemaRoot {
  schema: Schema;
  /** What a component is called that is first met here. */
  name: string;
  isError: boolean;
  replace(schema: Schema): void;
}

/** The schemas of parameters, request body and responses, in document order. */
export function rootsOf({ method, path, operation }: OperationEntry): SchemaRoot[] {
  const prefix = pascalCase(`${method} ${path}`);
  const roots: SchemaRoot[] = [];
  const add = (holder: { schema?: Schema } | Reference, name: string, isError = false): void => {
    if (!("schema" in holder) || !holder.schema) return;
    const owner = holder as { schema?: Schema };
    const replace = (schema: Schema): void => {
      owner.schema = schema;
    };
    roots.push({ schema: holder.schema as Schema, name, isError, replace });
  };
  for (const parameter of operation.parameters ?? [])
    add(parameter, "name" in parameter ? pascalCase(String(parameter.name)) : "");
  for (const media of mediaOf(operation.requestBody)) add(media, `${prefix}Request`);
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const isError = /^[45]/.test(status);
    for (const media of mediaOf(response))
      add(media, `${prefix}${pascalCase(status)}${isError ? "Error" : "Response"}`, isError);
  }
  return roots;
}

function mediaOf(holder: object | undefined): MediaType[] {
  const content = holder && "content" in holder ? (holder.content as Record<string, MediaType>) : {};
  return Object.values(content);
}

/** Only what a component's name may hold. */
export function pascalCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/** All schemas of one content: equal schemas are one node, so an object inside seven equal bodies counts once. */
export interface SchemaNode {
  schema: Schema;
  children: SchemaChild[];
  /** How often it would be written out, were the components that hold it written once. */
  uses: number;
  roots: SchemaRoot[];
  location: Location | undefined;
}

export interface SchemaChild {
  keyword: "properties" | "items" | "oneOf" | "anyOf";
  /** The name of a property. */
  name: string;
  node: SchemaNode;
}
