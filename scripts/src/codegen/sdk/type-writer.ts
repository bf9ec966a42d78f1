import { follow } from "../../json.ts";
import {
  isOpenSchema,
  type OpenApiDocument,
  type RequestBody,
  type Response,
  type Schema,
} from "../../openapi.ts";
import { noBody } from "../directions.ts";
import { isJson, preferredMedia } from "../media-types.ts";

const prefix = "#/components/schemas/";

/** Writes TypeScript types for an SDK's signatures, naming the client's types and noting which it named. */
export interface TypeWriter {
  /** The type of a value, as an expression. */
  typeOf(schema: Schema | undefined): string;
  /** The type of a response's or request's JSON body; `undefined` where none is documented. */
  bodyOf(body: unknown): string;
  /** Names to import from the client package. */
  used: Set<string>;
}

export function createTypeWriter(document: OpenApiDocument, names: Map<string, string>): TypeWriter {
  const used = new Set<string>();
  const typeOf = (schema: Schema | undefined): string => {
    if (!schema || isOpenSchema(schema)) return "unknown";
    if (schema.$ref?.startsWith(prefix)) {
      const schemaName = schema.$ref.slice(prefix.length);
      const name = names.get(schemaName) ?? schemaName;
      used.add(name);
      return name;
    }
    if (schema.const === noBody) return "undefined";
    const alternatives = schema.anyOf ?? schema.oneOf;
    if (alternatives) return unionOf(alternatives.map(typeOf));
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? ""];
    return types.map((type) => plainType(type, schema)).join(" | ");
  };
  const plainType = (type: string, { items, additionalProperties }: Schema): string => {
    switch (type) {
      case "string":
      case "boolean":
      case "null":
        return type;
      case "integer":
      case "number":
        return "number";
      case "array": {
        const item = typeOf(items);
        return item.includes(" ") ? `(${item})[]` : `${item}[]`;
      }
      case "object":
        return `Record<string, ${typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown"}>`;
      default:
        return "unknown";
    }
  };
  const bodyOf = (body: unknown): string => {
    const { content } = follow<Response | RequestBody>(document, body);
    const [mediaType, media] = preferredMedia(content) ?? [];
    if (mediaType === undefined) return "undefined";
    if (isJson(mediaType)) return typeOf(media?.schema);
    return mediaType.startsWith("text/") ? "string" : "ArrayBuffer";
  };
  return { typeOf, bodyOf, used };
}

/** Types as one: what is unknown takes in all others. */
export function unionOf(types: string[]): string {
  return types.includes("unknown") ? "unknown" : [...new Set(types)].join(" | ");
}
