import { follow, stepsOf } from "../json.ts";
import {
  type HttpMethod,
  type OpenApiDocument,
  type Operation,
  type OperationEntry,
  operationsOf,
  type Parameter,
  type RequestBody,
} from "../openapi.ts";
import { type Places, place } from "../places.ts";
import type { Finding } from "../problem.ts";
import { type Argument, argumentNames, pathArguments, typePrefix } from "./arguments.ts";
import { isItemsOptional, requestBodyOf, successOf } from "./bodies.ts";
import { splitDirections } from "./directions.ts";
import { Fields, notSentBack } from "./fields.ts";
import { hoist } from "./hoist.ts";
import { type MethodName, nameMethods } from "./method-names.ts";
import { findUnsendable, styleOf } from "./parameter-style.ts";
import { tidyProse } from "./prose.ts";
import { type SecurityModel, securityOf } from "./security.ts";
import { TypeNames } from "./type-names.ts";

/** What everything that is generated from a document needs to know about it: built once, and not changed. */
export interface Model {
  readonly api: string;
  /** The document, as openapi.yaml has it. */
  readonly document: OpenApiDocument;
  /** The same in the form that types are written from: what is sent and what is received are schemas of their own, and named. */
  readonly typed: OpenApiDocument;
  readonly operations: readonly OperationModel[];
  /** Names of the types of the schemas of `typed`. */
  readonly typeNames: ReadonlyMap<string, string>;
  /** Names of the interfaces of the SDK's resources, by their path: `bookings.payments`. */
  readonly resourceTypes: ReadonlyMap<string, string>;
  /** Gives a name to another type. */
  readonly claimTypeName: (preferred: string) => string;
  readonly security: SecurityModel;
  /** Which fields of an error's body hold the message, the code and the trace id. */
  readonly errorFields: Readonly<Record<string, unknown>>;
  readonly rateLimitScope: string;
  /** A call that changes nothing and shows whether the keys are accepted. */
  readonly keyCheck: { method: string; path: string } | undefined;
  /** Names of the parameters that every operation has and that a client can set. */
  readonly clientParameters: readonly string[];
  /** Names that had to change, and what no request can say. */
  readonly findings: readonly Finding[];
}

