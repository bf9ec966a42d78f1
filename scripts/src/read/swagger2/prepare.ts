import { isObject } from "../../json.ts";
import { httpMethods } from "../../openapi.ts";
import { place } from "../../places.ts";
import { type Finding, sourceError } from "../../problem.ts";
import type { YamlFile } from "../yaml.ts";
import { type FormatContext, keepCollectionFormat, keepHeaderFormats } from "./collection-format.ts";

type SwaggerParameter = Record<string, unknown>;

/** What OpenAPI 3 has no word for: a body parameter's name, and that it was there at all. */
export interface BodyParameter {
  name: string;
  description: string | undefined;
}

export interface Prepared {
  swagger: Record<string, unknown>;
  /** By place of the operation. */
  bodies: Map<string, BodyParameter>;
  findings: Finding[];
}

const parameterLocations = ["path", "query", "header", "formData", "body"];

/** Fixes what the converter cannot take, in a copy. */
export function prepare(source: YamlFile): Prepared {
  const swagger = structuredClone(source.value);
  const findings: Finding[] = [];
  const bodies = new Map<string, BodyParameter>();
  const repair = (rule: string, message: string, path: (string | number)[]) =>
    findings.push({ kind: "repair", rule, message, location: source.locate(path) });

  if (source.trailingDocument) {
    findings.push({
      kind: "repair",
      rule: "trailing-document",
      message: "An empty YAML document follows the first one; it was ignored.",
      location: source.trailingDocument,
    });
  }
  checkVersion(source);
  swagger.swagger = "2.0";
  prepareServers(swagger, repair);
  // Without it the converter leaves every `#/definitions/` reference as it is.
  swagger.definitions ??= {};
  if (!isObject(swagger.info)) {
    swagger.info = { title: "Untitled API", version: "unknown" };
    repair("info-missing", "The document has no `info`; it was given a placeholder.", []);
  }
  if (!isObject(swagger.paths))
    throw sourceError(
      source.locate([]),
      "the document has no `paths`",
      "Without operations there is no client: is the download complete?",
    );

  const context: Context = { source, swagger, bodies, repair };
  const shared = isObject(swagger.parameters) ? swagger.parameters : {};
  for (const [name, parameter] of Object.entries(shared)) {
    if (name.startsWith("x-")) continue;
    checkParameter(parameter as SwaggerParameter, source, ["parameters", name]);
    keepCollectionFormat(parameter as SwaggerParameter, ["parameters", name], context);
  }
  for (const [path, item] of Object.entries(swagger.paths)) {
    if (isObject(item)) prepareOperations(path, item, context);
  }
  keepHeaderFormats(swagger.responses, ["responses"], context);
  // Each operation has its own copy now.
  for (const [name, parameter] of Object.entries(shared))
    if (isObject(parameter) && isBody(parameter)) delete shared[name];
  return { swagger, bodies, findings };
}

function checkVersion(source: YamlFile): void {
  const version = String(source.value.swagger);
  if (version !== "2.0" && version !== "2") {
    throw sourceError(
      source.locate(["swagger"]),
      `expected swagger: "2.0", found ${JSON.stringify(source.value.swagger)}`,
      "Other versions of Swagger are not read: convert the document to Swagger 2.0 or OpenAPI 3.",
    );
  }
}

interface Context extends FormatContext {
  swagger: Record<string, unknown>;
  bodies: Map<string, BodyParameter>;
}

function prepareOperations(path: string, item: Record<string, unknown>, context: Context): void {
  const { source, bodies, repair } = context;
  if (item.$ref)
    throw sourceError(
      source.locate(["paths", path, "$ref"]),
      "a path item that refers to another document is not supported",
      "Put the operations of the other document in its place.",
    );
  // The converter takes every key of a path item for an operation, and an empty one breaks it.
  for (const [key, value] of Object.entries(item)) if (value === null) delete item[key];
  const shared = parametersOf(item, ["paths", path], context);
  // The converter gives a path's body only to the operations below it, so each operation gets its own.
  const sharedBody = shared.filter(isBody);
  if (item.parameters) item.parameters = shared.filter((parameter) => !isBody(parameter));

  for (const method of httpMethods) {
    const operation = item[method];
    if (!isObject(operation)) continue;
    const here = ["paths", path, method];
    keepHeaderFormats(operation.responses, [...here, "responses"], context);
    const own = parametersOf(operation, here, context);
    checkSingleBody(own, here, context);
    if (operation.parameters || sharedBody.length > 0)
      operation.parameters = own.some(isBody) ? own : [...own, ...sharedBody];
    if (operation.schemes) {
      delete operation.schemes;
      repair(
        "operation-schemes",
        `${place.operation(method, path)} names its own URL schemes; the document's servers apply.`,
        [...here, "schemes"],
      );
    }
    const body = (operation.parameters as SwaggerParameter[] | undefined)?.find(
      ({ in: location }) => location === "body",
    );
    if (body)
      bodies.set(place.operation(method, path), {
        name: String(body.name),
        description: body.description as string | undefined,
      });
  }
}

