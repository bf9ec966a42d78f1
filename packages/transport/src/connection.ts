import { checkBaseUrl, isRelative, resolveRelative } from "./base-url.ts";
import type { BodyEncoder } from "./body.ts";
import type { CredentialsEncoder } from "./credentials.ts";
import { fromEnvironment, isBrowser } from "./environment.ts";
import { optionError } from "./errors.ts";
import { checkKey } from "./key.ts";
import type { ErrorFieldNames, OperationTable, SecurityScheme } from "./operation.ts";
import { checkOptionNames, checkOptionsObject } from "./option-checks.ts";
import { type ConnectionOptions, checkHeaders } from "./options.ts";
import type { ParameterWriter } from "./parameters.ts";

/** What the generated code says of an API. */
export interface ApiDescription {
  /** Every operation by its method and path. */
  readonly operations: OperationTable;
  /** Which fields of an error's body hold what a person needs to know. */
  readonly errorFields: ErrorFieldNames;
  /** What the vendor counts calls by. */
  readonly rateLimitScope: "account" | "operation";
  /** Parameters of every operation that a client can set for all of its calls. */
  readonly clientParameters: readonly string[];
  /** The ways to call it: in each, the schemes whose keys are sent together. Without any, it needs no key. */
  readonly security: readonly (readonly SecurityScheme[])[];
  /** Writes parameters that have a style of their own, where the API has such. */
  readonly parameterStyles?: ParameterWriter;
  /** Encodes a user name and a password, where the API takes such. */
  readonly credentials?: CredentialsEncoder;
  /** Encodes bodies that are not `application/json`, where the API has such. */
  readonly bodyFormats?: BodyEncoder;
}

/** What the client of an API must know besides. */
export interface ApiSetup extends ApiDescription {
  /** By option: what its key is for, and the environment variable that it may come from. */
  readonly keys: Readonly<Record<string, { readonly scheme: SecurityScheme; readonly variable: string }>>;
  /** The option that holds the key of an account. */
  readonly accountKey: string;
  /** Every option of the client. */
  readonly optionNames: Readonly<Record<string, true>>;
  /** Where the API is served, where that is the same for all accounts. */
  readonly baseUrl?: string | undefined;
  /** The environment variable that the base URL may come from. */
  readonly baseUrlVariable: string;
}

/** The keys that every request carries, and what none may set beside them. */
export interface Keys {
  /** By the names of their headers. */
  headers: Readonly<Record<string, string>>;
  /** By the names of their query parameters. */
  query: Readonly<Record<string, string>>;
  /** The names of all headers that keys may travel in, in lower case. */
  headerNames: readonly string[];
  /** The names of all query parameters that keys may travel in. */
  queryNames: readonly string[];
  /** What is removed from all that a vendor wrote. */
  secrets: readonly string[];
  /** The key that the vendor counts by. */
  account: string;
  /** The keys by their options. */
  options: Readonly<Record<string, unknown>>;
}