export interface OperationModel {
  /** `GET /bookings/{bookingNumber}` */
  readonly key: string;
  readonly method: HttpMethod;
  readonly path: string;
  readonly id: string;
  /** As it is in `typed`. */
  readonly operation: Operation;
  /** The resource in the SDK: `["bookings", "payments"]`. */
  readonly resource: readonly string[];
  /** The method in the SDK: `list`. */
  readonly name: string;
  /** `bookings.payments.list` */
  readonly fullName: string;
  /** What names of its own types begin with: `BookingsPaymentsList`. */
  readonly prefix: string;
  /** The interface of its query, where it has one, and what `result()` gives. */
  readonly queryType: string | undefined;
  readonly resultType: string;
  readonly parameters: Parameter[];
  /** Parameters in the path and required ones in headers, which a method takes by their position. */
  readonly pathArguments: readonly Argument[];
  readonly headerArguments: readonly Argument[];
  readonly requestBody: RequestBody | undefined;
  /** What a method calls its body. */
  readonly bodyName: string;
  /** Of an operation that replaces an object. */
  readonly replaces: Replacing | undefined;
  /** Names of parameters in the query, of which at least one list must be complete. */
  readonly requireOneOf: readonly (readonly string[])[];
  /** How it is paged; undefined for what is no listing. */
  readonly pagination: Readonly<Record<string, string>> | undefined;
  /** What the client's table says of it: see `Operation` of the transport. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** What becomes of the method that changes an object which an operation replaces. */
export interface Replacing {
  /** The method: `update`. */
  readonly name: string;
  /** `bookings.update` */
  readonly fullName: string;
  /** The operationId of the GET that reads the object. */
  readonly read: string;
}

/** Options of a call: a parameter of the same name is listed, so that a call recognizes it as a parameter. */
const callOptions = ["timeoutMs", "deadlineMs", "maxRetries", "maxResponseBytes", "signal", "headers"];

/** Builds the model of a document that has passed the check. */
export function buildModel(api: string, document: OpenApiDocument, places: Places): Model {
  const typed = splitDirections(hoist(document));
  tidyProse(typed);
  const methods = nameMethods(document);
  const types = new TypeNames(api);
  const { names: typeNames, renamed } = types.nameSchemas(Object.keys(typed.components?.schemas ?? {}));
  const entries = [...operationsOf(document)];
  const keys = new Map(entries.map((entry) => [entry.operation.operationId, keyOf(entry)]));
  const fields = new Fields(typed);
  const operations = entries.map((entry) => {
    const name = methods.names.get(entry.operation.operationId as string);
    if (!name) throw new Error(`${keyOf(entry)} has no operationId.`);
    return describe(document, typed, fields, entry, name, keys, types);
  });
  const resources = operations.flatMap(({ resource }) =>
    resource.map((_, depth) => resource.slice(0, depth + 1).join(".")),
  );
  const schemas = Object.values(document.components?.schemas ?? {});
  const security = securityOf(document, places);
  const findings: Finding[] = [
    ...methods.renamings.map(({ entry, message }): Finding => {
      const location = places.find(place.operation(entry.method, entry.path));
      return { kind: "repair", rule: "sdk-name", message, location };
    }),
    ...[...renamed].map(([schema, why]): Finding => {
      const message = `The type of the schema "${schema}" is called ${typeNames.get(schema)}: ${schema} ${why}.`;
      return { kind: "repair", rule: "type-name", message, location: places.find(place.schema(schema)) };
    }),
    ...findUnsendable(document, places),
    ...security.findings,
  ];
  return {
    api,
    document,
    typed,
    operations,
    typeNames,
    resourceTypes: new Map(
      [...new Set(resources)].map((path) => [path, types.claim(`${typePrefix(path.split("."))}Resource`)]),
    ),
    claimTypeName: (preferred) => types.claim(preferred),
    security,
    errorFields: Object(schemas.find((schema) => schema["x-error"] !== undefined)?.["x-error"]),
    rateLimitScope: (document["x-rate-limit"] as { scope?: string } | undefined)?.scope ?? "account",
    keyCheck: document["x-key-check"] as Model["keyCheck"],
    clientParameters: [
      ...new Set(
        operations.flatMap(({ parameters }) =>
          parameters.filter((parameter) => parameter["x-client-option"] === true).map(({ name }) => name),
        ),
      ),
    ],
    findings,
  };
}

/** An operation's key in the table: `GET /bookings/{bookingNumber}`. */
function keyOf({ method, path }: Pick<OperationEntry, "method" | "path">): string {
  return `${method.toUpperCase()} ${path}`;
}

function describe(
  document: OpenApiDocument,
  typed: OpenApiDocument,
  fields: Fields,
  { method, path }: OperationEntry,
  { resource, method: name, update }: MethodName,
  keys: ReadonlyMap<string | undefined, string>,
  types: TypeNames,
): OperationModel {
  const operation = typed.paths[path]?.[method] as Operation;
  const parameters = (operation.parameters ?? []) as Parameter[];
  const requestBody = follow<RequestBody | undefined>(typed, operation.requestBody);
  const replacing = operation["x-replaces"] as
    | { readOperation: string; query?: object; complete?: { each: string }[] }
    | undefined;
  const { nextOperation, ...paging } = (operation["x-pagination"] ?? {}) as Record<string, string>;
  const pagination = paging.items === undefined ? undefined : paging;
  const naming = argumentNames();
  const located = (location: string) => parameters.filter((parameter) => parameter.in === location);
  const query = located("query");
  const required = located("header").filter((parameter) => parameter.required);
  const pathNames = pathArguments(path, parameters, naming);
  const prefix = typePrefix([...resource, name]);
  const bodyName = naming(String(requestBody?.["x-name"] ?? "body"));
  return {
    key: keyOf({ method, path }),
    method,
    path,
    id: operation.operationId as string,
    operation,
    resource,
    name,
    fullName: [...resource, name].join("."),
    prefix,
    queryType: query.length > 0 ? types.claim(`${prefix}Query`) : undefined,
    resultType: types.claim(`${prefix}Result`),
    parameters,
    pathArguments: pathNames,
    bodyName,
    headerArguments: required.map((parameter) => ({ name: naming(parameter.name), parameter })),
    requestBody,
    replaces:
      replacing && update !== undefined
        ? { name: update, fullName: [...resource, update].join("."), read: replacing.readOperation }
        : undefined,
    requireOneOf: (operation["x-require-one-of"] ?? []) as string[][],
    pagination,
    row: withoutEmpty({
      path: stylesOf(typed, located("path"), "simple"),
      query: query.length > 0 ? (stylesOf(typed, query, "form*", callOptions) ?? true) : undefined,
      headers: required.map((parameter) => parameter.name),
      headerStyles: stylesOf(typed, located("header"), "simple"),
      dates: fields.datesIn(parameters, requestBody),
      requestBody: requestBody && requestBodyOf(typed, requestBody),
      success: successOf(document, document.paths[path]?.[method] as Operation),
      integerStrings: fields.integerStringsIn(operation.responses ?? {}),
      accept: operation["x-accept"],
      safe: operation["x-safe"] === true || undefined,
      windows: operation["x-date-windows"],
      key: operation["x-item-key"],
      replaces:
        replacing &&
        withoutEmpty({
          read: keys.get(replacing.readOperation),
          query: replacing.query,
          complete: replacing.complete?.map(({ each, ...rest }) => ({
            each: stepsOf(each),
            ...rest,
          })),
          ...notSentBack(document, document.paths[path]?.[method] as Operation),
        }),
      next: nextOperation === undefined ? undefined : keys.get(nextOperation),
      itemsOptional:
        (pagination && isItemsOptional(typed, operation, pagination.items as string)) || undefined,
      pagination,
    }),
  };
}

function stylesOf(
  document: OpenApiDocument,
  parameters: Parameter[],
  standard: string,
  listed: string[] = [],
): Record<string, string> | undefined {
  const styles = parameters
    .map((parameter): [string, string] => [parameter.name, styleOf(document, parameter)])
    .filter(([name, style]) => style !== standard || listed.includes(name));
  return styles.length > 0 ? Object.fromEntries(styles) : undefined;
}

function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0),
    ),
  );
}
