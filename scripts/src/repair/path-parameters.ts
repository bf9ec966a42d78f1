import { resolveReference } from "../json.ts";
import {
  type OpenApiDocument,
  type OperationEntry,
  operationsOf,
  type Parameter,
  type Reference,
  templateNames,
} from "../openapi.ts";
import { type Places, place } from "../places.ts";
import { DocumentError, type Finding } from "../problem.ts";

/** A path and its parameters name each other, once each, and every path parameter is required. */
export function repairPathParameters(document: OpenApiDocument, places: Places): Finding[] {
  checkDuplicatePaths(document, places);
  return [...operationsOf(document)].flatMap((entry) => repairOperation(document, entry, places));
}

function repairOperation(
  document: OpenApiDocument,
  { method, path, operation, pathItem }: OperationEntry,
  places: Places,
): Finding[] {
  const findings: Finding[] = [];
  const name = place.operation(method, path);
  const repair = (rule: string, message: string, parameter: Parameter) =>
    findings.push({
      kind: "repair",
      rule,
      message,
      location: places.find(place.parameter(method, path, parameter.in, parameter.name), name),
    });
  const resolve = (parameter: Parameter | Reference) =>
    (parameter.$ref ? resolveReference(document, parameter.$ref as string) : parameter) as Parameter;

  const expected = templateNames(path);
  const seen = new Set<string>();
  const keep = (entry: Parameter | Reference): boolean => {
    const parameter = resolve(entry);
    const key = `${parameter.in} ${parameter.name}`;
    if (seen.has(key)) {
      repair(
        "parameter-twice",
        `${name} has the ${parameter.in} parameter "${parameter.name}" twice; the first was kept.`,
        parameter,
      );
      return false;
    }
    seen.add(key);
    if (parameter.in !== "path") return true;
    if (!expected.includes(parameter.name)) {
      const meant = expected.find((other) => other.toLowerCase() === parameter.name.toLowerCase());
      if (!meant) {
        repair(
          "path-parameter-unused",
          `${name} has a path parameter "${parameter.name}" that its path does not contain; it was removed.`,
          parameter,
        );
        return false;
      }
      repair(
        "path-parameter-case",
        `${name} spells its path parameter "${meant}" as "${parameter.name}"; the path's spelling was taken.`,
        parameter,
      );
      parameter.name = meant;
      seen.add(`path ${meant}`);
    }
    if (parameter.required !== true) {
      parameter.required = true;
      repair(
        "path-parameter-required",
        `${name}: the path parameter "${parameter.name}" is required.`,
        parameter,
      );
    }
    return true;
  };
  if (operation.parameters) operation.parameters = operation.parameters.filter(keep);
  // An operation's own parameter overrides the path's, which is no repetition.
  const inherited = (pathItem.parameters ?? []).map(resolve);
  for (const missing of expected.filter(
    (other) =>
      !seen.has(`path ${other}`) &&
      !inherited.some((parameter) => parameter.in === "path" && parameter.name === other),
  )) {
    const parameter: Parameter = { name: missing, in: "path", required: true, schema: {} };
    operation.parameters = [...(operation.parameters ?? []), parameter];
    repair(
      "path-parameter-missing",
      `${name} does not describe its path parameter "${missing}"; it was added, of unknown type.`,
      parameter,
    );
  }
  for (const parameter of inherited)
    if (parameter.in === "path" && expected.includes(parameter.name) && parameter.required !== true) {
      parameter.required = true;
      repair(
        "path-parameter-required",
        `${place.path(path)}: the path parameter "${parameter.name}" is required.`,
        parameter,
      );
    }
  return findings;
}

function checkDuplicatePaths(document: OpenApiDocument, places: Places): void {
  const seen = new Map<string, string>();
  for (const path of Object.keys(document.paths)) {
    const shape = path.replace(/\{[^{}]*\}/g, "{}");
    const first = seen.get(shape);
    if (first !== undefined) {
      throw new DocumentError(
        places.find(place.path(path)),
        `duplicate path: ${path} and ${first} match the same requests`,
        "Paths may differ by more than the names of their parameters only: merge their operations under one of the two.",
      );
    }
    seen.set(shape, path);
  }
}
