/** The candidate that a misspelled word most likely means, if one is close enough to name. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

export function didYouMean(word: string, candidates: Iterable<string>): string {
  const match = closest(word, candidates);
  return match === undefined ? "" : ` Did you mean "${match}"?`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** `1 repair`, `2 repairs` */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** Whether a word can be a name in a program as it is. */
export function isIdentifier(word: string): boolean {
  return /^[A-Za-z]\w*$/.test(word);
}

/** `list-bookings` -> `listBookings` */
export function camelCase(text: string): string {
  const [first = "", ...rest] = text.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return first + rest.map(capitalize).join("");
}

/** `/customers/{id}/bookings` -> `CustomersIdBookings` */
export function pascalCase(text: string): string {
  return capitalize(camelCase(text));
}

/** A name in a program for any string: `Linked-People` -> `linkedPeople`, `2fa` -> `_2fa`; empty for a string without letters and digits. */
export function identifier(text: string): string {
  const name = camelCase(text);
  const lower = name.slice(0, 1).toLowerCase() + name.slice(1);
  return /^\d/.test(lower) ? `_${lower}` : lower;
}

export function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** "one", "two and three"; a long list is cut: "a, b, c and 4 more". */
export function listing(words: readonly string[], most = Number.POSITIVE_INFINITY): string {
  const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
