import { isObject } from "../json.ts";

/**
 * Makes a vendor's sentences fit for documentation, in place: they begin with a capital, end with a full stop, are not indented, which
 * Markdown takes for code, and none of their lines becomes a tag of JSDoc.
 */
export function tidyProse(value: unknown, isMap = false): void {
  if (Array.isArray(value)) for (const item of value) tidyProse(item);
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (!isMap && (key === "description" || key === "summary") && typeof child === "string")
      value[key] = tidy(child);
    else if (isMap || !/^(?:examples?|default|enum|const)$/.test(key))
      tidyProse(
        child,
        !isMap &&
          /^(?:properties|patternProperties|\$defs|schemas|responses|parameters|headers|paths|requestBodies)$/.test(
            key,
          ),
      );
  }
}

function tidy(text: string): string {
  const lines = text
    .trim()
    .split("\n")
    .map((line) =>
      line
        .trim()
        .replace(/^@[A-Za-z]\w*/, "`$&`")
        .replace(/ +(?=[.,;](?:\s|$))/g, ""),
    );
  const prose = lines.join("\n");
  // A name, such as `pageNumber`, is not the beginning of a sentence.
  const capital = prose.replace(/^[a-z]+(?=[ ,])/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
  return /[\p{L}\p{N})`"]$/u.test(capital) ? `${capital}.` : capital;
}
