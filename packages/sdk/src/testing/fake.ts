import type {
  Fetch,
  FieldTree,
  NamesOf,
  Operation,
  OperationTable,
  Pagination,
  SecurityScheme,
} from "@booking-apis/transport/internal";
import { without } from "../core/field-tree.ts";
import { createTestClock, type TestClock } from "./clock.ts";
import { pageAt, setAt, type TokenState } from "./pages.ts";
import { isCollection, itemParameterOf, keyOf, matchPath, shapeOf, splitPath } from "./paths.ts";

/** What a method sends and gives, as types. */
export interface FakeMethod {
  /** The parameters of its path. */
  path: unknown;
  /** The parameters of its query. */
  query: unknown;
  /** Its body. */
  requestBody: unknown;
  /** The body of its success. */
  response: unknown;
  /** An item, where it is a listing. */
  item: unknown;
  /** The body of an error response. */
  error: unknown;
}

/**
 * How a call fails:
 * - `connection-refused`: nothing was sent.
 * - `lost-response`: the server acted, and the connection broke before it responded.
 * - `rate-limited`: status 429 with `Retry-After`; the server did not act.
 * - `stalled-body`: the server acted; its response begins and never ends.
 * - `truncated-json`: the server acted; half of the response's body came.
 * - `invalid-page`: a page of a listing without its list of items.
 */
export type FakeFailure =
  | "connection-refused"
  | "lost-response"
  | "rate-limited"
  | "stalled-body"
  | "truncated-json"
  | "invalid-page";

/** What a fake responds with. */
export type FakeReply<Method extends FakeMethod = FakeMethod> =
  | FakeResponse<Method>
  | FakeFailureReply
  | FakeItems<Method["item"]>;