const isBody = ({ in: location }: SwaggerParameter): boolean =>
  location === "body" || location === "formData";

/** A request has one body: more would be lost on the way to OpenAPI 3. */
function checkSingleBody(
  parameters: SwaggerParameter[],
  path: (string | number)[],
  { source }: Context,
): void {
  const bodies = parameters.filter(isBody);
  const surplus = bodies.find((body, index) => index > 0 && (body.in === "body" || bodies[0]?.in === "body"));
  if (surplus) {
    const [, url, method] = path as string[];
    throw sourceError(
      source.locate([...path, "parameters", parameters.indexOf(surplus)]),
      `${place.operation(method ?? "", url ?? "")} has a second body`,
      "An operation has one parameter with in: body, or only fields with in: formData.",
    );
  }
}

/** The parameters in the list, with references to shared bodies inlined: OpenAPI 3 keeps those elsewhere. */
function parametersOf(
  parent: Record<string, unknown>,
  path: (string | number)[],
  context: Context,
): SwaggerParameter[] {
  const { source, swagger } = context;
  const parameters = (parent.parameters ?? []) as SwaggerParameter[];
  return parameters.map((parameter, index) => {
    const at = [...path, "parameters", index];
    if (typeof parameter.$ref === "string") {
      const target = resolveParameter(parameter.$ref, swagger, source, [...at, "$ref"]);
      return isBody(target) ? structuredClone(target) : parameter;
    }
    checkParameter(parameter, source, at);
    keepCollectionFormat(parameter, at, context);
    return parameter;
  });
}

function resolveParameter(
  reference: string,
  swagger: Record<string, unknown>,
  source: YamlFile,
  at: (string | number)[],
): SwaggerParameter {
  const name = /^#\/parameters\/([^/]+)$/.exec(reference)?.[1]?.replaceAll("~1", "/").replaceAll("~0", "~");
  const shared = isObject(swagger.parameters) ? swagger.parameters : {};
  const target = name !== undefined && Object.hasOwn(shared, name) ? shared[name] : undefined;
  if (!isObject(target)) {
    throw sourceError(
      source.locate(at),
      `dangling reference: there is nothing at ${reference}`,
      "A parameter cannot be guessed: define it under `parameters`, or write it in place of the reference.",
    );
  }
  return target as SwaggerParameter;
}

function checkParameter(parameter: SwaggerParameter, source: YamlFile, at: (string | number)[]): void {
  if (typeof parameter.name !== "string" || parameter.name === "")
    throw sourceError(source.locate(at), "a parameter has no name", 'Every parameter needs "name" and "in".');
  if (!parameterLocations.includes(String(parameter.in))) {
    throw sourceError(
      source.locate(at),
      `the parameter "${parameter.name}" ${parameter.in === undefined ? "does not say where it is" : `says in: ${JSON.stringify(parameter.in)}`}`,
      `Expected "in" to be one of ${parameterLocations.join(", ")}.`,
    );
  }
}

type Repair = (rule: string, message: string, path: (string | number)[]) => void;

/**
 * Fits `host`, `basePath` and `schemes`, in place, for the converter, which joins them as they are: a missing slash would make another
 * host of them.
 */
export function prepareServers(swagger: Record<string, unknown>, repair: Repair): void {
  const { host, basePath, schemes } = swagger;
  let path = typeof basePath === "string" ? basePath.trim().replace(/[?#].*$/, "") : "";
  if (typeof host === "string") {
    const [, scheme, name = "", rest = ""] =
      /^\s*(?:([a-z]+):)?(?:\/\/)?([^/?#\s]*)([^?#\s]*)/i.exec(withSlashes(host)) ?? [];
    path = `${rest.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
    swagger.host = name;
    if (scheme !== undefined) swagger.schemes ??= [scheme.toLowerCase()];
    if (name !== host) repair("server", `The host ${JSON.stringify(host)} was read as ${name}.`, ["host"]);
  }
  const plain = path === "" || path === "/" ? "" : `/${path.replace(/^\/+|\/+$/g, "")}`;
  if (typeof basePath === "string" && plain !== basePath.replace(/\/+$/, ""))
    repair("server", `The basePath ${JSON.stringify(basePath)} was read as ${JSON.stringify(plain)}.`, [
      "basePath",
    ]);
  if (plain !== "") swagger.basePath = plain;
  else delete swagger.basePath;
  if (Array.isArray(schemes)) {
    const web = schemes.filter((scheme) => /^https?$/i.test(String(scheme)));
    if (web.length < schemes.length)
      repair("server", `Of the schemes ${schemes.join(", ")}, a client supports only http and https.`, [
        "schemes",
      ]);
    swagger.schemes = web.length > 0 ? web : ["https"];
  }
}

/** `a.example:443` has no scheme. */
function withSlashes(host: string): string {
  return /^\s*[^/]+:\d+/.test(host) ? `//${host.trim()}` : host;
}
