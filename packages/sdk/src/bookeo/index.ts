export type * from "@booking-apis/bookeo-client";
export * from "../core/public.ts";
export { Bookeo, type BookeoOptions, createBookeo } from "./bookeo.ts";
export {
  type BookingChangesCursor,
  type BookingChangesOptions,
  type BookingChangesPage,
  bookingChanges,
} from "./booking-changes.ts";
export {
  BookingOutcomeError,
  type CreateBookingOnceOptions,
  createBookingOnce,
} from "./create-booking-once.ts";
export { type FindBookingOptions, findBookingByExternalRef } from "./find-booking.ts";
export type * from "./generated/resources.ts";
export {
  type BookeoWebhookEvent,
  type SignedWebhook,
  type SignWebhookOptions,
  signBookeoWebhook,
  type VerifyWebhookOptions,
  verifyBookeoWebhook,
  WebhookError,
  type WebhookProblem,
} from "./webhook.ts";
export {
  type BookeoWebhook,
  type BookeoWebhookDomain,
  type BookeoWebhookItems,
  type BookeoWebhookName,
  type BookeoWebhookType,
  bookeoWebhookNames,
  bookeoWebhooks,
  type NamedBookeoWebhookEvent,
} from "./webhook-events.ts";
export * from "./webhook-handler.ts";
