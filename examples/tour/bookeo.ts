import { bookeoOperations, type Customer, createBookeoClient } from "@booking-apis/bookeo-client";
import { startMock } from "@booking-apis/testkit";
import { documentOf } from "./documents.ts";
import { createNarrator } from "./narrator.ts";

/** Calls every operation of the Bookeo API once, as an agency would that sells somebody's tours. */
export async function tourBookeo(): Promise<void> {
  const mock = await startMock(documentOf("@booking-apis/bookeo-client"));
  try {
    await walk(mock.url);
  } finally {
    await mock.close();
  }
}

async function walk(baseUrl: string): Promise<void> {
  const operations = Object.values(bookeoOperations);
  const { fetch, title, chapter, tell, called } = createNarrator(baseUrl, operations);
  const bookeo = createBookeoClient({ apiKey: "demo-api-key", secretKey: "demo-secret-key", baseUrl, fetch });
  title(`Bookeo: ${operations.length} operations, on a mock at ${baseUrl}`);

  chapter("What is free?");
  const week = { startTime: "2026-07-01T00:00:00-04:00", endTime: "2026-07-08T00:00:00-04:00" };
  const slots = await bookeo.GET("/availability/slots", {
    params: { query: { ...week, itemsPerPage: 300 } },
  });
  tell(
    `${slots.data?.info.totalItems} slot, ${slots.data?.data[0]?.numSeatsAvailable} seats left in the first`,
  );
  const people = [{ peopleCategoryId: "Cadults", number: 2 }];
  const found = await bookeo.POST("/availability/matchingslots", {
    body: { productId: "2856TOUR", ...week, peopleNumbers: people },
  });
  const slot = found.data?.data?.[0];
  tell(`free for two adults: ${slot?.startTime}, event ${slot?.eventId}`);
  const pageNavigationToken = found.data?.info.pageNavigationToken ?? "";
  const page = await bookeo.GET("/availability/matchingslots/{pageNavigationToken}", {
    params: { path: { pageNavigationToken }, query: { pageNumber: 1 } },
  });
  tell(`page ${page.data?.info.currentPage} of ${page.data?.info.totalPages}, by the token of the search`);

  chapter("Book it, pay for it, change it, cancel it");
  const body = {
    productId: "2856TOUR",
    eventId: slot?.eventId ?? "",
    externalRef: "order-1001",
    participants: { numbers: people },
  };
  const created = await bookeo.POST("/bookings", { params: { query: { notifyCustomer: true } }, body });
  const bookingNumber = created.data?.bookingNumber ?? "";
  tell(`booked: ${created.data?.title}, number ${bookingNumber}`);
  const params = { path: { bookingNumber } };
  const paid = await bookeo.POST("/bookings/{bookingNumber}/payments", {
    params,
    body: { reason: "Deposit", amount: { amount: "12.50", currency: "USD" }, paymentMethod: "cash" },
  });
  tell(`paid: ${paid.data?.amount.amount} ${paid.data?.amount.currency}`);
  const payments = await bookeo.GET("/bookings/{bookingNumber}/payments", { params });
  tell(`${payments.data?.data.length} payment for this booking`);
  const booking = await bookeo.GET("/bookings/{bookingNumber}", {
    params: { ...params, query: { expandCustomer: true } },
  });
  tell(`from ${booking.data?.startTime} to ${booking.data?.endTime}`);
  const changed = await bookeo.PUT("/bookings/{bookingNumber}", {
    params,
    body: { ...body, privateEvent: true },
  });
  tell(`changed: ${changed.data?.productName}`);
  const customer = await bookeo.GET("/bookings/{bookingNumber}/customer", { params });
  tell(`booked by ${nameOf(customer.data)}`);
  const july = await bookeo.GET("/bookings", { params: { query: week } });
  tell(`${july.data?.data.length} booking that week`);
  await bookeo.DELETE("/bookings/{bookingNumber}", { params: { ...params, query: { reason: "rain" } } });
  tell("cancelled; there is no body");

  await walkCustomers({ bookeo, chapter, tell }, customer.data?.id ?? "");
  await showRefusals({ bookeo, chapter, tell });
  tell(`${called.size} of ${operations.length} operations called`);
}

interface Guide {
  bookeo: ReturnType<typeof createBookeoClient>;
  chapter(text: string): void;
  tell(text: string): void;
}

async function walkCustomers({ bookeo, chapter, tell }: Guide, id: string): Promise<void> {
  chapter("Customers and the people linked to them");
  const params = { path: { id } };
  const body = {
    firstName: "John",
    lastName: "Smith",
    phoneNumbers: [{ number: "+1 212 555 0100", type: "mobile" as const }],
  };
  const listed = await bookeo.GET("/customers", {
    params: { query: { searchField: "lastName", searchText: "Smith" } },
  });
  tell(`${listed.data?.info.totalItems} customer, first ${nameOf(listed.data?.data[0])}`);
  const created = await bookeo.POST("/customers", { body });
  tell(`created: ${created.data?.id}`);
  const read = await bookeo.GET("/customers/{id}", { params });
  tell(`${nameOf(read.data)} has ${read.data?.numBookings} bookings`);
  await bookeo.PUT("/customers/{id}", { params, body: { ...body, languageCode: "en_US" } });
  tell("updated; no body is documented");
  const right = await bookeo.GET("/customers/{id}/authenticate", {
    params: { ...params, query: { password: "correct horse" } },
  });
  tell(
    right.response.ok
      ? "the password is right; it is not printed, here or in any error"
      : "the password is wrong",
  );
  const bookings = await bookeo.GET("/customers/{id}/bookings", {
    params: { ...params, query: { beginDate: "2026-07-01" } },
  });
  tell(`${bookings.data?.data.length} booking since July`);
  const linked = await bookeo.GET("/customers/{id}/linkedpeople", { params });
  tell(`${linked.data?.data.length} linked person`);
  const person = { path: { customerid: id, id: linked.data?.data[0]?.id ?? "" } };
  const readPerson = await bookeo.GET("/customers/{customerid}/linkedpeople/{id}", { params: person });
  tell(nameOf(readPerson.data));
  await bookeo.PUT("/customers/{customerid}/linkedpeople/{id}", {
    params: person,
    body: { firstName: "Jane" },
  });
  tell("updated");
  await bookeo.DELETE("/customers/{customerid}/linkedpeople/{id}", { params: person });
  tell("deleted");
  await bookeo.DELETE("/customers/{id}", { params });
  tell("deleted");
}

async function showRefusals({ bookeo, chapter, tell }: Guide): Promise<void> {
  chapter("When it goes wrong");
  const missing = await bookeo.GET("/bookings/{bookingNumber}", {
    params: { path: { bookingNumber: "0" } },
    headers: { Prefer: "code=404" },
  });
  tell(`error: ${missing.error?.message}`);
  const refused = await bookeo
    .DELETE("/customers/{id}", { params: { path: { id: ".." } } })
    .catch((error: Error) => error);
  tell(
    `DELETE /customers/{id} with the id "..": ${refused instanceof Error ? refused.name : "sent!"}, nothing was sent`,
  );
}

function nameOf(person: Pick<Customer, "firstName" | "lastName"> | undefined): string {
  return `${person?.firstName} ${person?.lastName}`;
}