/** A response of this status, with this body. */
export interface FakeResponse<Method extends FakeMethod = FakeMethod> {
  /** The HTTP status. Default: that of a success. */
  readonly status?: number | undefined;
  /** The body, sent as JSON. Default: what the fake would respond with by itself, or the sample of an error. */
  readonly body?: Method["response"] | Method["error"] | undefined;
  /** Headers of the response. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A failure. */
export interface FakeFailureReply {
  /** How the call fails. */
  readonly failure: FakeFailure;
  /** How long a 429 asks to wait, in seconds. Default: 1. */
  readonly retryAfter?: number | undefined;
}

/** The items of a listing, from which its pages are made. */
export interface FakeItems<Item> {
  /** All items, of all pages. */
  readonly items: readonly Item[];
  /** How many items a page has, where the call does not say. Default: 50. */
  readonly pageSize?: number | undefined;
}

/** A request that a fake received. */
export interface FakeCall<Method extends FakeMethod = FakeMethod> {
  /** The method and the path template: `"GET /bookings/{bookingNumber}"`. */
  readonly operation: string;
  /** The parameters of the path, decoded. */
  readonly path: Method["path"];
  /** The parameters of the query, as they were sent. */
  readonly query: { readonly [Name in keyof Method["query"]]?: string | string[] };
  /** The headers, without those that carry a key. */
  readonly headers: Headers;
  /** The body, parsed where it is JSON. */
  readonly body: Method["requestBody"];
}

/** What responds to a call: a reply, or a function of the call. If the function returns undefined, the fake responds by itself. */
export type FakeHandler<Method extends FakeMethod> =
  | FakeReply<Method>
  | ((call: FakeCall<Method>) => FakeReply<Method> | undefined | Promise<FakeReply<Method> | undefined>);

/** An operation that the document lacks, by its method and path template. */
export type OtherOperation = `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;

/** An operation of which nothing is known. */
export interface OtherMethod extends FakeMethod {
  /** The parameters of its path. */
  path: Record<string, string>;
  /** The parameters of its query. */
  query: Record<string, string>;
}

/** How a fake begins. */
export interface FakeOptions {
  /** The base URL that the fake serves. Default: the API's real one. */
  baseUrl?: string | undefined;
  /**
   * Starts without samples: a listing is empty, and an object that was not created is a 404. By default the fake responds with samples.
   * @default false
   */
  isEmpty?: boolean | undefined;
  /** The time at which its clock begins, in milliseconds since the epoch. Default: now. */
  now?: number | undefined;
}

/** A server in memory, for tests. */
export interface Fake<Methods, Options> {
  /** The `fetch` to pass as an option. It sends nothing. */
  readonly fetch: Fetch;
  /** The clock to pass as an option, which the test moves. */
  readonly clock: TestClock;
  /** The options of the SDK or a client that talks to the fake: its `fetch`, its `clock`, and keys. */
  readonly options: Options;
  /** Sets what responds to every call of a method from now on. The name of an operation that the document lacks is its method and path. */
  on<Name extends keyof Methods & string>(
    name: Name,
    handler: FakeHandler<Methods[Name] extends FakeMethod ? Methods[Name] : never>,
  ): void;
  on(name: OtherOperation, handler: FakeHandler<OtherMethod>): void;
  /** Sets what responds to the next call of a method, before what `on` has set. Two calls of `once` set the next two responses. */
  once<Name extends keyof Methods & string>(
    name: Name,
    handler: FakeHandler<Methods[Name] extends FakeMethod ? Methods[Name] : never>,
  ): void;
  once(name: OtherOperation, handler: FakeHandler<OtherMethod>): void;
  /** The requests that were received for a method, or all requests; each attempt is a request. */
  calls<Name extends keyof Methods & string>(
    name: Name,
  ): FakeCall<Methods[Name] extends FakeMethod ? Methods[Name] : never>[];
  calls(name?: OtherOperation): FakeCall<OtherMethod>[];
  /** Forgets what was created, set and received. The clock stays. */
  reset(): void;
}

/** What a fake must know of a method, which the code generator writes. */
export interface FakeDescription {
  /** Its key in the client's operation table. */
  readonly operation: string;
  /** Makes the body of its success. */
  readonly body?: () => unknown;
  /** Makes an item of a listing. */
  readonly item?: () => unknown;
  /** Fields of what it makes or replaces that the server sets. */
  readonly kept?: FieldTree;
  /** Fields of its body that are never returned. */
  readonly writeOnly?: FieldTree;
}

/** What a fake must know of an API. */
export interface FakeApi {
  readonly operations: OperationTable;
  readonly servers: readonly string[];
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  readonly errorFields: { readonly message?: string };
  readonly methods: Readonly<Record<string, FakeDescription>>;
  /** The call that checks the keys, which the document may lack: the fake accepts all keys. */
  readonly keyCheck?: { readonly method: string; readonly path: string } | undefined;
  /** Makes the body of an error response. */
  readonly error: () => object;
  /** The parameter that says how many items a page has, where the paging does not name it. */
  readonly sizeParameter?: string;
  /** What the API does besides what the paths say. */
  readonly behavior?: {
    /** What remains of an object that is removed by this method. */
    readonly removed?: Readonly<Record<string, (object: object, now: string) => object>>;
    /** Whether a listing gives an object. */
    readonly isListed?: (object: object, query: Readonly<Record<string, unknown>>) => boolean;
    /** Fields that an object gets when it is made or replaced. */
    readonly stamp?: (kind: "created" | "replaced", object: object, now: string) => object;
  };
}

interface Received extends FakeCall<OtherMethod> {
  template: string;
  method: string;
  /** The path as it was asked for, below the base URL. */
  pathname: string;
}

type Reply = FakeResponse & Partial<FakeFailureReply> & Partial<FakeItems<unknown>>;
type Handler = FakeHandler<OtherMethod>;

const networkError = (code: string): TypeError =>
  Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(code), { code }) });

/** Makes a server in memory that responds as an API does, as far as its document says how. */
export function createFake<Methods, Options>(
  api: FakeApi,
  keys: object,
  {
    baseUrl = (api.servers[0] ?? "https://localhost").replace(/\{[^}]*\}/g, "fake"),
    isEmpty = false,
    now,
  }: FakeOptions,
): Fake<Methods, Options> {
  const clock = createTestClock(now);
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, "");
  const keyHeaders = Object.values(api.securitySchemes).flatMap(({ in: location, name }) =>
    location === "header" ? [name] : [],
  );
  const byOperation = new Map(
    Object.entries(api.methods).map(([name, method]) => [method.operation, { name, ...method }]),
  );
  let lasting: Map<string, Handler>;
  let queues: Map<string, Handler[]>;
  let received: Received[];
  /** Objects by the path of their collection and their id. */
  let collections: Map<string, Map<string, object>>;
  let removed: Set<string>;
  let tokens: TokenState;
  let made: number;
  const reset = () => {
    [lasting, queues, received] = [new Map(), new Map(), []];
    [collections, removed, tokens, made] = [new Map(), new Set(), new Map(), 0];
  };
  reset();

  const nowText = () => new Date(clock.now()).toISOString();
  const operationOf = (name: string): string => {
    const operation = api.methods[name]?.operation ?? name;
    if (!/^[A-Z]+ \//.test(operation))
      throw new TypeError(
        `The fake has no method ${JSON.stringify(name)}. Its methods are ${Object.keys(api.methods).join(", ")}; an operation that the document lacks has a name such as "GET /settings/products".`,
      );
    return operation;
  };

  const receive = async (url: string, { method = "GET", headers, body }: RequestInit): Promise<Received> => {
    const { pathname: whole, searchParams } = new URL(url);
    const pathname = whole.startsWith(`${prefix}/`) ? whole.slice(prefix.length) : whole;
    const known = new Set([...Object.keys(api.operations), ...lasting.keys(), ...queues.keys()]);
    const matches = [...known].flatMap((operation) => {
      const path =
        operation.startsWith(`${method} `) && matchPath(operation.slice(method.length + 1), pathname);
      return path ? [{ operation, path }] : [];
    });
    // The one with the fewest parameters is meant.
    const [match] = matches.sort((a, b) => Object.keys(a.path).length - Object.keys(b.path).length);
    const visible = new Headers(headers);
    for (const name of keyHeaders) visible.delete(name);
    return {
      operation: match?.operation ?? `${method} ${pathname}`,
      template: match?.operation.slice(method.length + 1) ?? "",
      method,
      pathname,
      path: match?.path ?? {},
      query: queryOf(searchParams),
      headers: visible,
      body: await parseBody(body),
    };
  };

  const failed = (status: number, message: string): Reply => ({
    status,
    body: { ...api.error(), ...(api.errorFields.message && { [api.errorFields.message]: message }) },
  });

  const listOf = (path: string, item: (() => unknown) | undefined, query: Received["query"]): unknown[] => {
    const stored = collections.get(path);
    if (!stored) return isEmpty || !item ? [] : [item()];
    return [...stored.values()].filter((object) => api.behavior?.isListed?.(object, query) ?? true);
  };

  /** The object at a path, or undefined where there is none. */
  const objectAt = (
    path: string,
    parameter: string,
    sample: (() => unknown) | undefined,
  ): object | undefined => {
    const [collection, id] = splitPath(path);
    const stored = collections.get(collection)?.get(id);
    if (stored) return stored;
    if (isEmpty || removed.has(path) || !sample) return undefined;
    const object = sample();
    if (typeof object !== "object" || object === null) return undefined;
    const key = keyOf(api.operations, collection) ?? parameter;
    return { ...object, ...(key in object && { [key]: idOf(id, (object as Record<string, unknown>)[key]) }) };
  };

  const store = (path: string, object: object): void => {
    const [collection, id] = splitPath(path);
    const stored = collections.get(collection) ?? new Map();
    collections.set(collection, stored.set(id, object));
  };

  /** What the fake does by itself. */
  const act = (call: Received): Reply => {
    const { operation, template, method, pathname, query } = call;
    const row = api.operations[operation];
    if (!row) {
      if (operation === `${api.keyCheck?.method} ${api.keyCheck?.path}`) return {};
      return failed(
        404,
        `The fake has no operation ${operation}. Say what it responds with: fake.on("${operation}", { body: … }).`,
      );
    }
    const description = byOperation.get(operation);
    const { body: sample, item, kept = {}, writeOnly = {}, name = "" } = description ?? {};
    const parameter = /\{([^}]+)\}$/.exec(template)?.[1];
    if (row.pagination) return { items: listOf(pathname, item, query) };
    /** Responds for the object at the path, where the path is that of one and it is there. */
    const onObject = (respond: (current: object) => Reply): Reply => {
      if (parameter === undefined) return { body: sample?.() };
      const current = objectAt(pathname, parameter, sampleOfObject(api, template));
      return current ? respond(current) : failed(404, "There is no such object in the fake.");
    };
    const write = (object: object): Reply => {
      store(pathname, object);
      return { body: object };
    };
    switch (method) {
      case "GET": {
        if (parameter !== undefined) return onObject((current) => ({ body: current }));
        const value = sample?.();
        const isList = Array.isArray(value) && (isEmpty || collections.has(pathname));
        return { body: isList ? listOf(pathname, item, query) : value };
      }
      case "POST": {
        if (row.safe || !isCollection(api.operations, template)) return { body: sample?.() };
        const whole = (sample ?? sampleOfItem(api, template))?.();
        const key = keyOf(api.operations, template) ?? itemParameterOf(api.operations, template) ?? "id";
        const id = idOf(`${++made}`, Object(whole)[key], "new-");
        const created = {
          ...completed(without(call.body, writeOnly), kept, [whole]),
          ...api.behavior?.stamp?.("created", Object(whole), nowText()),
          [key]: id,
        };
        store(`${pathname}/${encodeURIComponent(String(id))}`, created);
        return { body: created };
      }
      case "PUT":
        return onObject((current) =>
          write({
            ...completed(without(call.body, writeOnly), kept, [current, sampleOfObject(api, template)?.()]),
            ...api.behavior?.stamp?.("replaced", current, nowText()),
          }),
        );
      case "PATCH":
        return onObject((current) => write({ ...current, ...(without(call.body, writeOnly) as object) }));
      case "DELETE":
        return onObject((current) => {
          const remains = api.behavior?.removed?.[name]?.(current, nowText());
          store(pathname, remains ?? current);
          if (!remains) {
            const [collection, id] = splitPath(pathname);
            collections.get(collection)?.delete(id);
            removed.add(pathname);
          }
          return { body: current };
        });
      default:
        return { body: sample?.() };
    }
  };

  /** The status, the body and the headers of the response that a reply describes. */
  const complete = (
    call: Received,
    reply: Reply,
  ): { status: number; body: unknown; headers: Record<string, string> } => {
    const row: Operation = api.operations[call.operation] ?? {};
    const [success = "200"] = Object.keys(row.success ?? {});
    const headers = { date: new Date(clock.now()).toUTCString(), ...reply.headers };
    const status = reply.status ?? (/^\d+$/.test(success) ? Number(success) : 200);
    if (reply.items) {
      const page = byOperation.get(call.operation)?.body?.();
      if (!row.pagination) return { status, body: reply.items, headers };
      const size = call.query[sizeParameterOf(row.pagination) ?? api.sizeParameter ?? ""];
      const made = pageAt(
        row.pagination,
        { ...call.query, ...call.path },
        page,
        reply.items,
        Number(size ?? reply.pageSize ?? 50),
        tokens,
      );
      if (!made)
        return {
          headers,
          ...(failed(422, "The fake did not give this page token.") as { status: number; body: unknown }),
        };
      return { status, body: made, headers };
    }
    if (reply.body === undefined && status >= 400)
      return { headers, status, body: failed(status, `The fake responds with ${status}.`).body };
    return { status, body: reply.body, headers };
  };

  const respond = async (call: Received, signal: AbortSignal | null | undefined): Promise<Response> => {
    const handler = queues.get(call.operation)?.shift() ?? lasting.get(call.operation);
    const reply = (
      typeof handler === "function" ? (checkHandler(await handler(call)) ?? {}) : (handler ?? {})
    ) as Reply;
    signal?.throwIfAborted();
    if (reply.failure === "connection-refused") throw networkError("ECONNREFUSED");
    if (reply.failure === "rate-limited")
      return json(
        call,
        complete(call, {
          ...failed(429, "Too many calls."),
          headers: { "retry-after": String(reply.retryAfter ?? 1) },
        }),
      );
    const says = reply.body !== undefined || reply.items !== undefined || (reply.status ?? 200) >= 400;
    const result = complete(call, says ? reply : { ...act(call), ...reply });
    switch (reply.failure) {
      case "lost-response":
        throw networkError("ECONNRESET");
      case "stalled-body":
        return stalled(call, result, signal);
      case "truncated-json":
        return json(call, result, (text) => text.slice(0, Math.floor(text.length / 2)));
      case "invalid-page": {
        const { pagination } = api.operations[call.operation] ?? {};
        return json(call, {
          ...result,
          body: pagination ? setAt(result.body, pagination.items, null) : null,
        });
      }
      default:
        return json(call, result);
    }
  };

  const hasBody = (call: Received, status: number): boolean => {
    const { success } = api.operations[call.operation] ?? {};
    return status >= 400 || (status !== 204 && (success?.[String(status)] ?? "json") !== "");
  };
  const json = (
    call: Received,
    { status, body, headers }: ReturnType<typeof complete>,
    cut = (text: string) => text,
  ): Response => {
    if (!hasBody(call, status) || body === undefined) return new Response(null, { status, headers });
    return new Response(cut(JSON.stringify(body)), {
      status,
      headers: { "content-type": "application/json", ...headers },
    });
  };
  const stalled = (
    call: Received,
    result: ReturnType<typeof complete>,
    signal: AbortSignal | null | undefined,
  ): Response => {
    const text = JSON.stringify(result.body ?? {});
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text.slice(0, Math.ceil(text.length / 2))));
        signal?.addEventListener("abort", () => controller.error(signal.reason));
      },
    });
    const status = hasBody(call, result.status) ? result.status : 200;
    return new Response(stream, {
      status,
      headers: { "content-type": "application/json", ...result.headers },
    });
  };

  const fetch: Fetch = async (url, init) => {
    init.signal?.throwIfAborted();
    const call = await receive(url, init);
    received.push(call);
    return respond(call, init.signal);
  };
  return {
    fetch,
    clock,
    // In a page too: these keys are not secret.
    options: { fetch, clock, baseUrl, dangerouslyAllowBrowser: true, ...keys } as Options,
    on: (name: string, handler: unknown) => void lasting.set(operationOf(name), checkHandler(handler)),
    once(name: string, handler: unknown) {
      const operation = operationOf(name);
      queues.set(operation, [...(queues.get(operation) ?? []), checkHandler(handler)]);
    },
    calls(name?: string) {
      const requested = name === undefined ? undefined : operationOf(name);
      return received
        .filter(({ operation }) => requested === undefined || operation === requested)
        .map(({ operation, path, query, headers, body }) => ({
          operation,
          path,
          query,
          headers,
          body,
        })) as never;
    },
    reset,
  };
}

const replyNames: NamesOf<FakeResponse & FakeFailureReply & FakeItems<unknown>> = {
  status: true,
  body: true,
  headers: true,
  failure: true,
  retryAfter: true,
  items: true,
  pageSize: true,
};
const failures: Readonly<Record<FakeFailure, true>> = {
  "connection-refused": true,
  "lost-response": true,
  "rate-limited": true,
  "stalled-body": true,
  "truncated-json": true,
  "invalid-page": true,
};

/** @throws {TypeError} for a reply that the fake would not give: a test would pass that tests nothing. */
function checkHandler<Given>(handler: Given): Handler {
  if (typeof handler !== "function") {
    const { failure, ...others } = Object(handler) as { failure?: string };
    const unknown = Object.keys(others).find((name) => !Object.hasOwn(replyNames, name));
    if (unknown !== undefined)
      throw new TypeError(
        `A reply of the fake has no ${JSON.stringify(unknown)}. Known: ${Object.keys(replyNames).join(", ")}.`,
      );
    if (failure !== undefined && !Object.hasOwn(failures, failure))
      throw new TypeError(
        `The fake has no failure ${JSON.stringify(failure)}. Known: ${Object.keys(failures).join(", ")}.`,
      );
  }
  return handler as Handler;
}

function queryOf(parameters: URLSearchParams): Record<string, string> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(parameters.keys())) {
    const [first = "", ...others] = parameters.getAll(name);
    query[name] = others.length > 0 ? [first, ...others] : first;
  }
  return query as Record<string, string>;
}

async function parseBody(body: RequestInit["body"]): Promise<unknown> {
  const text = body instanceof Blob ? await body.text() : body;
  if (typeof text !== "string") return text ?? undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Makes a sample of the object that a path is about: that of its GET. */
function sampleOfObject({ methods }: FakeApi, template: string): (() => unknown) | undefined {
  return Object.values(methods).find(
    ({ operation }) => operation.startsWith("GET ") && shapeOf(operation.slice(4)) === shapeOf(template),
  )?.body;
}

/** Makes a sample of an object of a collection. */
function sampleOfItem(api: FakeApi, template: string): (() => unknown) | undefined {
  return sampleOfObject(api, `${template}/{id}`);
}

function sizeParameterOf(pagination: Pagination): string | undefined {
  return "sizeParameter" in pagination ? pagination.sizeParameter : undefined;
}

/** An id in the form that a sample has. */
function idOf(id: string, sample: unknown, prefix = ""): string | number {
  return typeof sample === "number" && Number.isFinite(Number(id)) ? Number(id) : `${prefix}${id}`;
}

/** What was sent, with the fields that the server sets: from the first source that has each. */
function completed(sent: unknown, kept: FieldTree, sources: readonly unknown[]): object {
  const object: Record<string, unknown> = { ...Object(sent) };
  for (const [name, below] of Object.entries(kept)) {
    const values = sources.map((source) => Object(source)[name]).filter((value) => value !== undefined);
    const own = object[name];
    if (below === true) object[name] ??= values[0];
    else if (Array.isArray(own))
      object[name] = own.map((item, index) =>
        completed(
          item,
          below,
          values.flatMap((list) => [list[index], list[0]]),
        ),
      );
    else if (typeof own === "object" && own !== null) object[name] = completed(own, below, values);
  }
  return object;
}
