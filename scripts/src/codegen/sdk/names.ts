import { type HttpMethod, type OpenApiDocument, operationsOf } from "../../openapi.ts";
import { capitalize, identifier } from "../../words.ts";

/** Where an operation stands in the SDK: `bookings.payments` and `list`. */
export interface SdkName {
  resource: string[];
  method: string;
}

/** A name that had to give way to another. */
export interface Collision {
  method: HttpMethod;
  path: string;
  message: string;
}

export interface SdkNames {
  /** By operationId. */
  names: Map<string, SdkName>;
  collisions: Collision[];
}

/**
 * Names the SDK's methods. A path's literal segments are the resource and its nested resources; the HTTP method is the method:
 * `GET /holds` is `holds.list`, `GET /holds/{id}` is `holds.get`, POST `create`, PUT `update`, PATCH `patch`, DELETE `delete`.
 * The document's `x-sdk-name` overrides that. Names that collide are settled in the order of the document, overridden ones first.
 */
export function sdkNames(document: OpenApiDocument): SdkNames {
  const operations = [...operationsOf(document)];
  const wanted = operations.map(({ method, path, operation }) => {
    const given = operation["x-sdk-name"] as string | undefined;
    const parts = given?.split(".") ?? [...resourceOf(path), methodOf(method, path)];
    return { operation, method, path, given: given !== undefined, parts };
  });
  wanted.sort((a, b) => Number(b.given) - Number(a.given));

  const methods = new Set<string>(members);
  const resources = new Set<string>();
  const names = new Map<string, SdkName>();
  const collisions: Collision[] = [];
  for (const { operation, method: httpMethod, path, parts } of wanted) {
    const first = parts.join(".");
    const resource = freeResource(parts.slice(0, -1), methods);
    const method = freeMethod(resource, parts.at(-1) as string, path, methods, resources);
    for (let depth = 1; depth <= resource.length; depth++) resources.add(resource.slice(0, depth).join("."));
    const name = [...resource, method].join(".");
    methods.add(name);
    if (name !== first)
      collisions.push({
        method: httpMethod,
        path,
        message: `The name ${first} of ${operation.operationId} was taken; it became ${name}.`,
      });
    names.set(operation.operationId as string, { resource, method });
  }
  return { names, collisions };
}

/** What the SDK's object has besides the resources. */
const members = ["client", "constructor", "request", "requestList", "withOptions"];

function resourceOf(path: string): string[] {
  const segments = path
    .split("/")
    .filter((segment) => segment !== "" && !segment.startsWith("{") && !/^v\d+$/.test(segment));
  const names = segments.map(identifier).filter(Boolean);
  return names.length > 0 ? names : ["root"];
}

function methodOf(method: string, path: string): string {
  const isOne = path.endsWith("}");
  switch (method) {
    case "get":
      return isOne ? "get" : "list";
    case "post":
      return "create";
    case "put":
      return "update";
    case "delete":
      return isOne ? "delete" : "deleteAll";
    default:
      return method;
  }
}

/** A resource cannot have the name of a method beside it. */
function freeResource(resource: string[], methods: Set<string>): string[] {
  const free: string[] = [];
  for (const name of resource) free.push(methods.has([...free, name].join(".")) ? `${name}Resource` : name);
  return free;
}

/** `get` gives way to `getByPart` after the path's last parameter, and that to `getByPart2`. */
function freeMethod(
  resource: string[],
  method: string,
  path: string,
  methods: Set<string>,
  resources: Set<string>,
): string {
  const isTaken = (candidate: string) => {
    const name = [...resource, candidate].join(".");
    return methods.has(name) || resources.has(name) || candidate === "constructor";
  };
  if (!isTaken(method)) return method;
  const parameter = [...path.matchAll(/\{([^}]+)\}/g)].at(-1)?.[1];
  const longer = parameter === undefined ? method : `${method}By${capitalize(identifier(parameter))}`;
  let candidate = longer;
  for (let suffix = 2; isTaken(candidate); suffix++) candidate = `${longer}${suffix}`;
  return candidate;
}
