import { type ApiSetup, connect } from "./connection.ts";
import {
  ConfigurationError,
  callError,
  type ErrorFields,
  OriginError,
  optionError,
  restack,
  restackBelow,
} from "./errors.ts";
import { notify } from "./hooks.ts";
import { fingerprint } from "./key.ts";
import { isJson, type Operation, successBody } from "./operation.ts";
import { checkFunction, checkOptionNames, checkOptionsObject } from "./option-checks.ts";
import { type CallOptions, type ConnectionOptions, callOptionNames } from "./options.ts";
import { type CallArguments, type PreparedOperation, prepareCall, prepareOperation } from "./request.ts";
import { serveBody, toResponse } from "./response.ts";
import { type CallState, createSend } from "./send.ts";
import { bytesOf, isAsDocumented, type ParseAs, readData, readJson } from "./success.ts";
import { type Clock, systemClock } from "./time.ts";

/** A call that ended with a response. */
export interface Settled {
  /** Whether the status is a 2xx. */
  ok: boolean;
  /** The HTTP status. */
  status: number;
  /** Of a success: its body, as the document says. */
  data: unknown;
  /** Of an error response: its body; an empty object where that is not JSON. */
  error: object;
  /** Of an error response: its body as it came, parsed where it is JSON. */
  body: unknown;
  /** The response; its body has been read and can be read again. */
  response: Response;
  /** What an error that is made of this response knows of the call. */
  call: ErrorFields;
  /** Reports the error that the caller gets. */
  report(error: unknown): void;
}

/** What calls of any operation go through: the one way from a method to the wire. */
export interface Caller {
  /**
   * Sends a call; resolves for every status, and rejects with an error that is reported already. It throws nothing.
   *
   * @param operation What is known of an operation that the document lacks. Default: the one in the table.
   */
  call(
    method: string,
    path: string,
    args: CallArguments,
    options?: CallOptions,
    operation?: Operation,
  ): Promise<Settled>;
  /** Reports an error that no call had. */
  report(method: string, path: string, error: unknown): void;
  /** Removes keys from what a vendor wrote. */
  readonly keys: readonly string[];
  /** What is known of the API. */
  readonly api: ApiSetup;
  /** The options of the client, with the keys among them that came from the environment. */
  readonly options: Readonly<Record<string, unknown>>;
}

type RawMethod = (
  path: string,
  init: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** openapi-fetch's `createClient`, as far as it is used. */
type CreateOpenApiFetch = (options: {
  baseUrl: string;
  headers: Record<string, string>;
  Request: never;
}) => object;

const methods: readonly string[] = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];
const initNames: Readonly<Record<string, true>> = {
  params: true,
  body: true,
  parseAs: true,
  ...callOptionNames,
};
const paramsNames: Readonly<Record<string, true>> = { path: true, query: true, header: true };
const callers = new WeakMap<object, Caller>();

/** The reason with which a listing aborts the pages that it asked for ahead, when its reader leaves: no caller gets it. */
export const abandoned: unique symbol = Symbol("abandoned");

/** What the calls of a client go through. */
export function callerOf(client: object): Caller {
  const caller = callers.get(client);
  if (!caller)
    throw new ConfigurationError("The first argument must be what a function such as createBookeo has made.");
  return caller;
}

/** The source of time of a client. */
export function clockOf({ options }: Caller): Clock {
  return (options.clock as Clock | undefined) ?? systemClock;
}

/** What takes the place of a `Request` where no middleware needs a real one, which costs as much as all the rest of a call. */
class LightRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  constructor(url: string, init: { method: string; headers: Headers }) {
    this.url = url;
    this.method = init.method;
    this.headers = init.headers;
  }
}

/**
 * Creates the client of an API over openapi-fetch.
 *
 * @throws {ConfigurationError} at once, for an option that is missing or cannot work.
 */
