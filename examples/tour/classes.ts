import { classesOperations, createClassesClient } from "@booking-apis/classes-client";
import { startMock } from "@booking-apis/testkit";
import { documentOf } from "./documents.ts";
import { createNarrator } from "./narrator.ts";

/** Calls every operation of the classes API once. */
export async function tourClasses(): Promise<void> {
  const mock = await startMock(documentOf("@booking-apis/classes-client"));
  try {
    await walk(mock.url);
  } finally {
    await mock.close();
  }
}

async function walk(baseUrl: string): Promise<void> {
  const operations = Object.values(classesOperations);
  const { fetch, title, chapter, tell, called } = createNarrator(baseUrl, operations);
  const classes = createClassesClient({ apiKey: "demo-api-key", baseUrl, fetch });
  title(`Classes: ${operations.length} operation, on a mock at ${baseUrl}`);

  chapter("A member's class bookings");
  const params = { query: { customerId: 14925548 } };
  const bookings = await classes.GET("/v1/classes/booking", { params });
  for (const { bookingId, bookingStatus, classSlotStatus } of bookings.data ?? [])
    tell(`booking ${bookingId} is ${bookingStatus}, its class ${classSlotStatus}`);

  chapter("When it goes wrong");
  const refused = await classes.GET("/v1/classes/booking", { params, headers: { Prefer: "code=403" } });
  tell(`error: ${refused.error?.errorMessage} (${refused.error?.errorCode})`);
  tell(`${called.size} of ${operations.length} operations called`);
}
