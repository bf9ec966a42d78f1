import { operations as bookeoOperations } from "@booking-apis/bookeo-client/internal";
import { operations as classesOperations } from "@booking-apis/classes-client/internal";
import { type AnyClient, loadSpec, type Spec, type SpecOperation } from "@booking-apis/testkit";
import { describeContract, describeMutations } from "@booking-apis/testkit/vitest";
import { describe, expect, test } from "vitest";
import { methodNames as bookeoMethods } from "../src/bookeo/generated/table.ts";
import { createBookeo } from "../src/bookeo/index.ts";
import { methodNames as classesMethods } from "../src/classes/generated/table.ts";
import { createClasses } from "../src/classes/index.ts";
import type { Call } from "../src/core/call.ts";
import { isHttpError } from "../src/core/errors.ts";
import type { Failed, Ok } from "../src/core/results.ts";

interface Sent {
  params?: { path?: Record<string, unknown>; query?: object; header?: Record<string, string> };
  body?: unknown;
  headers?: object;
  signal?: AbortSignal;
}
type AnyMethod = (...args: unknown[]) => Call<unknown>;
type Result = Awaited<ReturnType<AnyClient[string]>>;

/** Turns calls by method and path into calls of the SDK's methods, by the table of their names. */
function adapt(sdk: object, spec: Spec, methodNames: Record<string, string>): AnyClient {
  const send = (method: string) => (path: string, init: object) => {
    const operation = [...spec.operations.values()].find(
      (candidate) => candidate.method === method && candidate.path === path,
    );
    if (!operation) throw new Error(`The document has no ${method} ${path}.`);
    const name = methodNames[operation.id];
    if (name === undefined) throw new Error(`The SDK has no method for ${operation.id}.`);
    return resultOf(methodAt(sdk, name)(...positional(operation, init)), operation);
  };
  return Object.fromEntries(
    ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"].map((method) => [method, send(method)]),
  );
}

function methodAt(sdk: object, name: string): AnyMethod {
  const steps = name.split(".");
  const method = steps.pop() ?? "";
  const resource = steps.reduce((node, step) => (node as Record<string, object>)[step] ?? {}, sdk) as Record<
    string,
    AnyMethod | undefined
  >;
  const found = resource[method];
  if (!found) throw new Error(`The SDK has no method ${name}.`);
  return found.bind(resource);
}

/** Path parameters in the order of the path, then the body, then required headers, then the query, then the options. */
function positional(operation: SpecOperation, { params = {}, body, headers, signal }: Sent): unknown[] {
  const pathNames = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name ?? "");
  const required = operation.parameters.filter(
    (parameter) => parameter.in === "header" && parameter.required,
  );
  const others = Object.entries(params.header ?? {})
    .filter(([name]) => !required.some((parameter) => parameter.name === name))
    .map(([name, value]) => [name, String(value)]);
  const hasQuery = operation.parameters.some((parameter) => parameter.in === "query");
  return [
    ...pathNames.map((name) => params.path?.[name]),
    ...(operation.requestBody ? [body] : []),
    ...required.map(({ name }) => params.header?.[name]),
    ...(hasQuery ? [params.query] : []),
    { headers: { ...Object.fromEntries(others), ...headers }, signal },
  ];
}

/** Reads one call in all three ways, which must agree. */
async function resultOf(call: Call<unknown>, { method, path }: SpecOperation): Promise<Result> {
  const result = (await call.result()) as Ok<number, unknown> | Failed<number, unknown>;
  const { ok, status, response } = result;
  expect([ok, status]).toEqual([response.ok, response.status]);
  if (result.ok) {
    expect(await call).toBe(result.data);
    expect(await call.withResponse()).toEqual({ data: result.data, response });
    return { data: result.data, response };
  }
  for (const thrown of [await Promise.resolve(call).catch(same), await call.withResponse().catch(same)]) {
    if (!isHttpError(thrown)) throw thrown;
    expect(thrown).toMatchObject({ status, method, path, attempts: 1 });
    if (thrown.body !== undefined) expect(thrown.body).toBe(result.error);
  }
  const isMissing = response.headers.get("content-type") === null;
  if (isMissing) expect(result.error).toEqual({});
  return { error: isMissing ? undefined : result.error, response };
}

const same = (thrown: unknown): unknown => thrown;

const bookeo = new URL("../../../specs/bookeo/openapi.yaml", import.meta.url);
const bookeoSpec = loadSpec(bookeo);
const classes = new URL("../../../specs/classes/openapi.yaml", import.meta.url);
const classesSpec = loadSpec(classes);
const connectBookeo = (options: { baseUrl: string }): AnyClient =>
  adapt(
    createBookeo({
      apiKey: "api-key-of-a-test",
      secretKey: "secret-key-of-a-test",
      maxRetries: 0,
      ...options,
    }),
    bookeoSpec,
    bookeoMethods,
  );
const connectClasses = (options: { baseUrl: string }): AnyClient =>
  adapt(
    createClasses({ apiKey: "api-key-of-a-test", maxRetries: 0, ...options }),
    classesSpec,
    classesMethods,
  );

describe.each([
  {
    api: "bookeo",
    openapi: bookeo,
    methods: bookeoMethods,
    sdk: createBookeo({ apiKey: "a", secretKey: "b" }),
  },
  {
    api: "classes",
    openapi: classes,
    methods: classesMethods,
    sdk: createClasses({ apiKey: "a", baseUrl: "http://127.0.0.1" }),
  },
])("$api", ({ openapi, methods, sdk }) => {
  test("there is a method for every operation of the document, each of its own", () => {
    const ids = [...loadSpec(openapi).operations.values()].map(({ id }) => id);
    expect(Object.keys(methods).sort()).toEqual(ids.sort());
    const names: string[] = Object.values(methods);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(methodAt(sdk, name)).toBeTypeOf("function");
  });
});

describe("bookeo", () =>
  describeContract({ openapi: bookeo, operations: bookeoOperations, connect: connectBookeo }));
describe("classes", () =>
  describeContract({ openapi: classes, operations: classesOperations, connect: connectClasses }));

describe("a change that the vendor did not announce", () => {
  describeMutations({ openapi: bookeo, connect: connectBookeo }, [
    {
      name: "a query parameter that was renamed",
      operation: "GET /bookings",
      change: (document) => {
        document.paths["/bookings"].get.parameters.find(
          ({ name }: { name: string }) => name === "includeCanceled",
        ).name = "includeCancelled";
      },
    },
    {
      name: "a key header that was renamed",
      operation: "DELETE /bookings/{bookingNumber}",
      change: (document) => {
        document.components.securitySchemes.apiKey.name = "X-Bookeo-Key";
      },
    },
    {
      name: "a body field that became required",
      operation: "POST /customers",
      change: (document) => {
        document.components.schemas.Customer.required = ["loyaltyNumber"];
        document.components.schemas.Customer.properties.loyaltyNumber = { type: "string" };
      },
    },
    {
      name: "another status of success",
      operation: "POST /bookings",
      status: "201",
      change: (document) => {
        const { responses } = document.paths["/bookings"].post;
        responses["202"] = responses["201"];
        delete responses["201"];
      },
    },
  ]);
  describeMutations({ openapi: classes, connect: connectClasses }, [
    {
      name: "a list that became an object",
      operation: "GET /v1/classes/booking",
      change: (document) => {
        const { content } = document.paths["/v1/classes/booking"].get.responses["200"];
        content["application/json"] = { schema: { type: "object" }, example: {} };
      },
    },
  ]);
});
