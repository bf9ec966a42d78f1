// biome-ignore lint/suspicious/noExplicitAny: a parsed document has any shape until it is checked
export type OpenApi = any;

/** Follows a `$ref`, and whatever that leads to. */
export function resolve(document: OpenApi, value: OpenApi): OpenApi {
  if (typeof value?.$ref !== "string") return value;
  const steps: string[] = value.$ref.slice(2).split("/");
  return resolve(
    document,
    steps.reduce((node, step) => node?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], document),
  );
}

/** What a value is, as far as its wire form depends on it. */
export type Shape = "value" | "array" | "object";

export function shapeOf(document: OpenApi, schema: OpenApi): Shape {
  const { type, properties, items, allOf, oneOf, anyOf } = resolve(document, schema) ?? {};
  const types = [type].flat();
  if (types.includes("array") || (type === undefined && items)) return "array";
  if (types.includes("object") || (type === undefined && properties)) return "object";
  if (type !== undefined) return "value";
  const shapes = [...(allOf ?? []), ...(oneOf ?? []).slice(0, 1), ...(anyOf ?? []).slice(0, 1)].map((part) =>
    shapeOf(document, part),
  );
  return shapes.find((shape) => shape !== "value") ?? "value";
}

/** The fields of an object, those of its parts included. */
export function fieldsOf(
  document: OpenApi,
  schema: OpenApi,
): { properties: Record<string, OpenApi>; required: string[] } {
  const { properties = {}, required = [], allOf = [] } = resolve(document, schema) ?? {};
  const parts = (allOf as OpenApi[]).map((part) => fieldsOf(document, part));
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties), properties),
    required: [...required, ...parts.flatMap((part) => part.required)],
  };
}

export function isJson(mediaType: string | undefined): boolean {
  return /\bjson\b|\/\*$/i.test(mediaType ?? "");
}

/** Whether a media type is a documented one, which may have parameters, or a wildcard. */
export function isMediaType(mediaType: string | undefined, documented: string): boolean {
  const [plain = ""] = documented.toLowerCase().split(";");
  return plain.endsWith("/*")
    ? plain === "*/*" || mediaType?.startsWith(plain.slice(0, -1)) === true
    : mediaType === plain.trim();
}

/** A media type without its parameters. */
export function plainMediaType(contentType: string | null | undefined): string | undefined {
  return contentType?.split(";")[0]?.trim().toLowerCase();
}

/** The names in the braces of a path template, in order. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string);
}
