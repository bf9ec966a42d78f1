/** Where a value of JSON begins, and what it holds; a number alone for what holds nothing. */
export type JsonOffsets =
  | number
  | { at: number; keys: Map<string, { key: number; value: JsonOffsets }> }
  | { at: number; items: JsonOffsets[] };

/** A key that an object has twice, by its offset. */
export class DuplicateKey {
  readonly key: string;
  readonly offset: number;

  constructor(key: string, offset: number) {
    this.key = key;
    this.offset = offset;
  }
}

/**
 * Finds where everything is in text that is valid JSON.
 *
 * @throws {DuplicateKey} where `JSON.parse` would drop a value without a word.
 */
export function offsetsOf(text: string): JsonOffsets {
  let position = 0;
  const blank = /[\t\n\r ]*/y;
  const scalar = /"(?:[^"\\]|\\.)*"|[^\t\n\r ,\]}]+/y;
  const skip = () => {
    blank.lastIndex = position;
    blank.test(text);
    position = blank.lastIndex;
  };
  const token = (): string => {
    scalar.lastIndex = position;
    scalar.test(text);
    const found = text.slice(position, scalar.lastIndex);
    position = scalar.lastIndex;
    return found;
  };
  const value = (): JsonOffsets => {
    skip();
    const at = position;
    if (text[at] === "{") {
      const keys = new Map<string, { key: number; value: JsonOffsets }>();
      position++;
      for (skip(); text[position] !== "}"; skip()) {
        const key = position;
        const written = token();
        const name: string = written.includes("\\") ? JSON.parse(written) : written.slice(1, -1);
        if (keys.has(name)) throw new DuplicateKey(name, key);
        skip();
        position++; // The colon.
        keys.set(name, { key, value: value() });
        skip();
        if (text[position] === ",") position++;
      }
      position++;
      return { at, keys };
    }
    if (text[at] === "[") {
      const items: JsonOffsets[] = [];
      position++;
      for (skip(); text[position] !== "]"; skip()) {
        items.push(value());
        skip();
        if (text[position] === ",") position++;
      }
      position++;
      return { at, items };
    }
    token();
    return at;
  };
  return value();
}

/** Where the value at a path is: an object's field at its key; as far as the path leads. */
export function offsetAt(root: JsonOffsets, path: readonly (string | number)[]): number {
  let node = root;
  let offset = typeof root === "number" ? root : root.at;
  for (const step of path) {
    if (typeof node === "number") break;
    if ("keys" in node) {
      const entry = node.keys.get(String(step));
      if (!entry) break;
      offset = entry.key;
      node = entry.value;
    } else {
      const item: JsonOffsets | undefined = node.items[Number(step)];
      if (item === undefined) break;
      offset = typeof item === "number" ? item : item.at;
      node = item;
    }
  }
  return offset;
}
