import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnyClient, type Contract, verifyAnswer, verifyRefusal } from "./contract.ts";
import { type Mock, startMock } from "./mock.ts";
import { createSpec, loadSpec, type OpenApi, type Spec } from "./spec.ts";

export interface ContractOptions {
  /** The normalised document. */
  openapi: URL;
  /** The client's operation table. */
  operations: Record<
    string,
    { method: string; path: string; success: readonly unknown[]; errors: readonly unknown[] }
  >;
  connect: Contract["connect"];
}

/** Registers the contract tests of a client: for every operation of its table and every documented status. */
export function describeContract({ openapi, operations, connect }: ContractOptions): void {
  const spec = loadSpec(openapi);
  let mock: Mock;
  beforeAll(async () => {
    mock = await startMock(spec.document);
  });
  // A mock that could not start has told why already.
  afterAll(() => mock?.close());
  const contract = (): Contract => ({ client: spec, server: spec, baseUrl: mock.url, connect });

  test("the operation table has every operation of the document, and no other", () => {
    expect(Object.keys(operations).sort()).toEqual([...spec.operations.keys()].sort());
  });

  for (const [id, { method, path, success, errors }] of Object.entries(operations)) {
    describe(`${method} ${path}`, () => {
      for (const status of [...success, ...errors].map(String)) {
        test(`a call with everything that may be sent is valid, and its answer ${status} arrives as documented`, async () => {
          expect(await verifyAnswer(contract(), id, status, "everything")).toEqual([]);
        });
      }
      test("a call with only what is required is valid", async () => {
        expect(await verifyAnswer(contract(), id, String(success[0]), "required")).toEqual([]);
      });
      test("a request without keys is refused as documented", async () => {
        expect(await verifyRefusal(contract(), id)).toEqual([]);
      });
    });
  }
}

/** What a vendor could change without telling: it must not go unnoticed by the contract tests. */
export interface Mutation {
  name: string;
  operation: string;
  status?: string;
  change(document: OpenApi): void;
}

/** Proves that the contract tests can fail: each change to the server's document alone must be caught. */
export function describeMutations(
  { openapi, connect }: Omit<ContractOptions, "operations">,
  mutations: Mutation[],
): void {
  const client: Spec = loadSpec(openapi);
  for (const { name, operation, status, change } of mutations) {
    test(`the contract tests notice ${name}`, async () => {
      const document = structuredClone(client.document);
      change(document);
      expect(document, "the mutation changed nothing").not.toEqual(client.document);
      const server = createSpec(document);
      const mock = await startMock(document);
      try {
        const contract: Contract = { client, server, baseUrl: mock.url, connect };
        const expected =
          status ?? [...(client.operations.get(operation)?.responses.keys() ?? [])][0] ?? "200";
        expect(await verifyAnswer(contract, operation, expected, "everything")).not.toEqual([]);
      } finally {
        await mock.close();
      }
    });
  }
}

export type { AnyClient };
