import { forEachSchema, type OpenApiDocument } from "../openapi.ts";

/**
 * Makes a vendor's sentences fit for documentation, in place: they begin with a capital, end with a full stop, are not indented, which
 * Markdown takes for code, and none of their lines becomes a tag of JSDoc.
 */
export function tidyProse(document: OpenApiDocument): void {
  forEachSchema(document, (holder) => {
    for (const key of ["description", "summary"])
      if (typeof holder[key] === "string") holder[key] = tidy(holder[key]);
  });
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
