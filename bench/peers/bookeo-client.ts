import { type BookingInput, createBookeoClient } from "@booking-apis/bookeo-client";
import { pathCalls } from "./openapi-fetch.ts";
import { byHand, dataOf, keys, type Peer } from "./peer.ts";

export const bookeoClient: Peer = {
  name: "our client",
  package: "@booking-apis/bookeo-client",
  isOurs: true,
  idiom: '`bookeo.GET("/bookings/{bookingNumber}", { params })`, throwing its `error`',
  careful: "`timeoutMs`",
  paging: "by hand",
  imports: "@booking-apis/bookeo-client",
  bundle: {
    one: 'import { createBookeoClient } from "@booking-apis/bookeo-client"; export const get = (bookingNumber) => createBookeoClient().GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber } } });',
    all: 'export * from "@booking-apis/bookeo-client";',
  },
  calls: {
    head: 'import { createBookeoClient } from "@booking-apis/bookeo-client";\nconst bookeo = createBookeoClient();',
    lines: pathCalls,
  },
  connect({ baseUrl, fetch, careful }) {
    const bookeo = createBookeoClient({
      ...keys,
      baseUrl,
      ...(fetch && { fetch }),
      ...careful,
    });
    return {
      get: (bookingNumber) =>
        dataOf(bookeo.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber } } })),
      create: (booking) => dataOf(bookeo.POST("/bookings", { body: booking as BookingInput })),
      changeEmail: (id, emailAddress) =>
        dataOf(
          bookeo.PUT("/customers/{id}", {
            params: { path: { id } },
            body: { emailAddress },
          }),
        ),
      items: () => byHand((query) => dataOf(bookeo.GET("/bookings", { params: { query } }))),
    };
  },
};
