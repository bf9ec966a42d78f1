import { isObject } from "../json.ts";
import { httpMethods } from "../openapi.ts";
import { Places, place } from "../places.ts";
import type { YamlFile } from "./yaml.ts";

type Path = (string | number)[];
type SetPlace = (name: string, path: Path) => void;

/**
 * Where the operations, parameters, bodies, responses and references of a Swagger 2.0 or OpenAPI 3 document stand.
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
      if (isObject(operation)) locateOperation(method, path, operation, item as Record<string, unknown>, set);
    }
  }
  for (const [name] of entries(source.value.definitions)) set(place.schema(name), ["definitions", name]);
  locateReferences(source.value, [], set);
  return places;
}

function locateOperation(
  method: string,
  path: string,
  operation: Record<string, unknown>,
  item: Record<string, unknown>,
  set: SetPlace,
): void {
  const here = ["paths", path, method];
  set(place.operation(method, path), here);
  if (operation.requestBody) set(place.requestBody(method, path), [...here, "requestBody"]);
  for (const [parent, at] of [
    [operation, here],
    [item, ["paths", path]],
  ] as const) {
    for (const [index, parameter] of (Array.isArray(parent.parameters) ? parent.parameters : []).entries()) {
      const name =
        parameter?.in === "body" || parameter?.in === "formData"
          ? place.requestBody(method, path)
          : place.parameter(method, path, String(parameter?.in), String(parameter?.name));
      set(name, [...at, "parameters", index]);
    }
  }
  for (const [status] of entries(operation.responses))
    set(place.response(method, path, status), [...here, "responses", status]);
}

function locateReferences(value: unknown, path: Path, set: SetPlace): void {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) locateReferences(item, [...path, index], set);
  else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      if (key === "$ref" && typeof child === "string")
        set(place.reference(toOpenApi3(child)), [...path, key]);
      else locateReferences(child, [...path, key], set);
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
