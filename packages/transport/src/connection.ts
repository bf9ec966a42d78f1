import { checkBaseUrl, isRelative, resolveRelative } from "./base-url.ts";
import type { BodyEncoder } from "./body.ts";
import { fromEnvironment, isBrowser } from "./environment.ts";
import { optionError } from "./errors.ts";
import { checkKey } from "./key.ts";
import type { ErrorFieldNames, OperationTable } from "./operation.ts";
import { type ConnectionOptions, checkHeaders, checkOptionNames, checkOptionsObject } from "./options.ts";
import type { ParameterWriter } from "./parameters.ts";

/** What the generated code says of an API. */
export interface ApiDescription {
  /** Every operation by its method and path. */
  readonly operations: OperationTable;
  /** Which fields of an error's body hold what a person wants to know. */
  readonly errorFields: ErrorFieldNames;
  /** What the vendor counts calls by. */
  readonly rateLimitScope: "account" | "operation";
  /** Parameters of every operation that a client can set for all of its calls. */
  readonly clientParameters: readonly string[];
  /** Writes parameters that have a style of their own, where the API has such. */
  readonly parameterStyles?: ParameterWriter;
  /** Encodes bodies that are not `application/json`, where the API has such. */
  readonly bodyFormats?: BodyEncoder;
}

/** What the client of an API must know besides. */
export interface ApiSetup extends ApiDescription {
  /** By option: the header in which the key travels, and the environment variable that it may come from. */
  readonly keys: Readonly<Record<string, { readonly header: string; readonly variable: string }>>;
  /** The option that holds the key of an account. */
  readonly accountKey: string;
  /** Every option of the client. */
  readonly optionNames: Readonly<Record<string, true>>;
  /** Where the API is served, where that is the same for all accounts. */
  readonly baseUrl?: string | undefined;
  /** The environment variable that the base URL may come from. */
  readonly baseUrlVariable?: string | undefined;
}

/** Where the requests of a client go, and what all of them carry. */
export interface Connection {
  api: ApiDescription;
  baseUrl: string;
  origin: string;
  /** Keys by the names of their headers. */
  keys: Record<string, string>;
  /** The names of those headers in lower case. */
  keyHeaders: readonly string[];
  /** The key that the vendor counts by. */
  accountKey: string;
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
  const keys: Record<string, string> = {};
  const keyOptions: Record<string, string> = {};
  let accountKey = "";
  for (const [option, { header, variable }] of Object.entries(setup.keys)) {
    const given = (options as Record<string, unknown>)[option];
    if (given === undefined && isProxied) continue;
    const key = checkKey(option, given === undefined ? fromEnvironment(variable) : given, variable);
    keys[header] = key;
    keyOptions[option] = key;
    if (option === setup.accountKey) accountKey = key;
  }
  if (Object.keys(keys).length > 0 && dangerouslyAllowBrowser !== true && isBrowser())
    throw optionError(
      "dangerouslyAllowBrowser",
      'is not set: in a page, a worker of a page or an Electron renderer everyone can read the keys. Make calls from a server, or pass a relative baseUrl such as "/api", without keys, to a proxy of your own that adds them.',
    );
  const variable = setup.baseUrlVariable;
  const given = options.baseUrl === undefined && variable ? fromEnvironment(variable) : options.baseUrl;
  if (given === undefined && setup.baseUrl === undefined)
    throw optionError(
      "baseUrl",
      `is missing: each tenant has a server of its own. Pass it, or set the environment variable ${variable}.`,
    );
  const checked = isProxied
    ? resolveRelative(options.baseUrl as string)
    : checkBaseUrl(given === undefined ? setup.baseUrl : given, { allowInsecureHttp });
  const baseUrl = withoutVersion(checked, setup);
  const keyHeaders = Object.values(setup.keys).map(({ header }) => header.toLowerCase());
  return {
    api: setup,
    baseUrl,
    origin: new URL(baseUrl).origin,
    keys,
    keyHeaders,
    accountKey,
    headers: { accept: "application/json", ...checkHeaders(options.headers, keyHeaders) },
    parameters: clientParametersOf(setup, options),
    options: {
      ...options,
      ...keyOptions,
      baseUrl: isProxied ? options.baseUrl : baseUrl,
      ...(options.headers && { headers: { ...options.headers } }),
    },
  };
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
