import type { ConnectionOptions } from "@booking-apis/transport/internal";
import type { ResponseDocument } from "../validation/document.ts";

/** What the check of live responses needs of an API. */
export interface LiveApi {
  readonly create: (options: ConnectionOptions & { baseUrl?: string }) => {
    readonly client: object;
    readonly check?: () => Promise<void>;
  };
  readonly document: ResponseDocument;
}

/** Every API, by its name. Each is loaded only when it is checked. */
export const apis: Readonly<Record<string, () => Promise<LiveApi>>> = {
  bookeo: async () => ({
    create: (await import("../bookeo/index.ts")).createBookeo,
    document: (await import("../bookeo/generated/responses.ts")).document,
  }),
  classes: async () => ({
    create: (await import("../classes/index.ts")).createClasses,
    document: (await import("../classes/generated/responses.ts")).document,
  }),
};
