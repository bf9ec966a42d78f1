import { follow } from "../json.ts";
import { type OpenApiDocument, operationsOf, type Parameter, parametersOf, type Schema } from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";

/** The extension for what OpenAPI 3 has no style for: Swagger's `tsv`, and any delimiter but the comma in a path or a header. */
export const collectionFormat = "x-collection-format";

const delimited: Record<string, string> = {
  csv: "simple",
  ssv: "spaceDelimited",
  pipes: "pipeDelimited",
  tsv: "tabDelimited",
};

/** How a parameter's arrays and objects are written: OpenAPI's style, with a star for `explode: true`. */
export function styleOf(document: OpenApiDocument, parameter: Parameter): string {
  if (unsendable(document, parameter) !== undefined) return "unsupported";
  if (parameter.content) return "json";
  const format = parameter[collectionFormat];
  if (typeof format === "string") return delimited[format] ?? "simple";
  const style = String(parameter.style ?? (parameter.in === "query" ? "form" : "simple"));
  if (style === "deepObject") return style;
  const isExploded = parameter.explode ?? style === "form";
  const isObject = [follow<Schema | undefined>(document, parameter.schema)?.type].flat().includes("object");
  if (isObject && style === "simple" && !isExploded) return "object";
  if (isObject && style === "form" && isExploded) return "object*";
  // Spaces and pipes delimit nothing where every item has the name of its own.
  if (/Delimited$/.test(style)) return isExploded ? "form*" : style;
  return isExploded ? `${style}*` : style;
}

/** Why a parameter cannot be sent as the document says; undefined where it can. */
function unsendable(document: OpenApiDocument, parameter: Parameter): string | undefined {
  const { content, style } = parameter;
  if (content) {
    const [mediaType = ""] = Object.keys(content);
    return /\bjson\b/i.test(mediaType)
      ? undefined
      : `its content is ${mediaType || "not described"}, and only JSON can be written`;
  }
  if (parameter.in === "cookie") return "it is a cookie, which a client does not send";
  const schema = follow<Schema | undefined>(document, parameter.schema);
  const isNested = (value: Schema | undefined) =>
    /\b(?:array|object)\b/.test(String(follow<Schema | undefined>(document, value)?.type));
  const type = String(schema?.type);
  if (type === "array" && isNested(schema?.items))
    return "it is an array of arrays or objects, which no style can write";
  if (type === "array" && style === "deepObject")
    return "the style deepObject is for objects, and it is an array";
  if (type === "object" && Object.values(schema?.properties ?? {}).some(isNested))
    return `it is an object that holds arrays or objects, which the style ${style ?? "form"} cannot write`;
  return undefined;
}

/** Parameters that cannot be sent: a call that names one is an error, so that nothing is sent in another form. */
export function findUnsendable(document: OpenApiDocument, places: Places): Finding[] {
  return [...operationsOf(document)].flatMap(({ method, path, operation, pathItem }) =>
    parametersOf(document, operation.parameters, pathItem.parameters).flatMap((parameter): Finding[] => {
      const why = unsendable(document, parameter);
      const { in: location, name } = parameter;
      if (why === undefined) return [];
      return [
        {
          kind: "repair",
          rule: "parameter-style",
          message: `${place.operation(method, path)}: the ${location} parameter "${name}" cannot be sent: ${why}. A call that names it is an error.`,
          location: places.find(
            place.parameter(method, path, location, name),
            place.sharedParameter(path, location, name),
            place.operation(method, path),
          ),
        },
      ];
    }),
  );
}
