// Prints a member's class bookings of the two weeks before and after now.
//
//   CLASSES_BASE_URL=https://my-studio.open-api.magicline.com CLASSES_API_KEY=… node class-bookings.ts 14925548
import { createClasses } from "@booking-apis/sdk/classes";

const customerId = Number(process.argv[2]);
if (!Number.isInteger(customerId)) {
  console.error("Usage: node class-bookings.ts <customer id>");
  process.exit(2);
}

const result = await createClasses().bookings.listByCustomer({ customerId }).result();
if (result.ok) {
  for (const { bookingId, bookingStatus, classSlotStatus } of result.data)
    console.log(`${bookingId}: ${bookingStatus}, its class is ${classSlotStatus}`);
  console.log(`${result.data.length} bookings`);
} else if (result.status === 404) {
  console.log(`Not found: ${result.error.errorMessage}`);
} else {
  console.error(`The API returned ${result.status}.`);
  process.exit(1);
}
