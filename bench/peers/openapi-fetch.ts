import type { BookingInput, paths } from "@booking-apis/bookeo-client";
import createClient from "openapi-fetch";
import { byHand, dataOf, keyHeaders, type Peer } from "./peer.ts";

/** Calls by path, which our client takes too. */
export const pathCalls: readonly string[] = [
  'bookeo.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: id } } })',
  'bookeo.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: id }, query: { expandCustomer: true } } })',
  'bookeo.GET("/bookings", { params: { query: { startTime, endTime } } })',
  'bookeo.GET("/bookings", { params: { query: { startTime, endTime, itemsPerPage: 100 } } })',
  'bookeo.POST("/bookings", { body: { ...booking } })',
  'bookeo.PUT("/bookings/{bookingNumber}", { params: { path: { bookingNumber: id } }, body: { ...booking } })',
  'bookeo.DELETE("/bookings/{bookingNumber}", { params: { path: { bookingNumber: id }, query: { reason: "rain" } } })',
  'bookeo.GET("/bookings/{bookingNumber}/customer", { params: { path: { bookingNumber: id } } })',
  'bookeo.GET("/bookings/{bookingNumber}/payments", { params: { path: { bookingNumber: id } } })',
  'bookeo.GET("/customers/{id}", { params: { path: { id } } })',
  'bookeo.GET("/customers", { params: { query: { searchText: "zoe" } } })',
  'bookeo.POST("/customers", { body: { ...customer } })',
  'bookeo.PUT("/customers/{id}", { params: { path: { id } }, body: { ...customer } })',
  'bookeo.DELETE("/customers/{id}", { params: { path: { id } } })',
  'bookeo.GET("/customers/{id}/bookings", { params: { path: { id } } })',
  'bookeo.GET("/customers/{id}/linkedpeople", { params: { path: { id } } })',
  'bookeo.GET("/customers/{customerid}/linkedpeople/{id}", { params: { path: { customerid: id, id } } })',
  'bookeo.DELETE("/customers/{customerid}/linkedpeople/{id}", { params: { path: { customerid: id, id } } })',
  'bookeo.GET("/availability/slots", { params: { query: { startTime, endTime, productId: "P" } } })',
  'bookeo.GET("/availability/matchingslots/{pageNavigationToken}", { params: { path: { pageNavigationToken: id } } })',
];

export const openapiFetch: Peer = {
  name: "openapi-fetch",
  package: "openapi-fetch",
  idiom: "`client.GET(path, { params })` with the types of our document, throwing its `error`",
  careful: '`signal: AbortSignal.timeout()`, `redirect: "error"`',
  paging: "by hand",
  imports: "openapi-fetch",
  bundle: {
    one: 'import createClient from "openapi-fetch"; export const get = (bookingNumber) => createClient({ baseUrl: "https://api.bookeo.com/v2" }).GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber } } });',
    all: 'export * from "openapi-fetch"; export { default } from "openapi-fetch";',
  },
  calls: {
    head: 'import type { paths } from "@booking-apis/bookeo-client";\nimport createClient from "openapi-fetch";\nconst bookeo = createClient<paths>({ baseUrl: "https://api.bookeo.com/v2" });',
    lines: pathCalls,
  },
  connect({ baseUrl, fetch, careful }) {
    const client = createClient<paths>({ baseUrl, headers: keyHeaders, ...(fetch && { fetch }) });
    const guard = () =>
      careful ? { signal: AbortSignal.timeout(careful.timeoutMs), redirect: "error" as const } : {};
    return {
      get: (bookingNumber) =>
        dataOf(client.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber } }, ...guard() })),
      create: (booking) => dataOf(client.POST("/bookings", { body: booking as BookingInput, ...guard() })),
      changeEmail: (id, emailAddress) =>
        dataOf(
          client.PUT("/customers/{id}", {
            params: { path: { id } },
            body: { emailAddress },
            ...guard(),
          }),
        ),
      items: () => byHand((query) => dataOf(client.GET("/bookings", { params: { query }, ...guard() }))),
    };
  },
};
