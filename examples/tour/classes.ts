import { operations as classesOperations } from "@booking-apis/classes-client/internal";
import { createClasses } from "@booking-apis/sdk/classes";
import { startMock } from "@booking-apis/testkit";
import { documentOf } from "./documents.ts";
import { createNarrator } from "./narrator.ts";

/** Calls every operation of the classes API once. */
export async function tourClasses(): Promise<void> {
  const mock = await startMock(documentOf("@booking-apis/classes-client"));
  try {
    const operations = Object.keys(classesOperations);
    const { fetch, title, chapter, say, called } = createNarrator(mock.url, operations);
    const classes = createClasses({ apiKey: "demo-api-key", baseUrl: mock.url, fetch });
    title(`Classes: ${operations.length} operation, on a mock at ${mock.url}`);

    chapter("A member's class bookings");
    const bookings = await classes.bookings.listByCustomer({ customerId: 14925548 });
    for (const { bookingId, bookingStatus, classSlotStatus } of bookings) {
      say(`booking ${bookingId} is ${bookingStatus}, its class ${classSlotStatus}`);
    }

    chapter("When it goes wrong");
    const rejected = await classes.bookings
      .listByCustomer({ customerId: 1 }, { headers: { Prefer: "code=403" } })
      .result();
    if (!rejected.ok && rejected.status === 403)
      say(`${rejected.error.errorMessage} (${rejected.error.errorCode})`);
    say(`${called.size} of ${operations.length} operations called`);
  } finally {
    await mock.close();
  }
}