export function createApiClient(
  createOpenApiFetch: CreateOpenApiFetch,
  setup: ApiSetup,
  options: ConnectionOptions & { baseUrl?: string | URL | undefined },
): object {
  const connection = connect(setup, options);
  const { origin, keys } = connection;
  const { hooks, account, validate, clock = systemClock } = options;
  checkFunction("validate", validate);
  const send = createSend(origin, options);
  const client = createOpenApiFetch({
    baseUrl: connection.baseUrl,
    headers: connection.headers,
    // The default would touch the global one, with which Node loads all of its fetch.
    Request: LightRequest as never,
  }) as Record<string, (...values: never[]) => unknown>;
  const keyEntries = Object.entries(keys.headers);
  const keyQuery = `${new URLSearchParams(keys.query)}`;
  const operations = new Map<string, PreparedOperation>();
  const middlewares: unknown[] = [];
  let fingerprinted: Promise<string> | undefined;

  const operationOf = (key: string, path: string, described: Operation | undefined): PreparedOperation => {
    if (described) return prepareOperation(path, described);
    let prepared = operations.get(key);
    if (!prepared) {
      prepared = prepareOperation(path, setup.operations[key]);
      operations.set(key, prepared);
    }
    return prepared;
  };

  const report = (method: string, path: string, error: unknown, { attempts, startedAt }: CallState): void => {
    if (!hooks?.onError || error === abandoned) return;
    const event = { method, path, origin, ...(account !== undefined && { account }), attempt: attempts };
    notify(hooks.onError, { ...event, error, durationMs: clock.now() - startedAt });
  };

  const startCall: Caller["call"] = (method, path, args, options = {}, described) => {
    const state: CallState = { startedAt: clock.now(), attempts: 0 };
    const isReal = middlewares.length > 0;
    let operation: Operation;
    let init: object;
    let fields: ErrorFields = { method, path, account, attempts: 0, outcome: "rejected" };
    /** What openapi-fetch's reading of the body came to, so that it is parsed once. */
    let parsed: { value: unknown } | undefined;
    try {
      if (!methods.includes(method)) throw optionError("method", `must be one of ${methods.join(", ")}.`);
      const prepared = operationOf(`${method} ${path}`, path, described);
      const call = prepareCall(connection, prepared, args, options);
      operation = prepared.operation;
      init = {
        params: { path: args.path ?? {}, query: call.query, header: call.header },
        headers: call.headers,
        body: call.body,
        ...(call.isStream && { duplex: "half" }),
        parseAs: isAsDocumented(args.parseAs) ? prepared.readAs : args.parseAs,
        pathSerializer: () => call.url,
        querySerializer: () => call.search,
        bodySerializer: () => call.body,
        Request: isReal ? globalThis.Request : LightRequest,
        fetch: async (request: LightRequest | Request) => {
          const isLight = request instanceof LightRequest;
          if (!isLight && !request.url.startsWith(`${origin}/`))
            throw callError(
              OriginError,
              fields,
              `would leave ${origin}: a middleware changed its URL. Nothing was sent.`,
            );
          const headers = isLight ? request.headers : new Headers(request.headers);
          for (const [name, value] of keyEntries) headers.set(name, value);
          const incoming = await send({
            method: request.method,
            url: keyQuery ? withQuery(request.url, keyQuery) : request.url,
            headers,
            body: isLight ? call.body : call.isStream ? request.body : await bodyOf(request),
            isStream: call.isStream,
            path,
            safe: operation.safe && request.method === method,
            signals: isLight ? [options.signal] : [options.signal, request.signal],
            limits: call.limits,
            lane: () => laneOf(method, path),
            call: state,
          });
          const { response, bytes } = incoming;
          // A response is printed with its URL.
          if (keyQuery) Object.defineProperty(response, "url", { value: request.url, configurable: true });
          fields = incoming.call;
          if (!isLight) return toResponse(response, bytes);
          const expected = response.ok ? successBody(operation, response.status) : undefined;
          if (!expected || !isJson(expected.mediaType)) return serveBody(response, bytes);
          return serveBody(response, bytes, (text) => {
            parsed = { value: readJson(expected, text, operation, fields) };
          });
        },
      };
    } catch (error) {
      restackBelow(error, startCall);
      report(method, path, error, state);
      return Promise.reject(error);
    }
    const finish = async (): Promise<Settled> => {
      try {
        const { data, error, response } = await (client[method] as unknown as RawMethod)(path, init);
        const { ok, status } = response;
        fields.status ??= status;
        // openapi-fetch has consumed the body of a real response.
        const again = isReal && response.bodyUsed ? bytesOf(ok ? data : error) : undefined;
        if (again) serveBody(response, again as Uint8Array<ArrayBuffer>);
        const isDocumented = isAsDocumented(args.parseAs);
        const read = () => readData(operation, method, status, data, args.parseAs, fields);
        const result = !ok ? undefined : parsed && isDocumented ? parsed.value : read();
        const body = error === "" ? undefined : error;
        if (validate && (!ok || isDocumented))
          notify(validate, { method, path, status, body: ok ? (result ?? undocumentedBody(data)) : body });
        return {
          ok,
          status,
          data: result,
          error: !ok && typeof error === "object" && error !== null ? error : {},
          body,
          response,
          call: fields,
          report: (rejected) => report(method, path, rejected, state),
        };
      } catch (error) {
        report(method, path, error, state);
        throw error;
      }
    };
    return finish();
  };

  function laneOf(method: string, path: string): Promise<string> {
    fingerprinted ??= fingerprint(keys.account);
    return setup.rateLimitScope === "operation"
      ? fingerprinted.then((key) => `${key} ${method} ${path}`)
      : fingerprinted;
  }

  const typed: Record<string, unknown> = {
    use(...added: never[]) {
      client.use?.(...added);
      middlewares.push(...added.filter(Boolean));
    },
    eject(...removed: never[]) {
      client.eject?.(...removed);
      for (const middleware of removed)
        if (middlewares.includes(middleware)) middlewares.splice(middlewares.indexOf(middleware), 1);
    },
  };
  for (const method of methods)
    typed[method] = async (path: string, init: ClientInit = {}) => {
      try {
        checkInit(init);
      } catch (error) {
        report(method, path, error, { attempts: 0, startedAt: clock.now() });
        throw error;
      }
      const { params, body, parseAs, ...callOptions } = init;
      try {
        const settled = await startCall(method, path, { ...params, body, parseAs }, callOptions);
        const { ok, data, error, response } = settled;
        return ok ? { data, response } : { error, response };
      } catch (thrown) {
        throw restack(thrown);
      }
    };
  callers.set(typed, {
    call: startCall,
    report: (method, path, error) => report(method, path, error, { attempts: 0, startedAt: clock.now() }),
    keys: keys.secrets,
    api: setup,
    options: connection.options,
  });
  return typed;
}

/** The options of a call of the client. */
interface ClientInit extends CallOptions {
  params?: Omit<CallArguments, "body" | "parseAs">;
  body?: unknown;
  parseAs?: ParseAs;
}

/** The body of a success for which the document has none. */
function undocumentedBody(read: unknown): unknown {
  if (typeof read !== "string" || read.trim() === "") return undefined;
  try {
    return JSON.parse(read);
  } catch {
    return read;
  }
}

function checkInit(init: unknown): void {
  checkOptionsObject(init, initNames);
  checkOptionNames(init, initNames, "A call");
  const { params = {} } = init as ClientInit;
  checkOptionsObject(params, paramsNames);
  checkOptionNames(params, paramsNames, "params");
}

function withQuery(url: string, query: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

async function bodyOf(request: Request): Promise<ArrayBuffer | undefined> {
  if (/^(?:GET|HEAD)$/.test(request.method) || request.body === null) return undefined;
  return request.arrayBuffer();
}
