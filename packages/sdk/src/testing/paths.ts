import type { OperationTable } from "@booking-apis/transport/internal";

/** A template in which the names of parameters do not count. */
export const shapeOf = (template: string): string => template.replace(/\{[^}]+\}/g, "{}");

/** The parameters of a path that fits a template; undefined for another. */
export function matchPath(template: string, pathname: string): Record<string, string> | undefined {
  const names = [...template.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name as string);
  const literal = template.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const [, ...values] = new RegExp(`^${literal.join("([^/]+)")}$`).exec(pathname) ?? [];
  if (values.length !== names.length || (names.length === 0 && template !== pathname)) return undefined;
  return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index] as string)]));
}

/** The path of a collection, and the id of an object in it. */
export function splitPath(path: string): [collection: string, id: string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, slash), decodeURIComponent(path.slice(slash + 1))];
}

/** The field that identifies an object of a collection, which is a path or its template. */
export function keyOf(operations: OperationTable, collection: string): string | undefined {
  for (const [key, { key: field }] of Object.entries(operations))
    if (field !== undefined && key.startsWith("GET ") && matchPath(key.slice(4), collection)) return field;
  return undefined;
}

/** The parameter of the path of an object of a collection. */
export function itemParameterOf(operations: OperationTable, template: string): string | undefined {
  for (const key of Object.keys(operations)) {
    const [, parent = "", parameter] = /^[A-Z]+ (.*)\/\{([^}]+)\}$/.exec(key) ?? [];
    if (parameter && shapeOf(parent) === shapeOf(template)) return parameter;
  }
  return undefined;
}

/** Whether the paths say that what is posted there is an object of a collection: it can be listed there, or read below it. */
export function isCollection(operations: OperationTable, template: string): boolean {
  const isListed = Object.entries(operations).some(
    ([key, { pagination }]) =>
      pagination && key.startsWith("GET ") && shapeOf(key.slice(4)) === shapeOf(template),
  );
  return isListed || itemParameterOf(operations, template) !== undefined;
}
