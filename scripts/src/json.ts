export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Appends keys to a JSON Pointer (RFC 6901), escaped. */
export function pointer(base: string, ...keys: (string | number)[]): string {
  return keys.reduce<string>(
    (path, key) => `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`,
    base,
  );
}

/** The value at a local reference such as `#/components/schemas/Booking`, or undefined where there is nothing. */
export function resolveReference(root: unknown, reference: string): unknown {
  if (!reference.startsWith("#/")) return undefined;
  let value: unknown = root;
  for (const key of stepsOf(reference)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** The keys that a reference such as `#/paths/~1bookings` leads over. */
export function stepsOf(reference: string): string[] {
  return reference
    .replace(/^#?\//, "")
    .split("/")
    .map((step) => decode(step).replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A reference is a URL, whose characters may be written as `%20`; a lone per cent sign means itself. */
function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** What a value stands for: itself, or what its `$ref` leads to, over as many references as there are. */
export function follow<T>(root: unknown, value: unknown): T {
  const visited = new Set<string>();
  for (let current = value; ; ) {
    const reference = (current as { $ref?: unknown } | undefined)?.$ref;
    if (typeof reference !== "string" || visited.has(reference)) return current as T;
    visited.add(reference);
    current = resolveReference(root, reference);
  }
}

/** Calls back for every object that holds a `$ref` string, wherever it is, with the keys that lead there. */
export function forEachReference(
  value: unknown,
  visit: (holder: { $ref: string; [key: string]: unknown }, keys: readonly (string | number)[]) => void,
  keys: (string | number)[] = [],
): void {
  if (typeof value !== "object" || value === null) return;
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === "string") visit(value as { $ref: string }, keys);
  const last = keys.at(-1);
  for (const key of Object.keys(value)) {
    // An example is data, unless it is a property or a schema of that name.
    if ((key === "example" || key === "examples") && last !== "properties" && last !== "schemas") continue;
    keys.push(key);
    forEachReference((value as Record<string, unknown>)[key], visit, keys);
    keys.pop();
  }
}
