import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type AnyClient,
  type Contract,
  statusesWithBody,
  verifyMissingBody,
  verifyResponse,
  verifyUnsendable,
  verifyWithoutKeys,
} from "./contract.ts";
import type { OpenApi } from "./document.ts";
import { type Mock, startMock } from "./mock.ts";
import { createSpec, loadSpec, type Spec } from "./spec.ts";

export interface ContractOptions {
  /** The normalized document. */
  openapi: URL;
  /** The client's operation table, by method and path. */
  operations: Readonly<Record<string, unknown>>;
  connect: Contract["connect"];
}

/** Registers the contract tests of a client: for every operation of its table and every documented status. */
export function describeContract({ openapi, operations, connect }: ContractOptions): void {
  const spec = loadSpec(openapi);
  let mock: Mock;
  beforeAll(async () => {
    mock = await startMock(spec.document);
  });
  // A mock that could not start has said why already.
  afterAll(() => mock?.close());
  const contract = (): Contract => ({ client: spec, server: spec, baseUrl: mock.url, connect });

  test("the operation table has every operation of the document, and no other", () => {
    expect(Object.keys(operations).sort()).toEqual([...spec.operations.keys()].sort());
  });

  for (const key of Object.keys(operations)) {
    const operation = spec.operations.get(key);
    if (!operation) continue;
    const statuses = [...operation.responses.keys()];
    const success = statuses.find((status) => status.startsWith("2")) ?? "200";
    describe(key, () => {
      if (operation.unsendable !== undefined) {
        test(`a call is an error, since what it requires has no form on the wire (${operation.unsendable})`, async () => {
          expect(await verifyUnsendable(contract(), key)).toEqual([]);
        });
        return;
      }
      for (const status of statuses) {
        test(`a call with everything that may be sent is valid, and its response ${status} arrives as documented`, async () => {
          expect(await verifyResponse(contract(), key, status, "everything")).toEqual([]);
        });
      }
      for (const content of operation.requestBody?.contents.slice(1) ?? []) {
        test(`a call with a body of ${content.mediaType} is valid`, async () => {
          expect(await verifyResponse(contract(), key, success, "everything", content)).toEqual([]);
        });
      }
      test("a call with only what is required is valid", async () => {
        expect(await verifyResponse(contract(), key, success, "required")).toEqual([]);
      });
      for (const status of statusesWithBody(operation)) {
        test(`a ${status} without its body is an error, unless the body may be missing`, async () => {
          expect(await verifyMissingBody(contract(), key, status)).toEqual([]);
        });
      }
      test("a request without keys gets the documented error", async () => {
        expect(await verifyWithoutKeys(contract(), key)).toEqual([]);
      });
    });
  }
}

/** What a vendor could change without notice: it must not go unnoticed by the contract tests. */
export interface Mutation {
  name: string;
  /** The method and path: `GET /bookings`. */
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
        expect(await verifyResponse(contract, operation, expected, "everything")).not.toEqual([]);
      } finally {
        await mock.close();
      }
    });
  }
}

export type { AnyClient };
