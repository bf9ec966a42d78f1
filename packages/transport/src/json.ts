/** A number in a response that JavaScript cannot hold exactly. */
export interface InexactInteger {
  /** Where it is: a JSON Pointer (RFC 6901), with `*` for a key that may be data. */
  pointer: string;
  /** Where it is in the text. */
  start: number;
  end: number;
  /** The name of the nearest field that it is in. */
  field: string;
}

const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],]/gs;

/** Parses JSON. An integer beyond 2 ** 53, which `JSON.parse` would change without a word, is found beforehand. */
export function parseJson(
  text: string,
  integerStrings: readonly string[] = [],
): { value: unknown; inexact?: InexactInteger } {
  if (!mayHaveLongInteger(text)) return { value: JSON.parse(text) };
  const value: unknown = JSON.parse(text);
  const found = findInexactIntegers(text);
  const inexact = found.find(({ field }) => !integerStrings.includes(field));
  if (inexact) return { value, inexact };
  if (found.length === 0) return { value };
  let quoted = "";
  let last = 0;
  for (const { start, end } of found) {
    quoted += `${text.slice(last, start)}"${text.slice(start, end)}"`;
    last = end;
  }
  return { value: JSON.parse(quoted + text.slice(last)) };
}

/** Whether a string has a run of 16 digits: one of any 16 characters in a row, looked at every 16. */
function mayHaveLongInteger(text: string): boolean {
  const isDigit = (index: number) => {
    const code = text.charCodeAt(index);
    return code >= 48 && code <= 57;
  };
  for (let index = 15; index < text.length; index += 16) {
    if (!isDigit(index)) continue;
    let start = index;
    let end = index + 1;
    while (isDigit(start - 1)) start--;
    while (isDigit(end)) end++;
    if (end - start >= 16) return true;
  }
  return false;
}

/** Walks through text that is valid JSON. */
function findInexactIntegers(text: string): InexactInteger[] {
  const found: InexactInteger[] = [];
  const path: (string | number)[] = [];
  /** For each open bracket, whether it is an object. */
  const objects: boolean[] = [];
  let isKey = false;
  for (const match of text.matchAll(token)) {
    const [part] = match;
    const first = part[0] as string;
    if (first === "{" || first === "[") {
      objects.push(first === "{");
      path.push(0);
      isKey = first === "{";
    } else if (first === "}" || first === "]") {
      objects.pop();
      path.pop();
      isKey = false;
    } else if (first === ",") {
      isKey = objects.at(-1) === true;
      if (!isKey) path[path.length - 1] = (path.at(-1) as number) + 1;
    } else if (isKey) {
      path[path.length - 1] = JSON.parse(part);
      isKey = false;
    } else if (first !== '"' && isInexact(part)) {
      const pointer = path
        .map((step) => `/${typeof step === "number" || isFieldName(step) ? step : "*"}`)
        .join("");
      const field = path.filter((step) => typeof step === "string").at(-1) ?? "";
      found.push({ pointer, field, start: match.index, end: match.index + part.length });
    }
  }
  return found;
}

/** Whether a key looks like the name of a field, and not like data: an identifier, a person or an address. */
export function isFieldName(key: string): boolean {
  return /^[a-z][A-Za-z]{0,39}$/.test(key);
}

/** A number with an exponent is not meant to be exact. */
function isInexact(number: string): boolean {
  return /^-?\d+(?:\.0*)?$/.test(number) && !Number.isSafeInteger(Number(number));
}
