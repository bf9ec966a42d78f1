import { follow } from "../json.ts";
import {
  type OpenApiDocument,
  operationsOf,
  type Parameter,
  type Reference,
  templateNames,
} from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding, Location } from "../problem.ts";

type Parameters = (Parameter | Reference)[];

/** What holds a list of parameters: a path, or an operation. */
interface Owner {
  name: string;
  expected: string[];
  locate(parameter: Parameter): Location;
}

/** A path and its parameters name each other, once each, and every path parameter is required. */
export function repairPathParameters(document: OpenApiDocument, places: Places): Finding[] {
  const findings: Finding[] = [];
  const repair: Repair = (rule, subject, message, location) =>
    void findings.push({ kind: "repair", rule, subject, message, location });

  for (const [path, item] of Object.entries(document.paths)) {
    if (!item.parameters) continue;
    const name = place.path(path);
    item.parameters = fix(document, item.parameters, repair, {
      name,
      expected: templateNames(path),
      locate: (parameter) => places.find(place.sharedParameter(path, parameter.in, parameter.name), name),
    });
  }
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    const name = place.operation(method, path);
    const owner: Owner = {
      name,
      expected: templateNames(path),
      locate: (parameter) => places.find(place.parameter(method, path, parameter.in, parameter.name), name),
    };
    if (operation.parameters) operation.parameters = fix(document, operation.parameters, repair, owner);
    const described = [...(operation.parameters ?? []), ...(pathItem.parameters ?? [])];
    const missing = addMissing(document, described, repair, owner);
    if (missing.length > 0) operation.parameters = [...(operation.parameters ?? []), ...missing];
  }
  return findings;
}

type Repair = (rule: string, subject: string, message: string, location: Location) => void;

function fix(document: OpenApiDocument, entries: Parameters, repair: Repair, owner: Owner): Parameters {
  const seen = new Set<string>();
  return entries.flatMap((entry) => {
    const parameter = resolve(document, entry);
    const fitting = parameter.in === "path" ? fitToPath(parameter, entry, repair, owner) : entry;
    if (!fitting) return [];
    const { in: location, name } = resolve(document, fitting);
    const key = `${location} ${name}`;
    if (seen.has(key)) {
      repair(
        "parameter-twice",
        `${owner.name}, ${location} parameter "${name}"`,
        "It is described twice; the first description was kept.",
        owner.locate(parameter),
      );
      return [];
    }
    seen.add(key);
    return [fitting];
  });
}

/** The parameter as its path knows it, or undefined where the path has no place for it. */
function fitToPath(
  parameter: Parameter,
  entry: Parameter | Reference,
  repair: Repair,
  { name, expected, locate }: Owner,
): Parameter | Reference | undefined {
  const location = locate(parameter);
  const meant =
    expected.find((other) => other === parameter.name) ??
    expected.find((other) => other.toLowerCase() === parameter.name.toLowerCase());
  if (meant === undefined) {
    repair(
      "path-parameter-unused",
      `${name}, "${parameter.name}"`,
      "The path does not contain this path parameter; it was removed.",
      location,
    );
    return undefined;
  }
  if (parameter.required !== true) {
    repair(
      "path-parameter-required",
      `${name}, "${meant}"`,
      "A path parameter is always required, but was not marked so; it is now.",
      location,
    );
    parameter.required = true;
  }
  if (meant === parameter.name) return entry;
  repair(
    "path-parameter-case",
    `${name}, "${parameter.name}"`,
    `The path spells this parameter "${meant}"; the path's spelling is used.`,
    location,
  );
  // A copy: a shared parameter may be spelled rightly elsewhere.
  return { ...parameter, name: meant };
}

function addMissing(
  document: OpenApiDocument,
  described: Parameters,
  repair: Repair,
  { name, expected, locate }: Owner,
): Parameter[] {
  const known = described.map((entry) => resolve(document, entry));
  return [...new Set(expected)]
    .filter(
      (requested) => !known.some((parameter) => parameter.in === "path" && parameter.name === requested),
    )
    .map((requested) => {
      const parameter: Parameter = { name: requested, in: "path", required: true, schema: {} };
      repair(
        "path-parameter-missing",
        `${name}, "${requested}"`,
        "The path parameter is not described; it was added, of unknown type.",
        locate(parameter),
      );
      return parameter;
    });
}

function resolve(document: OpenApiDocument, entry: Parameter | Reference): Parameter {
  return follow<Parameter>(document, entry);
}

/** Takes parameters out of every operation and path. */
export function dropParameters(
  document: OpenApiDocument,
  places: Places,
  rule: string,
  isDropped: (location: string, name: string) => boolean,
  why: string,
): Finding[] {
  const findings: Finding[] = [];
  for (const { method, path, operation, pathItem } of operationsOf(document)) {
    const operationName = place.operation(method, path);
    for (const holder of [operation, pathItem])
      if (holder.parameters)
        holder.parameters = holder.parameters.filter((entry) => {
          const { in: location, name } = follow<Partial<Parameter> | undefined>(document, entry) ?? {};
          if (location === undefined || !isDropped(location, String(name))) return true;
          findings.push({
            kind: "repair",
            rule,
            subject: operationName,
            message: `The ${location} parameter "${name}" ${why}; it was removed.`,
            location: places.find(place.parameter(method, path, location, String(name)), operationName),
          });
          return false;
        });
  }
  return findings;
}
