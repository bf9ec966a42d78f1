export {
  Bookeo,
  type BookeoOptions,
  type BookeoWebhookEvent,
  type BookingChangesCursor,
  type BookingChangesOptions,
  type BookingChangesPage,
  BookingOutcomeError,
  bookingChanges,
  type CreateBookingOnceOptions,
  createBookeo,
  createBookingOnce,
  findBookingByExternalRef,
  verifyBookeoWebhook,
  WebhookError,
} from "./bookeo/index.ts";
export { Classes, type ClassesOptions, createClasses } from "./classes/index.ts";
export * from "./core/public.ts";
