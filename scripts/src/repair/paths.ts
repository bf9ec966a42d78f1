import { follow } from "../json.ts";
import {
  httpMethods,
  type OpenApiDocument,
  type Parameter,
  type PathItem,
  type Reference,
  templateNames,
} from "../openapi.ts";
import { type Places, place } from "../places.ts";
import { type Finding, sourceError } from "../problem.ts";

/**
 * Paths begin with a slash, have no query, and differ by more than the names of their parameters: what a query fixes becomes a
 * parameter, and operations of paths that match the same requests move to the first of them.
 */
export function repairPaths(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  const repair = (rule: string, message: string, path: string): void =>
    void findings.push({ kind: "repair", rule, message, location: places.find(place.path(path)) });
  const paths: Record<string, PathItem> = {};
  const byShape = new Map<string, string>();
  for (const [written, item] of Object.entries(document.paths)) {
    if (!written.startsWith("/"))
      throw sourceError(
        places.find(place.path(written)),
        `the path "${written}" does not begin with a slash`,
        "A path is appended to the server's URL, so it begins with a slash.",
      );
    const [path = "", query] = written.split(/[?#]/, 2);
    if (query !== undefined) {
      fixQuery(item, query);
      repair(
        "path-query",
        `The path ${written} has a query: its parameters were taken out of the path.`,
        written,
      );
    }
    const shape = path.replace(/\{[^{}]*\}/g, "{}");
    const first = byShape.get(shape);
    if (first === undefined) {
      byShape.set(shape, path);
      paths[path] = item;
      continue;
    }
    const lost = merge(document, paths[first] as PathItem, first, item, path);
    for (const method of httpMethods)
      if (item[method] && !lost.includes(method))
        places.set(
          place.operation(method, first),
          places.find(place.operation(method, written), place.path(written)),
        );
    if (first !== path || query === undefined)
      repair(
        "same-paths",
        `The paths ${first} and ${path} match the same requests; they were merged.`,
        written,
      );
    for (const method of lost)
      findings.push({
        kind: "unsupported",
        rule: "same-operations",
        message: `${place.operation(method, written)} matches the same requests as ${place.operation(method, first)}; it was left out.`,
        location: places.find(place.operation(method, written), place.path(written)),
      });
  }
  document.paths = paths;
  return findings;
}

/** Turns what a query in a path says into parameters: `?type=x` is a required one with a single value, `?type={type}` one of any. */
function fixQuery(item: PathItem, query: string): void {
  const parameters = query
    .split("&")
    .filter(Boolean)
    .map((pair): Parameter => {
      const [name = "", value = ""] = pair.split("=", 2).map(decodeURIComponent);
      const isFixed = value !== "" && !/^\{.*\}$/.test(value);
      return {
        name: name.replace(/^\{(.*)\}$/, "$1"),
        in: "query",
        required: isFixed,
        schema: { type: "string", ...(isFixed && { enum: [value] }) },
      };
    });
  for (const method of httpMethods) {
    const operation = item[method];
    if (operation) operation.parameters = [...(operation.parameters ?? []), ...parameters];
  }
}

/** Gives each operation of a path the parameters that they share. */
function pushDown(item: PathItem): void {
  for (const method of httpMethods) {
    const operation = item[method];
    if (operation && item.parameters)
      operation.parameters = [...(operation.parameters ?? []), ...structuredClone(item.parameters)];
  }
  delete item.parameters;
}

/** Moves the operations of a path to one of the same shape, with the names that its parameters have there; returns the methods that both have. */
function merge(
  document: OpenApiDocument,
  into: PathItem,
  intoPath: string,
  from: PathItem,
  fromPath: string,
): string[] {
  const names = new Map(
    templateNames(fromPath).map((name, index) => [name, templateNames(intoPath)[index] ?? name]),
  );
  const rename = (entry: Parameter | Reference): Parameter | Reference => {
    const parameter = follow<Parameter>(document, entry);
    const name = parameter.in === "path" ? names.get(parameter.name) : undefined;
    return name === undefined || name === parameter.name ? entry : { ...parameter, name };
  };
  pushDown(into);
  pushDown(from);
  const lost: string[] = [];
  for (const method of httpMethods) {
    const operation = from[method];
    if (!operation) continue;
    if (into[method]) {
      lost.push(method);
      continue;
    }
    into[method] = { ...operation, parameters: (operation.parameters ?? []).map(rename) };
  }
  return lost;
}
