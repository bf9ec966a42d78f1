import type { Finding } from "../../problem.ts";
import type { Field, Variant } from "./fields.ts";
import { type Line, locate } from "./lines.ts";
import { groupBy } from "./notes.ts";
import type { Page } from "./page.ts";
import { type Prose, shorten } from "./value.ts";

/** The exporter deletes inline code from texts: it leaves a double blank, or a label or sentence without its end. */
export function lostWordsOf(page: Page, label: string): Finding[] {
  const lines = [...proseOf(page)].flatMap(({ lines }) => lines.filter((line) => lossColumn(line.text) > 0));
  return groupBy(lines, (line) => line.text.trim()).map((same): Finding => {
    const [first, ...others] = same as [Line, ...Line[]];
    const also = others.length > 0 ? ` (also in line ${others.map((line) => line.number).join(", ")})` : "";
    const quote = JSON.stringify(shorten(first.text.trimStart(), 120));
    return {
      kind: "unknown",
      rule: "lost-words",
      message: `${label}: words seem to be missing in ${quote}${also}.`,
      location: locate(page.file, first, lossColumn(first.text)),
    };
  });
}

/** The 1-based column of the gap, or 0. Two blanks after a full stop are how some people write. */
export function lossColumn(text: string): number {
  if (text.trimStart().startsWith("|")) return 0;
  const gap = /[^\s.!?:;|*-] {2,}[^\s|]| [.,)](?=\s|$)|: $/.exec(text);
  return gap ? gap.index + gap[0].search(/ /) + 1 : 0;
}

function* proseOf(page: Page): Generator<Prose> {
  if (page.title) yield page.title;
  if (page.description) yield page.description;
  for (const { fields } of page.sections) yield* proseOfFields(fields);
}

function* proseOfFields(fields: (Field | Variant)[]): Generator<Prose> {
  for (const field of fields) {
    if (field.description) yield field.description;
    if ("variants" in field) yield* proseOfFields([...field.variants, ...field.children]);
    else yield* proseOfFields(field.fields);
  }
}
