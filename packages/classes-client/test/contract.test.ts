import type { AnyClient } from "@booking-apis/testkit";
import { describeContract, describeMutations } from "@booking-apis/testkit/vitest";
import { describe } from "vitest";
import { classesOperations, createClassesClient } from "../src/index.ts";

const openapi = new URL("../../../specs/classes/openapi.yaml", import.meta.url);
const connect = (options: { baseUrl: string; fetch: typeof fetch }) =>
  createClassesClient({ apiKey: "api-key-of-a-test", maxRetries: 0, ...options }) as unknown as AnyClient;

describeContract({ openapi, operations: classesOperations, connect });

describe("a vendor's change that nobody told us of", () => {
  describeMutations({ openapi, connect }, [
    {
      name: "a query parameter that was renamed",
      operation: "getClassBookingsByCustomerId",
      change: (document) => {
        document.paths["/v1/classes/booking"].get.parameters[0].name = "memberId";
      },
    },
    {
      name: "a key header that was renamed",
      operation: "getClassBookingsByCustomerId",
      change: (document) => {
        document.components.securitySchemes.ApiKeyAuth.name = "Authorization";
      },
    },
    {
      name: "a parameter of another type",
      operation: "getClassBookingsByCustomerId",
      change: (document) => {
        document.paths["/v1/classes/booking"].get.parameters[0].schema = { type: "string", format: "date" };
      },
    },
  ]);
});
