/** What a change asks of those who use the API: `major` breaks them, `minor` gives them something, `patch` neither. */
export type Impact = "major" | "minor" | "patch";

/** Whether a program sends a value or receives it: what widens the one narrows the other. */
export type Direction = "sent" | "received";

const order: readonly Impact[] = ["patch", "minor", "major"];

export function worst(impacts: Iterable<Impact>): Impact {
  return [...impacts].reduce<Impact>((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a), "patch");
}

/** One difference between two versions of an API's document. */
export interface Change {
  /** What it is about, as it is printed: "`GET /bookings` (`bookings.list`)", "`Booking`", "security scheme `apiKey`". */
  subject: string;
  /** What happened to it, to follow the subject: "was removed", "query parameter `from` is required now". */
  text: string;
  /** Where it is, in words that are the same in both versions: `operation`, `GET /bookings`, `query`, `from`. */
  location: readonly string[];
  /** What it asks of a TypeScript program that uses the client or the SDK. */
  types: Impact;
  /** What it means for programs that speak HTTP. */
  wire: Impact;
}

export function impactOf({ types, wire }: Change): Impact {
  return worst([types, wire]);
}
