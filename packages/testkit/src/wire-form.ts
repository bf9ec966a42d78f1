import { fieldsOf, isJson, type OpenApi, resolve, type Shape, shapeOf } from "./document.ts";

/** How a parameter, or a field of a form, is written. */
export interface WireForm {
  /** OpenAPI's style; `tabDelimited` is Swagger's `tsv`; `json` is a `content` of JSON. */
  style:
    | "form"
    | "simple"
    | "label"
    | "matrix"
    | "spaceDelimited"
    | "pipeDelimited"
    | "tabDelimited"
    | "deepObject"
    | "json";
  isExploded: boolean;
  shape: Shape;
  /** Why it cannot be written, where it cannot. */
  unsendable?: string;
}

const collectionFormats: Record<string, WireForm["style"]> = {
  csv: "form",
  ssv: "spaceDelimited",
  pipes: "pipeDelimited",
  tsv: "tabDelimited",
};

/** What a document says of the wire form of a parameter. */
export function wireFormOf(document: OpenApi, parameter: OpenApi): WireForm {
  const { in: location, schema, content, explode } = parameter;
  if (content) {
    const [mediaType = ""] = Object.keys(content);
    const shape = shapeOf(document, content[mediaType]?.schema);
    const form: WireForm = { style: "json", isExploded: false, shape };
    return isJson(mediaType) ? form : { ...form, unsendable: `its content is ${mediaType}` };
  }
  const shape = shapeOf(document, schema);
  const format = collectionFormats[parameter["x-collection-format"]];
  const style = format ?? parameter.style ?? (location === "query" ? "form" : "simple");
  const isExploded = format === undefined && (explode ?? style === "form");
  const unsendable = whyUnsendable(document, { style, isExploded, shape }, schema);
  return { style, isExploded, shape, ...(unsendable && { unsendable }) };
}

function whyUnsendable(document: OpenApi, { style, shape }: WireForm, schema: OpenApi): string | undefined {
  const isNested = (value: OpenApi) => shapeOf(document, value) !== "value";
  if (shape === "array" && style === "deepObject") return "the style deepObject has no arrays";
  if (shape === "array" && isNested(resolve(document, schema)?.items))
    return "its items are not plain values";
  if (shape === "object" && Object.values(fieldsOf(document, schema).properties).some(isNested))
    return "its fields are not plain values";
  return undefined;
}
