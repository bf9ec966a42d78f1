/**
 * Names that TypeScript keeps for itself, and those that openapi-typescript declares or uses in the same file: a schema of that
 * name would hide them.
 */
const reserved = new Set([
  ..."any bigint boolean never null number object string symbol undefined unknown void true false".split(" "),
  ..."break case catch class const continue debugger default delete do else enum export extends finally for".split(
    " ",
  ),
  ..."function if implements import in instanceof interface let new package private protected public return".split(
    " ",
  ),
  ..."static super switch this throw try typeof var while with yield".split(" "),
  "paths",
  "webhooks",
  "components",
  "operations",
  "$defs",
  "Record",
  "WithRequired",
  "OneOf",
  "XOR",
  "Without",
  "Array",
  "Promise",
  "Omit",
]);

/**
 * A TypeScript name for every schema: its own where that is one, else in PascalCase. Names that would collide get a number, in
 * the order of the document.
 */
export function typeNames(schemas: string[]): Map<string, string> {
  const taken = new Set(schemas.filter(isPlain));
  return new Map(
    schemas.map((schema) => [schema, isPlain(schema) ? schema : unused(toTypeName(schema), taken)]),
  );
}

function isPlain(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name) && !reserved.has(name);
}

function toTypeName(schema: string): string {
  const words = schema.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const name = words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("") || "Schema";
  const safe = /^\d/.test(name) ? `_${name}` : name;
  return reserved.has(safe) || reserved.has(schema) ? `${safe}Schema` : safe;
}

function unused(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let suffix = 2; taken.has(candidate); suffix++) candidate = `${name}${suffix}`;
  taken.add(candidate);
  return candidate;
}
