import { follow } from "../json.ts";
import {
  type OpenApiDocument,
  type OperationEntry,
  operationsOf,
  preferredMedia,
  type Response,
  type Schema,
  templateNames,
} from "../openapi.ts";
import { capitalize, identifier } from "../words.ts";

/** Where an operation is in the SDK: `bookings.payments` and `list`. */
export interface MethodName {
  resource: string[];
  method: string;
  /** Of an operation that replaces an object: the method that changes it, and keeps the rest. */
  update?: string;
}

/** A name that had to give way to another. */
export interface Renaming {
  entry: OperationEntry;
  message: string;
}

/**
 * Names the SDK's methods. A path's literal segments are the resource and its nested resources; the HTTP method is the method:
 * `GET /holds` is `holds.list`, `GET /holds/{id}` and a GET of one object `get`, POST `create`, PUT `update`, PATCH `patch`, DELETE
 * `delete`. A PUT that is known to replace an object is `replace`, and has an `update` beside it. A verb at the end of the path is the
 * method: `POST /customers/search` is `customers.search`. The document's `x-sdk-name` overrides that. Names that collide are settled in the order of the document, overridden ones first.
 */
export function nameMethods(document: OpenApiDocument): {
  names: Map<string, MethodName>;
  renamings: Renaming[];
} {
  const spellings = camelCaseWords(document);
  const preferred = [...operationsOf(document)].map((entry) => {
    const given = entry.operation["x-sdk-name"] as string | undefined;
    return {
      entry,
      isGiven: given !== undefined,
      parts: given?.split(".") ?? nameOf(document, entry, spellings),
    };
  });
  preferred.sort((a, b) => Number(b.isGiven) - Number(a.isGiven));

  const methods = new Set<string>(members);
  const resources = new Set<string>();
  const names = new Map<string, MethodName>();
  const renamings: Renaming[] = [];
  for (const { entry, parts } of preferred) {
    const resource = freeResource(parts.slice(0, -1), methods);
    const method = freeMethod(resource, parts.at(-1) as string, entry.path, methods, resources);
    for (let depth = 1; depth <= resource.length; depth++) resources.add(resource.slice(0, depth).join("."));
    const name = [...resource, method].join(".");
    methods.add(name);
    if (name !== parts.join("."))
      renamings.push({
        entry,
        message: `The name ${parts.join(".")} of ${entry.operation.operationId} was taken; it became ${name}.`,
      });
    names.set(entry.operation.operationId as string, { resource, method });
  }
  for (const { entry } of preferred) {
    const name = names.get(entry.operation.operationId as string);
    if (!name || entry.operation["x-replaces"] === undefined) continue;
    name.update = freeMethod(name.resource, "update", entry.path, methods, resources);
    methods.add([...name.resource, name.update].join("."));
  }
  return { names, renamings };
}

/** What the SDK's object has besides the resources. */
const members = ["client", "request", "requestList", "withOptions"];
/** What every object has, or what would make it something else. */
const special =
  /^(?:constructor|prototype|then|toString|toLocaleString|toJSON|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable)$/;

/** At the end of a path they say what to do; those that are nouns too do so only where something is sent or removed. */
const verbs =
  /^(?:search|find|lookup|validate|verify|check|calculate|count|export|authenticate|authorize|book|cancel|confirm|approve|reject|accept|decline|activate|deactivate|archive|restore|send|resend|refund|capture|void|close|open|start|stop|pause|resume|complete|merge|duplicate|copy|move|assign|unassign|enable|disable|lock|unlock|publish|unpublish|reset|renew|redeem|register|unregister|subscribe|unsubscribe|login|logout|invite|checkIn|checkOut|batchGet|bulkCreate|bulkUpdate|bulkDelete)$/;
const unambiguous = /^(?:search|find|lookup|validate|verify|calculate|count|export|authenticate)$/;

function nameOf(
  document: OpenApiDocument,
  entry: OperationEntry,
  spellings: ReadonlyMap<string, string>,
): string[] {
  const { method, path } = entry;
  const segments = path.split("/").filter((segment) => segment !== "" && !/^v\d+$/.test(segment));
  const names = segments
    .filter((segment) => !segment.startsWith("{"))
    .map(identifier)
    .filter(Boolean)
    .map((name) => spellings.get(name) ?? name);
  const last = names.at(-1) ?? "";
  const isVerb = (method === "get" ? unambiguous : verbs).test(last) && !segments.at(-1)?.startsWith("{");
  if (isVerb && names.length > 1) return names;
  return [...(names.length > 0 ? names : ["root"]), methodOf(document, entry)];
}

function methodOf(document: OpenApiDocument, entry: OperationEntry): string {
  const { method, path, operation } = entry;
  const isOne = path.endsWith("}");
  switch (method) {
    case "get":
      return isOne || returnsOneObject(document, entry) ? "get" : "list";
    case "post":
      return "create";
    case "put":
      return operation["x-replaces"] === undefined ? "update" : "replace";
    case "delete":
      return isOne ? "delete" : "deleteAll";
    default:
      return method;
  }
}

/** Whether a success is an object that holds no list of others. */
function returnsOneObject(document: OpenApiDocument, { path, operation }: OperationEntry): boolean {
  const isOne = (other: string) =>
    other.startsWith(`${path}/{`) && /^[^/]*$/.test(other.slice(path.length + 1));
  if (Object.keys(document.paths).some((other) => isOne(other) && document.paths[other]?.get)) return false;
  const [, success] =
    Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith("2")) ?? [];
  const media = preferredMedia(follow<Response | undefined>(document, success)?.content)?.[1];
  const schema = follow<Schema | undefined>(document, media?.schema);
  if (schema?.type !== "object" || !schema.properties || operation["x-pagination"]) return false;
  return !Object.values(schema.properties).some((property) => {
    const { type, items } = follow<Schema | undefined>(document, property) ?? {};
    return type === "array" && follow<Schema | undefined>(document, items)?.type !== "string";
  });
}

/** The words that a document writes in camel case somewhere, by themselves in small letters: `linkedpeople` -> `linkedPeople`. */
function camelCaseWords(document: OpenApiDocument): Map<string, string> {
  const words = new Map<string, string>();
  const add = (word: string) => {
    if (/^[a-z]+(?:[A-Z][a-z]+)+$/.test(word)) words.set(word.toLowerCase(), word);
  };
  for (const { path, operation } of operationsOf(document)) {
    for (const segment of path.split(/[/{}]/)) add(segment);
    for (const word of `${operation.summary ?? ""} ${operation.description ?? ""}`.split(/\W+/)) add(word);
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    add(name.slice(0, 1).toLowerCase() + name.slice(1));
    for (const property of Object.keys(schema.properties ?? {})) add(property);
  }
  return words;
}

/** A resource cannot have the name of a method beside it, or of what the SDK's object has. */
function freeResource(resource: string[], methods: Set<string>): string[] {
  const free: string[] = [];
  for (const name of resource)
    free.push(methods.has([...free, name].join(".")) || special.test(name) ? `${name}Resource` : name);
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
  const isUsed = (candidate: string) => {
    const name = [...resource, candidate].join(".");
    return methods.has(name) || resources.has(name) || special.test(candidate);
  };
  if (!isUsed(method)) return method;
  const parameter = templateNames(path).at(-1);
  const longer = parameter === undefined ? method : `${method}By${capitalize(identifier(parameter))}`;
  let candidate = longer;
  for (let suffix = 2; isUsed(candidate); suffix++) candidate = `${longer}${suffix}`;
  return candidate;
}
