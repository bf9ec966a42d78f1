import { isObject, resolveReference } from "../json.ts";
import { httpMethods } from "../openapi.ts";
import { Places, place } from "../places.ts";
import type { YamlFile } from "./yaml.ts";

type Path = (string | number)[];
type SetPlace = (name: string, path: Path) => void;

/**
 * Where the operations, parameters, bodies, responses and references of a Swagger 2.0 or OpenAPI 3 document are.
 * References are kept under the name that they have in OpenAPI 3.
 */
export function locateDocument(source: YamlFile): Places {
  const places = new Places(source.file);
  const set: SetPlace = (name, path) => places.set(name, source.locate(path));
  set(place.info, ["info"]);
  set(place.servers, [["servers", "schemes", "host"].find((key) => key in source.value) ?? "info"]);
  for (const [path, item] of entries(source.value.paths)) {
    set(place.path(path), ["paths", path]);
    for (const method of httpMethods) {
      const operation = isObject(item) ? item[method] : undefined;
      if (isObject(operation))
        locateOperation(method, path, operation, item as Record<string, unknown>, source.value, set);
    }
    for (const { at, location, name } of isObject(item)
      ? parametersOf(item, ["paths", path], source.value)
      : [])
      set(place.sharedParameter(path, location, name), at);
  }
  for (const [name] of entries(source.value.definitions)) set(place.schema(name), ["definitions", name]);
  for (const [name] of entries(source.value.securityDefinitions))
    set(place.securityScheme(name), ["securityDefinitions", name]);
  const { components } = source.value;
  for (const [name] of entries(isObject(components) ? components.securitySchemes : undefined))
    set(place.securityScheme(name), ["components", "securitySchemes", name]);
  for (const [name] of entries(isObject(components) ? components.schemas : undefined))
    set(place.schema(name), ["components", "schemas", name]);
  locateReferences(source.value, [], set);
  return places;
}

function locateOperation(
  method: string,
  path: string,
  operation: Record<string, unknown>,
  item: Record<string, unknown>,
  root: Record<string, unknown>,
  set: SetPlace,
): void {
  const here = ["paths", path, method];
  set(place.operation(method, path), here);
  if (operation.requestBody) set(place.requestBody(method, path), [...here, "requestBody"]);
  for (const { at, location, name } of [
    ...parametersOf(operation, here, root),
    ...parametersOf(item, ["paths", path], root),
  ]) {
    const isBody = location === "body" || location === "formData";
    set(isBody ? place.requestBody(method, path) : place.parameter(method, path, location, name), at);
  }
  for (const [status] of entries(operation.responses))
    set(place.response(method, path, status), [...here, "responses", status]);
}

function parametersOf(
  parent: Record<string, unknown>,
  at: Path,
  root: Record<string, unknown>,
): { at: Path; location: string; name: string }[] {
  const parameters = Array.isArray(parent.parameters) ? parent.parameters : [];
  return parameters.map((parameter, index) => {
    const shared = typeof parameter?.$ref === "string" ? resolveReference(root, parameter.$ref) : parameter;
    return { at: [...at, "parameters", index], location: String(shared?.in), name: String(shared?.name) };
  });
}

function locateReferences(value: unknown, path: Path, set: SetPlace): void {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) locateReferences(item, [...path, index], set);
  else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      if (key === "$ref" && typeof child === "string") {
        // The converter leaves a reference as it is where there is nothing at its end.
        for (const reference of [child, toOpenApi3(child)]) set(place.reference(reference), [...path, key]);
      } else locateReferences(child, [...path, key], set);
    }
  }
}

function toOpenApi3(reference: string): string {
  return reference
    .replace(/^#\/definitions\//, "#/components/schemas/")
    .replace(/^#\/(parameters|responses)\//, "#/components/$1/");
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
