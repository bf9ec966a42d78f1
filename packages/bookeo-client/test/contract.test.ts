import type { AnyClient } from "@booking-apis/testkit";
import { describeContract, describeMutations } from "@booking-apis/testkit/vitest";
import { describe } from "vitest";
import { createBookeoClient } from "../src/index.ts";
import { operations } from "../src/internal.ts";

const openapi = new URL("../../../specs/bookeo/openapi.yaml", import.meta.url);
const connect = ({ baseUrl }: { baseUrl: string }) =>
  createBookeoClient({
    apiKey: "api-key-of-a-test",
    secretKey: "secret-key-of-a-test",
    maxRetries: 0,
    baseUrl,
  }) as unknown as AnyClient;

describeContract({ openapi, operations, connect });

describe("a change that the vendor did not announce", () => {
  describeMutations({ openapi, connect }, [
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
      name: "a query parameter that changed its case",
      operation: "GET /bookings",
      change: (document) => {
        document.paths["/bookings"].get.parameters.find(
          ({ name }: { name: string }) => name === "productId",
        ).name = "productID";
      },
    },
    {
      name: "a new required parameter",
      operation: "GET /customers",
      change: (document) => {
        document.paths["/customers"].get.parameters.push({
          name: "shop",
          in: "query",
          required: true,
          schema: { type: "string" },
        });
      },
    },
    {
      name: "a path that moved",
      operation: "GET /bookings/{bookingNumber}",
      change: (document) => {
        document.paths["/reservations/{bookingNumber}"] = document.paths["/bookings/{bookingNumber}"];
        delete document.paths["/bookings/{bookingNumber}"];
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
      name: "a body field of another type",
      operation: "POST /bookings",
      change: (document) => {
        document.components.schemas.Booking.properties.productId = { type: "integer" };
      },
    },
    {
      name: "a field that became read-only",
      operation: "POST /bookings",
      change: (document) => {
        document.components.schemas.Booking.properties.externalRef.readOnly = true;
      },
    },
    {
      name: "a key header that was renamed",
      operation: "GET /bookings",
      change: (document) => {
        document.components.securitySchemes.apiKey.name = "X-Bookeo-Key";
      },
    },
    {
      name: "another status of success",
      operation: "POST /bookings",
      status: "201",
      change: (document) => {
        document.paths["/bookings"].post.responses["202"] = document.paths["/bookings"].post.responses["201"];
        delete document.paths["/bookings"].post.responses["201"];
      },
    },
    {
      name: "a response that lost its body",
      operation: "GET /bookings/{bookingNumber}",
      status: "200",
      change: (document) => {
        document.paths["/bookings/{bookingNumber}"].get.responses["200"].content = {
          "text/plain": { schema: { type: "string" } },
        };
        document.paths["/bookings/{bookingNumber}"].get.responses["201"] = { description: "Moved" };
        delete document.paths["/bookings/{bookingNumber}"].get.responses["200"];
      },
    },
  ]);
});