/** Where the requests of a client go, and what all of them carry. */
export interface Connection {
  api: ApiDescription;
  baseUrl: string;
  origin: string;
  keys: Keys;
  /** Sent with every request, besides the keys. */
  headers: Record<string, string>;
  /** The options of the client, those among them that came from the environment. */
  options: Readonly<Record<string, unknown>>;
  /** Parameters of every query, where the client has some. */
  parameters: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Checks the options of a client.
 *
 * @throws {ConfigurationError} for one that is missing or cannot work.
 */
export function connect(setup: ApiSetup, options: ConnectionOptions & { baseUrl?: unknown }): Connection {
  checkOptionsObject(options, setup.optionNames);
  checkOptionNames(options, setup.optionNames, "The client");
  const { account, allowInsecureHttp, dangerouslyAllowBrowser } = options;
  if (account !== undefined && (typeof account !== "string" || account === ""))
    throw optionError("account", "must be a string that is not empty: a label for logs.");
  const isProxied = isRelative(options.baseUrl);
  const keys = keysOf(setup, options, isProxied);
  if (keys.secrets.length > 0 && dangerouslyAllowBrowser !== true && isBrowser())
    throw optionError(
      "dangerouslyAllowBrowser",
      'is not set: in a page, a worker of a page or an Electron renderer everyone can read the keys. Make calls from a server, or pass a relative baseUrl such as "/api", without keys, to a proxy of your own that adds them.',
    );
  const variable = setup.baseUrlVariable;
  const given = options.baseUrl ?? (fromEnvironment(variable) || setup.baseUrl);
  if (given === undefined)
    throw optionError(
      "baseUrl",
      `is missing: each tenant has a server of its own. Pass it, or set the environment variable ${variable}.`,
    );
  const checked = isProxied
    ? resolveRelative(options.baseUrl as string)
    : checkBaseUrl(given, { allowInsecureHttp });
  const baseUrl = withoutVersion(checked, setup);
  return {
    api: setup,
    baseUrl,
    origin: new URL(baseUrl).origin,
    keys,
    headers: { accept: "application/json", ...checkHeaders(options.headers, keys.headerNames) },
    parameters: clientParametersOf(setup, options),
    options: {
      ...options,
      ...keys.options,
      baseUrl: isProxied ? options.baseUrl : baseUrl,
      ...(options.headers && { headers: { ...options.headers } }),
    },
  };
}

/** @throws {ConfigurationError} for a key that cannot be sent, and where the keys are not enough for any way to call the API. */
function keysOf(setup: ApiSetup, options: object, isProxied: boolean): Keys {
  const headers: Record<string, string> = {};
  const query: Record<string, string> = {};
  const given: Record<string, unknown> = {};
  const schemes = new Set<SecurityScheme>();
  const secrets: string[] = [];
  let account = "";
  for (const [option, { scheme, variable }] of Object.entries(setup.keys)) {
    const passed = (options as Record<string, unknown>)[option];
    const value = passed === undefined && !isProxied ? fromEnvironment(variable) || undefined : passed;
    if (value === undefined) continue;
    const encoded = scheme.isBasic ? setup.credentials?.(option, value, variable) : undefined;
    const sent = encoded?.sent ?? checkKey(option, value, variable);
    const place = scheme.in === "header" ? headers : query;
    if (place[scheme.name] !== undefined)
      throw optionError(
        option,
        `is sent in ${scheme.name} as another key that was passed: pass one of them.`,
      );
    place[scheme.name] = `${scheme.prefix ?? ""}${sent}`;
    given[option] = value;
    schemes.add(scheme);
    secrets.push(...(encoded?.secrets ?? [sent]));
    if (option === setup.accountKey) account = sent;
  }
  if (!isProxied) checkComplete(setup, schemes);
  const namesIn = (place: string) =>
    Object.values(setup.keys).flatMap(({ scheme }) => (scheme.in === place ? [scheme.name] : []));
  const headerNames = namesIn("header").map((name) => name.toLowerCase());
  return { headers, query, headerNames, queryNames: namesIn("query"), secrets, account, options: given };
}

/** @throws {ConfigurationError} about the first key that is missing of the way to call the API for which most are there. */
function checkComplete({ security, keys }: ApiSetup, given: ReadonlySet<SecurityScheme>): void {
  const missing = security.map((schemes) => schemes.filter((scheme) => !given.has(scheme)));
  const [fewest] = missing.sort((a, b) => a.length - b.length);
  if (!fewest?.[0]) return;
  for (const [option, { scheme, variable }] of Object.entries(keys))
    if (fewest.includes(scheme)) checkKey(option, undefined, variable);
}

/** Without a version at its end, with which every path of the API begins by itself. */
function withoutVersion(baseUrl: string, { operations }: ApiSetup): string {
  const [, version] = /\/(v\d+)$/.exec(baseUrl) ?? [];
  const isInPaths =
    version !== undefined && Object.keys(operations).every((key) => key.includes(` /${version}/`));
  return isInPaths ? baseUrl.slice(0, -version.length - 1).replace(/\/+$/, "") : baseUrl;
}

/** The options that are parameters of every call. */
function clientParametersOf(
  { clientParameters }: ApiSetup,
  options: object,
): Record<string, unknown> | undefined {
  const given = clientParameters.flatMap((name) => {
    const value = (options as Record<string, unknown>)[name];
    if (value === undefined) return [];
    if (typeof value !== "string" || value === "")
      throw optionError(name, "must be a string that is not empty.");
    return [[name, value]];
  });
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}
