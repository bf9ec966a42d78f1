import { follow } from "../json.ts";
import {
  isJson,
  type MediaType,
  type OpenApiDocument,
  operationsOf,
  type Parameter,
  parametersOf,
  type RequestBody,
  type Schema,
} from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { partsOf, type Shape, shapesOf } from "./fields.ts";

/** The styles of `x-collection-format`: what OpenAPI 3 has no style for. */
const delimitedStyles: Readonly<Record<string, string>> = {
  ssv: "spaceDelimited",
  pipes: "pipeDelimited",
  tsv: "tabDelimited",
};

const styles: Readonly<Record<string, readonly string[]>> = {
  path: ["simple", "label", "matrix"],
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
};

/** How a parameter's arrays and objects are written: OpenAPI's style, with a star for `explode: true`. */
export function styleOf(document: OpenApiDocument, parameter: Parameter): string {
  if (whyUnsendable(document, parameter) !== undefined) return "unsupported";
  if (parameter.content) return "json";
  const shapes = shapesOf(document, parameter.schema);
  const style = namedStyle(parameter);
  if (isValue(shapes) && !/^(?:label|matrix)$/.test(style))
    return parameter.in === "query" ? "form*" : "simple";
  const format = delimitedStyles[String(parameter["x-collection-format"])];
  if (format) return format;
  if (style === "deepObject") return style;
  const isExploded = (parameter.explode as boolean | undefined) ?? style === "form";
  if (shapes.has("object") && style === "simple" && !isExploded) return "object";
  // Spaces and pipes delimit nothing where every item and every field has a name of its own.
  if (isExploded && (style === "form" || /Delimited$/.test(style)))
    return shapes.has("object") ? "object*" : "form*";
  return isExploded ? `${style}*` : style;
}

function namedStyle({ in: location, style }: Parameter): string {
  return String(style ?? (location === "query" ? "form" : "simple"));
}

const isValue = (shapes: Set<Shape>): boolean => shapes.size === 1 && shapes.has("value");

/** Why a parameter cannot be sent as the document says; undefined where it can. */
export function whyUnsendable(document: OpenApiDocument, parameter: Parameter): string | undefined {
  const { in: location, content, schema } = parameter;
  if (location === "cookie") return "it is a cookie, which a client does not send";
  if (content) {
    const [mediaType = "not described"] = Object.keys(content);
    return isJson(mediaType) ? undefined : `its content is ${mediaType}, and only JSON can be written`;
  }
  const shapes = shapesOf(document, schema);
  if (shapes.size === 0 || isValue(shapes)) return undefined;
  const style = namedStyle(parameter);
  const parts = partsOf(document, schema);
  const areStructured = (children: (Schema | boolean | undefined)[]) =>
    children.some((child) => typeof child === "object" && isStructured(document, child));
  if (!styles[location]?.includes(style))
    return `the style ${style} does not exist for a parameter in a ${location}`;
  if (style === "deepObject" && !shapes.has("object"))
    return "the style deepObject is for objects, and this is an array";
  if (areStructured(parts.map(({ items }) => items)))
    return "it is an array of arrays or objects, which no style can write";
  if (
    areStructured(
      parts.flatMap(({ properties, additionalProperties }) => [
        additionalProperties,
        ...Object.values(properties ?? {}),
      ]),
    )
  )
    return `it is an object that holds arrays or objects, which the style ${style} cannot write`;
  return undefined;
}

function isStructured(document: OpenApiDocument, schema: Schema | undefined): boolean {
  const shapes = shapesOf(document, schema);
  return shapes.has("array") || shapes.has("object");
}

/** Parameters and fields of forms that cannot be sent: a call that names one is an error, so that nothing is sent in another form. */
export function findUnsendable(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    const operationName = place.operation(method, path);
    const add = (parameter: Parameter, subject: string, at: string) => {
      const why = whyUnsendable(document, parameter);
      if (why === undefined) return;
      findings.push({
        kind: "unsupported",
        rule: "parameter-style",
        message: `${operationName}: ${subject} "${parameter.name}" cannot be sent: ${why}. A call that names it is an error.`,
        location: places.find(at, operationName),
      });
    };
    for (const parameter of parametersOf(document, operation.parameters, pathItem.parameters)) {
      const { in: location, name } = parameter;
      add(parameter, `the ${location} parameter`, place.parameter(method, path, location, name));
    }
    const body = follow<RequestBody | undefined>(document, operation.requestBody);
    for (const field of styledFields(document, body?.content ?? {}))
      add(field, "the form field", place.requestBody(method, path));
  }
  return findings;
}

/** The fields of forms that have a style, as parameters of a query: they are written as those are. */
export function styledFields(document: OpenApiDocument, content: RequestBody["content"]): Parameter[] {
  return Object.values(content).flatMap((media) => {
    const encoding = encodingOf(media);
    const properties = Object.entries(follow<Schema | undefined>(document, media.schema)?.properties ?? {});
    return properties.flatMap(([name, schema]): Parameter[] => {
      const { style, explode } = encoding[name] ?? {};
      const format = schema["x-collection-format"];
      if ((style ?? explode ?? format) === undefined) return [];
      return [{ name, in: "query", style, explode, schema, "x-collection-format": format }];
    });
  });
}

/** How a field of a form is written, as OpenAPI's encoding says it. */
export interface Encoding {
  contentType?: string;
  style?: string;
  explode?: boolean;
}

export function encodingOf({ encoding = {} }: MediaType): Record<string, Encoding> {
  return encoding as Record<string, Encoding>;
}
