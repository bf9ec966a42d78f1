import { isObject } from "../../json.ts";
import { sourceError } from "../../problem.ts";
import { didYouMean } from "../../words.ts";
import type { YamlFile } from "../yaml.ts";

export interface FormatContext {
  source: YamlFile;
  repair: (rule: string, message: string, path: (string | number)[]) => void;
}

const formats = ["csv", "ssv", "tsv", "pipes", "multi"];
/** What OpenAPI 3 has a style for, by where the array is; elsewhere that is `csv` alone. */
const withStyle: Readonly<Record<string, readonly string[]>> = {
  query: ["csv", "ssv", "pipes", "multi"],
  formData: ["csv", "ssv", "pipes", "multi"],
};

/**
 * Keeps how an array is written where the converter or OpenAPI 3 would lose it, in place. A form's commas, which are the default in
 * Swagger, are written out; tabs, the delimiters within an array's items, and any delimiter but the comma in a path or a header go into an
 * extension.
 *
 * @param array A parameter, a response header, or the items of one.
 */
export function keepCollectionFormat(
  array: Record<string, unknown>,
  at: (string | number)[],
  context: FormatContext,
  where: string = String(array.in),
  subject = `the ${where} parameter "${array.name}"`,
): void {
  const { type, items, collectionFormat } = array;
  const format = String(collectionFormat ?? "csv");
  const here = [...at, "collectionFormat"];
  if (!formats.includes(format))
    throw sourceError(
      context.source.locate(here),
      `unknown collectionFormat ${JSON.stringify(collectionFormat)}`,
      `Expected one of ${formats.join(", ")}.${didYouMean(format, formats)}`,
    );
  const repair = (problem: string) =>
    context.repair("collection-format", `The collectionFormat "${format}" of ${subject}${problem}`, here);
  if (type !== "array") {
    delete array.collectionFormat;
    if (collectionFormat !== undefined) repair(", which is not an array, was left out.");
    return;
  }
  // The converter reads collectionFormat from a parameter; elsewhere it leaves it there, where OpenAPI 3 does not allow it.
  if (array.in === undefined) delete array.collectionFormat;
  else array.collectionFormat = format;
  if (!(withStyle[where] ?? ["csv"]).includes(format)) {
    if (format === "multi") repair(" is allowed only in queries and forms; commas are used instead.");
    else {
      array["x-collection-format"] = format;
      repair(" has no style in OpenAPI 3; the extension x-collection-format records it.");
    }
  }
  if (isObject(items))
    keepCollectionFormat(items, [...at, "items"], context, "items", `the items of ${subject}`);
}

/** Does so for the headers of responses. */
export function keepHeaderFormats(responses: unknown, at: (string | number)[], context: FormatContext): void {
  for (const [status, response] of Object.entries(isObject(responses) ? responses : {})) {
    const headers = isObject(response) && isObject(response.headers) ? response.headers : {};
    for (const [name, header] of Object.entries(headers))
      if (isObject(header))
        keepCollectionFormat(
          header,
          [...at, status, "headers", name],
          context,
          "header",
          `the response header "${name}"`,
        );
  }
}
