import { createBookeo } from "@booking-apis/sdk/bookeo";
import { keys, type Peer, range } from "./peer.ts";

export const sdk: Peer = {
  name: "our SDK",
  package: "@booking-apis/sdk",
  isOurs: true,
  idiom: "`bookeo.bookings.get(bookingNumber)`; `for await` over `bookings.list()`; `customers.update()`",
  careful: "`timeoutMs`",
  paging: "own",
  imports: "@booking-apis/sdk/bookeo",
  bundle: {
    one: 'import { createBookeo } from "@booking-apis/sdk/bookeo"; export const get = (n) => createBookeo().bookings.get(n);',
    all: 'export * from "@booking-apis/sdk/bookeo";',
  },
  calls: {
    head: 'import { createBookeo } from "@booking-apis/sdk/bookeo";\nconst bookeo = createBookeo();',
    lines: [
      "bookeo.bookings.get(id)",
      "bookeo.bookings.get(id, { expandCustomer: true })",
      "bookeo.bookings.list({ startTime, endTime })",
      "bookeo.bookings.list({ startTime, endTime, itemsPerPage: 100 })",
      "bookeo.bookings.create({ ...booking })",
      "bookeo.bookings.replace(id, { ...booking })",
      'bookeo.bookings.cancel(id, { reason: "rain" })',
      "bookeo.bookings.getCustomer(id)",
      "bookeo.bookings.payments.list(id)",
      "bookeo.customers.get(id)",
      'bookeo.customers.list({ searchText: "zoe" })',
      "bookeo.customers.create({ ...customer })",
      "bookeo.customers.replace(id, { ...customer })",
      "bookeo.customers.delete(id)",
      "bookeo.customers.bookings.list(id)",
      "bookeo.customers.linkedPeople.list(id)",
      "bookeo.customers.linkedPeople.get(id, id)",
      "bookeo.customers.linkedPeople.delete(id, id)",
      'bookeo.availability.slots({ startTime, endTime, productId: "P" })',
      "bookeo.availability.matchingSlotsPage(id)",
    ],
  },
  connect({ baseUrl, fetch, careful }) {
    const bookeo = createBookeo({
      ...keys,
      baseUrl,
      ...(fetch && { fetch }),
      ...careful,
    });
    return {
      get: (number) => bookeo.bookings.get(number),
      create: (booking) => bookeo.bookings.create(booking as Parameters<typeof bookeo.bookings.create>[0]),
      changeEmail: (id, emailAddress) => bookeo.customers.update(id, { emailAddress }),
      items: () => bookeo.bookings.list(range),
    };
  },
};
