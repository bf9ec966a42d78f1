import { checkRequest, checkResponse } from "./check.ts";
import { createRecorder } from "./recorder.ts";
import { type Extent, sampleArguments } from "./samples.ts";
import { isJson, type Spec, type SpecContent, type SpecOperation } from "./spec.ts";

interface Answer {
  data?: unknown;
  error?: unknown;
  response: Response;
}

/** The part of a typed client that calls an operation, without its types: the checks call every operation by its table. */
export type AnyClient = Record<string, (path: string, init: object) => Promise<Answer>>;

export interface Contract {
  /** What the client was made from: its calls are made up from this. */
  client: Spec;
  /** What the server keeps to: requests and answers are checked against this. The same, unless a test wants to see a failure. */
  server: Spec;
  baseUrl: string;
  connect(options: { baseUrl: string; fetch: typeof fetch }): AnyClient;
}

/** A status code for a documented status: 500 for "default" and "5XX". */
export function concreteStatus(status: string): number {
  if (status === "default") return 500;
  return Number(status.replace(/XX$/, "00"));
}

/** Calls one operation and asks for one of its documented answers; returns everything that was not as documented. */
export async function verifyAnswer(
  contract: Contract,
  id: string,
  status: string,
  extent: Extent,
): Promise<string[]> {
  const operation = find(contract.client, id);
  const expected = find(contract.server, id);
  const recorder = createRecorder();
  const client = contract.connect({ baseUrl: contract.baseUrl, fetch: recorder.fetch });
  const { params, body } = sampleArguments(contract.client, operation, extent);
  const code = concreteStatus(status);

  const call = client[operation.method];
  if (!call) return [`the client has no method ${operation.method}`];
  const answer = await call(operation.path, {
    params,
    ...(body === undefined ? {} : { body }),
    headers: { ...headersOf(contract.client, operation, body), Prefer: `code=${code}` },
    ...parseAs(operation.responses.get(status)),
    signal: AbortSignal.timeout(10_000),
  });
  const [request, ...more] = recorder.requests;
  if (!request) return ["the client sent nothing"];
  const { ok } = answer.response;
  const content = ok ? answer.data : answer.error;
  return [
    ...(more.length > 0 ? [`the client sent ${more.length + 1} requests for one call`] : []),
    ...checkRequest(expected, request, contract.baseUrl),
    ...(answer.response.status === code ? [] : [`asked for ${code}, got ${answer.response.status}`]),
    // What arrives must be what the client was made for, whatever the server documents.
    ...checkResponse(operation, answer.response.status, answer.response.headers.get("content-type"), content),
    ...((ok ? "error" : "data") in answer && answer[ok ? "error" : "data"] !== undefined
      ? [`a ${answer.response.status} arrived as ${ok ? "an error" : "data"}`]
      : []),
  ];
}

/** Sends an operation's request without its keys; returns everything that was not as documented about the refusal, if it has any. */
export async function verifyRefusal(contract: Contract, id: string): Promise<string[]> {
  const recorder = createRecorder(async () => new Response(null, { status: 204 }));
  const operation = find(contract.client, id);
  const client = contract.connect({ baseUrl: contract.baseUrl, fetch: recorder.fetch });
  const { params, body } = sampleArguments(contract.client, operation, "required");
  const headers = headersOf(contract.client, operation, body);
  await client[operation.method]?.(operation.path, {
    params,
    ...(body === undefined ? {} : { body }),
    headers,
  });
  const [request] = recorder.requests;
  if (!request) return ["the client sent nothing"];
  const { keyHeaders } = find(contract.server, id);
  for (const header of keyHeaders.flat()) request.headers.delete(header);
  const init = { method: request.method, headers: request.headers, signal: AbortSignal.timeout(10_000) };
  const response = await fetch(request.url, request.body === "" ? init : { ...init, body: request.body });
  const text = await response.text();
  if (keyHeaders.length === 0)
    return response.status < 400
      ? []
      : [`a request to a public operation was answered with ${response.status}`];
  if (response.status !== 401 && response.status !== 403)
    return [`a request without keys was answered with ${response.status}`];
  return checkResponse(
    find(contract.server, id),
    response.status,
    response.headers.get("content-type"),
    text === "" ? undefined : JSON.parse(text),
  );
}

/** What a caller adds to a call: keys that the client knows nothing of, and the type of a body that is not JSON. */
function headersOf(
  spec: Spec,
  { keyHeaders, requestBody }: SpecOperation,
  body: unknown,
): Record<string, string> {
  const foreign = (keyHeaders[0] ?? []).filter((header) => !spec.keyHeaders.includes(header));
  const isNamed =
    body !== undefined &&
    requestBody &&
    !/^application\/json$|\*$/.test(requestBody.mediaType) &&
    !(body instanceof FormData);
  return {
    ...Object.fromEntries(foreign.map((header) => [header, "Bearer key-of-a-test"])),
    ...(isNamed ? { "Content-Type": requestBody.mediaType } : {}),
  };
}

/** Of a success that is not JSON the caller says what it is to be read as. */
function parseAs(content: SpecContent | undefined): object {
  if (!content || isJson(content.mediaType)) return {};
  return { parseAs: content.mediaType.startsWith("text/") ? "text" : "blob" };
}

function find(spec: Spec, id: string): SpecOperation {
  const operation = spec.operations.get(id);
  if (!operation) throw new Error(`The document has no operation ${id}.`);
  return operation;
}
