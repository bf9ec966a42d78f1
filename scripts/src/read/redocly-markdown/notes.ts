import type { Finding, Location } from "../../problem.ts";

/**
 * What a page leaves unknown about its sections. Sections that leave the same unknown share one finding: seven
 * identical error bodies are one thing to know, not seven.
 */
export class Notes {
  readonly #label: string;
  readonly #notes: { rule: NoteRule; section: string; detail: string; location: Location }[] = [];

  /** @param label The operation that the findings are about. */
  constructor(label: string) {
    this.#label = label;
  }

  add(rule: NoteRule, section: string, detail: string, location: Location): void {
    this.#notes.push({ rule, section, detail, location });
  }

  findings(): Finding[] {
    const perSection = groupBy(this.#notes, ({ rule, section }) => `${rule}\n${section}`).map((notes) => ({
      ...(notes[0] as (typeof notes)[0]),
      detail: notes.map((note) => note.detail).join(", "),
    }));
    return groupBy(perSection, ({ rule, detail }) => `${rule}\n${detail}`).map((notes): Finding => {
      const { rule, detail, location } = notes[0] as (typeof notes)[0];
      const where = joinSections(notes.map((note) => note.section));
      return {
        kind: "unknown",
        rule,
        subject: `${this.#label}, ${where}`,
        message: sentences[rule](detail),
        location,
      };
    });
  }
}

const sentences = {
  "body-root": () =>
    "The page does not say whether the body is one object with these fields or an array of them.",
  "body-field": (field: string) =>
    `The single field ${field} names the body's alternatives: it is read as the body itself, not as a property.`,
  "open-schema": (fields: string) =>
    `Nothing is said about what is inside ${fields}, so anything is accepted there.`,
  "dotted-name": (fields: string) =>
    `No field above is the parent of ${fields}: read as a name that contains a dot.`,
  "unknown-type": (fields: string) =>
    `The type of ${fields} is not one that OpenAPI knows, so it stays open.`,
  "object-or-array": (fields: string) =>
    `The fields below ${fields} may be those of an object or of an array's items.`,
  "possible-map": (fields: string) =>
    `${fields} may be a property of that name, or stand for the values of a map.`,
  "repeated-field": (fields: string) => `${fields} is printed more than once: each of its forms is accepted.`,
  "enum-reference": (fields: string) => `The Enum of ${fields} cannot be resolved, so any value is accepted.`,
  "not-json": (fields: string) =>
    `The line below ${fields} looks like an Enum or Example and is not JSON: read as a description.`,
  "media-type": () => "The heading gives no media type, so the body is described for */*.",
} satisfies Record<string, (detail: string) => string>;

export type NoteRule = keyof typeof sentences;

/** "response 400, 401, 403" instead of three times "response". */
function joinSections(sections: string[]): string {
  return sections.reduce((text, section) => {
    const status = /^response (.*)$/.exec(section)?.[1];
    return status && text.includes("response ")
      ? `${text}, ${status}`
      : text
        ? `${text}, ${section}`
        : section;
  }, "");
}

export function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
