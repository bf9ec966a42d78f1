import { operations as bookeoOperations } from "@booking-apis/bookeo-client/internal";
import { type Bookeo, type Customer, createBookeo, isBookingApiError } from "@booking-apis/sdk/bookeo";
import { startMock } from "@booking-apis/testkit";
import { documentOf } from "./documents.ts";
import { createNarrator, type Narrator } from "./narrator.ts";

/** Calls every operation of the Bookeo API once, as an agency would that sells the tours of others. */
export async function tourBookeo(): Promise<void> {
  const mock = await startMock(documentOf("@booking-apis/bookeo-client"));
  try {
    const operations = Object.keys(bookeoOperations);
    const narrator = createNarrator(mock.url, operations);
    const bookeo = createBookeo({
      apiKey: "demo-api-key",
      secretKey: "demo-secret-key",
      baseUrl: mock.url,
      fetch: narrator.fetch,
    });
    narrator.title(`Bookeo: ${operations.length} operations, on a mock at ${mock.url}`);
    await walkBookings(bookeo, narrator);
    await walkCustomers(bookeo, narrator);
    await showFailures(bookeo, narrator);
    narrator.say(`${narrator.called.size} of ${operations.length} operations called`);
  } finally {
    await mock.close();
  }
}

async function walkBookings(bookeo: Bookeo, { chapter, say }: Narrator): Promise<void> {
  chapter("What is free?");
  const week = { startTime: "2026-07-01T00:00:00-04:00", endTime: "2026-07-08T00:00:00-04:00" };
  const slots = await bookeo.availability.slots({ ...week, itemsPerPage: 300 });
  say(`${slots.info.totalItems} slot, ${slots.data[0]?.numSeatsAvailable} seats left in the first`);
  const peopleNumbers = [{ peopleCategoryId: "Cadults", number: 2 }];
  const found = await bookeo.availability.matchingSlots({ productId: "2856TOUR", ...week, peopleNumbers });
  const slot = found.data?.[0];
  say(`free for two adults: ${slot?.startTime}, event ${slot?.eventId}`);
  const page = await bookeo.availability.matchingSlotsPage(found.info.pageNavigationToken ?? "", {
    pageNumber: 1,
  });
  say(`page ${page.info.currentPage} of ${page.info.totalPages}, by the token of the search`);

  chapter("Book it, pay for it, change it, cancel it");
  const booking = {
    productId: "2856TOUR",
    eventId: slot?.eventId ?? "",
    externalRef: "order-1001",
    participants: { numbers: peopleNumbers },
  };
  const created = await bookeo.bookings.create(booking, { notifyCustomer: true });
  const number = created?.bookingNumber ?? "";
  say(`booked: ${created?.title}, number ${number}`);
  const paid = await bookeo.bookings.payments.create(number, {
    reason: "Deposit",
    amount: { amount: "12.50", currency: "USD" },
    paymentMethod: "cash",
  });
  say(`paid: ${paid?.amount.amount} ${paid?.amount.currency}`);
  for await (const payment of bookeo.bookings.payments.list(number))
    say(`payment ${payment.id}: ${payment.reason}`);
  const read = await bookeo.bookings.get(number, { expandCustomer: true });
  say(`from ${read.startTime} to ${read.endTime}`);
  const changed = await bookeo.bookings.update(number, { privateEvent: true });
  say(`changed: ${changed?.productName}`);
  say(`booked by ${nameOf(await bookeo.bookings.getCustomer(number))}`);
  for await (const each of bookeo.bookings.list(week)) say(`${each.bookingNumber}: ${each.title}`);
  await bookeo.bookings.cancel(number, { reason: "rain" });
  say("cancelled");
}

async function walkCustomers({ customers }: Bookeo, { chapter, say }: Narrator): Promise<void> {
  chapter("Customers and the people linked to them");
  const john = {
    firstName: "John",
    lastName: "Smith",
    phoneNumbers: [{ number: "+1 212 555 0100", type: "mobile" as const }],
  };
  const listed = await customers.list({ searchField: "lastName", searchText: "Smith" });
  say(`${listed.info.totalItems} customer, first ${nameOf(listed.data[0])}`);
  const created = await customers.create(john);
  const id = created?.id ?? "";
  say(`created: ${id}`);
  const read = await customers.get(id);
  say(`${nameOf(read)} has ${read.numBookings} bookings`);
  await customers.update(id, { languageCode: "en_US" });
  say("another language, and nothing else is cleared");
  await customers.replace(id, { ...read, languageCode: "en_US" });
  say("replaced by what was read");
  const { ok } = await customers.authenticate(id, { password: "correct horse" }).result();
  say(ok ? "the password is right; it is not printed, here or in any error" : "the password is wrong");
  for await (const { title } of customers.bookings.list(id, { beginDate: "2026-07-01" }))
    say(`booked: ${title}`);
  const linked = await customers.linkedPeople.list(id);
  const personId = linked.data[0]?.id ?? "";
  say(`${linked.data.length} linked person`);
  say(nameOf(await customers.linkedPeople.get(id, personId)));
  await customers.linkedPeople.update(id, personId, (person) => ({ ...person, firstName: "Jane" }));
  say("updated");
  await customers.linkedPeople.delete(id, personId);
  say("deleted");
  await customers.delete(id);
  say("deleted");
}

async function showFailures({ bookings, customers }: Bookeo, { chapter, say }: Narrator): Promise<void> {
  chapter("When it goes wrong");
  const missing = await bookings.get("0", {}, { headers: { Prefer: "code=404" } }).result();
  if (!missing.ok) say(`${missing.status}: ${missing.error.message}`);
  for (const call of [
    () => bookings.get("0", {}, { headers: { Prefer: "code=404" } }),
    () => customers.delete(".."),
  ]) {
    try {
      await call();
    } catch (error) {
      if (isBookingApiError(error)) say(`${error.name}: ${error.message}`);
    }
  }
}

function nameOf(person: Pick<Customer, "firstName" | "lastName"> | undefined): string {
  return `${person?.firstName} ${person?.lastName}`;
}
