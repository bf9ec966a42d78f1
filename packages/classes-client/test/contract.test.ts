import type { AnyClient } from "@booking-apis/testkit";
import { describeContract, describeMutations } from "@booking-apis/testkit/vitest";
import { describe } from "vitest";
import { createClassesClient } from "../src/index.ts";
import { operations } from "../src/internal.ts";

const openapi = new URL("../../../specs/classes/openapi.yaml", import.meta.url);
const connect = ({ baseUrl }: { baseUrl: string }) =>
  createClassesClient({ apiKey: "api-key-of-a-test", maxRetries: 0, baseUrl }) as unknown as AnyClient;

describeContract({ openapi, operations, connect });

describe("a change that the vendor did not announce", () => {
  describeMutations({ openapi, connect }, [
    {
      name: "a query parameter that was renamed",
      operation: "GET /v1/classes/booking",
      change: (document) => {
        document.paths["/v1/classes/booking"].get.parameters[0].name = "memberId";
      },
    },
    {
      name: "a key header that was renamed",
      operation: "GET /v1/classes/booking",
      change: (document) => {
        for (const scheme of Object.values<{ name: string }>(document.components.securitySchemes))
          scheme.name = "Authorization";
      },
    },
    {
      name: "a parameter of another type",
      operation: "GET /v1/classes/booking",
      change: (document) => {
        document.paths["/v1/classes/booking"].get.parameters[0].schema = { type: "string", format: "date" };
      },
    },
  ]);
});
