import { isDeepStrictEqual } from "node:util";
import { checkRequest, checkResponse } from "./check.ts";
import { isJson } from "./document.ts";
import {
  type CapturedResponse,
  type Dropped,
  headerOf,
  type Recorder,
  startRecorder,
  type Target,
} from "./recorder.ts";
import { type CallArguments, type Extent, sampleArguments } from "./samples.ts";
import type { Spec, SpecContent, SpecOperation } from "./spec.ts";

interface Result {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** The part of a typed client that calls an operation, without its types: the checks call every operation by its key. */
export type AnyClient = Record<string, (path: string, init: object) => Promise<Result>>;

export interface Contract {
  /** What the client was made from: its calls are made up from this. */
  client: Spec;
  /** What the server keeps to: requests and responses are checked against this. The same as `client`, unless a test wants to see a failure. */
  server: Spec;
  /** The server. */
  baseUrl: string;
  connect(options: { baseUrl: string }): AnyClient;
}

/** A status code for a documented status: 500 for "default" and "5XX". */
export function concreteStatus(status: string): number {
  if (status === "default") return 500;
  return Number(status.replace(/XX$/, "00"));
}

/**
 * Calls one operation and asks for one of its documented responses; returns everything that was not as documented.
 *
 * @param content The body to send, where several are documented. Default: the first.
 */
export async function verifyResponse(
  contract: Contract,
  key: string,
  status: string,
  extent: Extent,
  content?: SpecContent,
): Promise<string[]> {
  const operation = find(contract.client, key);
  const code = concreteStatus(status);
  const sent = sampleArguments(contract.client, operation, extent, content);
  const named = content && { "Content-Type": content.mediaType };
  const headers = { ...named, Prefer: `code=${code}` };
  const target = { url: contract.baseUrl };
  const { requests, responses, result, thrown } = await call(contract, operation, sent, target, headers);
  const [request, ...more] = requests;
  if (!request) return [`the client sent nothing: ${describe(thrown)}`];
  return [
    ...(more.length > 0 ? [`the client sent ${requests.length} requests for one call`] : []),
    // A server that does not have the operation any more gives another response.
    ...checkRequest(contract.server.operations.get(key) ?? operation, request, sent),
    ...(responses[0]?.status === code ? [] : [`asked for ${code}, got ${responses[0]?.status}`]),
    ...(result ? checkResult(operation, result, responses[0]) : checkRejection(responses[0], thrown)),
  ];
}

/** What arrives must fit the document that the client was made from, whatever the server's says, and equal what the server sent. */
function checkResult(
  operation: SpecOperation,
  { data, error, response }: Result,
  captured: CapturedResponse | undefined,
): string[] {
  const { ok, status } = response;
  const [content, other] = ok ? [data, error] : [error, data];
  const problems = checkResponse(operation, status, response.headers.get("content-type"), content);
  if (other !== undefined) problems.push(`a ${status} arrived as ${ok ? "an error" : "data"}`);
  if (captured?.body.length && !isDeepStrictEqual(asSent(content), contentOf(captured)))
    problems.push(`a ${status} arrived with other data than the server sent`);
  return problems;
}

/** Bytes as the text that they are. */
function asSent(content: unknown): unknown {
  return content instanceof ArrayBuffer ? Buffer.from(content).toString("utf8") : content;
}

/** What a client makes of a body: the error of a body that is not an object in JSON is an empty object. */
function contentOf({ status, contentType, body }: CapturedResponse): unknown {
  const text = body.toString("utf8");
  const value = isJson(contentType) ? JSON.parse(text) : text;
  return status >= 300 && (typeof value !== "object" || value === null) ? {} : value;
}

/** A redirect is not followed: that is an error, documented or not. */
function checkRejection(captured: CapturedResponse | undefined, thrown: unknown): string[] {
  const status = captured?.status ?? 0;
  const isRedirect =
    status >= 300 && status < 400 && (thrown as { kind?: unknown } | undefined)?.kind === "redirect";
  return isRedirect ? [] : [`a ${status} was rejected: ${describe(thrown)}`];
}

/** Has an operation's request arrive without its keys; returns everything that was not as documented about the response. */
export async function verifyWithoutKeys(contract: Contract, key: string): Promise<string[]> {
  const operation = find(contract.client, key);
  const { keys } = find(contract.server, key);
  const sent = sampleArguments(contract.client, operation, "required");
  const target = { url: contract.baseUrl };
  const { responses, thrown } = await call(contract, operation, sent, target, {}, keys.flat());
  const [response] = responses;
  if (!response) return [`the client sent nothing: ${describe(thrown)}`];
  const { status, contentType, body } = response;
  if (keys.length === 0 || keys.some((needed) => needed.length === 0))
    return status < 400 ? [] : [`a request to a public operation got ${status}`];
  if (status !== 401 && status !== 403) return [`a request without keys got ${status}`];
  const text = body.toString("utf8");
  return checkResponse(operation, status, contentType, text === "" ? undefined : JSON.parse(text));
}

/** Has a success come without the body that is documented: unless that may be missing, the call must be rejected. */
export async function verifyMissingBody(contract: Contract, key: string, status: string): Promise<string[]> {
  const operation = find(contract.client, key);
  const { contents = [], isOptional } = operation.responses.get(status) ?? {};
  const code = concreteStatus(status);
  const sent = sampleArguments(contract.client, operation, "required");
  const mediaType = contents[0]?.mediaType.replace(/^(\*|application)\/\*$/, "application/json") ?? "";
  const target = { status: code, contentType: mediaType };
  const { requests, result, thrown } = await call(contract, operation, sent, target, {});
  if (requests.length === 0) return [`the client sent nothing: ${describe(thrown)}`];
  if (result && !isOptional)
    return [`a ${status} without its body arrived as ${JSON.stringify(result.data)}`];
  if (result) return result.data === undefined ? [] : ["a missing body arrived as data"];
  const isExpected = !isOptional && (thrown as { kind?: unknown }).kind === "malformed-response";
  return isExpected ? [] : [`a ${status} without its body was rejected: ${describe(thrown)}`];
}

/** Statuses of successes that document a body in JSON, which can be missing. */
export function statusesWithBody({ method, responses }: SpecOperation): string[] {
  if (method === "HEAD") return [];
  return [...responses].flatMap(([status, { contents }]) =>
    /^2(?!04|05)/.test(status) && isJson(contents[0]?.mediaType) ? [status] : [],
  );
}

/** Calls an operation that cannot be sent as the document says: it must be rejected, and nothing sent. */
export async function verifyUnsendable(contract: Contract, key: string): Promise<string[]> {
  const operation = find(contract.client, key);
  const sent = sampleArguments(contract.client, operation, "required");
  for (const { in: location, name, required, form } of operation.parameters)
    if (required && form.unsendable && location !== "cookie") sent.params[location][name] = [["a"]];
  const { requests, result, thrown } = await call(contract, operation, sent, { url: contract.baseUrl }, {});
  if (requests.length > 0 || result) return ["a call that has no form on the wire was sent"];
  const kind = String((thrown as { kind?: unknown }).kind);
  return /^(configuration|path-parameter)$/.test(kind)
    ? []
    : [`it was rejected with something else: ${describe(thrown)}`];
}

interface Called extends Pick<Recorder, "requests" | "responses"> {
  result?: Result;
  thrown?: unknown;
}

async function call(
  contract: Contract,
  operation: SpecOperation,
  { params, body }: CallArguments,
  target: Target,
  headers: Record<string, string>,
  dropped: readonly Dropped[] = [],
): Promise<Called> {
  const own = await findOwnKeys(contract);
  const recorder = await startRecorder(target, dropped);
  const { requests, responses } = recorder;
  try {
    const client = contract.connect({ baseUrl: recorder.url });
    const method = client[operation.method];
    if (!method) throw new Error(`the client has no method ${operation.method}`);
    const result = await method(operation.path, {
      params,
      ...(body === undefined ? {} : { body }),
      headers: { ...foreignKeys(operation, own), ...headers },
    });
    return { requests, responses, result };
  } catch (thrown) {
    return { requests, responses, thrown };
  } finally {
    await recorder.close();
  }
}

/** Keys that the client has no option for: the caller adds them to the call. */
function foreignKeys({ keys }: SpecOperation, own: ReadonlySet<string>): Record<string, string> {
  const foreign = (keys[0] ?? []).filter((key) => key.in === "header" && !own.has(key.name));
  return Object.fromEntries(foreign.map(({ name }) => [name, "Digest key-of-a-test"]));
}

const ownKeys = new WeakMap<Contract["connect"], Promise<ReadonlySet<string>>>();

/** The headers that a client sends its keys in. */
function findOwnKeys({ client, connect }: Contract): Promise<ReadonlySet<string>> {
  const known = ownKeys.get(connect);
  if (known) return known;
  const found = (async () => {
    const recorder = await startRecorder({ status: 500 });
    const names = [...client.operations.values()].flatMap(({ keys }) => keys.flat().map(({ name }) => name));
    try {
      for (const operation of client.operations.values()) {
        const { params, body } = sampleArguments(client, operation, "required");
        const init = { params, ...(body === undefined ? {} : { body }) };
        await connect({ baseUrl: recorder.url })
          [operation.method]?.(operation.path, init)
          .catch(() => {});
        const [request] = recorder.requests;
        if (request) return new Set(names.filter((name) => headerOf(request, name) !== undefined));
      }
      return new Set<string>();
    } finally {
      await recorder.close();
    }
  })();
  ownKeys.set(connect, found);
  return found;
}

function find(spec: Spec, key: string): SpecOperation {
  const operation = spec.operations.get(key);
  if (!operation) throw new Error(`The document has no operation ${key}.`);
  return operation;
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
