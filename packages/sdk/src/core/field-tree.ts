import type { FieldTree } from "@booking-apis/transport/internal";

/** A copy without these fields, at any depth and in every item of a list. What has none of them on its way is the same. */
export function without(value: unknown, fields: FieldTree): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, fields));
  // What says itself how it is written as JSON is left to do so.
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const [name, below] of Object.entries(fields))
    if (below === true) delete copy[name];
    else if (Object.hasOwn(copy, name)) copy[name] = without(copy[name], below);
  return copy;
}
